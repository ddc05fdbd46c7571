import { sortedSample, type Sample } from './sample.ts';
import { normalSf } from './special.ts';

interface MannWhitneyResult {
  /** U of the first sample: pairs in which it is the larger one, ties counting half. */
  readonly u: number;
  /** Two-sided, by the normal limit with tie and continuity corrections. 1 when all values are equal. */
  readonly pValue: number;
}

/**
 * Mann–Whitney U test, as `scipy.stats.mannwhitneyu(method="asymptotic")`. Throws `argument-invalid` for an empty sample or
 * a non-finite number. Mann, Whitney 1947.
 */
export function mannWhitney(reference: Sample, current: Sample): MannWhitneyResult {
  const x = sortedSample(reference, 'reference');
  const y = sortedSample(current, 'current');
  const n = x.length;
  const m = y.length;
  let rankSum = 0;
  let ties = 0;
  let i = 0;
  let j = 0;
  while (i < n || j < m) {
    const value = Math.min(i < n ? x[i]! : Infinity, j < m ? y[j]! : Infinity);
    const before = i + j;
    const first = i;
    while (i < n && x[i] === value) i += 1;
    while (j < m && y[j] === value) j += 1;
    const tied = i + j - before;
    rankSum += (i - first) * (before + (tied + 1) / 2);
    ties += tied ** 3 - tied;
  }
  const u = rankSum - (n * (n + 1)) / 2;
  const total = n + m;
  const deviation = Math.sqrt(((n * m) / 12) * (total + 1 - ties / (total * (total - 1))));
  const distance = Math.abs(u - (n * m) / 2) - 0.5;
  return { u, pValue: deviation === 0 ? 1 : Math.min(1, 2 * normalSf(distance / deviation)) };
}
