import { RAMP_STEPS, curveAt, linearOf, rampOf } from '../render/colour.ts';
import { leafPoints } from '../render/leaf.ts';
import { paintPeel } from '../render/peel.ts';
import type { Stage } from '../render/stage.ts';
import { noiseAt } from '../render/texture.ts';
import { paintBruise } from './bruise.ts';

const BUTTON = linearOf('#5f7a34');
const LEAF = linearOf('#2c6a28');
const LEAF_TIP = linearOf('#57943a');

const POLE_Y = 0.6;
const POLE_Z = 0.8;

/** All but round. */
function outline(c: number, s: number): number {
  return 0.975 + 0.025 * c * c + 0.006 * s * c * c;
}

/** Paints an orange. */
export function paintOrange(stage: Stage): void {
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
