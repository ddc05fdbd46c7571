import { OrchardError } from '../common/errors.ts';

/** Milliseconds of each. */
const UNITS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 } as const;
const WRITTEN = /^(?:\d+(?:\.\d+)?[dhms])+$/u;
const PART = /(\d+(?:\.\d+)?)([dhms])/gu;
const SHORTEST_MS = 1000;
/** A hundred years of 365.25 days. */
const LONGEST_MS = 36_525 * UNITS.d;

/** Milliseconds of a duration such as `14d`, `36h` or `1d12h`. Throws `argument-invalid` for anything else, and for what is shorter than a second or longer than a hundred years. */
export function readDuration(text: string): number {
  if (!WRITTEN.test(text)) throw new OrchardError('argument-invalid', `${JSON.stringify(text.slice(0, 40))} is not a duration; write 14d, 36h, 30m or 1d12h`);
  const ms = Array.from(text.matchAll(PART), ([, count, unit]) => Number(count) * UNITS[unit as keyof typeof UNITS]).reduce((a, b) => a + b, 0);
  if (ms < SHORTEST_MS) throw new OrchardError('argument-invalid', `${JSON.stringify(text)} is shorter than a second`);
  if (!(ms <= LONGEST_MS)) throw new OrchardError('argument-invalid', `${JSON.stringify(text)} is longer than a hundred years`);
  return Math.round(ms);
}

/** Milliseconds as the duration that `readDuration` reads back, to the millisecond. */
export function writeDuration(ms: number): string {
  let [left, text] = [ms, ''];
  for (const unit of ['d', 'h', 'm'] as const) {
    const count = Math.floor(left / UNITS[unit]);
    if (count > 0) text += `${count}${unit}`;
    left -= count * UNITS[unit];
  }
  return left > 0 ? `${text}${left / 1000}s` : text;
}
