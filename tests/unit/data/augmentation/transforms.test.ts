import { describe, expect, it } from 'vitest';
import { throughCamera } from '../../../../src/domain/data/augmentation/camera-transforms.ts';
import { coveredAt, cropped, turned } from '../../../../src/domain/data/augmentation/frame-transforms.ts';

const SIZE = 16;
/** A square picture; `at` answers red, green and blue. */
const picture = (at: (x: number, y: number) => readonly [number, number, number], size = SIZE) => ({
  width: size, height: size, data: Uint8ClampedArray.from(Array.from({ length: size * size }, (_, i) => [...at(i % size, Math.floor(i / size)), 255]).flat()),
});
const plain = (size = SIZE) => picture(() => [90, 120, 150], size);

describe('a changed frame', () => {
  it('of one colour stays what it was, however it is turned or cut', () => {
    for (const changed of [turned(plain(), 30), turned(plain(), 90), cropped(plain(), 0.3, 0.2, 0.9)]) expect(changed).toEqual(plain());
  });

  it('is drawn between pixels: half way between two colours lies their mean', () => {
    const rows = picture((_, y) => [10 * y, 0, 0]);
    // Half of the side is kept about the middle: rows 3.75 to 11.25, by half a row.
    const { data } = cropped(rows, 0.5, 0.5, 0.5);
    expect(Array.from({ length: SIZE }, (_, y) => data[y * SIZE * 4])).toEqual(Array.from({ length: SIZE }, (_, y) => Uint8ClampedArray.of(10 * (3.75 + y / 2))[0]));
  });

  it('is covered by its mean colour on a square where it is said, and nowhere else', () => {
    const chess = picture((x, y) => ((x + y) % 2 === 0 ? [200, 100, 0] : [0, 100, 200]));
    const { data } = coveredAt(chess, 0.25, 0.5, 1);
    const isMean = (i: number): boolean => data[4 * i] === 100 && data[4 * i + 1] === 100 && data[4 * i + 2] === 100;
    const found = Array.from({ length: SIZE * SIZE }, (_, i) => i).filter(isMean).map((i) => [i % SIZE, Math.floor(i / SIZE)]);
    expect(found).toEqual([12, 13, 14, 15].flatMap((y) => [6, 7, 8, 9].map((x) => [x, y])));
  });
});

it('the grain of a small picture is finer, as if it had been made smaller', () => {
  const spread = (size: number): number => {
    const { data } = throughCamera(plain(size), { blur: 0, dust: 0, exposure: 0, warmth: 0, noise: 0.04 }, 3);
    const reds = Array.from({ length: size * size }, (_, i) => data[4 * i]!);
    const mean = reds.reduce((sum, each) => sum + each, 0) / reds.length;
    return Math.sqrt(reds.reduce((sum, each) => sum + (each - mean) ** 2, 0) / reds.length);
  };
  expect(spread(64) / spread(128)).toBeCloseTo(0.5, 1);
  expect(spread(128) / spread(160)).toBeCloseTo(1, 1);
});
