import { OrchardError } from '../common/errors.ts';
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

/** Throws `argument-invalid` unless both are whole numbers and no more succeeded than were tried. */
export function checkProportion({ trials, successes }: Proportion): void {
  if (Number.isSafeInteger(trials) && Number.isSafeInteger(successes) && successes >= 0 && successes <= trials) return;
  throw new OrchardError('argument-invalid', `${successes} of ${trials} is no share of trials`);
}

/** Throws `argument-invalid` unless a setting lies strictly between 0 and 1, as probabilities of error and rates do. */
export function checkOpenShare(value: number, name: string): void {
  if (!(value > 0 && value < 1)) throw new OrchardError('argument-invalid', `${name} is ${value}; it must lie between 0 and 1`);
}

/** Throws `argument-invalid` unless a setting is a finite number above 0. */
export function checkPositive(value: number, name: string): void {
  if (!(value > 0 && value < Infinity)) throw new OrchardError('argument-invalid', `${name} is ${value}; it must be above 0`);
}

/** Throws `argument-invalid` unless a setting is a whole number from `least` on. */
export function checkWhole(value: number, name: string, least = 0): void {
  if (!(Number.isSafeInteger(value) && value >= least)) throw new OrchardError('argument-invalid', `${name} is ${value}; it must be a whole number from ${least} on`);
}
