import { RAMP_STEPS, linearOf, rampOf } from '../render/colour.ts';
import { leafPoints } from '../render/leaf.ts';
import { paintPeel } from '../render/peel.ts';
import type { Stage } from '../render/stage.ts';
import { noiseAt } from '../render/texture.ts';
import { paintBruise } from './bruise.ts';

const BUTTON = linearOf('#6b7a3a');
const LEAF = linearOf('#2f6f2a');
const LEAF_TIP = linearOf('#5a963c');

/** An ellipse that lies on its side, with a nipple at one end and a neck at the other. */
function outline(c: number, s: number): number {
  const body = 1 / Math.sqrt((c * c) / 0.74 + (s * s) / 0.42);
  const c4 = c * c * c * c;
  const end = c4 * c4 * c4 * c4;
  return body + (c > 0 ? 0.17 : 0.07) * end * end;
}

/** Paints a lemon. */
export function paintLemon(stage: Stage): void {
  const { cultivar, fruit, offset } = stage;
  const f = stage.solid(outline, 0.72);
  const { px, py, red, green, blue, gloss } = f;
  const ground = rampOf(cultivar.ground);
  for (let k = 0; k < f.count; k += 1) {
    const x = px[k]!;
    const patch = noiseAt(x * 24 + offset, py[k]! * 24 + offset);
    const ends = x * x * x * x;
    let step = (fruit.look + 0.05 * patch * (1.2 - fruit.look) - 0.05 * ends * (1 - fruit.look)) * RAMP_STEPS;
    step = 3 * ((step < 0 ? 0 : step > RAMP_STEPS ? RAMP_STEPS : step) | 0);
    red[k] = ground[step]!;
    green[k] = ground[step + 1]!;
    blue[k] = ground[step + 2]!;
    gloss[k] = 0.6;
  }
  paintPeel(stage, 27, 0.42);
  paintBruise(stage);
  stage.flush();
  if (fruit.hasLeaf) stage.stroke(leafPoints(-0.88, 0.02, -0.5, 0.5, 0.26, -0.12), 0.4, LEAF, LEAF_TIP, 0.35);
  stage.stroke([-0.93, 0, 0.05, -0.88, 0, 0.06], 0.9, BUTTON, BUTTON);
}
