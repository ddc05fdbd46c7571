/** exp of the scaled scores relative to the greatest one, written into `out`; answers their sum. */
function exponentials(scores: ArrayLike<number>, from: number, classes: number, scale: number, out: Float64Array): number {
  let most = -Infinity;
  for (let k = 0; k < classes; k += 1) most = Math.max(most, scores[from + k]!);
  let sum = 0;
  for (let k = 0; k < classes; k += 1) sum += out[k] = Math.exp(scale * (scores[from + k]! - most));
  return sum;
}

const LEAST_SCALE = 1e-3;
const MOST_SCALE = 1e3;

/**
 * Temperature scaling (Guo et al. 2017): the factor β = 1/T > 0 that minimises the mean negative log likelihood of
 * softmax(β · scores). The loss is convex in β, so its slope, E[score] − score of the truth, is bisected to its zero.
 * `scores` is row-major (truth.length × classes). β lies in 0.001..1000; at a bound when the data would go beyond.
 */
export function inverseTemperature(scores: ArrayLike<number>, truth: ArrayLike<number>, classes: number): number {
  const weights = new Float64Array(classes);
  const slope = (scale: number): number => {
    let sum = 0;
    for (let i = 0; i < truth.length; i += 1) {
      const from = i * classes;
      const total = exponentials(scores, from, classes, scale, weights);
      let expected = 0;
      for (let k = 0; k < classes; k += 1) expected += (weights[k]! / total) * scores[from + k]!;
      sum += expected - scores[from + truth[i]!]!;
    }
    return sum;
  };
  let low = Math.log(LEAST_SCALE);
  let high = Math.log(MOST_SCALE);
  for (let step = 0; step < 40; step += 1) {
    const middle = (low + high) / 2;
    if (slope(Math.exp(middle)) > 0) high = middle;
    else low = middle;
  }
  return Math.exp((low + high) / 2);
}

/** Probabilities softmax(scale · scores), row by row. */
export function softmaxRows(scores: ArrayLike<number>, classes: number, scale = 1): Float32Array<ArrayBuffer> {
  const out = new Float32Array(scores.length);
  const weights = new Float64Array(classes);
  for (let from = 0; from < scores.length; from += classes) {
    const total = exponentials(scores, from, classes, scale, weights);
    for (let k = 0; k < classes; k += 1) out[from + k] = weights[k]! / total;
  }
  return out;
}
