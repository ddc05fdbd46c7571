import { addArrival, NO_ARRIVALS, type Arrival, type Arms } from './arrival.ts';
import type { Evidence } from './evidence.ts';
import { checkOpenShare, checkPositive, checkWhole, type Interval } from './interval.ts';
import { DEFAULT_ALPHA } from './proportions.ts';

/** What a mixture test is set to. */
export interface MixtureOptions {
  /** Width of the prior over the difference, a standard deviation: about as large as the differences that matter. */
  readonly tau: number;
  /** Truths of each arm before which nothing is said: the variance is estimated, and of few truths not well enough. */
  readonly least: number;
}

export const MIXTURE: MixtureOptions = { tau: 0.1, least: 100 };

/** Where a mixture test stands; plain data. */
export interface MixtureState extends Arms, Evidence {}

/** What a mixture test says now. */
export interface MixtureReading {
  /** p(challenger) − p(champion). */
  readonly difference: number;
  /** Estimated variance of the difference, each share drawn towards ½ by half a success and half a failure. */
  readonly variance: number;
  readonly logLambda: number;
  /** The interval of this moment. With probability 1 − alpha no interval of any moment misses the difference, as far as the variance is known. */
  readonly interval: Interval;
}

/** A test before its first truth. Throws `argument-invalid` for settings that mean nothing. */
export function beginMixture({ tau, least }: MixtureOptions = MIXTURE): MixtureState {
  checkPositive(tau, 'tau');
  checkWhole(least, 'least', 1);
  return { ...NO_ARRIVALS, peak: 0 };
}

/**
 * Mixture sequential probability ratio test of two shares (Robbins 1970; Johari, Koomen, Pekelis, Walsh 2022, "Always valid inference"):
 * the likelihood ratio of a difference drawn from N(0, tau²) against none, in the normal approximation with the variance as estimated.
 */
export function stepMixture(state: MixtureState, arrival: Arrival, options: MixtureOptions = MIXTURE): MixtureState {
  const arms = addArrival(state, arrival);
  return { champion: arms.champion, challenger: arms.challenger, peak: Math.max(state.peak, logLambdaOf(arms, options) ?? 0) };
}

/** What the test says at this moment; null before `least` truths of each arm. */
export function readMixture(arms: Arms, options: MixtureOptions = MIXTURE, alpha = DEFAULT_ALPHA): MixtureReading | null {
  const logLambda = logLambdaOf(arms, options);
  if (logLambda === null) return null;
  checkOpenShare(alpha, 'alpha');
  const [difference, variance, prior] = [differenceOf(arms), varianceOf(arms), options.tau ** 2];
  const spread = Math.sqrt(((2 * variance * (variance + prior)) / prior) * (Math.log(1 / alpha) + 0.5 * Math.log((variance + prior) / variance)));
  return { difference, variance, logLambda, interval: { lower: difference - spread, upper: difference + spread } };
}

function logLambdaOf(arms: Arms, { tau, least }: MixtureOptions): number | null {
  if (Math.min(arms.champion.trials, arms.challenger.trials) < least) return null;
  const [difference, variance, prior] = [differenceOf(arms), varianceOf(arms), tau * tau];
  return 0.5 * Math.log(variance / (variance + prior)) + (prior * difference * difference) / (2 * variance * (variance + prior));
}

const differenceOf = ({ champion, challenger }: Arms): number => challenger.successes / challenger.trials - champion.successes / champion.trials;

const varianceOf = ({ champion, challenger }: Arms): number => [champion, challenger].reduce((sum, { trials, successes }) => {
  const share = (successes + 0.5) / (trials + 1);
  return sum + (share * (1 - share)) / trials;
}, 0);
