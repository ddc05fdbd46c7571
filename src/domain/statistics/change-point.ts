/** Where a sequence most likely changed, and how surely. */
export interface ChangePoint {
  /** Position of the first value after the change. */
  readonly at: number;
  /** Size of the change in standard errors, of either sign, as it would be were `at` the only place that was looked at. */
  readonly score: number;
}

/** Values that stand at either side of a change at least. */
const LEAST_SIDE = 30;

/**
 * The split of a sequence whose two sides differ most in rank: the greatest standardised Wilcoxon rank sum over all splits (Pettitt 1979, each split
 * by its own variance, midranks for ties), which no outlier and no shape of distribution upsets. Null with fewer than 60 values, and where all are equal.
 */
export function rankChange(values: Float32Array): ChangePoint | null {
  const n = values.length;
  if (n < 2 * LEAST_SIDE) return null;
  const order = Uint32Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const centred = new Float64Array(n);
  let squares = 0;
  for (let low = 0; low < n;) {
    let high = low + 1;
    while (high < n && values[order[high]!] === values[order[low]!]) high += 1;
    const rank = (low + high - n) / 2;
    for (let i = low; i < high; i += 1) centred[order[i]!] = rank;
    squares += (high - low) * rank * rank;
    low = high;
  }
  if (squares === 0) return null;
  return widest(n, (sum, k) => -sum / Math.sqrt((squares * k * (n - k)) / (n * (n - 1))), centred);
}

/**
 * The same for a sequence of zeros and ones: the greatest signed root of the likelihood ratio of two shares against one, which holds for rare
 * ones as well. Null with fewer than 60 values, and where all are equal.
 */
export function shareChange(bits: Float32Array): ChangePoint | null {
  const n = bits.length;
  const ones = bits.reduce((sum, bit) => sum + bit, 0);
  if (n < 2 * LEAST_SIDE || ones === 0 || ones === n) return null;
  return widest(n, (before, k) => {
    const after = ones - before;
    const deviance = part(before, (k * ones) / n) + part(k - before, (k * (n - ones)) / n) + part(after, ((n - k) * ones) / n) + part(n - k - after, ((n - k) * (n - ones)) / n);
    return Math.sign(after / (n - k) - before / k) * Math.sqrt(Math.max(0, 2 * deviance));
  }, bits);
}

function part(observed: number, expected: number): number {
  return observed === 0 ? 0 : observed * Math.log(observed / expected);
}

/** `score` of the sum over the first k values, at the k where it is furthest from 0. */
function widest(n: number, score: (sum: number, k: number) => number, values: ArrayLike<number>): ChangePoint {
  let [sum, best] = [0, { at: 0, score: 0 }];
  for (let k = 1; k <= n - LEAST_SIDE; k += 1) {
    sum += values[k - 1]!;
    if (k < LEAST_SIDE) continue;
    const now = score(sum, k);
    if (Math.abs(now) > Math.abs(best.score)) best = { at: k, score: now };
  }
  return best;
}
