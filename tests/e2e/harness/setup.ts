import { film } from './camera.ts';
import type { Frame } from './y4m.ts';

/** A disc on a ground: enough for a camera that only has to show something. */
function disc([r, g, b]: readonly [number, number, number]): Frame {
  const size = 96;
  const data = new Uint8ClampedArray(size * size * 4);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const inside = Math.hypot(x - size / 2, y - size / 2) < size / 3;
      data.set(inside ? [r, g, b, 255] : [90, 96, 92, 255], 4 * (y * size + x));
    }
  }
  return { width: size, height: size, data };
}

/** Runs once before the browser tests: what the fake camera films must be there when the browser starts. */
export default function setup(): void {
  film([disc([196, 40, 30]), disc([80, 150, 50])]);
}
