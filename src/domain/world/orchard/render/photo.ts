import type { Picture } from '../../../common/picture.ts';
import { Canvas } from './canvas.ts';
import { expose, type Exposed } from './camera.ts';
import { LINEAR_OF_TAKEN } from './colour.ts';

const canvas = new Canvas();

/**
 * A square photograph taken once more, by a camera of that shot, into `data` (size × size × 4 bytes). With nothing in the shot that changes it, it comes out as it went in, but for what is
 * rounded. The same arguments give the same bytes on every machine.
 */
export function retake({ width, data: from }: Picture, shot: Exposed, data: Uint8ClampedArray): void {
  canvas.resize(width);
  const { light } = canvas;
  for (let at = 0, to = 0; at < width * width * 4; at += 4, to += 3) {
    light[to] = LINEAR_OF_TAKEN[from[at]!]!;
    light[to + 1] = LINEAR_OF_TAKEN[from[at + 1]!]!;
    light[to + 2] = LINEAR_OF_TAKEN[from[at + 2]!]!;
  }
  expose(canvas, shot, data);
}
