import { RAMP_STEPS, linearOf, rampOf } from '../render/colour.ts';
import { paintPeel } from '../render/peel.ts';
import type { Stage } from '../render/stage.ts';
import { noiseAt } from '../render/texture.ts';
import { paintBruise } from './bruise.ts';

const STEM = linearOf('#5a4a2a');

/** A pear: round below, a neck above. */
function outline(c: number, s: number): number {
  return 0.76 + 0.06 * s + 0.13 * s * s + 0.05 * s * s * s - 0.3 * s * c * c * (0.55 + 0.45 * s);
}

/** Paints an avocado. */
export function paintAvocado(stage: Stage): void {
  const { cultivar, fruit, offset } = stage;
  const f = stage.solid(outline, 0.74);
  const { px, py, red, green, blue, gloss } = f;
  const ground = rampOf(cultivar.ground);
  for (let k = 0; k < f.count; k += 1) {
    const patch = noiseAt(px[k]! * 26 + offset, py[k]! * 26 + offset);
    let step = (fruit.look + 0.06 * patch) * RAMP_STEPS;
    step = 3 * ((step < 0 ? 0 : step > RAMP_STEPS ? RAMP_STEPS : step) | 0);
    const tone = 1 + 0.12 * patch;
    red[k] = ground[step]! * tone;
    green[k] = ground[step + 1]! * tone;
    blue[k] = ground[step + 2]! * tone;
    gloss[k] = 0.75;
  }
  paintPeel(stage, 20, 0.75);
  paintBruise(stage);
  stage.flush();
  stage.stroke([0, 0.86, 0.05, 0.01, 0.93, 0.045], 0.9, STEM, STEM);
}
