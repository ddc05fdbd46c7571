import { RAMP_STEPS, linearOf, rampOf } from '../render/colour.ts';
import type { Stage } from '../render/stage.ts';
import { cellBits, noiseAt } from '../render/texture.ts';
import { paintBruise } from './bruise.ts';

const SEPAL = linearOf('#2f6f25');
const SEPAL_TIP = linearOf('#5fa33c');
const STEM = linearOf('#5a8a34');
const STEM_END = linearOf('#8aa84e');

const TOP = 0.62;
const FOOT = -0.98;
const WIDTH = 0.83;

/** Half width at a height: round shoulders, flanks that run to a blunt point. */
function halfWidth(y: number): number {
  if (y >= TOP || y <= FOOT) return 0;
  const t = (TOP - y) / (TOP - FOOT);
  const rest = 1 - t;
  const round = Math.sqrt(t * rest);
  return WIDTH * (1.62 * round * Math.sqrt(rest) + 0.34 * round) * (1.14 - 0.28 * t);
}

/** A heart: found by halving, as its flanks are given by height and not by direction. */
function outline(c: number, s: number): number {
  let inside = 0;
  let outside = 1.2;
  const side = c < 0 ? -c : c;
  for (let k = 0; k < 24; k += 1) {
    const middle = (inside + outside) / 2;
    if (side * middle < halfWidth(s * middle)) inside = middle;
    else outside = middle;
  }
  return inside;
}

const SEED_PALE = linearOf('#dcb85a');
const SEED_GREEN = linearOf('#b5b56a');

/** Paints a strawberry. */
export function paintStrawberry(stage: Stage): void {
  const { cultivar, fruit, offset, random, frame } = stage;
  const f = stage.solid(outline, 0.82);
  const { px, py, pz, nx, ny, red, green, blue, gloss, open } = f;
  const ground = rampOf(cultivar.ground);
  const ripe = fruit.look;
  const seedRed = SEED_GREEN[0] + ripe * (SEED_PALE[0] - SEED_GREEN[0]);
  const seedGreen = SEED_GREEN[1] + ripe * (SEED_PALE[1] - SEED_GREEN[1]);
  const seedBlue = SEED_GREEN[2] + ripe * (SEED_PALE[2] - SEED_GREEN[2]);
  const relief = frame.radius > 12 ? 1 : frame.radius / 12;
  for (let k = 0; k < f.count; k += 1) {
    const x = px[k]!;
    const y = py[k]!;
    const z = pz[k]!;
    const mottle = noiseAt(x * 24 + offset, y * 24);
    const neck = y > 0.45 ? (y - 0.45) * 1.6 : 0;
    let step = (ripe + 0.03 * mottle - 0.11 * neck * (1.1 - ripe)) * RAMP_STEPS;
    step = 3 * ((step < 0 ? 0 : step > RAMP_STEPS ? RAMP_STEPS : step) | 0);
    let r = ground[step]!;
    let g = ground[step + 1]!;
    let b = ground[step + 2]!;
    gloss[k] = 0.85;

    const spread = 4.9 / (0.62 + 0.5 * z);
    const v = y * spread * 1.05 + 20;
    const j = Math.floor(v);
    const u = x * spread + 20 + (j & 1) * 0.5;
    const i = Math.floor(u);
    const bits = cellBits(i, j, fruit.skinSeed);
    const du = u - i - 0.5 - ((bits & 255) - 128) * 0.0006;
    const dv = v - j - 0.5 - (((bits >>> 8) & 255) - 128) * 0.0006;
    const far = du * du + dv * dv;
    if (far < 0.16) {
      const dimple = (1 - far * 6.25) * relief;
      const tilt = 3.2 * dimple;
      nx[k] = nx[k]! - tilt * du;
      ny[k] = ny[k]! - tilt * dv;
      open[k] = 1 - 0.3 * dimple;
      const seed = 1 - du * du * 170 - dv * dv * 62;
      if (seed > 0) {
        const part = seed > 0.4 ? 1 : seed * 2.5;
        r += part * (seedRed - r);
        g += part * (seedGreen - g);
        b += part * (seedBlue - b);
        open[k] = 1;
        nx[k] = nx[k]! + 8 * part * du;
        ny[k] = ny[k]! + 8 * part * dv;
      }
    }
    if (y > 0.6) open[k] = open[k]! * (1 - 0.9 * (y - 0.6));
    red[k] = r;
    green[k] = g;
    blue[k] = b;
  }
  paintBruise(stage);
  stage.flush();

  const hub = TOP * 0.93;
  for (const [x, y] of CROWN) {
    const length = 0.54 + 0.06 * random.normal();
    const ex = (x + 0.08 * random.normal()) * length;
    const ey = y * length * 0.62;
    const lift = x * x * 0.06;
    stage.stroke([0, hub, 0.07, ex * 0.4, hub + ey * 0.35 + lift, 0.095, ex * 0.75, hub + ey * 0.75 + lift, 0.06, ex, hub + ey + lift * 0.4, 0.006], 0.5, SEPAL, SEPAL_TIP, 0.22);
  }
  const tip = 0.08 + 0.06 * random.normal();
  stage.stroke([0, hub + 0.02, 0.04, tip * 0.3, hub + 0.16, 0.032, tip, hub + 0.3, 0.036], 1, STEM, STEM_END);
}

/** Directions of the sepals, back ones first. */
const CROWN = [[-0.75, 0.42], [0.7, 0.46], [-0.1, 0.62], [-1.15, -0.12], [1.15, -0.08], [-0.72, -0.62], [0.74, -0.6], [0.02, -0.85]] as const;
