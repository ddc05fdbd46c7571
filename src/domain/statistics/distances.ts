import { OrchardError } from '../common/errors.ts';
import { sortedSample, type Sample } from './sample.ts';

/** Calls `visit` with both distribution functions on every interval between neighbouring values of the pooled sample. */
function sweep(x: Float64Array, y: Float64Array, visit: (gap: number, cdfX: number, cdfY: number) => void): void {
  let i = 0;
  let j = 0;
  let previous = NaN;
  while (i < x.length || j < y.length) {
    const value = Math.min(i < x.length ? x[i]! : Infinity, j < y.length ? y[j]! : Infinity);
    if (i + j > 0) visit(value - previous, i / x.length, j / y.length);
    while (i < x.length && x[i] === value) i += 1;
    while (j < y.length && y[j] === value) j += 1;
    previous = value;
  }
}

/**
 * First Wasserstein (earth mover's) distance: the area between the two distribution functions, in the units of the data.
 * As `scipy.stats.wasserstein_distance`. Throws `argument-invalid` for an empty sample or a non-finite number.
 */
export function wassersteinDistance(reference: Sample, current: Sample): number {
  let area = 0;
  sweep(sortedSample(reference, 'reference'), sortedSample(current, 'current'), (gap, p, q) => {
    area += gap * Math.abs(p - q);
  });
  return area;
}

/**
 * Energy distance √(2 ∫(F − G)²), as `scipy.stats.energy_distance`. Székely, Rizzo, Energy statistics, 2013.
 * Throws `argument-invalid` for an empty sample or a non-finite number.
 */
export function energyDistance(reference: Sample, current: Sample): number {
  let area = 0;
  sweep(sortedSample(reference, 'reference'), sortedSample(current, 'current'), (gap, p, q) => {
    area += gap * (p - q) ** 2;
  });
  return Math.sqrt(2 * area);
}

/**
 * Two-sample Cramér–von Mises statistic T with mid-ranks for ties, as `scipy.stats.cramervonmises_2samp`. Throws
 * `argument-invalid` for samples of fewer than two values, as SciPy refuses them, or a non-finite number.
 * Anderson: On the Distribution of the Two-Sample Cramér–von Mises Criterion, 1962.
 */
export function cramerVonMises(reference: Sample, current: Sample): number {
  const x = sortedSample(reference, 'reference');
  const y = sortedSample(current, 'current');
  const n = x.length;
  const m = y.length;
  if (n < 2 || m < 2) throw new OrchardError('argument-invalid', 'the Cramér–von Mises test needs two values on each side');
  let sumX = 0;
  let sumY = 0;
  let i = 0;
  let j = 0;
  while (i < n || j < m) {
    const value = Math.min(i < n ? x[i]! : Infinity, j < m ? y[j]! : Infinity);
    const before = i + j;
    const [fromX, fromY] = [i, j];
    while (i < n && x[i] === value) i += 1;
    while (j < m && y[j] === value) j += 1;
    const rank = (before + 1 + i + j) / 2;
    for (let k = fromX; k < i; k += 1) sumX += (rank - (k + 1)) ** 2;
    for (let k = fromY; k < j; k += 1) sumY += (rank - (k + 1)) ** 2;
  }
  const u = n * sumX + m * sumY;
  return u / (n * m * (n + m)) - (4 * n * m - 1) / (6 * (n + m));
}
