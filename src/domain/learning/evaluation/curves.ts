import { OrchardError } from '../../common/errors.ts';
import { midranks } from '../../statistics/ranks.ts';
import { standardDeviation } from '../../statistics/sample.ts';

/** Counts above each different score, from the highest score down. */
interface Ranking {
  readonly truePositives: readonly number[];
  readonly falsePositives: readonly number[];
  readonly thresholds: readonly number[];
}

function rank(positive: ArrayLike<boolean | number>, score: ArrayLike<number>): Ranking {
  const order = Array.from(score, (_, i) => i).sort((a, b) => score[b]! - score[a]!);
  const truePositives: number[] = [];
  const falsePositives: number[] = [];
  const thresholds: number[] = [];
  let [tp, fp] = [0, 0];
  order.forEach((index, i) => {
    if (positive[index]) tp += 1;
    else fp += 1;
    if (i + 1 < order.length && score[order[i + 1]!] === score[index]) return;
    truePositives.push(tp);
    falsePositives.push(fp);
    thresholds.push(score[index]!);
  });
  return { truePositives, falsePositives, thresholds };
}

const lastOf = (values: readonly number[]) => values[values.length - 1] ?? 0;

interface CurvePoint {
  readonly x: number;
  readonly y: number;
  /** Scores from here on count as positive; +∞ for none. */
  readonly threshold: number;
}

/** ROC points (false positive rate, true positive rate), from (0, 0) to (1, 1); null when one class is missing. */
function rocCurve(positive: ArrayLike<boolean | number>, score: ArrayLike<number>): CurvePoint[] | null {
  const { truePositives, falsePositives, thresholds } = rank(positive, score);
  const [positives, negatives] = [lastOf(truePositives), lastOf(falsePositives)];
  if (positives === 0 || negatives === 0) return null;
  return [{ x: 0, y: 0, threshold: Infinity }, ...thresholds.map((threshold, i) => ({ x: falsePositives[i]! / negatives, y: truePositives[i]! / positives, threshold }))];
}

/** Precision over recall, from recall 0 with precision 1 on; null without positives. */
function precisionRecallCurve(positive: ArrayLike<boolean | number>, score: ArrayLike<number>): CurvePoint[] | null {
  const { truePositives, falsePositives, thresholds } = rank(positive, score);
  const positives = lastOf(truePositives);
  if (positives === 0) return null;
  return [
    { x: 0, y: 1, threshold: Infinity },
    ...thresholds.map((threshold, i) => ({ x: truePositives[i]! / positives, y: truePositives[i]! / (truePositives[i]! + falsePositives[i]!), threshold })),
  ];
}

function areaBelow(points: readonly CurvePoint[] | null): number | null {
  if (points === null) return null;
  let area = 0;
  for (let i = 1; i < points.length; i += 1) area += (points[i]!.x - points[i - 1]!.x) * ((points[i]!.y + points[i - 1]!.y) / 2);
  return area;
}

/** Area under the ROC curve, ties counting half; null when one class is missing. As `sklearn.metrics.roc_auc_score`. */
export function rocAuc(positive: ArrayLike<boolean | number>, score: ArrayLike<number>): number | null {
  return areaBelow(rocCurve(positive, score));
}

/**
 * Standard deviation of the area under the ROC curve, with at least two of each class.
 * DeLong, DeLong, Clarke-Pearson: Comparing the areas under two or more correlated ROC curves, Biometrics 44, 1988.
 */
export function aucDeviation(positive: ArrayLike<boolean | number>, score: ArrayLike<number>): number {
  const rows = Array.from(score, (_, i) => i);
  const classes = [rows.filter((i) => positive[i]), rows.filter((i) => !positive[i])] as const;
  const all = midranks(score);
  const variance = classes.reduce((sum, own, which) => {
    const within = midranks(own.map((i) => score[i]!));
    const others = classes[1 - which]!.length;
    return sum + standardDeviation(own.map((i, k) => (all[i]! - within[k]!) / others), 1) ** 2 / own.length;
  }, 0);
  return Math.sqrt(variance);
}

/** Area under the precision-recall curve by trapezoids, which is optimistic; null without positives. */
export function precisionRecallAuc(positive: ArrayLike<boolean | number>, score: ArrayLike<number>): number | null {
  return areaBelow(precisionRecallCurve(positive, score));
}

/** Average precision Σ (R_n − R_{n−1}) P_n; null without positives. As `sklearn.metrics.average_precision_score`. */
export function averagePrecision(positive: ArrayLike<boolean | number>, score: ArrayLike<number>): number | null {
  const points = precisionRecallCurve(positive, score);
  if (points === null) return null;
  let area = 0;
  for (let i = 1; i < points.length; i += 1) area += (points[i]!.x - points[i - 1]!.x) * points[i]!.y;
  return area;
}

/** The mean of the values that are defined; null when none is. */
export function meanOfDefined(values: readonly (number | null)[]): number | null {
  const defined = values.filter((value) => value !== null);
  return defined.length === 0 ? null : defined.reduce((sum, value) => sum + value, 0) / defined.length;
}

/** One column of row-major scores. */
function column(scores: ArrayLike<number>, classes: number, k: number): Float64Array {
  return Float64Array.from({ length: scores.length / classes }, (_, i) => scores[i * classes + k]!);
}

/** A one-versus-rest value of every label, from its own scores. */
export function oneVersusRest(
  metric: (positive: boolean[], score: Float64Array) => number | null, truth: ArrayLike<number>, scores: ArrayLike<number>, classes: number,
): (number | null)[] {
  return Array.from({ length: classes }, (_, k) => metric(Array.from(truth, (label) => label === k), column(scores, classes, k)));
}

/** Macro one-versus-rest ROC AUC. Throws `argument-invalid` when a label never occurs as truth, as scikit-learn refuses it. */
export function rocAucOneVersusRest(truth: ArrayLike<number>, scores: ArrayLike<number>, classes: number): number {
  const values = oneVersusRest(rocAuc, truth, scores, classes);
  if (new Set(Array.from(truth)).size !== classes || values.includes(null)) {
    throw new OrchardError('argument-invalid', 'one-versus-rest ROC AUC needs every label, and another one, in the truth');
  }
  return meanOfDefined(values)!;
}

/**
 * Macro one-versus-one ROC AUC over pairs of labels that occur as truth (Hand, Till 2001); NaN when fewer than two do.
 * As scikit-learn's `multi_class="ovo"`.
 */
export function rocAucOneVersusOne(truth: ArrayLike<number>, scores: ArrayLike<number>, classes: number): number {
  const present = [...new Set(Array.from(truth))].sort((a, b) => a - b);
  const values: number[] = [];
  present.forEach((a, i) => present.slice(i + 1).forEach((b) => {
    const rows = Array.from(truth, (_, row) => row).filter((row) => truth[row] === a || truth[row] === b);
    const against = (own: number) => rocAuc(rows.map((row) => truth[row] === own), rows.map((row) => scores[row * classes + own]!))!;
    values.push((against(a) + against(b)) / 2);
  }));
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
