import { describe, expect, it } from 'vitest';
import type { Picture } from '../../../src/domain/common/picture.ts';
import { computeOn, embedderOn } from './surroundings.ts';

const SIDE = 48;
const plain = (shade: number): Picture => ({ width: SIDE, height: SIDE, data: new Uint8ClampedArray(SIDE * SIDE * 4).fill(shade) });

describe('the embedder', () => {
  it('keeps apart what is asked of it at the same time, even before the backbone is there', async () => {
    const embedder = embedderOn(await computeOn('wasm'));
    const together = await Promise.all([embedder.embed([plain(40)], SIDE), embedder.embed([plain(200)], SIDE)]);
    expect(together[0]).not.toEqual(together[1]);
    expect(together).toEqual([await embedder.embed([plain(40)], SIDE), await embedder.embed([plain(200)], SIDE)]);
  });
});
