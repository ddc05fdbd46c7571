import type { Canvas } from './canvas.ts';
import type { Frame } from './shape.ts';
import { extent } from './shape.ts';

/** Darkens the ground under the newest solid: a wide soft shadow away from the lamp, and a tight one where it touches. */
export function castShadow(canvas: Canvas, { cx, cy, radius }: Frame, lean: number): void {
  const middle = (extent.left + extent.right) / 2;
  const width = (extent.right - extent.left) / 2;
  blot(canvas, cx + (middle + 0.2 * lean * width) * radius, cy - (extent.bottom + 0.1 * width) * radius, 1.12 * width * radius, 0.36 * width * radius, 0.55);
  blot(canvas, cx + (middle + 0.08 * lean * width) * radius, cy - (extent.bottom + 0.07 * width) * radius, 0.72 * width * radius, 0.2 * width * radius, 0.6);
}

function blot({ size, light, alpha }: Canvas, cx: number, cy: number, a: number, b: number, strength: number): void {
  const y1 = Math.min(size - 1, Math.ceil(cy + b));
  const x0 = Math.max(0, Math.floor(cx - a));
  const x1 = Math.min(size - 1, Math.ceil(cx + a));
  for (let row = Math.max(0, Math.floor(cy - b)); row <= y1; row += 1) {
    const v = (row + 0.5 - cy) / b;
    const v2 = v * v;
    if (v2 >= 1) continue;
    for (let column = x0; column <= x1; column += 1) {
      const u = (column + 0.5 - cx) / a;
      const fall = 1 - u * u - v2;
      if (fall <= 0) continue;
      const dark = strength * fall * fall * (1.6 - 0.6 * fall);
      const rest = 1 - dark;
      const at = row * size + column;
      const o = at * 3;
      light[o]! *= rest;
      light[o + 1]! *= rest;
      light[o + 2]! *= rest;
      alpha[at] = alpha[at]! * rest + dark;
    }
  }
}
