import { OrchardError } from '../common/errors.ts';

/** Milliseconds of each. */
const UNITS = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const;
const WRITTEN = /^(?:\d+(?:\.\d+)?(?:h|ms|m|s))+$/u;
const PART = /(\d+(?:\.\d+)?)(h|ms|m|s)/gu;
/** A hundred years. */
const LONGEST_SECONDS = 3_153_600_000;

/** Seconds of a duration as Argo Rollouts writes it: `72h`, `1h30m`, or a bare number of seconds. Throws `argument-invalid` for anything else, days too: Go knows none. */
export function readGoDuration(text: string): number {
  const seconds = /^\d+$/u.test(text) ? Number(text)
    : WRITTEN.test(text) ? Array.from(text.matchAll(PART), ([, count, unit]) => Number(count) * UNITS[unit as keyof typeof UNITS]).reduce((a, b) => a + b, 0) / 1000 : NaN;
  if (Number.isNaN(seconds)) throw new OrchardError('argument-invalid', `${JSON.stringify(text)} is not a duration; write 90s, 30m, 72h or 1h30m`);
  if (seconds > LONGEST_SECONDS) throw new OrchardError('argument-invalid', `${JSON.stringify(text)} is longer than a hundred years`);
  return seconds;
}

/** Seconds as a duration that `readGoDuration` reads back, to the millisecond. */
export function writeGoDuration(seconds: number): string {
  let left = Math.round(seconds * 1000);
  let text = '';
  for (const [unit, size] of Object.entries(UNITS)) {
    const count = Math.floor(left / size);
    if (count > 0) text += `${count}${unit}`;
    left -= count * size;
  }
  return text === '' ? '0s' : text;
}
