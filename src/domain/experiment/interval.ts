import { normalUpperQuantile } from '../statistics/special.ts';

/** A confidence interval; both ends belong to it. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/** Where a share may lie of which nothing is known. */
export const ANY_SHARE: Interval = { lower: 0, upper: 1 };

/** How many of a number of trials succeeded, 0 ≤ `successes` ≤ `trials`. */
export interface Proportion {
  readonly trials: number;
  readonly successes: number;
}

/** The standard normal's deviate of a two-sided interval that misses with probability `alpha`, 0 < alpha < 1. */
export function twoSidedDeviate(alpha: number): number {
  return normalUpperQuantile(alpha / 2);
}
