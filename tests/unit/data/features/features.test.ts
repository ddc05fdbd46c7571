import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BLOCK_WIDTHS, rowWidth, writeRow } from '../../../../src/domain/data/features/blocks.ts';
import { colourHistogram } from '../../../../src/domain/data/features/colour-histogram.ts';
import { lookDistance, lookHash, lookWords } from '../../../../src/domain/data/features/look-hash.ts';
import { READABLE_FEATURES, readableFeatures, readableIndex } from '../../../../src/domain/data/features/readable.ts';
import { centreSquare, referencePicture, resample, shownAt } from '../../../../src/domain/data/features/resample.ts';
import type { Picture } from '../../../../src/domain/common/picture.ts';

type Rgb = readonly [number, number, number];
function painted(side: number, colour: (x: number, y: number) => Rgb): Picture {
  const data = new Uint8ClampedArray(side * side * 4);
  for (let y = 0; y < side; y += 1) for (let x = 0; x < side; x += 1) data.set([...colour((x + 0.5) / side, (y + 0.5) / side), 255], (y * side + x) * 4);
  return { width: side, height: side, data };
}
const disc = (colour: Rgb, ground: Rgb = [90, 90, 90]) => (x: number, y: number): Rgb => ((x - 0.5) ** 2 + (y - 0.5) ** 2 < 0.09 ? colour : ground);
const feature = (picture: Picture, name: string) => readableFeatures(picture)[readableIndex(name)]!;

describe('readable features', () => {
  it('stay within their ranges for any picture', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 16 * 16 * 4, maxLength: 16 * 16 * 4 }), (bytes) => {
      readableFeatures({ width: 16, height: 16, data: new Uint8ClampedArray(bytes) }).forEach((value, i) => {
        const { min, max } = READABLE_FEATURES[i]!;
        expect(value).toBeGreaterThanOrEqual(min - 1e-6);
        expect(value).toBeLessThanOrEqual(max + 1e-6);
      });
    }), { numRuns: 60 });
  });

  it('are finite on flat black and white', () => {
    for (const value of [0, 255]) expect([...readableFeatures(painted(48, () => [value, value, value]))].every(Number.isFinite)).toBe(true);
  });

  it.each([
    [[220, 30, 20], 0, 'hue-red'], [[230, 200, 30], 51, 'hue-yellow'], [[60, 180, 40], 111, 'hue-green'], [[40, 60, 220], -127, 'hue-blue'], [[90, 55, 25], 28, 'hue-brown'],
  ] as const)('see what colour %j is', (colour, _, name) => {
    const values = readableFeatures(painted(48, disc(colour)));
    const shares = READABLE_FEATURES.map((each, i) => ({ ...each, value: values[i]! })).filter((each) => each.name.startsWith('hue-') && each.name !== 'hue-spread');
    expect(shares.find((share) => share.value > 0.9)?.name).toBe(name);
    expect(shares.reduce((sum, share) => sum + share.value, 0)).toBeCloseTo(1, 5);
  });

  it('tell ripe from unripe by name', () => {
    const [ripe, unripe] = [painted(48, disc([230, 190, 40])), painted(48, disc([110, 170, 50]))];
    expect(feature(ripe, 'redness')).toBeGreaterThan(feature(unripe, 'redness'));
    expect(feature(ripe, 'hue')).toBeLessThan(feature(unripe, 'hue'));
  });

  it('see blur, spots, length and light', () => {
    const stripes = painted(48, (x) => (Math.floor(x * 24) % 2 ? [200, 200, 200] : [60, 60, 60]));
    expect(feature(stripes, 'sharpness')).toBeGreaterThan(feature(resample(resample(stripes, 12, 12), 48, 48), 'sharpness') * 3);
    expect(feature(painted(48, (x, y) => (disc([230, 200, 40])(x, y)[0] === 230 && Math.floor(x * 12) % 3 === 0 ? [60, 40, 10] : disc([230, 200, 40])(x, y))), 'dark-spots')).toBeGreaterThan(0.1);
    expect(feature(painted(48, (_, y) => (Math.abs(y - 0.5) < 0.12 ? [230, 200, 40] : [90, 90, 90])), 'elongation')).toBeGreaterThan(feature(painted(48, disc([230, 200, 40])), 'elongation') + 0.3);
    expect(feature(painted(48, () => [120, 100, 80]), 'warmth')).toBeGreaterThan(0);
  });

  it('mean the same at every size', () => {
    const colour = (x: number, y: number): Rgb => [120 + 100 * Math.sin(6 * x), 110 + 80 * Math.cos(5 * y), 60];
    const small = readableFeatures(painted(48, colour));
    for (const side of [96, 128, 224]) readableFeatures(painted(side, colour)).forEach((value, i) => expect(value).toBeCloseTo(small[i]!, READABLE_FEATURES[i]!.unit === '°' ? -1 : 1));
  });
});

describe('colour histogram', () => {
  it('has unit length and one bin a colour', () => {
    const histogram = colourHistogram(painted(32, (x) => (x < 0.25 ? [255, 0, 0] : [0, 0, 255])));
    expect(histogram.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 6);
    expect(histogram[7 * 64]).toBeCloseTo(0.5, 6);
    expect(histogram[7]).toBeCloseTo(Math.sqrt(0.75), 6);
  });
});

describe('look hash', () => {
  it('changes little when a picture is scaled or lit, and much when it is another', () => {
    const picture = painted(128, (x, y) => [200 * x, 255 * Math.abs(Math.sin(7 * y + 3 * x)), 90]);
    const words = lookWords(lookHash(picture));
    const lighter = { ...picture, data: picture.data.map((value, i) => (i % 4 === 3 ? 255 : value * 0.9)) };
    expect(lookDistance(words, lookWords(lookHash(resample(picture, 96, 96))))).toBeLessThanOrEqual(3);
    expect(lookDistance(words, lookWords(lookHash(lighter)))).toBeLessThanOrEqual(3);
    expect(lookDistance(words, lookWords(lookHash(painted(128, (x, y) => [255 * Math.abs(Math.sin(9 * x * y)), 40, 255 * y]))))).toBeGreaterThan(10);
    expect(lookHash(picture)).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe('resampling', () => {
  it('keeps the mean when shrinking and flat colours always', () => {
    fc.assert(fc.property(fc.integer({ min: 8, max: 90 }), fc.integer({ min: 8, max: 90 }), (from, to) => {
      const flat = resample(painted(from, () => [17, 130, 240]), to, to);
      expect(flat.data.every((value, i) => value === [17, 130, 240, 255][i % 4])).toBe(true);
    }), { numRuns: 40 });
    const halves = resample(painted(64, (x) => (x < 0.5 ? [0, 0, 0] : [200, 200, 200])), 1, 1);
    expect(halves.data[0]).toBe(100);
  });

  it('crops about the centre and shows no more than asked for', () => {
    const wide = { width: 30, height: 10, data: new Uint8ClampedArray(1200).map((_, i) => Math.floor(i / 4) % 30) };
    expect(centreSquare(wide)).toMatchObject({ width: 10, height: 10 });
    expect(centreSquare(wide).data[0]).toBe(10);
    expect(shownAt(painted(300, () => [1, 2, 3]), 224).width).toBe(224);
    expect(shownAt(painted(60, () => [1, 2, 3]), 224).width).toBe(60);
    expect(referencePicture(painted(224, () => [1, 2, 3])).width).toBe(128);
  });
});

describe('input rows', () => {
  it('puts blocks side by side, each of length one', () => {
    const row = new Float32Array(rowWidth(['embedding', 'colour']));
    writeRow(['embedding', 'colour'], true, (block) => ({ data: new Float32Array(BLOCK_WIDTHS[block] + 3).fill(2), offset: 3 }), row, 0);
    const norm = (values: Float32Array) => Math.hypot(...values);
    expect(norm(row.subarray(0, 816))).toBeCloseTo(1, 5);
    expect(norm(row.subarray(816))).toBeCloseTo(1, 5);
  });

  it('leaves an empty block empty', () => {
    const row = new Float32Array(512).fill(9);
    writeRow(['colour'], true, () => ({ data: new Float32Array(512), offset: 0 }), row, 0);
    expect(row.every((value) => value === 0)).toBe(true);
  });
});
