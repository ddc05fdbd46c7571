import { describe, expect, it } from 'vitest';
import { meanOfViews, viewOf, VIEWS } from '../../../../src/domain/data/augmentation/views.ts';
import { copyKeys, ownKey } from '../../../../src/domain/data/augmentation/copies.ts';
import type { Picture } from '../../../../src/domain/common/picture.ts';

/** Red tells the column and green the row of each pixel. */
function places(side: number): Picture {
  const data = new Uint8ClampedArray(side * side * 4).fill(255);
  for (let y = 0; y < side; y += 1) for (let x = 0; x < side; x += 1) data.set([x, y, 0], (y * side + x) * 4);
  return { width: side, height: side, data };
}
const pixel = ({ width, data }: Picture, x: number, y: number): number[] => [...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 4)];

describe('views of a picture', () => {
  const picture = places(128);
  const views = Array.from({ length: VIEWS }, (_, view) => viewOf(picture, view));

  it('begin with the picture itself, and are square', () => {
    expect(views[0]).toBe(picture);
    expect(views.map(({ width }) => width)).toEqual([128, 128, 83, 83]);
    for (const { width, height, data } of views) expect([height, data.length]).toEqual([width, width * width * 4]);
  });

  it('exchange left and right in each other one', () => {
    for (const [straight, mirror] of [[0, 1], [2, 3]] as const) {
      const last = views[straight]!.width - 1;
      for (const [x, y] of [[0, 0], [5, 60], [last, 64]] as const) expect(pixel(views[mirror]!, x, y)).toEqual(pixel(views[straight]!, last - x, y));
    }
  });

  it('show the middle, of 65 % of the side, pixel by pixel', () => {
    expect(pixel(views[2]!, 0, 0).slice(0, 2)).toEqual([22, 22]);
    expect(pixel(views[2]!, 82, 82).slice(0, 2)).toEqual([104, 104]);
  });

  it('leave the picture as it was', () => {
    expect(picture).toEqual(places(128));
  });

  it('are averaged number by number', () => {
    expect([...meanOfViews([Float32Array.of(1, 4), Float32Array.of(3, 0)])]).toEqual([2, 2]);
  });
});

describe('what is cached of copies', () => {
  const augmentation = { copies: 2, transforms: { mirror: 1 }, seed: 7 };
  it('is told apart by view, and by what changed it', () => {
    expect(copyKeys({ views: true, augmentation: undefined })).toEqual(['view=1', 'view=2', 'view=3']);
    expect(copyKeys({ views: true, augmentation })).toEqual(['view=1', 'view=2', 'view=3', 'mirror=1,seed=7,copy=1', 'mirror=1,seed=7,copy=2']);
    expect(copyKeys({ views: false, augmentation })).toEqual(['mirror=1,seed=7,copy=1', 'mirror=1,seed=7,copy=2']);
    expect(copyKeys({ views: false, augmentation: undefined })).toEqual([]);
    expect([ownKey({ views: true }), ownKey({ views: false })]).toEqual(['view=0', undefined]);
  });
});
