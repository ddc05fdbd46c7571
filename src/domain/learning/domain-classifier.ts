import { OrchardError } from '../common/errors.ts';
import { rocAuc } from './evaluation/curves.ts';
import { minimise } from './solvers/lbfgs.ts';
import { packPoints, standardisation, type Matrix, type Points } from '../statistics/vectors.ts';

interface DomainClassifierOptions {
  /** Numbers in [0, 1), for dealing the points into folds. */
  readonly uniform: () => number;
  readonly folds?: number;
  /** Strength of the ridge penalty on standardised features, per point. */
  readonly penalty?: number;
  readonly iterations?: number;
}

interface DomainClassifierResult {
  /** How well reference and current can be told apart out of fold: 0.5 not at all, 1 always. */
  readonly auc: number;
  /** P(current) of every point, out of fold; reference first. The highest ones show what is new. */
  readonly scores: Float64Array;
}

/**
 * Classifier two-sample test: a logistic regression learns to tell reference from current, and its cross-validated AUC says
 * how far they differ. Features are standardised over the training folds, and the model is the one of least loss, so that
 * the answer depends on the data and the folds alone. Throws `argument-invalid` for fewer points than folds on a side, rows
 * of different length or non-finite numbers.
 * Lopez-Paz, Oquab: Revisiting Classifier Two-Sample Tests, ICLR 2017.
 */
export function domainClassifier(reference: Points, current: Points, options: DomainClassifierOptions): DomainClassifierResult {
  const { uniform, folds = 5, penalty = 0.01, iterations = 100 } = options;
  if (!(Number.isInteger(folds) && folds >= 2)) throw new OrchardError('argument-invalid', 'a domain classifier needs two folds or more');
  packPoints(reference, folds, 'reference');
  packPoints(current, folds, 'current');
  const points = packPoints([...reference, ...current]);
  const isCurrent = Uint8Array.from({ length: points.rows }, (_, i) => Number(i >= reference.length));
  const fold = dealFolds(reference.length, current.length, folds, uniform);
  const scores = new Float64Array(points.rows);
  for (let held = 0; held < folds; held += 1) {
    const training = Array.from(fold.keys()).filter((i) => fold[i] !== held);
    const model = trainLogistic(points, isCurrent, training, penalty, iterations);
    for (let i = 0; i < points.rows; i += 1) if (fold[i] === held) scores[i] = sigmoid(model(i));
  }
  return { auc: rocAuc(isCurrent, scores)!, scores };
}

/** Both sides spread evenly over the folds, in shuffled order. */
function dealFolds(n: number, m: number, folds: number, uniform: () => number): Uint8Array {
  const fold = new Uint8Array(n + m);
  for (const [from, count] of [[0, n], [n, m]] as const) {
    const order = Array.from({ length: count }, (_, i) => from + i);
    for (let i = count - 1; i > 0; i -= 1) {
      const j = Math.floor(uniform() * (i + 1));
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    order.forEach((index, i) => {
      fold[index] = i % folds;
    });
  }
  return fold;
}

/** Slope of the loss per point at which training ends. */
const ENOUGH = 1e-4;

const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));

/** The logarithm of the odds of each point, as a model of the training rows tells them. */
function trainLogistic(points: Matrix, label: Uint8Array, rows: readonly number[], penalty: number, iterations: number): (row: number) => number {
  const { columns, data } = points;
  const { centre, scale } = standardisation(points, rows);
  const z = new Float64Array(rows.length * columns);
  rows.forEach((row, i) => {
    for (let k = 0; k < columns; k += 1) z[i * columns + k] = (data[row * columns + k]! - centre[k]!) * scale[k]!;
  });
  const loss = (at: Float64Array, gradient: Float64Array): number => {
    gradient.fill(0);
    let sum = 0;
    for (let i = 0, from = 0; i < rows.length; i += 1, from += columns) {
      let odds = at[columns]!;
      for (let k = 0; k < columns; k += 1) odds += at[k]! * z[from + k]!;
      const isNow = label[rows[i]!]!;
      // ln(1 + exp(±odds)), which does not overflow.
      const against = isNow ? -odds : odds;
      sum += Math.max(0, against) + Math.log1p(Math.exp(-Math.abs(against)));
      const error = sigmoid(odds) - isNow;
      for (let k = 0; k < columns; k += 1) gradient[k]! += error * z[from + k]!;
      gradient[columns]! += error;
    }
    const strength = penalty * rows.length;
    for (let k = 0; k < columns; k += 1) {
      sum += (strength / 2) * at[k]! * at[k]!;
      gradient[k]! += strength * at[k]!;
    }
    return sum;
  };
  const { at } = minimise(loss, new Float64Array(columns + 1), { iterations, tolerance: ENOUGH * rows.length });
  return (row) => {
    let odds = at[columns]!;
    for (let k = 0; k < columns; k += 1) odds += at[k]! * (data[row * columns + k]! - centre[k]!) * scale[k]!;
    return odds;
  };
}
