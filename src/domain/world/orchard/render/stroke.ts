import type { Fragments } from './fragments.ts';
import type { Frame } from './shape.ts';

/**
 * Fills `fragments` with a bent, tapering stroke through `points`: triples of x, y and half width in the fruit's frame.
 * `roundness` 1 is a rod, 0 a flat blade. Leaves the share of the way in px (0..1) and the place across in py (−1..1).
 */
export function stroke(fragments: Fragments, frame: Frame, points: readonly number[], roundness: number): void {
  const { size, cx, cy, radius, cos, sin } = frame;
  const last = points.length / 3 - 1;
  let left = Infinity;
  let right = -Infinity;
  let top = Infinity;
  let bottom = -Infinity;
  for (let k = 0; k <= last; k += 1) {
    const x = points[k * 3]!;
    const y = points[k * 3 + 1]!;
    const reach = points[k * 3 + 2]! * radius + 1;
    const u = cx + (x * cos - y * sin) * radius;
    const v = cy - (x * sin + y * cos) * radius;
    left = Math.min(left, u - reach);
    right = Math.max(right, u + reach);
    top = Math.min(top, v - reach);
    bottom = Math.max(bottom, v + reach);
  }
  const x0 = Math.max(0, Math.floor(left));
  const x1 = Math.min(size - 1, Math.ceil(right));
  const y0 = Math.max(0, Math.floor(top));
  const y1 = Math.min(size - 1, Math.ceil(bottom));
  fragments.reset(Math.max(0, (x1 - x0 + 1) * (y1 - y0 + 1)));
  const { pixel, cover, nx, ny, nz, px, py, pz, gloss, open } = fragments;
  let n = 0;
  for (let row = y0; row <= y1; row += 1) {
    const fy = (cy - row - 0.5) / radius;
    for (let column = x0; column <= x1; column += 1) {
      const fx = (column + 0.5 - cx) / radius;
      const x = fx * cos + fy * sin;
      const y = fy * cos - fx * sin;
      let best = -Infinity;
      let along = 0;
      let across = 0;
      let sideX = 0;
      let sideY = 0;
      for (let k = 0; k < last; k += 1) {
        const o = k * 3;
        const ax = points[o]!;
        const ay = points[o + 1]!;
        const ex = points[o + 3]! - ax;
        const ey = points[o + 4]! - ay;
        const e2 = ex * ex + ey * ey + 1e-12;
        let t = ((x - ax) * ex + (y - ay) * ey) / e2;
        t = t < 0 ? 0 : t > 1 ? 1 : t;
        const dx = x - ax - t * ex;
        const dy = y - ay - t * ey;
        const distance = Math.sqrt(dx * dx + dy * dy);
        const half = points[o + 2]! + t * (points[o + 5]! - points[o + 2]!);
        if (half - distance <= best) continue;
        best = half - distance;
        along = (k + t) / last;
        const length = Math.sqrt(e2);
        sideX = -ey / length;
        sideY = ex / length;
        across = (dx * sideX + dy * sideY) / (half + 1e-6);
      }
      const inside = best * radius + 0.5;
      if (inside <= 0) continue;
      across = across < -1 ? -1 : across > 1 ? 1 : across;
      pixel[n] = row * size + column;
      cover[n] = inside < 1 ? inside : 1;
      nx[n] = sideX * across * roundness;
      ny[n] = sideY * across * roundness + (1 - roundness) * 0.25;
      nz[n] = Math.sqrt(1.02 - across * across * roundness);
      px[n] = along;
      py[n] = across;
      pz[n] = 0;
      gloss[n] = 0.25;
      open[n] = 1;
      n += 1;
    }
  }
  fragments.count = n;
}
