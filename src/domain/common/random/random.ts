import { normalQuantile } from './normal.ts';
import { block, threefry2x32 } from './threefry.ts';

const TWO_32 = 4294967296;
/** Blocks that one lane holds before it would run into the next. */
const BLOCKS_PER_LANE = 65536;

/** A stream of random numbers. Drawing allocates nothing; every method but `pick` and `bool` takes exactly one draw. */
export class Random {
  private readonly key0: number;
  private readonly key1: number;
  private readonly counter0: number;
  private counter1: number;
  private spare = 0;
  private hasSpare = false;

  constructor(seed: number, index: number, lane: number) {
    this.key0 = seed | 0;
    this.key1 = Math.floor(seed / TWO_32) | 0;
    this.counter0 = index | 0;
    this.counter1 = (lane * BLOCKS_PER_LANE) | 0;
  }

  /** A whole number in 0..2³²−1. */
  word(): number {
    if (this.hasSpare) {
      this.hasSpare = false;
      return this.spare;
    }
    threefry2x32(this.counter0, this.counter1, this.key0, this.key1);
    this.counter1 = (this.counter1 + 1) | 0;
    this.spare = block[1]!;
    this.hasSpare = true;
    return block[0]!;
  }

  /** Uniform in [0, 1), a multiple of 2⁻³². */
  next(): number {
    return this.word() / TWO_32;
  }

  /** Standard normal, by the quantile function: one draw each, so streams stay aligned. */
  normal(): number {
    return normalQuantile((this.word() + 0.5) / TWO_32);
  }

  /** Uniform whole number in 0..n−1, n ≥ 1. */
  int(n: number): number {
    return Math.floor(this.next() * n);
  }

  /** Index drawn in proportion to the weights; negative weights count as zero, and all-zero weights as equal. One draw. */
  pick(weights: readonly number[]): number {
    let total = 0;
    for (const weight of weights) if (weight > 0) total += weight;
    if (!(total > 0)) return this.int(weights.length);
    let rest = this.next() * total;
    let last = 0;
    for (let i = 0; i < weights.length; i += 1) {
      const weight = weights[i]!;
      if (!(weight > 0)) continue;
      last = i;
      rest -= weight;
      if (rest < 0) break;
    }
    return last;
  }

  /** True with probability p. One draw, whatever p is. */
  bool(p: number): boolean {
    return this.next() < p;
  }
}

/**
 * The stream of (seed, index, lane). Seed: any integer within ±2⁵³; index 0..2³²−1; lane 0..65,535. Streams are independent
 * and need no history, so seeking is O(1). A stream holds 131,072 draws.
 */
export function randomAt(seed: number, index: number, lane: number): Random {
  return new Random(seed, index, lane);
}
