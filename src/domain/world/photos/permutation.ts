import { randomAt } from '../../common/random/random.ts';

const ROUNDS = 4;

/**
 * Where position `at` of 0..n−1 lies in a permutation of n places that seed, epoch and lane decide, in O(1) on average: a Feistel network over the next power of four, walked until it lands
 * within n (J. Black and P. Rogaway, "Ciphers with arbitrary finite domains", 2002). `n` 1..2³⁰.
 */
export function permuted(at: number, n: number, seed: number, epoch: number, lane: number): number {
  if (n <= 1) return 0;
  let half = 1;
  while (4 ** half < n) half += 1;
  const mask = 2 ** half - 1;
  const random = randomAt(seed, epoch, lane);
  const keys = Array.from({ length: ROUNDS }, () => random.word());
  let value = at;
  do {
    let left = value >>> half;
    let right = value & mask;
    for (const key of keys) [left, right] = [right, left ^ (mixed(right ^ key) & mask)];
    value = (left << half) | right;
  } while (value >= n);
  return value;
}

/** The finaliser of MurmurHash3 (A. Appleby, public domain): each bit of the answer depends on every bit of the word. */
function mixed(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
