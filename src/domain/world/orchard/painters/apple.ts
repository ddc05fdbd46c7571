import { RAMP_STEPS, curveAt, linearOf, rampOf } from '../render/colour.ts';
import { leafPoints } from '../render/leaf.ts';
import type { Stage } from '../render/stage.ts';
import { cellBits, noiseAt } from '../render/texture.ts';
import { paintBruise } from './bruise.ts';

const STEM = linearOf('#4a2f1c');
const STEM_END = linearOf('#6b4a2c');
const LEAF = linearOf('#3c7a2a');
const LEAF_TIP = linearOf('#6fa83e');

/** Tilt of the stem end toward the camera. */
const POLE_Y = 0.8;
const POLE_Z = 0.6;

/** Wide shoulders, a dip at the stem, a narrower foot with a flat end. */
function outline(c: number, s: number): number {
  const dip = s > 0.86 ? (s - 0.86) / 0.14 : 0;
  const foot = s < -0.7 ? (-0.7 - s) / 0.3 : 0;
  return 0.93 + 0.05 * c * c + 0.045 * s + 0.03 * c * c * s - 0.075 * dip * dip * (1.6 - 0.6 * dip) - 0.055 * foot * foot;
}

/** Paints an apple. */
export function paintApple(stage: Stage): void {
  const { cultivar, fruit, offset, random } = stage;
  const f = stage.solid(outline, 0.95);
  const { px, py, pz, nx, ny, nz, red, green, blue, gloss, open } = f;
  const ground = rampOf(cultivar.ground);
  const over = rampOf(cultivar.over ?? cultivar.ground);
  const cover = cultivar.over ? curveAt(cultivar.cover, fruit.look) : 0;
  const gate = cover * 6 < 1 ? cover * 6 : 1;
  const level = (cover - 0.5) * 1.7 + 0.55;
  const sunny = random.next() < 0.5 ? -0.16 : 0.16;
  for (let k = 0; k < f.count; k += 1) {
    const x = px[k]!;
    const y = py[k]!;
    const z = pz[k]!;
    const lat = y * POLE_Y + z * POLE_Z;
    const ez = z * POLE_Y - y * POLE_Z;
    const ax = x < 0 ? -x : x;
    const s = ax + (ez < 0 ? -ez : ez) + 1e-6;
    const lon = ez >= 0 ? x / s : x >= 0 ? 2 - ax / s : ax / s - 2;
    const streak = noiseAt(lon * 192 + offset, lat * 9 + offset) + 0.55 * noiseAt(lon * 512 + offset, lat * 17);
    const mottle = noiseAt(x * 34 + offset, y * 34);
    let step = (fruit.look + 0.035 * mottle) * RAMP_STEPS;
    step = 3 * ((step < 0 ? 0 : step > RAMP_STEPS ? RAMP_STEPS : step) | 0);
    let mask = (level + 0.5 * streak + sunny * x + 0.14 * mottle) * gate;
    mask = mask < 0 ? 0 : mask > 1 ? 1 : mask;
    const tone = 1 + 0.1 * streak * mask + 0.05 * mottle;
    let r = (ground[step]! + mask * (over[step]! - ground[step]!)) * tone;
    let g = (ground[step + 1]! + mask * (over[step + 1]! - ground[step + 1]!)) * tone;
    let b = (ground[step + 2]! + mask * (over[step + 2]! - ground[step + 2]!)) * tone;

    const spread = 17 / (0.55 + z);
    const u = x * spread + 40;
    const v = y * spread + 40;
    const i = Math.floor(u);
    const j = Math.floor(v);
    const bits = cellBits(i, j, fruit.skinSeed);
    if ((bits & 3) === 0) {
      const du = u - i - 0.3 - ((bits >>> 8) & 255) * 0.0016;
      const dv = v - j - 0.3 - ((bits >>> 16) & 255) * 0.0016;
      const near = 1 - (du * du + dv * dv) * 60;
      if (near > 0) {
        const pale = 0.2 * near;
        r += pale * (0.75 - r);
        g += pale * (0.62 - g);
        b += pale * (0.36 - b);
      }
    }

    if (lat > 0.84) {
      const hollow = (lat - 0.84) * 6.25;
      const bend = hollow * (2 - hollow) * 1.7;
      nx[k] = nx[k]! - bend * x;
      ny[k] = ny[k]! + bend * (POLE_Y - y);
      nz[k] = nz[k]! + bend * (POLE_Z - z);
      open[k] = 1 - 0.66 * hollow * hollow;
      const russet = hollow * hollow * 0.5;
      r += russet * (0.3 - r);
      g += russet * (0.24 - g);
      b += russet * (0.06 - b);
      gloss[k] = 1 - hollow;
    }
    red[k] = r;
    green[k] = g;
    blue[k] = b;
  }
  paintBruise(stage);
  stage.flush();

  const tip = 0.04 + 0.1 * random.normal() * 0.6;
  const base = POLE_Y * 0.84;
  if (fruit.hasLeaf) stage.stroke(leafPoints(tip * 0.6, base + 0.22, tip + 0.5, base + 0.46, 0.24, 0.12), 0.4, LEAF, LEAF_TIP, 0.35);
  stage.stroke([0, base - 0.02, 0.03, tip * 0.35, base + 0.2, 0.03, tip, base + 0.4, 0.042], 1, STEM, STEM_END);
}
