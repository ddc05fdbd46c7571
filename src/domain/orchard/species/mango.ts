import { RAMP_STEPS, curveAt, linearOf, rampOf } from '../render/colour.ts';
import type { Stage } from '../render/stage.ts';
import { cellBits, noiseAt } from '../render/texture.ts';
import type { SpeciesTraits } from '../traits.ts';
import { paintBruise } from './bruise.ts';

export const mango: SpeciesTraits = {
  name: 'Mango',
  weight: 1,
  size: 1.08,
  leafiness: 0,
  sway: 0.3,
  cultivars: {
    kent: {
      name: 'Kent', share: 0.5, ripeThreshold: 0.42,
      ground: [[0, '#3c5a28'], [0.25, '#597430'], [0.38, '#778835'], [0.46, '#c9a83a'], [0.65, '#ecb030'], [1, '#ef9420']],
      over: [[0.2, '#7c5a34'], [0.45, '#c94f36'], [0.8, '#da4c32'], [1, '#d8482c']],
      cover: [[0, 0], [0.3, 0.12], [0.46, 0.4], [0.75, 0.46], [1, 0.5]],
    },
    ataulfo: {
      name: 'Ataulfo', share: 0.3, ripeThreshold: 0.44, aspect: 0.9,
      ground: [[0, '#4e6b2a'], [0.25, '#6f8435'], [0.4, '#8f9a3c'], [0.48, '#e0bb3c'], [0.65, '#f2bf34'], [1, '#efa524']],
      over: [[0.3, '#b58a3a'], [0.6, '#e58f34'], [1, '#e0782a']],
      cover: [[0, 0], [0.4, 0.05], [1, 0.25]],
    },
    haden: {
      name: 'Haden', share: 0.2, ripeThreshold: 0.4, aspect: 1.05,
      ground: [[0, '#426029'], [0.25, '#607a32'], [0.36, '#7a8c3a'], [0.44, '#d2a63a'], [0.65, '#eda634'], [1, '#ea8522']],
      over: [[0.2, '#7a4f34'], [0.43, '#c43c34'], [0.8, '#cf3430'], [1, '#c2302a']],
      cover: [[0, 0], [0.28, 0.18], [0.44, 0.5], [0.75, 0.58], [1, 0.62]],
    },
    keitt: {
      name: 'Keitt', share: 0, ripeThreshold: 0.5,
      ground: [[0, '#315028'], [0.42, '#47662e'], [0.48, '#547133'], [0.54, '#80993c'], [0.8, '#97a942'], [1, '#b9b049']],
      over: [[0.3, '#6a5a3a'], [0.7, '#a8604a'], [1, '#b5604a']],
      cover: [[0, 0], [0.5, 0.1], [1, 0.25]],
    },
  },
  painter: paint,
};

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

function paint(stage: Stage): void {
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
