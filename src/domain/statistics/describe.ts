import { mean, quantileSorted, sortedSample, standardDeviation, type Sample } from './sample.ts';

/** A sample in a few numbers. Moments of constant samples are NaN, as in SciPy. */
interface Description {
  readonly n: number;
  readonly mean: number;
  readonly stdPopulation: number;
  /** With n − 1 in the denominator; NaN for one value. */
  readonly stdSample: number;
  readonly min: number;
  readonly max: number;
  readonly quantiles: { readonly q05: number; readonly q25: number; readonly q50: number; readonly q75: number; readonly q95: number };
  /** Third standardised moment, biased. */
  readonly skewness: number;
  /** Fourth standardised moment less 3, biased. */
  readonly excessKurtosis: number;
}

/** Describes a sample as NumPy and `scipy.stats.skew`/`kurtosis` do. Throws `argument-invalid` when empty or not finite. */
export function describe(sample: Sample): Description {
  const sorted = sortedSample(sample);
  const centre = mean(sorted);
  let m2 = 0;
  let m3 = 0;
  let m4 = 0;
  for (const x of sorted) {
    const d = x - centre;
    m2 += d * d;
    m3 += d * d * d;
    m4 += d * d * d * d;
  }
  const n = sorted.length;
  const min = sorted[0]!;
  const max = sorted[n - 1]!;
  const constant = min === max;
  const variance = m2 / n;
  const q = (share: number) => quantileSorted(sorted, share);
  return {
    n,
    mean: centre,
    stdPopulation: Math.sqrt(variance),
    stdSample: standardDeviation(sorted, 1),
    min,
    max,
    quantiles: { q05: q(0.05), q25: q(0.25), q50: q(0.5), q75: q(0.75), q95: q(0.95) },
    skewness: constant ? NaN : m3 / n / variance ** 1.5,
    excessKurtosis: constant ? NaN : m4 / n / variance ** 2 - 3,
  };
}
