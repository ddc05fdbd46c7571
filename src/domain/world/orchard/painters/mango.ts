import { RAMP_STEPS, curveAt, linearOf, rampOf } from '../render/colour.ts';
import type { Stage } from '../render/stage.ts';
import { cellBits, noiseAt } from '../render/texture.ts';
import { paintBruise } from './bruise.ts';

const STEM = linearOf('#3a2c1a');
const STEM_END = linearOf('#5a4528');

/** Lean of the long axis: the stem end lies upper right. */
const AXIS_X = 0.86;
const AXIS_Y = 0.51;

/** An egg that bulges to one side and has a slight beak. */
function outline(c: number, s: number): number {
  const along = c * AXIS_X + s * AXIS_Y;
  const across = s * AXIS_X - c * AXIS_Y;
  const body = 1 / Math.sqrt((along * along) / 0.96 + (across * across) / 0.46);
  return body * (1 + 0.1 * across * along - 0.09 * along * across * across - 0.03 * across - 0.03 * along);
}

/** Paints a mango. */
export function paintMango(stage: Stage): void {
  const { cultivar, fruit, offset, random } = stage;
  const f = stage.solid(outline, 0.72);
  const { px, py, pz, red, green, blue, gloss, open } = f;
  const ground = rampOf(cultivar.ground);
  const over = rampOf(cultivar.over ?? cultivar.ground);
  const cover = curveAt(cultivar.cover, fruit.look);
  const sun = 0.12 * random.normal();
  for (let k = 0; k < f.count; k += 1) {
    const x = px[k]!;
    const y = py[k]!;
    const z = pz[k]!;
    const along = x * AXIS_X + y * AXIS_Y;
    const across = y * AXIS_X - x * AXIS_Y;
    const mottle = noiseAt(x * 26 + offset, y * 26);
    let step = (fruit.look + 0.045 * mottle + 0.05 * along * (1 - fruit.look)) * RAMP_STEPS;
    step = 3 * ((step < 0 ? 0 : step > RAMP_STEPS ? RAMP_STEPS : step) | 0);
    let mask = cover * 2.3 - 0.72 - 0.62 * along + 0.42 * across + sun + 0.22 * mottle;
    mask = mask < 0 ? 0 : mask > 1 ? 1 : mask;
    mask = mask * mask * (3 - 2 * mask) * 0.92;
    const tone = 1 + 0.06 * mottle;
    let r = (ground[step]! + mask * (over[step]! - ground[step]!)) * tone;
    let g = (ground[step + 1]! + mask * (over[step + 1]! - ground[step + 1]!)) * tone;
    let b = (ground[step + 2]! + mask * (over[step + 2]! - ground[step + 2]!)) * tone;

    const spread = 19 / (0.6 + z);
    const u = x * spread + 40;
    const v = y * spread + 40;
    const i = Math.floor(u);
    const j = Math.floor(v);
    const bits = cellBits(i, j, fruit.skinSeed);
    if ((bits & 3) !== 0) {
      const du = u - i - 0.3 - ((bits >>> 8) & 255) * 0.0016;
      const dv = v - j - 0.3 - ((bits >>> 16) & 255) * 0.0016;
      const near = 1 - (du * du + dv * dv) * 45;
      if (near > 0) {
        const pale = 0.16 * near;
        r += pale * (0.8 - r);
        g += pale * (0.7 - g);
        b += pale * (0.4 - b);
      }
    }
    if (along > 0.93) {
      const hollow = (along - 0.93) * 14;
      open[k] = 1 - 0.6 * hollow;
    }
    red[k] = r;
    green[k] = g;
    blue[k] = b;
    gloss[k] = 0.6;
  }
  paintBruise(stage);
  stage.flush();
  stage.stroke([AXIS_X * 0.9, AXIS_Y * 0.9, 0.05, AXIS_X * 0.97, AXIS_Y * 0.99, 0.04], 1, STEM, STEM_END);
}
