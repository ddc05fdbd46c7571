import { lookDistance, lookWords } from '../data/features/look-hash.ts';
import { READABLE_FEATURES } from '../data/features/readable.ts';

/** What is compared of a picture. */
export interface ComparedPicture {
  /** 64 bits as 16 hex digits. */
  readonly lookHash: string;
  /** The readable features. */
  readonly readable: ArrayLike<number>;
}

/** Pictures of one thing: two or more rows, in their order. */
export interface PictureGroup {
  readonly rows: readonly number[];
  /** Bits, of 64, in which the two that are least alike differ. */
  readonly bits: number;
  /** Nothing that is measured tells them apart: one picture, several times. */
  readonly identical: boolean;
}

/** Look hashes of near-duplicates differ in at most this many of 64 bits … */
const NEAR_BITS = 3;
/** … and no readable share by more than this. */
const NEAR_SHARE = 0.03;
/** Numbers that are equal but for how they were stored. */
const SAME = 1e-6;

/** The hue turns with the faintest cast where there is little colour. */
const COMPARED = READABLE_FEATURES.map(({ unit }) => unit === '');

/**
 * Groups of near-duplicates, by single linkage over all pairs: look hashes at most 3 bits apart, no readable share more than 0.03 apart.
 * A group whose pictures all measure the same is `identical`. In the order of their first rows; quadratic in the number of pictures.
 */
export function nearDuplicates(pictures: readonly ComparedPicture[]): PictureGroup[] {
  const words = pictures.map(({ lookHash }) => lookWords(lookHash));
  const head = pictures.map((_, row) => row);
  const find = (row: number): number => {
    while (head[row] !== row) row = head[row] = head[head[row]!]!;
    return row;
  };
  for (let i = 1; i < pictures.length; i += 1) {
    const own = words[i]!;
    for (let j = 0; j < i; j += 1) {
      if (lookDistance(own, words[j]!) > NEAR_BITS || !within(pictures[i]!, pictures[j]!, NEAR_SHARE)) continue;
      const [a, b] = [find(i), find(j)];
      if (a !== b) head[Math.max(a, b)] = Math.min(a, b);
    }
  }
  const groups = new Map<number, number[]>();
  for (let row = 0; row < pictures.length; row += 1) {
    const first = find(row);
    const group = groups.get(first);
    if (group) group.push(row);
    else groups.set(first, [row]);
  }
  return [...groups.values()].filter(({ length }) => length > 1).map((rows) => ({
    rows, bits: mostBits(rows.map((row) => words[row]!)), identical: rows.every((row) => pictures[row]!.lookHash === pictures[rows[0]!]!.lookHash && within(pictures[row]!, pictures[rows[0]!]!, SAME)),
  }));
}

function within(a: ComparedPicture, b: ComparedPicture, most: number): boolean {
  if (a.readable.length !== b.readable.length) return false;
  for (let i = 0; i < a.readable.length; i += 1) if (COMPARED[i] !== false && !(Math.abs(a.readable[i]! - b.readable[i]!) <= most)) return false;
  return true;
}

function mostBits(words: readonly (readonly [number, number])[]): number {
  let most = 0;
  for (let i = 1; i < words.length; i += 1) for (let j = 0; j < i; j += 1) most = Math.max(most, lookDistance(words[i]!, words[j]!));
  return most;
}
