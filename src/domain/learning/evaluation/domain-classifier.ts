import { OrchardError } from '../../common/errors.ts';
import { rocAuc } from './curves.ts';
import { packPoints, standardisation, type Matrix, type Points } from '../../statistics/vectors.ts';

export interface DomainClassifierOptions {
  /** Numbers in [0, 1), for dealing the points into folds. */
  readonly uniform: () => number;
  readonly folds?: number;
  /** Strength of the ridge penalty on standardised features, per point. */
  readonly penalty?: number;
  readonly iterations?: number;
}

export interface DomainClassifierResult {
  /** How well reference and current can be told apart out of fold: 0.5 not at all, 1 always. */
  readonly auc: number;
  /** P(current) of every point, out of fold; reference first. The highest ones show what is new. */
  readonly scores: Float64Array;
}

/**
 * Classifier two-sample test: a logistic regression learns to tell reference from current, and its cross-validated AUC says
 * how far they differ. Features are standardised over the training folds; plain gradient descent with momentum from zero, so
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

const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));

function trainLogistic(points: Matrix, label: Uint8Array, rows: readonly number[], penalty: number, iterations: number): (row: number) => number {
  const { columns, data } = points;
  const { centre, scale } = standardisation(points, rows);
  const weights = new Float64Array(columns);
  const velocity = new Float64Array(columns);
  const gradient = new Float64Array(columns);
  let bias = 0;
  let biasVelocity = 0;
  const predict = (row: number) => {
    let z = bias;
    for (let k = 0; k < columns; k += 1) z += weights[k]! * (data[row * columns + k]! - centre[k]!) * scale[k]!;
    return z;
  };
  // The curvature of the loss is at most a quarter of the features' number on standardised data.
  const rate = 1 / (columns / 4 + 0.25 + penalty);
  for (let step = 0; step < iterations; step += 1) {
    gradient.fill(0);
    let biasGradient = 0;
    for (const row of rows) {
      const error = (sigmoid(predict(row)) - label[row]!) / rows.length;
      biasGradient += error;
      for (let k = 0; k < columns; k += 1) gradient[k]! += error * (data[row * columns + k]! - centre[k]!) * scale[k]!;
    }
    for (let k = 0; k < columns; k += 1) {
      velocity[k] = 0.9 * velocity[k]! - rate * (gradient[k]! + penalty * weights[k]!);
      weights[k]! += velocity[k]!;
    }
    biasVelocity = 0.9 * biasVelocity - rate * biasGradient;
    bias += biasVelocity;
  }
  return predict;
}
