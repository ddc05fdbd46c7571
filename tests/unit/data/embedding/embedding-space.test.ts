import { expect, it } from 'vitest';
import { packFloats } from '../../../../src/domain/common/base64.ts';
import { EmbeddingSpace, packEmbeddingSpace } from '../../../../src/domain/data/embedding/embedding-space.ts';
import { uniform } from '../../monitoring/monitors/rows.ts';

const WIDTH = 20;
const random = uniform(3);
/** Points near a plane of two directions; `off` moves them out of it. */
const point = (off = 0) => {
  const [a, b] = [random() - 0.5, random() - 0.5];
  return Float32Array.from({ length: WIDTH }, (_, k) => (k % 2 === 0 ? a : b) + 0.02 * random() + (k % 3 === 0 ? off : 0));
};

it('an embedding unlike those that were learned lies far away, one like them near', () => {
  const space = new EmbeddingSpace(packEmbeddingSpace(Array.from({ length: 120 }, () => point()))!, WIDTH);
  const mean = (off: number) => space.distances(Array.from({ length: 50 }, () => point(off))).reduce((sum, distance) => sum + distance / 50, 0);
  expect(mean(0.5)).toBeGreaterThan(5 * mean(0));
  expect(mean(0)).toBeLessThan(0.3);
});

it('is the same for the same embeddings, and nothing for too few', () => {
  const points = Array.from({ length: 40 }, () => point());
  expect(packEmbeddingSpace(points)).toBe(packEmbeddingSpace(points));
  expect(packEmbeddingSpace(points.slice(0, 15))).toBeNull();
  expect(new EmbeddingSpace(packEmbeddingSpace(points)!, WIDTH).distances([]).length).toBe(0);
  expect(() => new EmbeddingSpace('AAAA', WIDTH)).toThrow('file-schema');
  // A centre and a scale with no direction, and a direction that is too short.
  for (const numbers of [2 * WIDTH, 3 * WIDTH + 1]) expect(() => new EmbeddingSpace(packFloats(new Float32Array(numbers)), WIDTH), `${numbers}`).toThrow('file-schema');
});
