/** Where a sequence most likely changed, and how surely. */
export interface ChangePoint {
  /** Position of the first value after the change, or from which on it goes. */
  readonly at: number;
  /** Size of the change in standard errors, of either sign, as it would be were `at` the only place that was looked at. */
  readonly score: number;
}

/** Values that stand at either side of a change at least. */
const LEAST_SIDE = 30;

/**
 * The split of a sequence of zeros and ones whose two sides differ most: the greatest signed root of the likelihood ratio of two shares against one, which holds for rare
 * ones as well. Null with fewer than 60 values, and where all are equal.
 */
export function shareChange(bits: Float32Array): ChangePoint | null {
  const n = bits.length;
  const ones = bits.reduce((sum, bit) => sum + bit, 0);
  if (n < 2 * LEAST_SIDE || ones === 0 || ones === n) return null;
  return widest(n, 0, n, (before, k) => {
    const after = ones - before;
    const deviance = part(before, (k * ones) / n) + part(k - before, (k * (n - ones)) / n) + part(after, ((n - k) * ones) / n) + part(n - k - after, ((n - k) * (n - ones)) / n);
    return Math.sign(after / (n - k) - before / k) * Math.sqrt(Math.max(0, 2 * deviance));
  }, bits);
}

/**
 * The split between `from` and `to` (exclusive) of standard ranks whose two sides differ most: the greatest standardised Wilcoxon rank sum over all splits
 * (Pettitt 1979, each split by its own variance, midranks for ties), which no outlier and no shape of distribution upsets. Null where no split has 30 values at either side.
 */
export function stepOf(ranks: Float64Array, from: number, to: number): ChangePoint | null {
  const n = ranks.length;
  return widest(n, from, to, (sum, k) => -sum / Math.sqrt((k * (n - k)) / (n - 1)), ranks);
}

/**
 * The ramp that tells most of these standard ranks: from a place between `from` and `to` (exclusive) on they grow or fall evenly to the end. Null where
 * no such place has 30 values behind it.
 */
export function rampOf(ranks: Float64Array, from: number, to: number): ChangePoint | null {
  const n = ranks.length;
  let [above, product, best]: [number, number, ChangePoint | null] = [0, 0, null];
  for (let k = n - 1; k >= from; k -= 1) {
    // Sum of ranks times how far each lies behind k.
    product += above;
    above += ranks[k]!;
    if (k >= to || n - k < LEAST_SIDE) continue;
    const length = n - k;
    const [sum, squares] = [(length * (length - 1)) / 2, ((length - 1) * length * (2 * length - 1)) / 6];
    const score = product / Math.sqrt(((squares - sum ** 2 / n) * n) / (n - 1));
    if (Math.abs(score) > Math.abs(best?.score ?? 0)) best = { at: k, score };
  }
  return best;
}

function part(observed: number, expected: number): number {
  return observed === 0 ? 0 : observed * Math.log(observed / expected);
}

/** `score` of the sum over the first k values, at the k from `from` to `to` (exclusive) where it is furthest from 0. */
function widest(n: number, from: number, to: number, score: (sum: number, k: number) => number, values: ArrayLike<number>): ChangePoint | null {
  let [sum, best]: [number, ChangePoint | null] = [0, null];
  for (let k = 1; k <= Math.min(n - LEAST_SIDE, to - 1); k += 1) {
    sum += values[k - 1]!;
    if (k < Math.max(LEAST_SIDE, from)) continue;
    const now = score(sum, k);
    if (best === null || Math.abs(now) > Math.abs(best.score)) best = { at: k, score: now };
  }
  return best;
}
