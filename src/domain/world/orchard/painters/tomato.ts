import { RAMP_STEPS, curveAt, linearOf, rampOf } from '../render/colour.ts';
import type { Stage } from '../render/stage.ts';
import { noiseAt } from '../render/texture.ts';
import { paintBruise } from './bruise.ts';

const SEPAL = linearOf('#2f6a24');
const SEPAL_TIP = linearOf('#5f9a3c');
const STEM = linearOf('#4a7a2c');
const STEM_END = linearOf('#7a9a4c');

const POLE_Y = 0.74;
const POLE_Z = 0.673;

/** Broad and low, with soft shoulders. */
function outline(c: number, s: number): number {
  const dip = s > 0.8 ? (s - 0.8) / 0.2 : 0;
  const foot = s < -0.7 ? (-0.7 - s) / 0.3 : 0;
  return 1 / Math.sqrt(c * c + (s * s) / 0.74) + 0.035 * s * s * c * c - 0.05 * dip * dip - 0.03 * foot * foot;
}

/** Paints a tomato. */
export function paintTomato(stage: Stage): void {
  const { cultivar, fruit, offset, random } = stage;
  const f = stage.solid(outline, 0.92);
  const { px, py, pz, nx, ny, nz, red, green, blue, gloss, open } = f;
  const ground = rampOf(cultivar.ground);
  const over = rampOf(cultivar.over ?? cultivar.ground);
  const cover = cultivar.over ? curveAt(cultivar.cover, fruit.look) : 0;
  const turned = random.next() * 128;
  for (let k = 0; k < f.count; k += 1) {
    const x = px[k]!;
    const y = py[k]!;
    const z = pz[k]!;
    const lat = y * POLE_Y + z * POLE_Z;
    const ez = z * POLE_Y - y * POLE_Z;
    const ax = x < 0 ? -x : x;
    const s = ax + (ez < 0 ? -ez : ez) + 1e-6;
    const lon = ez >= 0 ? x / s : x >= 0 ? 2 - ax / s : ax / s - 2;
    const lobe = noiseAt(lon * 32 + turned, 20);
    const lobeNext = noiseAt(lon * 32 + turned + 3, 20);
    const mottle = noiseAt(x * 26 + offset, y * 26);
    const shoulder = lat > 0.35 ? (lat - 0.35) * (lat - 0.35) : 0;
    let step = (fruit.look + 0.03 * mottle - 0.2 * shoulder * (1 - fruit.look)) * RAMP_STEPS;
    step = 3 * ((step < 0 ? 0 : step > RAMP_STEPS ? RAMP_STEPS : step) | 0);
    const tone = 1 + 0.05 * mottle;
    let mask = 0;
    if (cover > 0) {
      mask = cover * 1.6 - 0.4 + 1.1 * noiseAt(lon * 160 + offset, lat * 10);
      mask = mask < 0 ? 0 : mask > 1 ? 1 : mask;
    }
    red[k] = (ground[step]! + mask * (over[step]! - ground[step]!)) * tone;
    green[k] = (ground[step + 1]! + mask * (over[step + 1]! - ground[step + 1]!)) * tone;
    blue[k] = (ground[step + 2]! + mask * (over[step + 2]! - ground[step + 2]!)) * tone;
    const rib = (lobeNext - lobe) * (lat > 0 ? 0.15 + 0.85 * lat * lat : 0.15) * 0.55;
    nx[k] = nx[k]! + rib * ez;
    nz[k] = nz[k]! - rib * x;
    gloss[k] = 1.15;
    if (lat > 0.8) {
      const hollow = (lat - 0.8) * 5;
      const bend = hollow * 0.9;
      nx[k] = nx[k]! - bend * x;
      ny[k] = ny[k]! + bend * (POLE_Y - y);
      nz[k] = nz[k]! + bend * (POLE_Z - z);
      open[k] = 1 - 0.55 * hollow * hollow;
    }
  }
  paintBruise(stage);
  stage.flush();

  const hub = POLE_Y * 0.83;
  const first = random.next();
  for (let k = 0; k < 6; k += 1) {
    const length = 0.46 + 0.06 * random.normal();
    const [x, y] = STAR[k]!;
    const wobble = 0.12 * (first - 0.5) + 0.05 * random.normal();
    const ex = (x + wobble * y) * length;
    const ey = (y - wobble * x) * length * 0.6;
    const droop = y < 0 ? -0.05 : 0.03;
    stage.stroke([0, hub, 0.05, ex * 0.4, hub + ey * 0.45 + 0.02, 0.075, ex * 0.75, hub + ey * 0.8 + 0.01, 0.045, ex, hub + ey + droop, 0.004], 0.55, SEPAL, SEPAL_TIP, 0.25);
  }
  const tip = 0.05 * random.normal();
  stage.stroke([0, hub, 0.045, tip * 0.4, hub + 0.12, 0.036, tip, hub + 0.2, 0.045], 1, STEM, STEM_END);
}

/** Directions of the sepals. */
const STAR = [[1, 0.25], [0.45, 0.95], [-0.55, 0.9], [-1, 0.15], [-0.5, -0.9], [0.55, -0.85]] as const;
