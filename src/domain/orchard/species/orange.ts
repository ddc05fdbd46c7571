import { RAMP_STEPS, curveAt, linearOf, rampOf } from '../render/colour.ts';
import { leafPoints } from '../render/leaf.ts';
import { paintPeel } from '../render/peel.ts';
import type { Stage } from '../render/stage.ts';
import { noiseAt } from '../render/texture.ts';
import type { SpeciesTraits } from '../traits.ts';
import { paintBruise } from './bruise.ts';

export const orange: SpeciesTraits = {
  name: 'Orange',
  weight: 1,
  size: 0.95,
  leafiness: 0.25,
  sway: 3.1,
  cultivars: {
    navel: {
      name: 'Navel', share: 0.5, ripeThreshold: 0.42,
      ground: [[0, '#3d5f1c'], [0.25, '#5a7821'], [0.38, '#77892a'], [0.46, '#d99a2c'], [0.65, '#ec8f20'], [0.85, '#ee7a16'], [1, '#e4620e']],
    },
    valencia: {
      name: 'Valencia', share: 0.3, ripeThreshold: 0.44, aspect: 1.03,
      ground: [[0, '#496a20'], [0.25, '#678226'], [0.4, '#858f30'], [0.48, '#e0a634'], [0.65, '#f0a02a'], [0.85, '#f08d1e'], [1, '#e67414']],
    },
    clementine: {
      name: 'Clementine', share: 0.2, ripeThreshold: 0.4, aspect: 0.86,
      ground: [[0, '#40651e'], [0.25, '#5d7c23'], [0.36, '#7b8a2b'], [0.44, '#dd8c28'], [0.65, '#ea791a'], [0.85, '#e96512'], [1, '#da4f0c']],
    },
    'blood-orange': {
      name: 'Moro', share: 0, ripeThreshold: 0.5,
      ground: [[0, '#42621d'], [0.3, '#687d25'], [0.46, '#94852f'], [0.54, '#e08a2c'], [0.8, '#e06a20'], [1, '#c84a1c']],
      over: [[0.3, '#a05a24'], [0.6, '#b5301e'], [1, '#8c1a1c']],
      cover: [[0, 0], [0.45, 0.1], [0.6, 0.4], [1, 0.6]],
    },
  },
  painter: paint,
};

const BUTTON = linearOf('#5f7a34');
const LEAF = linearOf('#2c6a28');
const LEAF_TIP = linearOf('#57943a');

const POLE_Y = 0.6;
const POLE_Z = 0.8;

/** All but round. */
function outline(c: number, s: number): number {
  return 0.975 + 0.025 * c * c + 0.006 * s * c * c;
}

function paint(stage: Stage): void {
  const { cultivar, fruit, offset } = stage;
  const f = stage.solid(outline, 1);
  const { px, py, pz, nx, ny, nz, red, green, blue, gloss, open } = f;
  const ground = rampOf(cultivar.ground);
  const over = rampOf(cultivar.over ?? cultivar.ground);
  const cover = cultivar.over ? curveAt(cultivar.cover, fruit.look) : 0;
  for (let k = 0; k < f.count; k += 1) {
    const x = px[k]!;
    const y = py[k]!;
    const z = pz[k]!;
    const patch = noiseAt(x * 22 + offset, y * 22 + offset);
    const lat = y * POLE_Y + z * POLE_Z;
    let step = (fruit.look + 0.07 * patch * (1.1 - fruit.look)) * RAMP_STEPS;
    step = 3 * ((step < 0 ? 0 : step > RAMP_STEPS ? RAMP_STEPS : step) | 0);
    let mask = cover > 0 ? cover * 1.5 - 0.3 + 0.9 * patch : 0;
    mask = mask < 0 ? 0 : mask > 1 ? 1 : mask;
    red[k] = ground[step]! + mask * (over[step]! - ground[step]!);
    green[k] = ground[step + 1]! + mask * (over[step + 1]! - ground[step + 1]!);
    blue[k] = ground[step + 2]! + mask * (over[step + 2]! - ground[step + 2]!);
    gloss[k] = 0.5;
    if (lat > 0.955) {
      const hollow = (lat - 0.955) * 22;
      nx[k] = nx[k]! - 0.8 * hollow * x;
      ny[k] = ny[k]! + 0.8 * hollow * (POLE_Y - y);
      nz[k] = nz[k]! + 0.8 * hollow * (POLE_Z - z);
      open[k] = 1 - 0.4 * hollow;
    }
  }
  paintPeel(stage, 34, 0.5);
  paintBruise(stage);
  stage.flush();
  if (fruit.hasLeaf) stage.stroke(leafPoints(0, POLE_Y, 0.55, POLE_Y + 0.2, 0.26, 0.1), 0.4, LEAF, LEAF_TIP, 0.35);
  stage.stroke([-0.03, POLE_Y, 0.045, 0.03, POLE_Y + 0.01, 0.045], 0.8, BUTTON, BUTTON);
}
