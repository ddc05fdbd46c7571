import type { Fragments } from './fragments.ts';
import { extent } from './shape.ts';
import type { Frame } from './shape.ts';

/** A rod bent along a circle whose centre lies above it. */
export interface Bend {
  /** Radius of the circle that the rod's axis follows. */
  curve: number;
  /** Height of the axis' lowest point. */
  low: number;
  /** Sine of the angle from the lowest point to either end: left negative, right positive. */
  from: number;
  to: number;
  /** Half widths, evenly spaced from one end to the other. */
  profile: Float64Array;
}

/**
 * Fills `fragments` with a bent rod. Leaves the share of the way in px (0 left end .. 1 right end), the place across in py
 * (−1 below .. 1 above) and the height toward the camera in pz.
 */
export function bent(fragments: Fragments, frame: Frame, { curve, low, from, to, profile }: Bend): void {
  const { size, cx, cy, radius, cos, sin } = frame;
  const steps = profile.length - 1;
  const axisY = low + curve;
  extent.left = 9;
  extent.right = -9;
  extent.bottom = 9;
  let top = -9;
  for (let k = 0; k <= steps; k += 1) {
    const a = from + ((to - from) * k) / steps;
    const x = curve * a;
    const y = axisY - curve * Math.sqrt(1 - a * a);
    const half = profile[k]!;
    const u = x * cos - y * sin;
    const v = x * sin + y * cos;
    extent.left = Math.min(extent.left, u - half);
    extent.right = Math.max(extent.right, u + half);
    extent.bottom = Math.min(extent.bottom, v - half);
    top = Math.max(top, v + half);
  }
  const margin = 0.03 + 1 / radius;
  const x0 = Math.max(0, Math.floor(cx + (extent.left - margin) * radius));
  const x1 = Math.min(size - 1, Math.ceil(cx + (extent.right + margin) * radius));
  const y0 = Math.max(0, Math.floor(cy - (top + margin) * radius));
  const y1 = Math.min(size - 1, Math.ceil(cy - (extent.bottom - margin) * radius));
  fragments.reset(Math.max(0, (x1 - x0 + 1) * (y1 - y0 + 1)));
  const { pixel, cover, nx, ny, nz, px, py, pz, gloss, open } = fragments;
  const span = to - from;
  const cosFrom = Math.sqrt(1 - from * from);
  const cosTo = Math.sqrt(1 - to * to);
  let n = 0;
  for (let row = y0; row <= y1; row += 1) {
    const fy = (cy - row - 0.5) / radius;
    for (let column = x0; column <= x1; column += 1) {
      const fx = (column + 0.5 - cx) / radius;
      const x = fx * cos + fy * sin;
      const dy = axisY - (fy * cos - fx * sin);
      if (dy <= 0) continue;
      const distance = Math.sqrt(x * x + dy * dy);
      const outX = x / distance;
      const outY = -dy / distance;
      let place = ((outX - from) / span) * steps;
      // beyond an end, how far along the axis' direction there: it rounds the cap
      let past = 0;
      if (place < 0) {
        past = (curve * from - x) * cosFrom + (dy - curve * cosFrom) * from;
        place = 0;
      } else if (place > steps) {
        past = (x - curve * to) * cosTo + (curve * cosTo - dy) * to;
        place = steps;
      }
      let k = place | 0;
      if (k >= steps) k = steps - 1;
      const slope = profile[k + 1]! - profile[k]!;
      const half = profile[k]! + (place - k) * slope;
      const off = distance - curve;
      const reach = Math.sqrt(off * off + past * past * 2);
      const inside = (half - reach) * radius + 0.5;
      if (inside <= 0) continue;
      let across = off / half;
      across = across < -0.995 ? -0.995 : across > 0.995 ? 0.995 : across;
      const rise = Math.sqrt(1 - across * across);
      const taper = (-slope * steps) / (span * curve);
      pixel[n] = row * size + column;
      cover[n] = inside < 1 ? inside : 1;
      nx[n] = outX * across - outY * taper * 0.7;
      ny[n] = outY * across + outX * taper * 0.7;
      nz[n] = rise;
      px[n] = place / steps;
      py[n] = -across;
      pz[n] = rise;
      gloss[n] = 1;
      open[n] = 1;
      n += 1;
    }
  }
  fragments.count = n;
}
