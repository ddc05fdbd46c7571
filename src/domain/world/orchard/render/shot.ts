import type { Picture } from '../../../common/picture.ts';
import { PAINTERS } from '../painters/painters.ts';
import type { Fruit, Shot } from '../fruit.ts';
import { CLEAR, LAMP_ANGLE, type Seeing } from '../seeing.ts';
import { paintBackground } from './background.ts';
import { develop } from './camera.ts';
import { Canvas } from './canvas.ts';
import { cutOut } from './cut-out.ts';
import { paintOcclusion } from './occlusion.ts';
import { Stage } from './stage.ts';

const canvas = new Canvas();

/**
 * The photograph of a fruit, `size` × `size` pixels, opaque, in `data` when it is given (size × size × 4 bytes). The same arguments
 * give the same bytes on every machine: nothing but IEEE arithmetic decides a pixel.
 */
export function renderShot(fruit: Fruit, shot: Shot, size: number, data = new Uint8ClampedArray(size * size * 4)): Picture {
  canvas.resize(size);
  paintBackground(canvas, shot.place, shot.shotSeed);
  const stage = new Stage(canvas, fruit, shot.lampAngle);
  PAINTERS[fruit.species](stage);
  if (fruit.occlusion > 0) paintOcclusion(stage);
  develop(canvas, shot, data);
  return { width: size, height: size, data };
}

/** The camera of all sprites: its specks and dead pixels sit where they sit. */
const SPRITE_CAMERA_SEED = 6;

/** A fruit alone on transparent ground with its soft shadow, `size` × `size` pixels, straight alpha, as a camera of that seeing takes it. */
export function renderSprite(fruit: Fruit, size: number, seeing: Seeing = CLEAR): Picture {
  canvas.resize(size);
  canvas.clear();
  PAINTERS[fruit.species](new Stage(canvas, fruit, LAMP_ANGLE));
  return { width: size, height: size, data: cutOut(canvas, seeing, fruit.skinSeed, SPRITE_CAMERA_SEED) };
}
