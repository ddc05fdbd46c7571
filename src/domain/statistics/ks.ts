import { greatestCommonDivisor, ksExact, ksExactEqualSizes } from './ks-exact.ts';
import { kolmogorovSf, kstwoSf } from './ks-asymptotic.ts';
import { sortedSample, type Sample } from './sample.ts';

type KsMethod = 'auto' | 'exact' | 'asymptotic' | 'limit';

interface KsStatistic {
  /** The largest distance of the two empirical distribution functions, 0..1. */
  readonly statistic: number;
  /** Where it occurs. */
  readonly location: number;
  /** 1 when the first sample's distribution function is the higher one there, else −1. */
  readonly sign: 1 | -1;
}

interface KsResult extends KsStatistic {
  readonly pValue: number;
  /** The method that was used. */
  readonly method: Exclude<KsMethod, 'auto'>;
}

/** Sample sizes up to which `auto` is exact, as in SciPy. */
const EXACT_SIZE = 10_000;
/** Lattice points up to which `auto` is exact for unequal sizes: a tenth of a second at most. */
const EXACT_POINTS = 20_000_000;

/** The two-sample statistic of two sorted, non-empty samples. Ties are resolved as in `scipy.stats.ks_2samp`. */
export function ksStatistic(x: Float64Array, y: Float64Array): KsStatistic {
  let low = Infinity;
  let lowAt = 0;
  let high = -Infinity;
  let highAt = 0;
  const visit = (own: Float64Array, other: Float64Array, ownIsX: boolean) => {
    let j = 0;
    for (let i = 0; i < own.length; ) {
      const value = own[i]!;
      while (i < own.length && own[i] === value) i += 1;
      while (j < other.length && other[j]! <= value) j += 1;
      const difference = ownIsX ? i / own.length - j / other.length : j / other.length - i / own.length;
      if (difference < low) {
        low = difference;
        lowAt = value;
      }
      if (difference > high) {
        high = difference;
        highAt = value;
      }
    }
  };
  visit(x, y, true);
  visit(y, x, false);
  const below = Math.min(1, Math.max(0, -low));
  return below > high ? { statistic: below, location: lowAt, sign: -1 } : { statistic: high, location: highAt, sign: 1 };
}

/**
 * Two-sample Kolmogorov–Smirnov test, two-sided, as `scipy.stats.ks_2samp`. `exact` counts lattice paths and, like SciPy,
 * treats ties as if there were none, which is conservative; `asymptotic` is `kstwo` at the rounded effective size; `limit`
 * is Kolmogorov's distribution. `auto` is exact up to 10,000 values a side while that is quick, else asymptotic.
 * Throws `argument-invalid` for an empty sample or a non-finite number.
 */
export function ksTest(reference: Sample, current: Sample, method: KsMethod = 'auto'): KsResult {
  const x = sortedSample(reference, 'reference');
  const y = sortedSample(current, 'current');
  const found = ksStatistic(x, y);
  const [n, m] = [x.length, y.length];
  const quick = n === m || n * m <= EXACT_POINTS;
  const chosen = method === 'auto' ? (Math.max(n, m) <= EXACT_SIZE && quick ? 'exact' : 'asymptotic') : method;
  return { ...found, method: chosen, pValue: ksPValue(found.statistic, n, m, chosen) };
}

/** The p-value of a two-sample statistic for sizes n and m. */
export function ksPValue(statistic: number, n: number, m: number, method: Exclude<KsMethod, 'auto'>): number {
  if (method === 'limit') return kolmogorovSf(Math.sqrt((n * m) / (n + m)) * statistic);
  if (method === 'asymptotic') return kstwoSf(effectiveSize(n, m), statistic);
  const h = Math.round(statistic * (n / greatestCommonDivisor(n, m)) * m);
  return n === m ? ksExactEqualSizes(n, h) : ksExact(n, m, h);
}

/** n·m/(n+m) rounded half to even: the one-sample size with about the same distribution. */
export function effectiveSize(n: number, m: number): number {
  const size = (n * m) / (n + m);
  const floor = Math.floor(size);
  return size - floor === 0.5 ? floor + (floor % 2) : Math.round(size);
}
