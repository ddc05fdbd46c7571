import { OrchardError } from '../common/errors.ts';
import { bhattacharyyaHellinger, hellingerDistance, jensenShannonDistance, kullbackLeibler, populationStabilityIndex } from './divergences.ts';
import { fillZeros } from './numeric-drift.ts';
import { chiSquareSf, normalSf } from './special.ts';

/** Both samples counted over the union of their categories, in code-point order. */
export interface CategoryCounts {
  readonly categories: readonly string[];
  readonly reference: Float64Array;
  readonly current: Float64Array;
  readonly referenceTotal: number;
  readonly currentTotal: number;
}

interface ChiSquareResult {
  readonly statistic: number;
  readonly pValue: number;
  readonly dof: number;
}

/** Counts two samples of labels. Throws `argument-invalid` for an empty sample. */
export function countCategories(reference: readonly string[], current: readonly string[]): CategoryCounts {
  if (reference.length === 0) throw new OrchardError('argument-invalid', 'reference is empty');
  if (current.length === 0) throw new OrchardError('argument-invalid', 'current is empty');
  const categories = [...new Set([...reference, ...current])].sort((a, b) => (a < b ? -1 : 1));
  const index = new Map(categories.map((category, i) => [category, i]));
  const count = (labels: readonly string[]) => {
    const counts = new Float64Array(categories.length);
    for (const label of labels) counts[index.get(label)!]! += 1;
    return counts;
  };
  return { categories, reference: count(reference), current: count(current), referenceTotal: reference.length, currentTotal: current.length };
}

const referenceShares = (counts: CategoryCounts) => counts.reference.map((count) => count / counts.referenceTotal);
const currentShares = (counts: CategoryCounts) => counts.current.map((count) => count / counts.currentTotal);

/** The shares of each category, reference and current. */
export function categoryShares(counts: CategoryCounts): { readonly reference: Float64Array; readonly current: Float64Array } {
  return { reference: referenceShares(counts), current: currentShares(counts) };
}

/**
 * Goodness of fit of the current counts to the reference shares, as Evidently's chi-square test. A category that the
 * reference never had makes the statistic infinite and the p-value 0; one category alone has no test, p is NaN.
 */
export function chiSquareGoodnessOfFit(counts: CategoryCounts): ChiSquareResult {
  const scale = counts.currentTotal / counts.referenceTotal;
  let statistic = 0;
  counts.current.forEach((observed, i) => {
    const expected = counts.reference[i]! * scale;
    statistic += (observed - expected) ** 2 / expected;
  });
  const dof = counts.categories.length - 1;
  return { statistic, pValue: chiSquareSf(statistic, dof), dof };
}

/** Expected counts of the 2×k table under independence, reference row first. */
export function expectedCounts(counts: CategoryCounts): [Float64Array, Float64Array] {
  const total = counts.referenceTotal + counts.currentTotal;
  const column = counts.reference.map((count, i) => count + counts.current[i]!);
  return [column.map((sum) => (sum * counts.referenceTotal) / total), column.map((sum) => (sum * counts.currentTotal) / total)];
}

/**
 * Chi-square test of independence on the 2×k table, as `scipy.stats.chi2_contingency`. Yates' correction is for one degree of
 * freedom only. With a single category the statistic is 0 and p is 1.
 */
export function chiSquareIndependence(counts: CategoryCounts, yates: boolean): ChiSquareResult {
  const dof = counts.categories.length - 1;
  if (dof === 0) return { statistic: 0, pValue: 1, dof };
  const expected = expectedCounts(counts);
  let statistic = 0;
  [counts.reference, counts.current].forEach((row, r) => {
    row.forEach((observed, i) => {
      const wanted = expected[r]![i]!;
      const distance = Math.abs(observed - wanted);
      const corrected = yates && dof === 1 ? distance - Math.min(0.5, distance) : distance;
      statistic += corrected ** 2 / wanted;
    });
  });
  return { statistic, pValue: chiSquareSf(statistic, dof), dof };
}

/** Cramér's V of the 2×k table, 0..1. NaN with a single category. Cramér 1946. */
export function cramersV(counts: CategoryCounts): number {
  const k = counts.categories.length;
  const n = counts.referenceTotal + counts.currentTotal;
  return Math.sqrt(chiSquareIndependence(counts, false).statistic / n / Math.min(k - 1, 1));
}

/** Bias-corrected Cramér's V, 0..1. NaN where the correction leaves nothing. Bergsma, J. Korean Statist. Soc. 42, 2013. */
export function cramersVCorrected(counts: CategoryCounts): number {
  const k = counts.categories.length;
  const n = counts.referenceTotal + counts.currentTotal;
  const phi = Math.max(0, chiSquareIndependence(counts, false).statistic / n - (k - 1) / (n - 1));
  const rows = 2 - 1 / (n - 1);
  const columns = k - (k - 1) ** 2 / (n - 1);
  return Math.sqrt(phi / Math.min(rows - 1, columns - 1));
}

/**
 * Evidently's z-test on the share of the second of two categories, two-sided. It takes the tail as 1 − Φ, so that p-values
 * below 1e-16 are 0 there and here. 1 for a single category; throws `argument-invalid` for more than two.
 */
export function zTestEvidently(counts: CategoryCounts): number {
  if (counts.categories.length > 2) throw new OrchardError('argument-invalid', 'the z-test compares two categories');
  if (counts.categories.length < 2) return 1;
  const [n, m] = [counts.referenceTotal, counts.currentTotal];
  const [p, q] = [counts.reference[1]! / n, counts.current[1]! / m];
  const pooled = (p * n + q * m) / (n + m);
  const z = Math.abs(p - q) / Math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m));
  const cumulative = 1 - normalSf(z);
  return 2 * (1 - cumulative);
}

/** Population stability index with Evidently's filling of empty categories. */
export function psiCategorical(counts: CategoryCounts): number {
  return populationStabilityIndex(fillZeros(referenceShares(counts)), fillZeros(currentShares(counts)));
}

/** Kullback–Leibler divergence in nats with Evidently's filling of empty categories. */
export function klCategorical(counts: CategoryCounts): number {
  return kullbackLeibler(fillZeros(referenceShares(counts)), fillZeros(currentShares(counts)));
}

/** Jensen–Shannon distance: base e as Evidently, base 2 as NannyML. */
export function jensenShannonCategorical(counts: CategoryCounts, base: 'e' | 2): number {
  return jensenShannonDistance(referenceShares(counts), currentShares(counts), base);
}

/** Hellinger distance: NannyML's form is exact near 0, Evidently's is not. */
export function hellingerCategorical(counts: CategoryCounts, form: 'evidently' | 'nannyml'): number {
  return (form === 'evidently' ? bhattacharyyaHellinger : hellingerDistance)(referenceShares(counts), currentShares(counts));
}
