import { Random } from '../../../common/random/random.ts';
import type { Seeing } from '../seeing.ts';
import { blur, dust, killPixels } from './camera.ts';
import type { Canvas } from './canvas.ts';
import { BYTE_OF_LINEAR, LINEAR_MAX, LINEAR_STEPS } from './colour.ts';
import { lightGains } from './light-gains.ts';
import { NORMALS } from './texture.ts';

const LAST_STEP = LINEAR_MAX * LINEAR_STEPS;

/** Straight-alpha sRGB bytes of a canvas with a transparent ground, through the lens and on the sensor of that seeing. Grain follows from `seed`, specks and dead pixels from `cameraSeed`. */
export function cutOut(canvas: Canvas, seeing: Seeing, seed: number, cameraSeed: number): Uint8ClampedArray<ArrayBuffer> {
  const { size, light, alpha } = canvas;
  if (seeing.blur > 0) blur(canvas, (seeing.blur / 100) * size, true);
  if (seeing.dust > 0) dust(canvas, seeing.dust, cameraSeed, true);
  const data = new Uint8ClampedArray(size * size * 4);
  const gains = lightGains(seeing, LINEAR_STEPS);
  const noise = seeing.noise * 255;
  const mask = NORMALS.length - 1;
  let draw = new Random(seed, 0, 2).int(NORMALS.length);
  for (let k = 0; k < size * size; k += 1) {
    const a = alpha[k]!;
    draw += 3;
    if (a <= 0) continue;
    for (let channel = 0; channel < 3; channel += 1) {
      const value = (light[k * 3 + channel]! / a) * gains[channel]!;
      data[k * 4 + channel] = BYTE_OF_LINEAR[value < LAST_STEP ? value | 0 : LAST_STEP]! + noise * NORMALS[(draw + channel) & mask]!;
    }
    data[k * 4 + 3] = a * 255;
  }
  if (seeing.dead > 0) killPixels(data, size, seeing.dead, cameraSeed);
  return data;
}
