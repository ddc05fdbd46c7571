import { OrchardError } from '../common/errors.ts';
import { packPoints, pairwiseSquaredDistances, type Points } from './vectors.ts';

/**
 * Whose squared distances give the kernel its width: all pairs of both samples; pairs of the reference, lower of two middle
 * values (Alibi Detect); or the reference's full matrix with its zero diagonal, nearest rank (Evidently).
 */
export type MmdBandwidth = 'pooled' | 'reference-lower' | 'reference-with-diagonal';

interface MmdOptions {
  readonly bandwidth?: MmdBandwidth;
  /**
   * Orders of the pooled points [reference, current]: the first ones of each count as reference. Without any there is no
   * p-value; see `randomPermutations`.
   */
  readonly permutations?: readonly ArrayLike<number>[];
}

interface MmdPermutations {
  readonly squaredUnbiased: Float64Array;
  readonly squaredBiased: Float64Array;
  /** Share of permutations that reach the observed value (Evidently, Alibi Detect). */
  readonly pFraction: { readonly unbiased: number; readonly biased: number };
  /** The same counting the observed order too, (1 + #)/(1 + B), which is never 0 (Phipson, Smyth 2010). */
  readonly pPlusOne: { readonly unbiased: number; readonly biased: number };
}

interface MmdResult {
  readonly medianSquaredDistance: number;
  readonly sigma: number;
  readonly gamma: number;
  /** U-statistic: may be negative. */
  readonly squaredUnbiased: number;
  /** V-statistic: never negative. */
  readonly squaredBiased: number;
  readonly distanceBiased: number;
  readonly permutations: MmdPermutations | null;
}

/** Values this little below the observed one count as reaching it, so that rounding decides nothing. */
const ROUNDING = 1e-12;

/** The smallest number of full precision: the reciprocal of a smaller one may be infinite. */
const SMALLEST_NORMAL = 2 ** -1022;

/**
 * Maximum mean discrepancy with the Gaussian kernel exp(−γ d²), γ = 1/(2σ²), σ² half of the median squared distance, and a
 * permutation test. When the median is 0, or too small to divide by, γ is 1. Throws `argument-invalid` for fewer than two points a side, rows of
 * different length, non-finite numbers, or permutations of another size.
 * Gretton, Borgwardt, Rasch, Schölkopf, Smola: A Kernel Two-Sample Test, JMLR 13, 2012.
 */
export function mmdTest(reference: Points, current: Points, options: MmdOptions = {}): MmdResult {
  const { kernel, median, sigma, gamma } = pooledKernel(reference, current, options.bandwidth ?? 'pooled');
  const identity = Uint32Array.from({ length: kernel.points }, (_, i) => i);
  const observed = kernel.discrepancy(identity);
  return {
    medianSquaredDistance: median,
    sigma,
    gamma,
    squaredUnbiased: observed.unbiased,
    squaredBiased: observed.biased,
    distanceBiased: Math.sqrt(Math.max(0, observed.biased)),
    permutations: options.permutations && options.permutations.length > 0 ? permutationTest(kernel, observed, options.permutations) : null,
  };
}

interface MmdSequential {
  readonly squaredUnbiased: number;
  readonly sigma: number;
  /** How often chance alone reaches the observed value, never 0. */
  readonly p: number;
  /** Permutations that were drawn. */
  readonly drawn: number;
}

/** Of whom nothing but a clear result is asked, fewer permutations are drawn: it ends when so many have reached the observed value. */
const ENOUGH_REACHED = 10;

/**
 * MMD of all pairs' bandwidth as `mmdTest` computes it, unbiased, with a p-value by at most `most` permutations, drawn one after the other until ten
 * have reached the observed value: p is then ten over their number, else (1 + #)/(1 + `most`). Where nothing changed that is soon. `uniform` gives numbers in [0, 1). Throws as `mmdTest`.
 * Besag, Clifford: Sequential Monte Carlo p-values, Biometrika 78, 1991.
 */
export function mmdSequential(reference: Points, current: Points, most: number, uniform: () => number): MmdSequential {
  const { kernel, sigma } = pooledKernel(reference, current, 'pooled');
  const order = Uint32Array.from({ length: kernel.points }, (_, i) => i);
  const observed = kernel.discrepancy(order).unbiased;
  let reached = 0;
  let drawn = 0;
  while (drawn < most && reached < ENOUGH_REACHED) {
    // Which points come first is as random when they are drawn from an order that is no longer the first one.
    shuffleFirst(order, reference.length, uniform);
    drawn += 1;
    if (kernel.discrepancy(order).unbiased >= observed - ROUNDING) reached += 1;
  }
  return { squaredUnbiased: observed, sigma, p: reached === ENOUGH_REACHED ? reached / drawn : (1 + reached) / (1 + drawn), drawn };
}

function shuffleFirst(order: Uint32Array, first: number, uniform: () => number): void {
  for (let i = 0; i < first; i += 1) {
    const j = i + Math.floor(uniform() * (order.length - i));
    const moved = order[i]!;
    order[i] = order[j]!;
    order[j] = moved;
  }
}

/** Orders of n points by Fisher–Yates. `uniform` gives numbers in [0, 1). */
export function randomPermutations(points: number, count: number, uniform: () => number): Uint32Array[] {
  return Array.from({ length: count }, () => {
    const order = Uint32Array.from({ length: points }, (_, i) => i);
    for (let i = points - 1; i > 0; i -= 1) {
      const j = Math.floor(uniform() * (i + 1));
      const moved = order[i]!;
      order[i] = order[j]!;
      order[j] = moved;
    }
    return order;
  });
}

function pooledKernel(reference: Points, current: Points, bandwidth: MmdBandwidth): { kernel: PooledKernel; median: number; sigma: number; gamma: number } {
  const n = packPoints(reference, 2, 'reference').rows;
  const m = packPoints(current, 2, 'current').rows;
  const distances = pairwiseSquaredDistances(packPoints([...reference, ...current], 4, 'reference and current'));
  const median = medianSquaredDistance(distances, n, n + m, bandwidth);
  const sigma = Math.sqrt(median >= SMALLEST_NORMAL ? median / 2 : 0.5);
  const gamma = 1 / (2 * sigma * sigma);
  return { kernel: new PooledKernel(distances, n, m, gamma), median, sigma, gamma };
}

interface Discrepancy {
  readonly unbiased: number;
  readonly biased: number;
}

/** Kernel values of the pooled points, kept so that a permutation costs only the sum over one side's pairs. */
class PooledKernel {
  private readonly n: number;
  private readonly m: number;
  private readonly values: Float64Array;
  private readonly rowSums: Float64Array;
  private readonly total: number;

  constructor(distances: Float64Array, n: number, m: number, gamma: number) {
    const points = n + m;
    this.n = n;
    this.m = m;
    this.values = new Float64Array(points * points);
    this.rowSums = new Float64Array(points);
    let total = 0;
    let place = 0;
    for (let i = 0; i < points; i += 1) {
      for (let j = i + 1; j < points; j += 1, place += 1) {
        const value = Math.exp(-gamma * distances[place]!);
        this.values[i * points + j] = value;
        this.values[j * points + i] = value;
        this.rowSums[i]! += value;
        this.rowSums[j]! += value;
        total += value;
      }
    }
    this.total = total;
  }

  /** The diagonal of ones enters the biased estimate only. */
  discrepancy(order: ArrayLike<number>): Discrepancy {
    const { n, m, values } = this;
    const points = n + m;
    let within = 0;
    let rows = 0;
    for (let i = 0; i < n; i += 1) {
      const base = order[i]! * points;
      rows += this.rowSums[order[i]!]!;
      for (let j = i + 1; j < n; j += 1) within += values[base + order[j]!]!;
    }
    const across = rows - 2 * within;
    const withinOther = this.total - within - across;
    const cross = (2 * across) / (n * m);
    return {
      unbiased: (2 * within) / (n * (n - 1)) + (2 * withinOther) / (m * (m - 1)) - cross,
      biased: (2 * within + n) / (n * n) + (2 * withinOther + m) / (m * m) - cross,
    };
  }

  get points(): number {
    return this.n + this.m;
  }
}

function permutationTest(kernel: PooledKernel, observed: Discrepancy, orders: readonly ArrayLike<number>[]): MmdPermutations {
  const squaredUnbiased = new Float64Array(orders.length);
  const squaredBiased = new Float64Array(orders.length);
  let unbiased = 0;
  let biased = 0;
  orders.forEach((order, i) => {
    checkPermutation(order, kernel.points);
    const value = kernel.discrepancy(order);
    squaredUnbiased[i] = value.unbiased;
    squaredBiased[i] = value.biased;
    if (value.unbiased >= observed.unbiased - ROUNDING) unbiased += 1;
    if (value.biased >= observed.biased - ROUNDING) biased += 1;
  });
  const count = orders.length;
  return {
    squaredUnbiased,
    squaredBiased,
    pFraction: { unbiased: unbiased / count, biased: biased / count },
    pPlusOne: { unbiased: (1 + unbiased) / (1 + count), biased: (1 + biased) / (1 + count) },
  };
}

function checkPermutation(order: ArrayLike<number>, points: number): void {
  const seen = new Uint8Array(points);
  for (let i = 0; i < order.length; i += 1) if (order[i]! < points) seen[order[i]!] = 1;
  if (order.length !== points || seen.includes(0)) throw new OrchardError('argument-invalid', `a permutation must name each of the ${points} pooled points once`);
}

function medianSquaredDistance(distances: Float64Array, n: number, points: number, bandwidth: MmdBandwidth): number {
  if (bandwidth === 'pooled') {
    const sorted = distances.slice().sort();
    const middle = sorted.length / 2;
    return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  }
  const within = new Float64Array((n * (n - 1)) / 2);
  let place = 0;
  for (let i = 0; i < n; i += 1) {
    const row = i * points - (i * (i + 1)) / 2 - i - 1;
    for (let j = i + 1; j < n; j += 1, place += 1) within[place] = distances[row + j]!;
  }
  within.sort();
  if (bandwidth === 'reference-lower') return within[Math.floor((within.length - 1) / 2)]!;
  // n zeros of the diagonal come first, then every distance twice; the nearest rank of the middle.
  const rank = Math.ceil((n * n - 1) / 2);
  return rank < n ? 0 : within[Math.floor((rank - n) / 2)]!;
}
