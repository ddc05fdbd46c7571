import { expect, it } from 'vitest';
import { partedIndices } from '../../../src/domain/replay/parted.ts';
import type { PartedFruit } from '../../../src/domain/replay/result.ts';

const fruit = (index: number): PartedFruit => ({ index, truth: 'ripe', baseline: { said: 'ripe', confidence: 1 }, version: { said: 'unripe', confidence: 1 } });

it('offers each fruit on which any version parts once, the newest first', () => {
  const found = { mended: { 2: [fruit(9), fruit(3)], 3: [fruit(9)] }, broken: { 2: [fruit(12)], 3: [] } };
  expect(partedIndices(found, 10)).toEqual([12, 9, 3]);
  expect(partedIndices(found, 2)).toEqual([12, 9]);
  expect(partedIndices({ mended: {}, broken: {} }, 3)).toEqual([]);
});
