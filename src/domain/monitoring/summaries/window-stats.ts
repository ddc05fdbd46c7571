import { twoSidedDeviate } from '../../experiment/interval.ts';
import { DEFAULT_ALPHA, wilsonInterval } from '../../experiment/proportions.ts';
import { mean, standardDeviation } from '../../statistics/sample.ts';
import { percentileOfSorted } from './latency.ts';

/** One number of a window, with how sure it is. */
export interface WindowStats {
  /** Values that are known. */
  readonly n: number;
  readonly value: number;
  /** Spread of the single values: their standard deviation. */
  readonly std: number;
  /** 95 % interval of `value`. */
  readonly low: number;
  readonly high: number;
}

/** The mean of the values that are no NaN, by the normal approximation; null without any. */
export function meanStats(values: ArrayLike<number>): WindowStats | null {
  const known = Float64Array.from(values).filter((value) => !Number.isNaN(value));
  if (known.length === 0) return null;
  const [value, std] = [mean(known), standardDeviation(known)];
  const half = (twoSidedDeviate(DEFAULT_ALPHA) * std) / Math.sqrt(known.length);
  return { n: known.length, value, std, low: value - half, high: value + half };
}

/** A share of trials, with Wilson's interval; null without trials. */
export function shareStats(successes: number, trials: number): WindowStats | null {
  const interval = wilsonInterval({ trials, successes });
  if (!interval) return null;
  const value = successes / trials;
  return { n: trials, value, std: Math.sqrt(value * (1 - value)), low: interval.lower, high: interval.upper };
}

/**
 * A percentile (`share` in 0..1, nearest rank) with the distribution-free interval of order statistics (Conover 1999, section 3.2, by the
 * normal approximation); null without values.
 */
export function percentileStats(values: ArrayLike<number>, share: number): WindowStats | null {
  const sorted = Float64Array.from(values).filter((value) => !Number.isNaN(value)).sort();
  const n = sorted.length;
  if (n === 0) return null;
  const half = twoSidedDeviate(DEFAULT_ALPHA) * Math.sqrt(n * share * (1 - share));
  const at = (rank: number): number => sorted[Math.min(n - 1, Math.max(0, Math.ceil(rank) - 1))]!;
  return { n, value: percentileOfSorted(sorted, share), std: standardDeviation(sorted), low: at(n * share - half), high: at(n * share + half) };
}
