import { logBinomial, normalSf } from '../statistics/special.ts';
import { twoSidedDeviate, type Interval, type Proportion } from './interval.ts';

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

/** One-sided p-value of Fisher's exact test that p(b) is less than p(a): P(X ≤ b's successes), X hypergeometric. 1 where there are no trials. */
export function fisherLess(a: Proportion, b: Proportion): number {
  const [right, total] = [a.successes + b.successes, a.trials + b.trials];
  let sum = 0;
  for (let k = Math.max(0, right - a.trials); k <= b.successes; k += 1) {
    sum += Math.exp(logBinomial(right, k) + logBinomial(total - right, b.trials - k) - logBinomial(total, b.trials));
  }
  return Math.min(1, sum);
}
