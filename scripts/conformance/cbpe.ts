import { normaliseRows } from '../../src/domain/learning/calibration/isotonic.ts';
import { accuracyBand, estimateAveragePrecision, estimateBinary, estimateMulticlass, estimateRocAuc, type MulticlassEstimate } from '../../src/domain/monitoring/estimate/cbpe.ts';
import { attempt } from './compare.ts';

interface BinaryCase {
  readonly calibrated_proba: readonly number[];
  readonly ranking_score: readonly number[];
  readonly y_pred: readonly number[];
  readonly y_true?: readonly number[];
}

/** Estimates for binary predictions; realized quality is the estimate with the truth in place of probabilities. */
export function answerBinaryCbpe({ calibrated_proba, ranking_score, y_pred, y_true }: BinaryCase): unknown {
  return {
    expected: attempt(() => ({
      ...estimateBinary(calibrated_proba, y_pred),
      roc_auc: estimateRocAuc(calibrated_proba, ranking_score),
      average_precision: estimateAveragePrecision(calibrated_proba, ranking_score),
    })),
    realized: y_true && attempt(() => estimateBinary(y_true, y_pred)),
  };
}

interface MulticlassCase {
  readonly labels: readonly string[];
  readonly calibrated_proba: readonly (readonly number[])[];
  readonly y_pred: readonly string[];
  readonly y_true?: readonly string[];
  readonly expected?: { readonly normalized_proba_first_rows?: readonly unknown[] };
}

/** Estimates for predictions among several labels. */
export function answerMulticlassCbpe({ labels, calibrated_proba, y_pred, y_true, expected }: MulticlassCase): unknown {
  const classes = labels.length;
  const predicted = y_pred.map((label) => labels.indexOf(label));
  return {
    expected: attempt(() => {
      const probabilities = Float64Array.from(calibrated_proba.flat());
      normaliseRows(probabilities, classes);
      const rows = expected?.normalized_proba_first_rows?.length ?? 0;
      return {
        normalized_proba_first_rows: Array.from({ length: rows }, (_, i) => probabilities.subarray(i * classes, (i + 1) * classes)),
        ...inFixtureWords(estimateMulticlass(probabilities, predicted, classes)),
      };
    }),
    realized: y_true && attempt(() => {
      const certain = Float64Array.from({ length: y_true.length * classes }, (_, i) => (labels[i % classes] === y_true[Math.floor(i / classes)] ? 1 : 0));
      const { accuracy, macro } = estimateMulticlass(certain, predicted, classes);
      return { accuracy, f1_macro: macro.f1 };
    }),
  };
}

const inFixtureWords = ({ accuracy, macro, perClass, confusion }: MulticlassEstimate) => ({
  accuracy, macro, per_class: perClass, confusion_matrix_rows_true_cols_pred: confusion,
});

/** The confidence band of an estimated accuracy. */
export function answerSamplingError(given: { reference_correct: number[]; chunk_size: number; estimate: number }): unknown {
  return attempt(() => {
    const { samplingError, lower, upper } = accuracyBand(given.reference_correct, given.chunk_size, given.estimate);
    return { sampling_error: samplingError, lower, upper };
  });
}
