import type { ClassMetrics, QualityMetrics } from './quality-metrics.ts';
import { expectedCalibrationError } from './calibration-error.ts';

/** A probability below this counts as this in the log loss. */
const LEAST_PROBABILITY = 1e-15;

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/** Position of the greatest of `count` scores from `from` on; the first one wins a tie. */
export function argMax(scores: ArrayLike<number>, from = 0, count = scores.length - from): number {
  let best = 0;
  for (let i = 1; i < count; i += 1) if (scores[from + i]! > scores[from + best]!) best = i;
  return best;
}

/** Counts of (truth, predicted): rows are truth, columns are predictions. */
export function confusionMatrix(truth: ArrayLike<number>, predicted: ArrayLike<number>, classes: number): number[][] {
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < truth.length; i += 1) matrix[truth[i]!]![predicted[i]!]! += 1;
  return matrix;
}

/** Precision, recall, F1 and support of every class. 0/0 is 0. */
function classMetrics(confusion: readonly (readonly number[])[], labels: readonly string[]): ClassMetrics[] {
  return labels.map((label, k) => {
    const hits = confusion[k]![k]!;
    const support = confusion[k]!.reduce((sum, count) => sum + count, 0);
    const claimed = confusion.reduce((sum, row) => sum + row[k]!, 0);
    return { label, precision: ratio(hits, claimed), recall: ratio(hits, support), f1: ratio(2 * hits, claimed + support), support };
  });
}

/** Mean of −ln p(truth), p no less than 1e-15. `scores` is row-major, one row a truth. */
export function logLoss(truth: ArrayLike<number>, scores: ArrayLike<number>, classes: number): number {
  let sum = 0;
  for (let i = 0; i < truth.length; i += 1) sum -= Math.log(Math.max(LEAST_PROBABILITY, scores[i * classes + truth[i]!]!));
  return ratio(sum, truth.length);
}

/**
 * Quality of predictions against truths, both as positions in `labels`; `scores` holds a row of probabilities each.
 * Macro F1 is the mean over all labels; balanced accuracy the mean recall over the labels that occur, as scikit-learn has it.
 */
export function qualityMetrics(truth: ArrayLike<number>, scores: ArrayLike<number>, labels: readonly string[]): QualityMetrics {
  const classes = labels.length;
  const predicted = Array.from(truth, (_, i) => argMax(scores, i * classes, classes));
  const confusion = confusionMatrix(truth, predicted, classes);
  const perClass = classMetrics(confusion, labels);
  const seen = perClass.filter(({ support }) => support > 0);
  const confidence = predicted.map((k, i) => scores[i * classes + k]!);
  const right = predicted.map((k, i) => k === truth[i]);
  return {
    accuracy: ratio(right.filter(Boolean).length, truth.length),
    balancedAccuracy: ratio(seen.reduce((sum, { recall }) => sum + recall, 0), seen.length),
    macroF1: ratio(perClass.reduce((sum, { f1 }) => sum + f1, 0), classes),
    logLoss: logLoss(truth, scores, classes),
    ece: expectedCalibrationError(confidence, right),
    perClass,
    confusion,
  };
}
