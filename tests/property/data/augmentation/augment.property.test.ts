import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Picture } from '../../../../src/domain/common/picture.ts';
import { augmentedCopy } from '../../../../src/domain/data/augmentation/augment.ts';
import { copyKey, TRANSFORM_LIMITS, TRANSFORMS, type Augmentation, type TransformName } from '../../../../src/domain/data/augmentation/augmentation.ts';
import { coveredAt, cropped, mirrored, turned } from '../../../../src/domain/data/augmentation/frame-transforms.ts';
import { throughCamera } from '../../../../src/domain/data/augmentation/camera-transforms.ts';

const picture: fc.Arbitrary<Picture> = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.infiniteStream(fc.integer({ min: 0, max: 255 }))).map(([side, bytes]) => ({
  width: side, height: side, data: Uint8ClampedArray.from({ length: side * side * 4 }, (_, i) => (i % 4 === 3 ? 255 : bytes.next().value as number)),
}));
const strengths = fc.record(Object.fromEntries(TRANSFORMS.map((name) => [name, fc.double({ min: TRANSFORM_LIMITS[name][0], max: TRANSFORM_LIMITS[name][1], noNaN: true })])) as Record<TransformName, fc.Arbitrary<number>>, { requiredKeys: [] });
const setting: fc.Arbitrary<Augmentation> = fc.record({ copies: fc.integer({ min: 1, max: 8 }), transforms: strengths, seed: fc.integer() });

describe('a changed copy', () => {
  it('is the same every time, square, opaque and of its picture’s side, and leaves the picture as it was', () => {
    fc.assert(fc.property(picture, setting, fc.integer({ min: 1, max: 8 }), fc.string(), (source, augmentation, copy, id) => {
      const before = source.data.slice();
      const first = augmentedCopy(source, id, augmentation, copy);
      expect(augmentedCopy(source, id, augmentation, copy)).toEqual(first);
      expect([first.width, first.height, first.data.length]).toEqual([source.width, source.height, source.data.length]);
      expect(first.data.every((byte, i) => i % 4 !== 3 || byte === 255)).toBe(true);
      expect(source.data).toEqual(before);
    }));
  });

  it('with no strength is the picture, to the byte', () => {
    fc.assert(fc.property(picture, fc.integer(), (source, seed) => {
      const none = Object.fromEntries(TRANSFORMS.map((name) => [name, 0]));
      expect(augmentedCopy(source, 'a', { copies: 1, transforms: none, seed }, 1).data).toEqual(source.data);
    }));
  });
});

describe('each transform', () => {
  it('mirrored twice is the picture', () => {
    fc.assert(fc.property(picture, (source) => { expect(mirrored(mirrored(source)).data).toEqual(source.data); }));
  });

  it('at 0 is the picture itself', () => {
    fc.assert(fc.property(picture, (source) => {
      expect(turned(source, 0)).toBe(source);
      expect(cropped(source, 0, 0.3, 0.9)).toBe(source);
      expect(coveredAt(source, 0, 0.3, 0.9)).toBe(source);
      expect(throughCamera(source, { blur: 0, dust: 0, exposure: 0, warmth: 0, noise: 0 }, 7)).toBe(source);
    }));
  });

  it('less light never makes a pixel brighter, more never darker', () => {
    fc.assert(fc.property(picture, fc.double({ min: 0.2, max: 3, noNaN: true }), (source, exposure) => {
      const change = { blur: 0, dust: 0, warmth: 0, noise: 0 };
      const [darker, brighter] = [throughCamera(source, { ...change, exposure: -exposure }, 1), throughCamera(source, { ...change, exposure }, 1)];
      source.data.forEach((byte, i) => {
        expect(darker.data[i]!).toBeLessThanOrEqual(byte);
        expect(brighter.data[i]!).toBeGreaterThanOrEqual(byte);
      });
    }));
  });
});

it('copies are told apart by strengths, seed and number, not by how many there are', () => {
  const one: Augmentation = { copies: 1, transforms: { blur: 1 }, seed: 1 };
  expect(copyKey({ ...one, copies: 5 }, 1)).toBe(copyKey(one, 1));
  expect(new Set([copyKey(one, 1), copyKey(one, 2), copyKey({ ...one, seed: 2 }, 1), copyKey({ ...one, transforms: { blur: 2 } }, 1), copyKey({ ...one, transforms: { noise: 0.1 } }, 1)]).size).toBe(5);
});
