import { fitIsotonic, isotonicAt, type IsotonicCurve } from './isotonic.ts';
import { rocAuc } from '../evaluation/curves.ts';
import { randomAt, type Random } from '../../common/random/random.ts';

/** How scores become probabilities: a curve a class, null where the raw scores are as good. For two labels one curve, of label 1. */
export type Calibration = readonly (IsotonicCurve | null)[];

const SPLITS = 10;
const TEST_SHARE = 0.1;
const BINS = 10;
/** Area under the ROC curve from which scores separate the classes so well that there is nothing to learn. */
const SEPARATED_AUC = 0.999;
const SEED = 42;

/**
 * Calibrates as NannyML does: two labels by the score of one, more labels one versus rest; isotonic where that helps, else not at
 * all. `scores` is row-major, `truth` holds label positions; rows whose truth is none of the labels are left out.
 * Throws `argument-invalid` for scores that are not finite.
 */
export function calibrate(scores: ArrayLike<number>, truth: ArrayLike<number>, classes: number): Calibration {
  const rows = Array.from(truth, (_, i) => i).filter((i) => truth[i]! < classes);
  return (classes === 2 ? [1] : Array.from({ length: classes }, (_, k) => k)).map((k) => {
    const own = Float64Array.from(rows, (i) => scores[i * classes + k]!);
    const is = Float64Array.from(rows, (i) => (truth[i] === k ? 1 : 0));
    return needsCalibration(own, is) ? fitIsotonic(own, is) : null;
  });
}

/** Calibrated probability of label `label`, from the scores of a row that begin at `from`; rows of several labels add up to 1. */
export function calibratedAt(calibration: Calibration, scores: ArrayLike<number>, from: number, label: number): number {
  const at = (curve: IsotonicCurve | null, score: number) => (curve ? isotonicAt(curve, score) : score);
  if (calibration.length === 1) {
    const second = at(calibration[0]!, scores[from + 1]!);
    return label === 1 ? second : 1 - second;
  }
  let sum = 0;
  let own = 0;
  for (let k = 0; k < calibration.length; k += 1) {
    const probability = at(calibration[k]!, scores[from + k]!);
    sum += probability;
    if (k === label) own = probability;
  }
  return sum === 0 ? 1 / calibration.length : own / sum;
}

/**
 * Whether isotonic calibration brings probabilities nearer to the truth on rows that it was not fitted on: ten stratified splits
 * with a tenth held out, the expected calibration error over ten bins of equal count, before and after, on all that was held out.
 * No for one class alone and for classes that are separated anyway. As NannyML's `needs_calibration`; the splits are drawn here, so
 * that a close case may be decided otherwise.
 */
export function needsCalibration(score: ArrayLike<number>, truth: ArrayLike<number>): boolean {
  const auc = rocAuc(truth, score);
  if (auc === null || auc > SEPARATED_AUC) return false;
  const classes = [0, 1].map((label) => Array.from(truth, (_, i) => i).filter((i) => truth[i] === label));
  const heldOut: { truth: number; raw: number; calibrated: number }[] = [];
  for (let split = 0; split < SPLITS; split += 1) {
    const random = randomAt(SEED, split, 0);
    const parts = classes.map((rows) => shuffled(rows, random));
    const cut = (rows: readonly number[]) => Math.round(rows.length * TEST_SHARE);
    const train = parts.flatMap((rows) => rows.slice(cut(rows)));
    const curve = fitIsotonic(train.map((i) => score[i]!), train.map((i) => truth[i]!));
    for (const i of parts.flatMap((rows) => rows.slice(0, cut(rows)))) heldOut.push({ truth: truth[i]!, raw: score[i]!, calibrated: isotonicAt(curve, score[i]!) });
  }
  const known = heldOut.map((row) => row.truth);
  return equalCountError(heldOut.map(({ raw }) => raw), known) > equalCountError(heldOut.map(({ calibrated }) => calibrated), known);
}

/** Expected calibration error over bins of equal count, the last one a little longer. 0 for fewer than four rows. */
function equalCountError(probability: readonly number[], truth: readonly number[]): number {
  const n = probability.length;
  const bins = n <= 2 * BINS ? Math.floor(n / 2) : BINS;
  if (bins < 2) return 0;
  const order = probability.map((_, i) => i).sort((a, b) => probability[a]! - probability[b]!);
  const width = Math.floor(n / bins);
  const last = Math.floor(n / width) - 1;
  let error = 0;
  for (let bin = 0; bin <= last; bin += 1) {
    const rows = order.slice(bin * width, bin === last ? n : (bin + 1) * width);
    error += Math.abs(rows.reduce((sum, i) => sum + probability[i]! - truth[i]!, 0)) / n;
  }
  return error;
}

function shuffled(rows: readonly number[], random: Random): number[] {
  const out = [...rows];
  for (let i = out.length - 1; i > 0; i -= 1) {
    const j = random.int(i + 1);
    [out[i], out[j]] = [out[j]!, out[i]!];
  }
  return out;
}
