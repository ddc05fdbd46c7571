import type { Picture } from '../../common/picture.ts';
import { resampleInto } from './resample.ts';

const small = new Uint8ClampedArray(9 * 8 * 4);

/**
 * Difference hash: brightness on a 9×8 grid, one bit for each pair of neighbours in a row (left brighter than right).
 * Pictures that look alike differ in few of the 64 bits. 16 hex digits.
 */
export function lookHash(picture: Picture): string {
  resampleInto(picture, small, 9, 8);
  const luma = (cell: number): number => 299 * small[cell * 4]! + 587 * small[cell * 4 + 1]! + 114 * small[cell * 4 + 2]!;
  let hash = '';
  for (let row = 0; row < 8; row += 1) {
    let byte = 0;
    for (let column = 0; column < 8; column += 1) {
      const cell = row * 9 + column;
      byte = (byte << 1) | (luma(cell) > luma(cell + 1) ? 1 : 0);
    }
    hash += byte.toString(16).padStart(2, '0');
  }
  return hash;
}

function ones(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

/** The two 32-bit halves of a look hash, for many comparisons. */
export function lookWords(hash: string): [number, number] {
  return [Number.parseInt(hash.slice(0, 8), 16) | 0, Number.parseInt(hash.slice(8, 16), 16) | 0];
}

/** In how many of 64 bits two look hashes, as words, differ. */
export function lookDistance(a: readonly [number, number], b: readonly [number, number]): number {
  return ones(a[0] ^ b[0]) + ones(a[1] ^ b[1]);
}
