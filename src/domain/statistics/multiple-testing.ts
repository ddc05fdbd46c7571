import { OrchardError } from '../common/errors.ts';

function checkPValues(pValues: readonly number[]): void {
  pValues.forEach((p, i) => {
    if (!(p >= 0 && p <= 1)) throw new OrchardError('argument-invalid', `p-value ${i} is ${p}, outside [0, 1]`);
  });
}

/** Bonferroni-adjusted p-values, in the order given. Controls the chance of any false alarm. */
export function bonferroni(pValues: readonly number[]): number[] {
  checkPValues(pValues);
  return pValues.map((p) => Math.min(1, p * pValues.length));
}

/**
 * Benjamini–Hochberg-adjusted p-values, in the order given: reject where adjusted ≤ α and the expected share of false alarms
 * among the alerts is at most α. Benjamini, Hochberg, J. R. Statist. Soc. B 57, 1995. As `scipy.stats.false_discovery_control`.
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  checkPValues(pValues);
  const order = pValues.map((_, i) => i).sort((a, b) => pValues[b]! - pValues[a]!);
  const adjusted = new Array<number>(pValues.length);
  let smallest = 1;
  order.forEach((index, place) => {
    // Never below the p-value itself, which rounding could otherwise do.
    smallest = Math.min(smallest, Math.max(pValues[index]!, (pValues[index]! * pValues.length) / (pValues.length - place)));
    adjusted[index] = smallest;
  });
  return adjusted;
}

interface DatasetDrift {
  readonly drifted: number;
  readonly columns: number;
  /** Drifted columns as a share of all. */
  readonly share: number;
  readonly drift: boolean;
}

/** A data set has drifted when at least `threshold` of its columns have (Evidently's rule, one half by default). */
export function datasetDrift(columnDrifts: readonly boolean[], threshold = 0.5): DatasetDrift {
  if (columnDrifts.length === 0) throw new OrchardError('argument-invalid', 'a data set without columns cannot drift');
  const drifted = columnDrifts.filter(Boolean).length;
  const share = drifted / columnDrifts.length;
  return { drifted, columns: columnDrifts.length, share, drift: share >= threshold };
}
