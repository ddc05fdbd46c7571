import { writeDuration } from '../../../domain/alerting/rules/duration.ts';
import { eventAtTime, FRUIT_INTERVAL_MS } from '../../../domain/world/stream/time.ts';
import { count, number, powerOfTen, significant, simulatedDate, simulatedTime } from '../../format.ts';

/** The event at a moment of simulated time, Unix seconds. */
export const fruitAt = (seconds: number): number => Math.max(0, eventAtTime(seconds * 1000));

/** `fruit 3 050`. */
export const fruitText = (seconds: number): string => `fruit ${number(fruitAt(seconds))}`;

/** `16 March 2026, 12:00`: a moment of simulated time, Unix seconds. */
export const dateText = (seconds: number): string => `${simulatedDate(seconds * 1000)}, ${simulatedTime(seconds * 1000)}`;

/** `12 h, 100 fruits`: a stretch of simulated time in seconds; `at once` when there is none. */
export function spanText(seconds: number): string {
  return seconds === 0 ? 'at once' : `${spanOf(seconds)}, ${count(Math.round((seconds * 1000) / FRUIT_INTERVAL_MS), 'fruit')}`;
}

/** A stretch as rule files write it, its numbers set apart from their units: `1 d 12 h`. */
const spanOf = (seconds: number): string => writeDuration(seconds).replace(/(\d+)([a-z]+)(?=(\d?))/gu, (_, n: string, unit: string, more: string) => `${n}\u00a0${unit === 'm' ? 'min' : unit}${more === '' ? '' : ' '}`);

/** A sample's value with four digits; what is not a number is named as Prometheus names it. */
export function valueText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return Math.abs(value) >= 1e9 || (value !== 0 && Math.abs(value) < 1e-6) ? powerOfTen(value, 4) : significant(value, 4);
}
