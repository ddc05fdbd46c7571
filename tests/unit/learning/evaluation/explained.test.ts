import { describe, expect, it } from 'vitest';
import { occludedParts, occlusionMap, OCCLUSION_SIDE, strongestCells } from '../../../../src/domain/learning/evaluation/heat-map.ts';
import { IMPORTANCE_SEEDS, importanceSpread, permutationImportance } from '../../../../src/domain/learning/evaluation/permutation-importance.ts';

describe('permutation importance', () => {
  const rows = 200;
  const x = Float32Array.from({ length: rows * 3 }, (_, i) => (i % 3 === 0 ? Math.floor(i / 3) % 2 : (i * 7919) % 13));
  const question = {
    x, width: 3, truth: Int32Array.from({ length: rows }, (_, i) => i % 2), classes: 2, seed: 4,
    groups: [{ name: 'tells', from: 0, to: 1 }, { name: 'noise', from: 1, to: 3 }],
    predict: (values: Float32Array) => Promise.resolve(Float32Array.from({ length: rows * 2 }, (_, i) => (values[Math.floor(i / 2) * 3] === i % 2 ? 1 : 0))),
  };

  it('is half of the accuracy where one column tells all of two classes, and nothing for the rest', async () => {
    const before = x.slice();
    const [tells, noise] = await permutationImportance(question);
    expect(tells).toMatchObject({ name: 'tells', pictures: rows });
    expect(tells!.drops).toHaveLength(IMPORTANCE_SEEDS);
    const { mean, least, most } = importanceSpread(tells!);
    expect(mean).toBeGreaterThan(0.4);
    expect(mean).toBeLessThan(0.6);
    expect(least).toBeLessThan(most);
    expect(noise!.drops).toEqual(new Array(IMPORTANCE_SEEDS).fill(0));
    expect(x).toEqual(before);
    expect(await permutationImportance(question)).toEqual([tells, noise]);
  });

  it('is nothing without pictures', async () => {
    expect(await permutationImportance({ ...question, x: new Float32Array(0), truth: [] })).toEqual([]);
  });
});

describe('an occlusion map', () => {
  it('covers all of the picture, each part within it', () => {
    for (const side of [8, 48, 96, 101]) {
      const seen = new Uint8Array(side * side);
      for (const { x, y, side: across } of occludedParts(side)) {
        expect(x + across).toBeLessThanOrEqual(side + 1);
        for (let row = y; row < Math.min(side, y + across); row += 1) seen.fill(1, row * side + x, row * side + Math.min(side, x + across));
      }
      expect(seen.every((value) => value === 1)).toBe(true);
    }
  });

  it('points at the part whose covering takes most, and to the one that adds', () => {
    const parts = occludedParts(80);
    const map = occlusionMap(parts.map(({ x, y }) => (x === 0 && y === 0 ? 0.6 : x >= 60 && y >= 60 ? -0.2 : 0)));
    expect(map.side).toBe(OCCLUSION_SIDE);
    expect(strongestCells(map)).toMatchObject({ most: { column: 0, row: 0 }, least: { column: 7, row: 7 } });
    expect(map.values[0]).toBeCloseTo(0.6);
  });

  it('says that nothing stands out where nothing does', () => {
    expect(strongestCells(occlusionMap(new Array(49).fill(0)))).toEqual({ most: null, least: null });
  });
});
