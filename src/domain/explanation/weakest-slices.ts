import { OrchardError } from '../common/errors.ts';
import { sliceQuality, type Attributes, type SliceQuality } from './slices.ts';
import { chiSquareIndependence } from '../statistics/categorical.ts';
import { benjaminiHochberg } from '../statistics/multiple-testing.ts';

/** A slice that does worse than everything outside it. */
export interface WeakSlice extends SliceQuality {
  /** Accuracy of all predictions outside the slice. */
  readonly rest: number;
  /** p-value of the difference, two-sided, adjusted for the number of slices that were looked at. */
  readonly adjustedP: number;
}

export interface WeakestOptions {
  /** Least predictions of a slice, and of the rest. */
  readonly atLeast?: number;
  /** Greatest adjusted p-value. */
  readonly alpha?: number;
}

/**
 * Slices that are surely worse than the rest. Each slice is compared with all predictions outside it (`proportionTest`), and p-values are
 * adjusted over all slices that are large enough (Benjamini, Hochberg 1995). What is lost for sure comes first: the accuracy of the
 * rest less the upper end of the slice's interval, so that a few unlucky predictions do not top the list.
 */
export function weakestSlices(right: ArrayLike<boolean | number>, attributes: Attributes, { atLeast = 20, alpha = 0.05 }: WeakestOptions = {}): WeakSlice[] {
  const n = right.length;
  let total = 0;
  for (let i = 0; i < n; i += 1) if (right[i]) total += 1;
  const tested = sliceQuality(right, attributes).filter(({ count }) => count >= atLeast && n - count >= atLeast);
  const adjusted = benjaminiHochberg(tested.map((slice) => proportionTest(slice.right, slice.count, total - slice.right, n - slice.count)));
  return tested
    .map((slice, i): WeakSlice => ({ ...slice, rest: (total - slice.right) / (n - slice.count), adjustedP: adjusted[i]! }))
    .filter(({ accuracy, rest, adjustedP }) => accuracy < rest && adjustedP <= alpha)
    .sort((a, b) => (b.rest - b.upper) - (a.rest - a.upper));
}

/**
 * Two-sided p-value of two shares being one: the chi-square test of the 2×2 table without a correction, which is the pooled z-test
 * squared. 1 when both are all or none. Throws `argument-invalid` when there is nothing on one side. Pearson 1900.
 */
export function proportionTest(right: number, n: number, otherRight: number, otherN: number): number {
  if (!(n > 0 && otherN > 0)) throw new OrchardError('argument-invalid', 'two shares can only be compared when there is something on both sides');
  const both = right + otherRight;
  if (both === 0 || both === n + otherN) return 1;
  const counts = { categories: ['right', 'wrong'], reference: Float64Array.of(otherRight, otherN - otherRight), current: Float64Array.of(right, n - right), referenceTotal: otherN, currentTotal: n };
  return chiSquareIndependence(counts, false).pValue;
}
