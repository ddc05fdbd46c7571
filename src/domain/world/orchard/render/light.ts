import { cos, sin } from '../../../common/random/exact.ts';
import type { Fragments } from './fragments.ts';

/** Lamp and surroundings as seen from one fruit's own frame. */
export interface Light {
  /** Direction to the lamp. */
  lx: number;
  ly: number;
  lz: number;
  /** Halfway between the lamp and the camera. */
  hx: number;
  hy: number;
  hz: number;
  /** The picture's up, seen from the fruit. */
  ux: number;
  uy: number;
}

const ELEVATION = 0.66;
const REACH = Math.sqrt(1 - ELEVATION * ELEVATION);
const WRAP = 0.22;

/** The lamp at `lampAngle` in the picture plane, for a fruit turned by `turn`; both in radians. */
export function lightFor(lampAngle: number, turn: number): Light {
  const lx = REACH * cos(lampAngle - turn);
  const ly = REACH * sin(lampAngle - turn);
  const lz = ELEVATION;
  const length = Math.sqrt(lx * lx + ly * ly + (lz + 1) * (lz + 1));
  return { lx, ly, lz, hx: lx / length, hy: ly / length, hz: (lz + 1) / length, ux: sin(turn), uy: cos(turn) };
}

/**
 * Turns skin colour into radiance: wrapped diffuse light from the lamp, sky from above, bounce from the ground, a tight
 * highlight with a broad sheen about it, and a paler rim where the skin turns away. Normals need not be of unit length.
 */
export function shade(fragments: Fragments, light: Light): void {
  const { lx, ly, lz, hx, hy, hz, ux, uy } = light;
  const { count, nx, ny, nz, red, green, blue, gloss, open } = fragments;
  for (let k = 0; k < count; k += 1) {
    let x = nx[k]!;
    let y = ny[k]!;
    let z = nz[k]!;
    const scale = 1 / Math.sqrt(x * x + y * y + z * z + 1e-9);
    x *= scale;
    y *= scale;
    z *= scale;
    const facing = x * lx + y * ly + z * lz;
    let diffuse = (facing + WRAP) / (1 + WRAP);
    diffuse = diffuse > 0 ? diffuse : 0;
    diffuse *= 0.45 + 0.55 * diffuse;
    const up = x * ux + y * uy;
    const sky = 0.17 + 0.1 * up;
    const bounce = up < 0 ? 0.13 * up * up : 0;
    const away = z > 0 ? 1 - z : 1;
    const rim = away * away * away;
    const belly = up < -0.25 ? 1 - 0.42 * (up + 0.25) * (up + 0.25) * 1.78 : 1;
    const lit = (1.12 * diffuse + sky) * open[k]! * belly;
    let half = x * hx + y * hy + z * hz;
    half = half > 0 ? half : 0;
    const h2 = half * half;
    const h4 = h2 * h2;
    const h8 = h4 * h4;
    const h16 = h8 * h8;
    const h32 = h16 * h16;
    const shine = gloss[k]! * (0.62 * h32 * h16 + 0.13 * h8 + 0.1 * rim * (0.5 + 0.5 * up)) * open[k]!;
    red[k] = red[k]! * (lit + bounce * 1.1) + shine;
    green[k] = green[k]! * (lit + bounce) + shine * 0.98;
    blue[k] = blue[k]! * (lit + bounce * 0.85) + shine * 0.93;
  }
}
