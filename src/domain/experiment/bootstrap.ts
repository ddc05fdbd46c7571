import type { Interval } from './interval.ts';
import { DEFAULT_ALPHA } from './proportions.ts';
import { randomAt } from '../common/random/random.ts';

/** Samples that are drawn: percentiles of 95 % then stand on 25 samples at each end. */
const DRAWS = 1000;
/** Any fixed seed: the same pictures give the same interval on every machine. */
const SEED = 20_260_301;

/**
 * Percentile bootstrap (Efron 1979) of a statistic of `n` ≥ 1 pictures, drawn with replacement. `statistic` is given the rows of a
 * sample; of two versions it takes the same rows, which makes the interval a paired one.
 */
export function bootstrapDifference(n: number, statistic: (rows: Int32Array) => number, alpha = DEFAULT_ALPHA): Interval {
  const rows = new Int32Array(n);
  const values = Float64Array.from({ length: DRAWS }, (_, draw) => {
    const random = randomAt(SEED, draw, 0);
    for (let i = 0; i < n; i++) rows[i] = random.int(n);
    return statistic(rows);
  }).sort();
  const at = (share: number): number => values[Math.min(DRAWS - 1, Math.max(0, Math.round(share * DRAWS - 0.5)))]!;
  return { lower: at(alpha / 2), upper: at(1 - alpha / 2) };
}
