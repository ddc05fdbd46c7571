import { OrchardError } from '../common/errors.ts';

/** Pictures with the labels they were given and what a model that has not learnt from them says of each. */
export interface GivenLabels {
  /** How many labels there are. */
  readonly labels: number;
  /** The label of each row, counted from 0. */
  readonly given: ArrayLike<number>;
  /** A probability for each label, row after row. */
  readonly probabilities: ArrayLike<number>;
}

/** A row whose label is probably wrong. */
interface LabelIssue {
  readonly row: number;
  readonly given: number;
  /** The label that it is confidently taken for. */
  readonly suggested: number;
  /** Probability of the given label. */
  readonly selfConfidence: number;
  /** Probability of the given label less the greatest of the others, −1..1. */
  readonly margin: number;
}

/** What confident learning says of a set of labels. */
interface LabelReview {
  /** Mean probability of a label over the rows that were given it; null for a label without rows. */
  readonly thresholds: readonly (number | null)[];
  /** The label that each row is confidently taken for; −1 for none. */
  readonly confident: Int32Array;
  /** Rows by the label given (first) and the label they are confidently taken for. */
  readonly joint: readonly (readonly number[])[];
  /** The same as shares of all rows, each given label weighing as much as it has rows. */
  readonly calibrated: readonly (readonly number[])[];
  /** Most doubtful first. */
  readonly issues: readonly LabelIssue[];
}

/** A mean of equal numbers may come out above each of them in its last digits. */
const ROUNDING = 1e-12;

/**
 * Confident learning (Northcutt, Jiang, Chuang 2021, "Confident learning: estimating uncertainty in dataset labels", eqs. 1–3): a row
 * counts for a label whose mean self-confidence it reaches, the likeliest of several and the lowest of equals; rows that count for
 * another label than their own are issues. Throws `argument-invalid` for labels that are not among them and for what is no probability.
 */
export function reviewLabels(rows: GivenLabels): LabelReview {
  check(rows);
  const { labels, given, probabilities } = rows;
  const thresholds = thresholdsOf(rows);
  const confident = new Int32Array(given.length);
  const joint = Array.from({ length: labels }, () => new Array<number>(labels).fill(0));
  const issues: LabelIssue[] = [];
  for (let row = 0; row < given.length; row += 1) {
    const [own, at] = [given[row]!, row * labels];
    let taken = -1;
    for (let label = 0; label < labels; label += 1) {
      const probability = probabilities[at + label]!;
      if (probability >= thresholds[label]! - ROUNDING && (taken < 0 || probability > probabilities[at + taken]!)) taken = label;
    }
    confident[row] = taken;
    if (taken < 0) continue;
    joint[own]![taken]! += 1;
    if (taken === own) continue;
    const selfConfidence = probabilities[at + own]!;
    issues.push({ row, given: own, suggested: taken, selfConfidence, margin: selfConfidence - mostOfOthers(probabilities, at, own, labels) });
  }
  issues.sort((a, b) => a.selfConfidence - b.selfConfidence);
  return { thresholds: Array.from(thresholds, (each) => (Number.isNaN(each) ? null : each)), confident, joint, calibrated: calibrate(joint, given), issues };
}

/** NaN for a label without rows, which nothing reaches. */
function thresholdsOf({ labels, given, probabilities }: GivenLabels): Float64Array {
  const [sums, counts] = [new Float64Array(labels), new Float64Array(labels)];
  for (let row = 0; row < given.length; row += 1) {
    const label = given[row]!;
    sums[label]! += probabilities[row * labels + label]!;
    counts[label]! += 1;
  }
  return sums.map((sum, label) => sum / counts[label]!);
}

function calibrate(joint: readonly (readonly number[])[], given: ArrayLike<number>): number[][] {
  const counts = new Array<number>(joint.length).fill(0);
  for (let row = 0; row < given.length; row += 1) counts[given[row]!]! += 1;
  return joint.map((row, own) => {
    const sum = row.reduce((total, count) => total + count, 0);
    // Only a label without rows counts nowhere: the most confident of its rows reaches their mean.
    return row.map((count) => (sum === 0 ? 0 : ((count / sum) * counts[own]!) / given.length));
  });
}

function mostOfOthers(probabilities: ArrayLike<number>, at: number, own: number, labels: number): number {
  let most = -Infinity;
  for (let label = 0; label < labels; label += 1) if (label !== own && probabilities[at + label]! > most) most = probabilities[at + label]!;
  return most;
}

function check({ labels, given, probabilities }: GivenLabels): void {
  if (!(Number.isSafeInteger(labels) && labels >= 2)) throw new OrchardError('argument-invalid', `${labels} labels cannot be confused with each other`);
  if (probabilities.length !== given.length * labels) throw new OrchardError('argument-invalid', `${probabilities.length} probabilities are no ${given.length} rows of ${labels}`);
  for (let row = 0; row < given.length; row += 1) {
    if (!(Number.isInteger(given[row]!) && given[row]! >= 0 && given[row]! < labels)) throw new OrchardError('argument-invalid', `label ${given[row]} of row ${row} is none of ${labels}`);
    let sum = 0;
    for (let i = row * labels; i < (row + 1) * labels; i += 1) {
      if (!(probabilities[i]! >= 0 && probabilities[i]! <= 1)) throw new OrchardError('argument-invalid', `row ${row} holds ${probabilities[i]}, which is no probability`);
      sum += probabilities[i]!;
    }
    if (sum === 0) throw new OrchardError('argument-invalid', `row ${row} gives no label any probability`);
  }
}
