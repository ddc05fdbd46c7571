import type { Picture } from '../../picture.ts';
import { cultivarOf } from '../catalogue.ts';
import type { Fruit, Shot } from '../fruit.ts';

function disc(fruit: Fruit, size: number, opaque: boolean): Picture {
  const data = new Uint8ClampedArray(size * size * 4);
  const { ground } = cultivarOf(fruit.species, fruit.cultivar);
  let hex = ground[0]![1];
  for (const [at, colour] of ground) if (fruit.look >= at) hex = colour;
  const rgb = parseInt(hex.slice(1), 16);
  const radius = fruit.scale * size;
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const u = (x + 0.5 - size * (0.5 + fruit.dx)) / radius;
      const v = (y + 0.5 - size * (0.5 + fruit.dy)) / radius;
      const inside = u * u + v * v < 1;
      const light = inside ? 0.5 + 0.5 * Math.sqrt(1 - u * u - v * v) : 1;
      const o = (y * size + x) * 4;
      data[o] = inside ? ((rgb >> 16) & 255) * light : 90;
      data[o + 1] = inside ? ((rgb >> 8) & 255) * light : 96;
      data[o + 2] = inside ? (rgb & 255) * light : 86;
      data[o + 3] = inside || opaque ? 255 : 0;
    }
  }
  return { width: size, height: size, data };
}

/** The photograph of a fruit, `size` × `size` pixels, opaque. */
export function renderShot(fruit: Fruit, _shot: Shot, size: number): Picture {
  return disc(fruit, size, true);
}

/** A fruit alone on transparent ground with its soft shadow, `size` × `size` pixels, straight alpha. */
export function renderSprite(fruit: Fruit, size: number): Picture {
  return disc(fruit, size, false);
}
