import { OrchardError } from '../common/errors.ts';

/** A sample of real numbers. */
export type Sample = ArrayLike<number>;

/** The sample as sorted float64 copy. Throws `argument-invalid` when it is empty or holds a non-finite number. */
export function sortedSample(sample: Sample, name = 'sample'): Float64Array {
  checkSample(sample, name);
  return Float64Array.from(sample).sort();
}

/** Throws `argument-invalid` when the sample is empty or holds a non-finite number. */
export function checkSample(sample: Sample, name = 'sample'): void {
  if (sample.length === 0) throw new OrchardError('argument-invalid', `${name} is empty`);
  for (let i = 0; i < sample.length; i += 1) {
    if (!Number.isFinite(sample[i]!)) throw new OrchardError('argument-invalid', `${name} holds ${sample[i]} at ${i}; only finite numbers can be compared`);
  }
}

/** The number of different values in a sorted sample. */
export function distinctCount(sorted: Sample): number {
  let count = sorted.length === 0 ? 0 : 1;
  for (let i = 1; i < sorted.length; i += 1) if (sorted[i] !== sorted[i - 1]) count += 1;
  return count;
}

/** The arithmetic mean. */
export function mean(sample: Sample): number {
  let sum = 0;
  for (let i = 0; i < sample.length; i += 1) sum += sample[i]!;
  return sum / sample.length;
}

/** The standard deviation with n − ddof in the denominator; NaN when that is 0. Two passes. */
export function standardDeviation(sample: Sample, ddof: 0 | 1 = 0): number {
  const centre = mean(sample);
  let squares = 0;
  for (let i = 0; i < sample.length; i += 1) squares += (sample[i]! - centre) ** 2;
  return Math.sqrt(squares / (sample.length - ddof));
}

/** The q-quantile of a sorted sample, 0 ≤ q ≤ 1, with linear interpolation between order statistics (NumPy's default). */
export function quantileSorted(sorted: Sample, q: number): number {
  const position = q * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  const share = position - below;
  // From the nearer end, as NumPy does, so that the ends are met exactly.
  return share < 0.5 ? low + (high - low) * share : high - (high - low) * (1 - share);
}
