import { describe, expect, test, vi } from 'vitest';
import type { Fruit } from '../../../src/domain/world/orchard/fruit.ts';
import { CLEAR, type Seeing } from '../../../src/domain/world/orchard/seeing.ts';
import { SpriteCache } from '../../../src/ui/line/sprite-cache.ts';
import type { SpriteImage } from '../../../src/ui/line/sprite-cache.ts';

const wish = (look: number, index = 0) => ({ species: 'apple' as const, cultivar: 'gala', look, index });
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
const picture = { width: 1, height: 1, data: new Uint8ClampedArray(4) };

function cacheOf(draw = vi.fn(async (fruits: Fruit[]) => fruits.map(() => picture))) {
  const closed: unknown[] = [];
  const toImage = async () => {
    const image = { close: () => closed.push(image) };
    return image as unknown as SpriteImage;
  };
  const onready = vi.fn();
  return { cache: new SpriteCache({ draw, sizePx: 96, toImage, onready }), draw, closed, onready };
}

describe('the sprite cache', () => {
  test('asks once for all wishes of a moment, and answers from then on', async () => {
    const { cache, draw, onready } = cacheOf();
    expect(cache.get(wish(0.1))).toBeNull();
    expect(cache.get(wish(0.101))).toBeNull();
    expect(cache.get(wish(0.9))).toBeNull();
    await settle();
    expect(draw).toHaveBeenCalledTimes(1);
    expect(draw.mock.calls[0]![0]).toHaveLength(2);
    expect(onready).toHaveBeenCalledTimes(1);
    expect(cache.get(wish(0.1))).not.toBeNull();
  });

  test('ripeness has sixteen steps and every fruit one of four variants', async () => {
    const { cache } = cacheOf();
    for (let i = 0; i < 64; i++) {
      for (let variant = 0; variant < 8; variant++) cache.get(wish(i / 64, variant));
      await settle();
    }
    await settle();
    expect(cache.size).toBe(64);
  });

  test('a fruit in a dark hall is another sprite than in daylight, drawn in that light; small changes of light are none', async () => {
    const { cache, draw } = cacheOf();
    const lit = (exposure: number, warmth = 0) => cache.get({ ...wish(0.5), seeing: { ...CLEAR, exposure, warmth } });
    for (const exposure of [0, 0.05, -2, -1.95, -1]) lit(exposure);
    lit(0, 0.5);
    await settle();
    expect(cache.size).toBe(4);
    expect((draw.mock.calls as unknown[][])[0]![2]).toEqual([CLEAR, { ...CLEAR, exposure: -2 }, { ...CLEAR, exposure: -1 }, { ...CLEAR, warmth: 0.5 }]);
    expect([lit(0), lit(-2), lit(-2.4)].map((image) => image !== null)).toEqual([true, true, false]);
  });

  test('dust, blur, noise and dead pixels make a sprite of their own; a little of each makes none', async () => {
    const { cache, draw } = cacheOf();
    const seen = (part: Partial<Seeing>) => cache.get({ ...wish(0.5), seeing: { ...CLEAR, ...part } });
    for (const part of [{}, { noise: 0.02 }, { blur: 0.2 }, { dust: 0.05 }, { dead: 0.01 }, { dust: 0.5 }, { blur: 2 }, { noise: 0.09 }, { dead: 0.12 }]) seen(part);
    await settle();
    const drawn = (draw.mock.calls as unknown[][])[0]![2] as Seeing[];
    expect(drawn[0]).toEqual(CLEAR);
    expect(drawn.slice(1).map(({ dust, blur, noise, dead }) => [dust, blur, noise, dead].map((value) => Math.round(value * 100)))).toEqual([[50, 0, 0, 0], [0, 200, 0, 0], [0, 0, 9, 0], [0, 0, 0, 12]]);
    expect(cache.size).toBe(5);
  });

  test('keeps at most 300 and frees the least used', async () => {
    const { cache, closed } = cacheOf();
    for (let cultivar = 0; cultivar < 400; cultivar++) {
      cache.get({ ...wish(0.5), cultivar: String(cultivar) });
      if (cultivar % 10 === 9) await settle();
    }
    await settle();
    expect(cache.size).toBe(300);
    expect(closed).toHaveLength(100);
    cache.dispose();
    expect(closed).toHaveLength(400);
  });

  test('a failed batch is no end: after a rest the wish is granted', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const draw = vi.fn(async (fruits: Fruit[]) => fruits.map(() => picture)).mockRejectedValueOnce(new Error('worker died'));
    const { cache } = cacheOf(draw);
    cache.get(wish(0.5));
    await settle();
    cache.get(wish(0.5));
    await settle();
    expect(draw).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(3000);
    cache.get(wish(0.5));
    await settle();
    expect(cache.get(wish(0.5))).not.toBeNull();
    vi.useRealTimers();
  });
});
