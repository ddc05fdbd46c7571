import { OrchardError } from '../errors.ts';
import { chiSquareIndependence } from '../statistics/categorical.ts';
import { benjaminiHochberg } from '../statistics/multiple-testing.ts';

/** One value of one attribute, such as species = mango, and how well its predictions were. */
export interface SliceQuality {
  readonly attribute: string;
  readonly value: string;
  readonly count: number;
  readonly right: number;
  readonly accuracy: number;
  /** Wilson's 95 % interval of the accuracy, which stays honest for few predictions. */
  readonly lower: number;
  readonly upper: number;
}

/** An attribute of every prediction, by name. */
export type Attributes = Readonly<Record<string, readonly string[]>>;

/** z of a two-sided 95 % interval. */
const Z95 = 1.959963984540054;

/** Wilson's score interval for a share of n. Wilson, JASA 22, 1927. */
export function wilsonInterval(right: number, n: number, z = Z95): { readonly lower: number; readonly upper: number } {
  if (n === 0) return { lower: 0, upper: 1 };
  const share = right / n;
  const centre = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  return { lower: Math.max(0, centre - half), upper: Math.min(1, centre + half) };
}

/** Accuracy of every value of every attribute, largest slices first within an attribute. Throws `argument-invalid` when lengths differ. */
export function sliceQuality(right: ArrayLike<boolean | number>, attributes: Attributes): SliceQuality[] {
  return Object.entries(attributes).flatMap(([attribute, values]) => {
    if (values.length !== right.length) throw new OrchardError('argument-invalid', `${attribute} has ${values.length} values for ${right.length} predictions`);
    const slices = new Map<string, { count: number; right: number }>();
    values.forEach((value, i) => {
      const slice = slices.get(value) ?? { count: 0, right: 0 };
      slices.set(value, slice);
      slice.count += 1;
      if (right[i]) slice.right += 1;
    });
    return [...slices]
      .map(([value, slice]) => ({ attribute, value, ...slice, accuracy: slice.right / slice.count, ...wilsonInterval(slice.right, slice.count) }))
      .sort((a, b) => b.count - a.count);
  });
}

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
