import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { levelled, LEVELLINGS } from '../../../../src/domain/data/features/levelling.ts';
import { readableFeatures, readableIndex } from '../../../../src/domain/data/features/readable.ts';
import type { Picture } from '../../../../src/domain/common/picture.ts';
import { presetOf } from '../../../../src/domain/world/drift/presets.ts';
import { eventAt } from '../../../../src/domain/world/stream/event-at.ts';
import { pictureOf } from '../../../../src/domain/world/stream/stream.ts';

const SIZE = 48;
const copy = (picture: Picture): Picture => ({ ...picture, data: picture.data.slice() });

/** The same fruit of one seed, as a line photographs it with and without a world's drift. */
function pair(index: number): { usual: Picture; aged: Picture } {
  const scenario = presetOf('lamp-ages')!.scenario(3);
  const usual = { ...scenario, drifts: [] };
  return { usual: copy(pictureOf(usual, eventAt(usual, index), SIZE)), aged: copy(pictureOf(scenario, eventAt(scenario, index), SIZE)) };
}

const feature = (picture: Picture, name: string): number => readableFeatures(picture)[readableIndex(name)]!;

describe('a levelled picture', () => {
  it('of an aged lamp is nearly as bright and as warm as under the lamp when it was new', () => {
    for (const index of [11_000, 11_001, 11_002, 11_003]) {
      const { usual, aged } = pair(index);
      const apart = (name: string, see: (picture: Picture) => Picture): number => Math.abs(feature(see(aged), name) - feature(see(usual), name));
      expect(apart('brightness', (picture) => picture)).toBeGreaterThan(0.12);
      for (const levelling of LEVELLINGS) expect(apart('brightness', (picture) => levelled(picture, levelling))).toBeLessThan(0.06);
      expect(apart('warmth', (picture) => levelled(picture, 'exposure-and-colour'))).toBeLessThan(0.6 * apart('warmth', (picture) => levelled(picture, 'exposure')));
    }
  });

  it('leaves the picture that it was given as it is, keeps its size, and stays see-through where it was', () => {
    const { usual } = pair(10);
    const before = usual.data.slice();
    usual.data[3] = before[3] = 77;
    const { width, height, data } = levelled(usual, 'exposure');
    expect([width, height, data.length, data[3]]).toEqual([SIZE, SIZE, usual.data.length, 77]);
    expect(usual.data).toEqual(before);
  });

  it('changes next to nothing when it is levelled once more', () => {
    const { usual } = pair(20);
    for (const levelling of LEVELLINGS) {
      const once = levelled(usual, levelling);
      const twice = levelled(once, levelling);
      const most = once.data.reduce((furthest, byte, at) => Math.max(furthest, Math.abs(byte - twice.data[at]!)), 0);
      expect(most).toBeLessThanOrEqual(6);
    }
  });

  it('of any bytes and any shape is a picture: black stays dark, nothing overflows', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }), fc.constantFrom(...LEVELLINGS), fc.integer({ min: 0, max: 255 }), (width, height, levelling, byte) => {
      const { data } = levelled({ width, height, data: new Uint8ClampedArray(width * height * 4).fill(byte) }, levelling);
      expect(data).toHaveLength(width * height * 4);
      if (byte === 0) expect(Math.max(...data)).toBe(0);
    }));
  });
});
