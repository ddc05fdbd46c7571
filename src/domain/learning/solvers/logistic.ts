import { OrchardError } from '../../common/errors.ts';
import type { LinearHead } from './head.ts';
import { minimise } from './lbfgs.ts';

interface LogisticData {
  /** n × d, row-major. */
  x: Float32Array;
  d: number;
  classOf: ArrayLike<number>;
  classes: number;
}

/** Least spread that still counts: a column that hardly varies is left unscaled rather than blown up. */
const LEAST_STD = 1e-4;

/** Mean and population standard deviation of every column over some rows. */
export function columnStatistics(x: ArrayLike<number>, d: number, rows: ArrayLike<number>): { mean: Float64Array; std: Float64Array } {
  const mean = new Float64Array(d);
  const std = new Float64Array(d);
  for (let i = 0; i < rows.length; i += 1) for (let j = 0; j < d; j += 1) mean[j]! += x[rows[i]! * d + j]! / rows.length;
  for (let i = 0; i < rows.length; i += 1) for (let j = 0; j < d; j += 1) std[j]! += (x[rows[i]! * d + j]! - mean[j]!) ** 2 / rows.length;
  return { mean, std: std.map(Math.sqrt) };
}

/**
 * Multinomial logistic regression on standardised columns: minimises Σ −ln p(truth) + l2/2 · ‖W‖² (the intercept is free)
 * by L-BFGS from zero, so the result is unique and the same every time when l2 > 0. The standardisation is folded into the
 * head, which takes raw columns. Throws OrchardError `training-diverged` when the loss is not finite.
 */
export function fitLogistic(data: LogisticData, rows: Int32Array, l2: number): LinearHead {
  const { d, classes } = data;
  const { mean, std } = columnStatistics(data.x, d, rows);
  const scale = std.map((value) => (value < LEAST_STD ? 0 : 1 / value));
  const n = rows.length;
  const z = new Float64Array(n * d);
  rows.forEach((row, i) => {
    for (let j = 0; j < d; j += 1) z[i * d + j] = (data.x[row * d + j]! - mean[j]!) * scale[j]!;
  });

  const weights = d * classes;
  const logits = new Float64Array(classes);
  const shares = new Float64Array(classes);
  const loss = (at: Float64Array, gradient: Float64Array): number => {
    gradient.fill(0);
    let sum = 0;
    for (let i = 0; i < n; i += 1) {
      let most = -Infinity;
      for (let c = 0; c < classes; c += 1) {
        let logit = at[weights + c]!;
        for (let j = 0, k = c; j < d; j += 1, k += classes) logit += z[i * d + j]! * at[k]!;
        logits[c] = logit;
        if (!(logit <= most)) most = logit;
      }
      let total = 0;
      for (let c = 0; c < classes; c += 1) total += (shares[c] = Math.exp(logits[c]! - most));
      const truth = data.classOf[rows[i]!]!;
      sum += Math.log(total) + most - logits[truth]!;
      for (let c = 0; c < classes; c += 1) {
        const residual = shares[c]! / total - (c === truth ? 1 : 0);
        for (let j = 0, k = c; j < d; j += 1, k += classes) gradient[k]! += z[i * d + j]! * residual;
        gradient[weights + c]! += residual;
      }
    }
    for (let k = 0; k < weights; k += 1) {
      sum += (l2 / 2) * at[k]! * at[k]!;
      gradient[k]! += l2 * at[k]!;
    }
    return sum;
  };

  const best = minimise(loss, new Float64Array(weights + classes), { iterations: 200, tolerance: 1e-4 * Math.max(1, n / 100) });
  if (!Number.isFinite(best.value)) throw new OrchardError('training-diverged', 'the loss is not finite');
  const kernel = new Float64Array(weights);
  const bias = best.at.slice(weights);
  for (let j = 0; j < d; j += 1) {
    for (let c = 0; c < classes; c += 1) {
      kernel[j * classes + c] = best.at[j * classes + c]! * scale[j]!;
      bias[c]! -= mean[j]! * kernel[j * classes + c]!;
    }
  }
  return { inputs: d, classes, kernel, bias };
}
