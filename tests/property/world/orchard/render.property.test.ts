import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CULTIVAR_IDS } from '../../../../src/domain/world/orchard/catalogue.ts';
import type { Fruit, Shot } from '../../../../src/domain/world/orchard/fruit.ts';
import { Canvas } from '../../../../src/domain/world/orchard/render/canvas.ts';
import { Stage } from '../../../../src/domain/world/orchard/render/stage.ts';
import { renderShot } from '../../../../src/domain/world/orchard/render/shot.ts';
import { PAINTERS } from '../../../../src/domain/world/orchard/painters/painters.ts';
import { PLACES, SPECIES } from '../../../../src/domain/world/orchard/world.ts';
import { hashPicture } from '../../../unit/world/orchard/hash-picture.ts';

const share = fc.double({ min: 0, max: 1, noNaN: true });
const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });

const fruit: fc.Arbitrary<Fruit> = fc.constantFrom(...SPECIES).chain((species) => fc.record({
  species: fc.constant(species), cultivar: fc.constantFrom(...CULTIVAR_IDS[species]), ripeness: share, look: share, waxed: fc.boolean(),
  scale: fc.double({ min: 0.2, max: 0.42, noNaN: true }), dx: fc.double({ min: -0.05, max: 0.05, noNaN: true }), dy: fc.double({ min: -0.05, max: 0.05, noNaN: true }),
  turn: fc.double({ min: -3.2, max: 3.2, noNaN: true }), skinSeed: word, bruise: share, hasLeaf: fc.boolean(), occlusion: share,
}));

const shot: fc.Arbitrary<Shot> = fc.record({
  place: fc.constantFrom(...PLACES), exposure: fc.double({ min: -3, max: 3, noNaN: true }), warmth: fc.double({ min: -1, max: 1, noNaN: true }),
  noise: fc.double({ min: 0, max: 0.3, noNaN: true }), blur: fc.double({ min: 0, max: 5, noNaN: true }), dust: share, vignette: share, dead: share,
  lampAngle: fc.double({ min: 0, max: 6.3, noNaN: true }), shotSeed: word, cameraSeed: word,
});

describe('rendering', () => {
  it('is a function of its arguments', () => {
    fc.assert(fc.property(fruit, shot, fc.integer({ min: 8, max: 40 }), (a, b, size) => {
      const first = hashPicture(renderShot(a, b, size));
      renderShot({ ...a, look: 0.5 }, b, size + 3);
      expect(hashPicture(renderShot(a, b, size))).toBe(first);
    }), { numRuns: 60 });
  });

  // zero may come out a rounding error below it
  it('puts a finite colour on every pixel of every fruit', () => {
    const canvas = new Canvas();
    fc.assert(fc.property(fruit, (a) => {
      canvas.resize(40);
      canvas.clear();
      PAINTERS[a.species](new Stage(canvas, a, 2.25));
      for (const value of canvas.light) if (!Number.isFinite(value) || value < -1e-6) expect.fail(`light ${value}`);
      let covered = 0;
      for (const value of canvas.alpha) if (value > 0.99) covered += 1;
      expect(covered).toBeGreaterThan(20);
    }), { numRuns: 150 });
  });
});
