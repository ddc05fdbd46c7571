import { logUrnPmf, urnCdf, urnMode, urnRange, urnSf, type Urn } from '../statistics/discrete.ts';
import { normalSf } from '../statistics/special.ts';
import { checkProportion, twoSidedDeviate, type Interval, type Proportion } from './interval.ts';

/** Misses in this share of cases are what "95 % sure" allows. */
export const DEFAULT_ALPHA = 0.05;

/** Wilson's score interval of a share, without continuity correction (Wilson 1927). Null without trials. */
export function wilsonInterval({ trials, successes }: Proportion, alpha = DEFAULT_ALPHA): Interval | null {
  if (trials === 0) return null;
  const z = twoSidedDeviate(alpha);
  const share = successes / trials;
  const spread = z * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials));
  const scale = 1 + (z * z) / trials;
  const centre = share + (z * z) / (2 * trials);
  return { lower: successes === 0 ? 0 : (centre - spread) / scale, upper: successes === trials ? 1 : (centre + spread) / scale };
}

/**
 * Newcombe's hybrid score interval of p(b) − p(a), two independent shares, without continuity correction (Newcombe 1998, method 10).
 * Null when either has no trials.
 */
export function newcombeInterval(a: Proportion, b: Proportion, alpha = DEFAULT_ALPHA): Interval | null {
  const [ofA, ofB] = [wilsonInterval(a, alpha), wilsonInterval(b, alpha)];
  if (!ofA || !ofB) return null;
  const [pA, pB] = [a.successes / a.trials, b.successes / b.trials];
  return {
    lower: pB - pA - Math.hypot(pB - ofB.lower, ofA.upper - pA),
    upper: pB - pA + Math.hypot(ofB.upper - pB, pA - ofA.lower),
  };
}

/** Pooled z-test of p(b) − p(a) with its two-sided p-value; null where there are no trials or nothing varies. */
export function pooledTest(a: Proportion, b: Proportion): { readonly z: number; readonly p: number } | null {
  if (a.trials === 0 || b.trials === 0) return null;
  const pooled = (a.successes + b.successes) / (a.trials + b.trials);
  const variance = pooled * (1 - pooled) * (1 / a.trials + 1 / b.trials);
  if (!(variance > 0)) return null;
  const z = (b.successes / b.trials - a.successes / a.trials) / Math.sqrt(variance);
  return { z, p: Math.min(1, 2 * normalSf(Math.abs(z))) };
}

/** The urn of Fisher's test: of all trials the successes are drawn, and those of b are marked. */
const fisherUrn = (a: Proportion, b: Proportion): Urn => ({ marked: b.trials, plain: a.trials, drawn: a.successes + b.successes });

/** One-sided p-value of Fisher's exact test that p(b) is less than p(a): P(X ≤ b's successes), X hypergeometric. 1 where there are no trials. */
export function fisherLess(a: Proportion, b: Proportion): number {
  return urnCdf(b.successes, fisherUrn(a, b));
}

/** Tables whose probabilities differ by no more than this share count as equally likely: rounding would part them by chance. */
const EQUALLY_LIKELY = 1e-7;

/**
 * Two-sided p-value of Fisher's exact test (Fisher 1935): the probability, under the same margins, of all tables that are no likelier
 * than the one observed. 1 where there are no trials, no successes or nothing else.
 */
export function fisherExact(a: Proportion, b: Proportion): number {
  checkProportion(a);
  checkProportion(b);
  const urn = fisherUrn(a, b);
  const { least, most } = urnRange(urn);
  const bound = logUrnPmf(b.successes, urn) + EQUALLY_LIKELY;
  const mode = Math.min(most, Math.max(least, urnMode(urn)));
  const rare = (k: number): boolean => logUrnPmf(k, urn) <= bound;
  if (rare(mode)) return 1;
  return Math.min(1, urnCdf(lastBefore(mode, least, rare), urn) + urnSf(-lastBefore(-mode, -most, (k) => rare(-k)) - 1, urn));
}

/** The greatest k in `least`..`from` − 1 that is rare, where all below a rare one are; `least` − 1 when none is. */
function lastBefore(from: number, least: number, rare: (k: number) => boolean): number {
  let [low, high] = [least - 1, from];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (rare(middle)) low = middle;
    else high = middle;
  }
  return low;
}
