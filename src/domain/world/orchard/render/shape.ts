import type { Fragments } from './fragments.ts';

/** Where a fruit lies in the picture: its own frame has its centre at 0, x right, y up, and its bounding circle of radius 1. */
export interface Frame {
  size: number;
  /** Centre, in pixels from the top left. */
  cx: number;
  cy: number;
  /** Pixels to a unit. */
  radius: number;
  /** Cosine and sine of the turn. */
  cos: number;
  sin: number;
}

/** Directions that an outline knows its radius for. */
const DIRECTIONS = 256;

/** Radius of an outline in the direction (c, s), a unit vector with s up; the shape is seen whole from its centre. */
export type Outline = (c: number, s: number) => number;

/** Unit vectors of the table's directions; they divide |x| + |y| = 1 evenly, which spares an arctangent per pixel. */
const unit = new Float64Array(DIRECTIONS * 2);
for (let k = 0; k < DIRECTIONS; k += 1) {
  const t = (k * 4) / DIRECTIONS;
  const x = t < 2 ? 1 - t : t - 3;
  const y = t < 1 ? t : t < 3 ? 2 - t : t - 4;
  const length = Math.sqrt(x * x + y * y);
  unit[k * 2] = x / length;
  unit[k * 2 + 1] = y / length;
}

const tables = new WeakMap<Outline, Map<number, Float64Array>>();

/** Radii of an outline, drawn out in height by `aspect` and shrunk to fit the unit circle. */
function tableOf(outline: Outline, aspect: number): Float64Array {
  let byAspect = tables.get(outline);
  if (!byAspect) tables.set(outline, (byAspect = new Map()));
  const known = byAspect.get(aspect);
  if (known) return known;
  const table = new Float64Array(DIRECTIONS);
  let longest = 0;
  for (let k = 0; k < DIRECTIONS; k += 1) {
    const x = unit[k * 2]!;
    const y = unit[k * 2 + 1]! / aspect;
    const length = Math.sqrt(x * x + y * y);
    table[k] = outline(x / length, y / length) / length;
    longest = Math.max(longest, table[k]!);
  }
  for (let k = 0; k < DIRECTIONS; k += 1) table[k]! /= longest;
  byAspect.set(aspect, table);
  return table;
}

/** Squared share of the radius at which the surface turns away from the camera for good. */
const RIM = 0.9995;

const radii = new Float64Array(DIRECTIONS + 1);
const slopes = new Float64Array(DIRECTIONS + 1);

/** How far the newest solid reaches in the picture, in units from its centre; up is positive. */
export const extent = { left: 0, right: 0, bottom: 0 };

/**
 * Fills `fragments` with a solid blown up from an outline: an ellipsoid over each direction, `depth` deep. `lean` and `swell`
 * (about ±0.03) make each fruit a little different. Leaves the place on the unit sphere in px, py, pz.
 */
export function solid(
  fragments: Fragments, frame: Frame, outline: Outline, aspect: number, depth: number, lean: number, swell: number,
): void {
  const { size, cx, cy, radius, cos, sin } = frame;
  const table = tableOf(outline, aspect);
  let longest = 0;
  for (let k = 0; k < DIRECTIONS; k += 1) {
    const c = unit[k * 2]!;
    const s = unit[k * 2 + 1]!;
    const r = table[k]! * (1 + lean * c * s * 2 + swell * c * (4 * c * c - 3));
    radii[k] = r;
    if (r > longest) longest = r;
  }
  radii[DIRECTIONS] = radii[0]!;
  extent.left = 0;
  extent.right = 0;
  extent.bottom = 0;
  for (let k = 0; k < DIRECTIONS; k += 1) {
    slopes[k] = (radii[k + 1]! - radii[(k + DIRECTIONS - 1) % DIRECTIONS]!) * (DIRECTIONS / 8);
    const c = unit[k * 2]! * radii[k]!;
    const s = unit[k * 2 + 1]! * radii[k]!;
    const x = c * cos - s * sin;
    const y = c * sin + s * cos;
    if (x < extent.left) extent.left = x;
    if (x > extent.right) extent.right = x;
    if (y < extent.bottom) extent.bottom = y;
  }
  slopes[DIRECTIONS] = slopes[0]!;

  const reach = longest * radius + 1;
  const x0 = Math.max(0, Math.floor(cx - reach));
  const x1 = Math.min(size - 1, Math.ceil(cx + reach));
  const y0 = Math.max(0, Math.floor(cy - reach));
  const y1 = Math.min(size - 1, Math.ceil(cy + reach));
  fragments.reset(Math.max(0, (x1 - x0 + 1) * (y1 - y0 + 1)));
  const { pixel, cover, nx, ny, nz, px, py, pz, gloss, open } = fragments;
  const limit = (longest + 1 / radius) * (longest + 1 / radius);
  const inverseDepth = 1 / depth;
  let n = 0;
  for (let row = y0; row <= y1; row += 1) {
    const fy = (cy - row - 0.5) / radius;
    for (let column = x0; column <= x1; column += 1) {
      const fx = (column + 0.5 - cx) / radius;
      const x = fx * cos + fy * sin;
      const y = fy * cos - fx * sin;
      const r2 = x * x + y * y;
      if (r2 > limit) continue;
      const ax = x < 0 ? -x : x;
      const ay = y < 0 ? -y : y;
      const s = ax + ay + 1e-9;
      const t = y >= 0 ? (x >= 0 ? y / s : 1 + ax / s) : x < 0 ? 2 + ay / s : 3 + x / s;
      const place = t * (DIRECTIONS / 4);
      let k = place | 0;
      if (k >= DIRECTIONS) k = DIRECTIONS - 1;
      const part = place - k;
      const r = radii[k]! + part * (radii[k + 1]! - radii[k]!);
      const length = Math.sqrt(r2);
      const inside = (r - length) * radius + 0.5;
      if (inside <= 0) continue;
      const inverse = 1 / r;
      let qx = x * inverse;
      let qy = y * inverse;
      let q2 = qx * qx + qy * qy;
      // a pixel across the edge has its middle outside: it takes the rim's place
      if (q2 > RIM) {
        const pull = Math.sqrt(RIM / q2);
        qx *= pull;
        qy *= pull;
        q2 = RIM;
      }
      const h = Math.sqrt(1 - q2);
      const slope = slopes[k]! + part * (slopes[k + 1]! - slopes[k]!);
      const twist = (slope * q2 * inverse) / (s * s);
      pixel[n] = row * size + column;
      cover[n] = inside < 1 ? inside : 1;
      nx[n] = qx * inverse + twist * y;
      ny[n] = qy * inverse - twist * x;
      nz[n] = h * inverseDepth;
      px[n] = qx;
      py[n] = qy;
      pz[n] = h;
      gloss[n] = 1;
      open[n] = 1;
      n += 1;
    }
  }
  fragments.count = n;
}
