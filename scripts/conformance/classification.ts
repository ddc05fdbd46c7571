import { reliability, expectedCalibrationError } from '../../src/domain/learning/evaluation/calibration-error.ts';
import { confusionMatrix, logLoss } from '../../src/domain/learning/evaluation/classification.ts';
import { averagePrecision, meanOfDefined, oneVersusRest, precisionRecallAuc, rocAuc, rocAucOneVersusOne, rocAucOneVersusRest } from '../../src/domain/learning/evaluation/curves.ts';
import { accuracy, balancedAccuracy, brierScores, classScores, cohenKappa, logLossClipped, matthewsCorrelation, meanEntropy, type PrecisionRecallF1 } from '../../src/domain/learning/evaluation/scores.ts';
import { attempt } from './compare.ts';

interface ClassificationCase {
  readonly labels: readonly string[];
  readonly y_true: readonly string[];
  readonly y_pred: readonly string[];
  readonly y_prob: readonly (readonly number[])[];
}

/** What the product says of labelled predictions, in the fixture's words. */
export function answerClassification(given: ClassificationCase): unknown {
  const { labels } = given;
  const classes = labels.length;
  const truth = given.y_true.map((label) => labels.indexOf(label));
  const predicted = given.y_pred.map((label) => labels.indexOf(label));
  const scores = Float64Array.from(given.y_prob.flat());
  const confusion = confusionMatrix(truth, predicted, classes);
  const brier = brierScores(truth, scores, classes);
  const aucs = oneVersusRest(rocAuc, truth, scores, classes);
  const precisions = oneVersusRest(averagePrecision, truth, scores, classes);
  const confidence = given.y_prob.map((row) => Math.max(...row));
  return {
    confusion_matrix: confusion,
    accuracy: accuracy(confusion),
    balanced_accuracy: balancedAccuracy(confusion),
    zero_division_0: averages(confusion, 0),
    zero_division_1: averages(confusion, 1),
    cohen_kappa: cohenKappa(confusion),
    cohen_kappa_quadratic: cohenKappa(confusion, 'quadratic'),
    mcc: matthewsCorrelation(confusion),
    log_loss_sklearn_1_2: logLossClipped(truth, scores, classes),
    log_loss_plain: logLoss(truth, scores, classes),
    brier_multiclass_sum: brier.multiclass,
    brier_multiclass_half: brier.multiclass / 2,
    brier_per_class_ovr: brier.perClass,
    roc_auc_per_class: aucs,
    roc_auc_ovr_macro_defined_only: meanOfDefined(aucs),
    roc_auc_ovr_macro_sklearn: attempt(() => rocAucOneVersusRest(truth, scores, classes)),
    roc_auc_ovo_macro_sklearn: rocAucOneVersusOne(truth, scores, classes),
    average_precision_per_class: precisions,
    average_precision_macro_defined_only: meanOfDefined(precisions),
    pr_auc_trapezoid_per_class: oneVersusRest(precisionRecallAuc, truth, scores, classes),
    ece_15: calibrationAnswer(confidence, predicted.map((label, i) => label === truth[i])),
    mean_confidence: confidence.reduce((sum, value) => sum + value, 0) / confidence.length,
    mean_entropy_nats: meanEntropy(scores, classes),
  };
}

function averages(confusion: number[][], zeroDivision: 0 | 1) {
  const { perClass, macro, micro, weighted, macroObserved } = classScores(confusion, zeroDivision);
  const column = (key: keyof PrecisionRecallF1) => perClass.map((scores) => scores[key]);
  return {
    precision: column('precision'), recall: column('recall'), f1: column('f1'), support: perClass.map(({ support }) => support),
    macro, micro, weighted, macro_over_observed_labels_only: macroObserved,
  };
}

function calibrationAnswer(confidence: number[], right: boolean[]) {
  const filled = reliability(confidence, right).map((bin, i) => ({ bin: i, ...bin })).filter(({ count }) => count > 0);
  const gaps = filled.map((bin) => Math.abs(bin.accuracy - bin.confidence));
  return {
    ece: expectedCalibrationError(confidence, right),
    mce: Math.max(...gaps),
    bins: filled.map(({ bin, count, accuracy: share, confidence: mean }) => ({ bin, count, accuracy: share, confidence: mean })),
  };
}
