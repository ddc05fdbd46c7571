import { expect, it } from 'vitest';
import { EMBEDDING_WIDTH } from '../../../src/domain/data/features/blocks.ts';
import type { Picture } from '../../../src/domain/common/picture.ts';
import { EmbeddingCache } from '../../../workers/tensor/embedding-cache.ts';
import { fruit } from './surroundings.ts';

it('a picture is embedded once a size, however often and in whatever company it comes', async () => {
  const asked: string[] = [];
  const brightness = ({ data }: Picture): number => data.reduce((sum, value) => sum + value, 0);
  const cache = new EmbeddingCache({
    sha256: () => Promise.resolve(''),
    embed: (pictures, side) => {
      asked.push(`${side}: ${pictures.length}`);
      return Promise.resolve(Float32Array.from({ length: pictures.length * EMBEDDING_WIDTH }, (_, at) => brightness(pictures[Math.floor(at / EMBEDDING_WIDTH)]!)));
    },
  });
  const [a, b, c] = [0, 1, 2].map((i) => fruit(8, [200, 60, 40], i)) as [Picture, Picture, Picture];
  await cache.embed([a, b], 48);
  const rows = await cache.embed([b, c, b, a], 48);
  await cache.embed([a], 96);
  expect(asked).toEqual(['48: 2', '48: 1', '96: 1']);
  expect([0, 1, 2, 3].map((row) => rows[row * EMBEDDING_WIDTH])).toEqual([b, c, b, a].map((picture) => Math.fround(brightness(picture))));
});
