import { leafPoints } from './leaf.ts';
import { linearOf } from './colour.ts';
import type { Stage } from './stage.ts';

const BASE = linearOf('#2f5a24');
const TIP = linearOf('#4c7d34');

/** A stray leaf in front of the fruit, reaching in from one side; `occlusion` 0..1 says how far. */
export function paintOcclusion(stage: Stage): void {
  const { random, fruit } = stage;
  const side = random.bool(0.5) ? 1 : -1;
  const y = 0.5 * random.normal();
  const reach = 0.25 + 0.55 * fruit.occlusion;
  stage.stroke(leafPoints(side * 1.5, y - 0.4, side * (1.1 - reach), y * 0.4, 0.3, 0.16 * side), 0.35, BASE, TIP, 0.35);
}
