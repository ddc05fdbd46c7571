import { OrchardError } from '../../common/errors.ts';

/**
 * Confidence-based performance estimation: quality without labels, from calibrated probabilities. It holds as long as
 * P(y given x) does; it is blind to concept drift.
 * Białek, Kuberski, Perrakis, Bifet: Estimating Model Performance under Covariate Shift Without Labels, 2024; as NannyML.
 */

/** Expected quality of one class against the rest. Undefined ratios (0/0) are 0. */
interface ExpectedQuality {
  readonly precision: number;
  readonly recall: number;
  readonly specificity: number;
  readonly f1: number;
}

interface BinaryEstimate extends ExpectedQuality {
  /** Expected counts of the confusion matrix. */
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
  readonly tn: number;
  readonly accuracy: number;
}

export interface MulticlassEstimate {
  readonly accuracy: number;
  readonly macro: ExpectedQuality;
  readonly perClass: readonly ExpectedQuality[];
  /** Expected counts: rows are the truth, columns the predictions. */
  readonly confusion: readonly (readonly number[])[];
}

const ratio = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);

function checkProbabilities(probabilities: ArrayLike<number>, rows: number, classes: number): void {
  if (rows === 0 || probabilities.length !== rows * classes) {
    throw new OrchardError('argument-invalid', `an estimate needs ${classes} probabilities for each of ${rows} predictions, got ${probabilities.length}`);
  }
  for (let i = 0; i < probabilities.length; i += 1) {
    if (!(probabilities[i]! >= 0 && probabilities[i]! <= 1)) throw new OrchardError('argument-invalid', `probability ${i} is ${probabilities[i]}, outside [0, 1]`);
  }
}

/**
 * Expected quality of binary predictions. `probability` is the calibrated P(y = 1), `predicted` the 0/1 prediction made from
 * the raw score. Throws `argument-invalid` for no rows or values outside [0, 1].
 */
export function estimateBinary(probability: ArrayLike<number>, predicted: ArrayLike<number>): BinaryEstimate {
  checkProbabilities(probability, predicted.length, 1);
  let [tp, fp, fn, tn] = [0, 0, 0, 0];
  for (let i = 0; i < predicted.length; i += 1) {
    const p = probability[i]!;
    if (predicted[i] === 1) {
      tp += p;
      fp += 1 - p;
    } else {
      fn += p;
      tn += 1 - p;
    }
  }
  return { tp, fp, fn, tn, accuracy: (tp + tn) / predicted.length, ...qualityOf(tp, fp, fn, tn) };
}

function qualityOf(tp: number, fp: number, fn: number, tn: number): ExpectedQuality {
  return { precision: ratio(tp, tp + fp), recall: ratio(tp, tp + fn), specificity: ratio(tn, tn + fp), f1: ratio(tp, tp + (fp + fn) / 2) };
}

/**
 * Expected quality of predictions among several classes. `probabilities` is row-major, calibrated, each row summing to 1
 * (see `normaliseRows`); `predicted` holds class positions. Macro values are plain means over the classes.
 */
export function estimateMulticlass(probabilities: ArrayLike<number>, predicted: ArrayLike<number>, classes: number): MulticlassEstimate {
  checkProbabilities(probabilities, predicted.length, classes);
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < predicted.length; i += 1) {
    for (let k = 0; k < classes; k += 1) confusion[k]![predicted[i]!]! += probabilities[i * classes + k]!;
  }
  const n = predicted.length;
  const perClass = confusion.map((row, k) => {
    const tp = row[k]!;
    const truly = row.reduce((sum, count) => sum + count, 0);
    const claimed = confusion.reduce((sum, other) => sum + other[k]!, 0);
    const neverClaimed = n - Array.from(predicted).filter((label) => label === k).length;
    return qualityOf(tp, claimed - tp, truly - tp, neverClaimed - (truly - tp));
  });
  const mean = (key: keyof ExpectedQuality) => perClass.reduce((sum, quality) => sum + quality[key], 0) / classes;
  return {
    accuracy: confusion.reduce((sum, row, k) => sum + row[k]!, 0) / n,
    macro: { precision: mean('precision'), recall: mean('recall'), specificity: mean('specificity'), f1: mean('f1') },
    perClass,
    confusion,
  };
}

/** Cumulants are rounded to five decimals, half to even, as NannyML rounds them. */
function round5(value: number): number {
  const scaled = value * 1e5;
  const floor = Math.floor(scaled);
  return (scaled - floor === 0.5 ? floor + (floor % 2) : Math.round(scaled)) / 1e5;
}

/** Expected true and false positives among the first 1, 2, … predictions by falling raw score. */
function expectedCumulants(probability: ArrayLike<number>, score: ArrayLike<number>): { tp: Float64Array; fp: Float64Array } {
  checkProbabilities(probability, score.length, 1);
  const order = Array.from(score, (_, i) => i).sort((a, b) => score[b]! - score[a]! || b - a);
  const tp = new Float64Array(order.length);
  const fp = new Float64Array(order.length);
  let sum = 0;
  order.forEach((index, i) => {
    sum += probability[index]!;
    tp[i] = round5(sum);
    fp[i] = round5(i + 1 - sum);
  });
  return { tp, fp };
}

/** Expected area under the ROC curve; NaN when one class is not expected at all. `score` ranks, `probability` is calibrated. */
export function estimateRocAuc(probability: ArrayLike<number>, score: ArrayLike<number>): number {
  const { tp, fp } = expectedCumulants(probability, score);
  const [positives, negatives] = [tp[tp.length - 1]!, fp[fp.length - 1]!];
  let area = 0;
  for (let i = 0; i < tp.length; i += 1) {
    const [tp0, fp0] = i === 0 ? [0, 0] : [tp[i - 1]!, fp[i - 1]!];
    area += (fp[i]! / negatives - fp0 / negatives) * ((tp[i]! / positives + tp0 / positives) / 2);
  }
  return area;
}

/** Expected average precision; NaN when no positive is expected. */
export function estimateAveragePrecision(probability: ArrayLike<number>, score: ArrayLike<number>): number {
  const { tp } = expectedCumulants(probability, score);
  const positives = tp[tp.length - 1]!;
  let area = 0;
  for (let i = 0; i < tp.length; i += 1) area += ((tp[i]! - (i === 0 ? 0 : tp[i - 1]!)) / positives) * (tp[i]! / (i + 1));
  return area;
}

export interface ConfidenceBand {
  readonly samplingError: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * The band of ±3 sampling errors around an estimated accuracy, within [0, 1]: the error is the population standard deviation
 * of correctness on the reference over √(chunk size). Throws `argument-invalid` for an empty reference or chunk.
 */
export function accuracyBand(referenceCorrect: ArrayLike<number>, chunkSize: number, estimate: number): ConfidenceBand {
  const n = referenceCorrect.length;
  if (n === 0 || !(chunkSize >= 1)) throw new OrchardError('argument-invalid', 'a confidence band needs a reference and a chunk');
  let right = 0;
  for (let i = 0; i < n; i += 1) right += referenceCorrect[i]!;
  const share = right / n;
  const samplingError = Math.sqrt(share * (1 - share)) / Math.sqrt(chunkSize);
  return { samplingError, lower: Math.max(0, estimate - 3 * samplingError), upper: Math.min(1, estimate + 3 * samplingError) };
}
