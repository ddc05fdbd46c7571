import { OrchardError } from '../../common/errors.ts';

const WRITTEN = /^(?:0|(?=\d)(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?)$/u;
const UNITS = [['y', 31_536_000], ['w', 604_800], ['d', 86_400], ['h', 3600], ['m', 60], ['s', 1], ['ms', 0.001]] as const;

/** Prometheus counts durations in nanoseconds and 63 bits. */
const LONGEST_MS = 9_223_372_036_854;

/** Seconds of a duration as rule files write it: `90s`, `1h30m`, `2d`, `0`. Throws `argument-invalid` for anything else, a bare number too. */
export function readDuration(text: string): number {
  const found = WRITTEN.exec(text);
  if (!found) throw new OrchardError('argument-invalid', `${JSON.stringify(text)} is not a duration; write 30s, 5m or 1h30m`);
  const ms = UNITS.reduce((sum, [, size], i) => sum + Number(found[i + 1] ?? 0) * size * 1000, 0);
  if (ms > LONGEST_MS) throw new OrchardError('argument-invalid', `${JSON.stringify(text)} is longer than 292 years`);
  return ms / 1000;
}

/** A duration as rule files write it, to the millisecond. Weeks and years are written in days, for they are easier to read so. */
export function writeDuration(seconds: number): string {
  if (!(seconds >= 0) || !Number.isFinite(seconds)) throw new OrchardError('argument-invalid', `${seconds} s is not a duration`);
  let milliseconds = Math.round(seconds * 1000);
  let text = '';
  for (const [unit, size] of UNITS.slice(2)) {
    const count = Math.floor(milliseconds / (size * 1000));
    if (count > 0) text += `${count}${unit}`;
    milliseconds -= Math.round(count * size * 1000);
  }
  return text === '' ? '0s' : text;
}
