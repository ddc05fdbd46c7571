import type { Picture } from '../../common/picture.ts';
import { randomAt, type Random } from '../../common/random/random.ts';
import { blur, dust } from '../../world/orchard/render/camera.ts';
import { Canvas } from '../../world/orchard/render/canvas.ts';
import { BYTE_OF_LINEAR, LINEAR_MAX, LINEAR_STEPS } from '../../world/orchard/render/colour.ts';
import { lightGains } from '../../world/orchard/render/light-gains.ts';
import { NORMALS } from '../../world/orchard/render/texture.ts';

const LAST_STEP = LINEAR_MAX * LINEAR_STEPS;
/** Side from which on a picture has the sensor's full grain, as the orchard's camera has it. */
const FULL_GRAIN_PX = 128;

/** Byte → the least light that the orchard's camera writes as that byte: its film undone, so that light can be added and taken away. */
const LIGHT_OF_BYTE = (() => {
  const light = new Float32Array(256);
  for (let byte = 0, step = 0; byte < 256; byte += 1) {
    while (step < LAST_STEP && BYTE_OF_LINEAR[step]! < byte - 0.01) step += 1;
    light[byte] = step / LINEAR_STEPS;
  }
  return light;
})();

/** Amounts of what lens, light and sensor do to one copy, in the units of the orchard's camera. */
export interface CameraChange {
  /** Percent of the side. */
  blur: number;
  dust: number;
  /** EV. */
  exposure: number;
  warmth: number;
  noise: number;
}

/** A square picture as another camera or another light would have taken it: the same lens, light and sensor as the orchard's camera. The picture itself when nothing changes. */
export function throughCamera(picture: Picture, change: CameraChange, seed: number): Picture {
  if (Object.values(change).every((amount) => amount === 0)) return picture;
  const size = picture.width;
  const canvas = new Canvas();
  canvas.resize(size);
  const { light } = canvas;
  for (let at = 0, from = 0; at < size * size * 3; at += 3, from += 4) {
    for (let channel = 0; channel < 3; channel += 1) light[at + channel] = LIGHT_OF_BYTE[picture.data[from + channel]!]!;
  }
  if (change.blur > 0) blur(canvas, (change.blur / 100) * size);
  if (change.dust > 0) dust(canvas, change.dust, seed);
  const gains = lightGains(change, LINEAR_STEPS);
  const noise = change.noise * 255 * Math.min(1, size / FULL_GRAIN_PX);
  return { width: size, height: size, data: written(light, gains, noise, randomAt(seed, 0, 2)) };
}

function written(light: Float32Array, gains: readonly number[], noise: number, random: Random): Uint8ClampedArray<ArrayBuffer> {
  const data = new Uint8ClampedArray((light.length / 3) * 4);
  const mask = NORMALS.length - 1;
  let draw = random.int(NORMALS.length);
  for (let from = 0, to = 0; from < light.length; from += 3, to += 4) {
    for (let channel = 0; channel < 3; channel += 1) {
      const step = light[from + channel]! * gains[channel]!;
      data[to + channel] = BYTE_OF_LINEAR[step < LAST_STEP ? step | 0 : LAST_STEP]! + noise * NORMALS[draw & mask]!;
      draw += 1;
    }
    data[to + 3] = 255;
  }
  return data;
}
