import { logUrnPmf, urnCdf, urnSf, type Urn } from '../statistics/discrete.ts';
import { checkProportion, type Proportion } from './interval.ts';

/** What is believed of two shares after their trials, each share having been any number in 0..1 with equal right before. */
export interface Posterior {
  /** P(p(b) > p(a)). */
  readonly bBetter: number;
  /** E max(p(a) − p(b), 0): how much is lost on average by taking b. */
  readonly lossOfB: number;
}

/**
 * Posterior of two independent shares under uniform priors, Beta(1 + successes, 1 + failures) each. Both numbers are exact: shares of
 * whole parameters are order statistics of uniform numbers, and which of two comes first is a question to an urn. With one more
 * success or failure the probability changes by a known term, which gives the loss ( Stucchio, "Bayesian A/B testing at VWO", 2015).
 */
export function posterior(a: Proportion, b: Proportion): Posterior {
  checkProportion(a);
  checkProportion(b);
  const [tried, right] = [a.trials + b.trials, a.successes + b.successes];
  const urn: Urn = { marked: a.trials + 1, plain: b.trials + 1, drawn: right + 1 };
  const [bBetter, aBetter] = [urnSf(a.successes, urn), urnCdf(a.successes, urn)];
  const meeting = (Math.exp(logUrnPmf(a.successes, { marked: a.trials, plain: b.trials, drawn: right }))
    * (a.trials + 1) * (b.trials + 1) * (right + 1) * (tried - right + 1)) / ((tried + 1) * (tried + 2) * (tried + 3));
  const ahead = (a.successes + 1) / (a.trials + 2) - (b.successes + 1) / (b.trials + 2);
  return { bBetter, lossOfB: Math.max(0, ahead * aBetter + meeting * (1 / (a.trials + 2) + 1 / (b.trials + 2))) };
}
