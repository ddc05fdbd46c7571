import { OrchardError } from '../common/errors.ts';
import { newcombeInterval, pooledTest } from '../experiment/proportions.ts';
import type { Interval, Proportion } from '../experiment/interval.ts';

/** How a share stands against a reference. */
export interface AgainstReference {
  readonly reference: Proportion;
  /** Share now less that of the reference. */
  readonly difference: number;
  /** Of the difference, Newcombe. */
  readonly interval: Interval;
  /** Two-sided, pooled z-test; 1 where nothing varies. */
  readonly p: number;
  /** More than chance at `alpha`. */
  readonly moved: boolean;
}

/** Successes and trials of a monitored share in windows of a line, by the window's number from 0 on. */
export type SharesByWindow = ReadonlyMap<number, Proportion>;

/** False alarms that one look may raise. */
export const SEASONAL_ALPHA = 0.001;

/** A share against a fixed reference; null where either has no trials. */
export function againstFixed(now: Proportion, reference: Proportion, alpha = SEASONAL_ALPHA): AgainstReference | null {
  const interval = newcombeInterval(reference, now, alpha);
  if (!interval) return null;
  const p = pooledTest(reference, now)?.p ?? 1;
  return { reference, difference: now.successes / now.trials - reference.successes / reference.trials, interval, p, moved: p < alpha };
}

/**
 * A window's share against the same time last year: the window one year before, and `beside` windows on either side of it, as one. Null while there was no last year, so that a first year is compared with nothing rather than with another
 * season. Throws `argument-invalid` for a year that is no whole number of windows of which there is at least one more than `beside`.
 */
export function againstLastYear(shares: SharesByWindow, window: number, { yearWindows, beside = 0, alpha = SEASONAL_ALPHA }: { yearWindows: number; beside?: number; alpha?: number }): AgainstReference | null {
  if (!(Number.isInteger(yearWindows) && yearWindows > beside)) throw new OrchardError('argument-invalid', `a year of ${yearWindows} windows, ${beside} beside`);
  const now = shares.get(window);
  const before = Array.from({ length: 2 * beside + 1 }, (_, i) => shares.get(window - yearWindows - beside + i));
  if (!now || before.some((one) => one === undefined)) return null;
  return againstFixed(now, { trials: sum(before.map((one) => one!.trials)), successes: sum(before.map((one) => one!.successes)) }, alpha);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
