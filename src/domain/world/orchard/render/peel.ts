import type { Stage } from './stage.ts';
import { cellBits } from './texture.ts';

/**
 * Presses dimples into the skin in `fragments`: `count` pores from the middle to the rim, `depth` 0..1 deep. Where pixels are
 * too few to show a pore it fades into the mean.
 */
export function paintPeel({ fragments, fruit, frame }: Stage, count: number, depth: number): void {
  const pixels = frame.radius / count;
  const visible = pixels > 1.6 ? 1 : pixels < 0.4 ? 0.25 : 0.25 + 0.625 * (pixels - 0.4);
  const strength = depth * visible;
  const { count: n, px, py, pz, nx, ny, open, gloss } = fragments;
  for (let k = 0; k < n; k += 1) {
    const spread = count / (0.72 + 0.5 * pz[k]!);
    const v = py[k]! * spread + 64;
    const j = Math.floor(v);
    const u = px[k]! * spread + 64 + (j & 1) * 0.5;
    const i = Math.floor(u);
    const bits = cellBits(i, j, fruit.skinSeed);
    const du = u - i - 0.5 - ((bits & 255) - 128) * 0.0026;
    const dv = v - j - 0.5 - (((bits >>> 8) & 255) - 128) * 0.0026;
    const fall = 1 - (du * du + dv * dv) * (4.4 + ((bits >>> 16) & 255) * 0.02);
    if (fall <= 0) continue;
    const tilt = 1.5 * strength * fall;
    nx[k] = nx[k]! - tilt * du;
    ny[k] = ny[k]! - tilt * dv;
    open[k] = open[k]! * (1 - 0.28 * strength * fall);
    gloss[k] = gloss[k]! * (1 - 0.3 * fall);
  }
}
