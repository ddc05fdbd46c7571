import { LANES } from '../drift/lanes.ts';
import type { Scenario } from '../drift/scenario.ts';
import { weightsAt, worldAt } from '../drift/world-at.ts';
import { drawFruit, isRipe } from '../orchard/draw.ts';
import type { Shot } from '../orchard/fruit.ts';
import { LAMP_ANGLE } from '../orchard/seeing.ts';
import type { World } from '../orchard/world.ts';
import { randomAt } from '../../common/random/random.ts';
import { habitAt } from './habit-at.ts';
import { supplierAt } from './lots.ts';
import type { FruitEvent } from './event.ts';
import { pictureIndexAt } from './frozen.ts';
import { timeAt } from './time.ts';

/** Event `index` of a scenario of the orchard's fruit: a pure function of the two, in O(1). `index` ≥ 0; the scenario's length is not checked. */
export function eventAt(scenario: Scenario, index: number): FruitEvent {
  const world = worldAt(scenario, index);
  const supplier = supplierAt(scenario.seed, index);
  const fruit = drawFruit(world, randomAt(scenario.seed, index, LANES.fruit), habitAt(scenario.seed, world, supplier, index));
  const truth = isRipe(world, fruit) ? 'ripe' : 'unripe';
  const swapped = randomAt(scenario.seed, index, LANES.labels).bool(world.faults.labelNoise);
  return {
    index,
    timeMs: timeAt(index),
    fruit,
    supplier,
    shot: shotAt(scenario.seed, world, index),
    pictureIndex: pictureIndexAt(scenario.seed, world, index),
    world,
    truth,
    reportedTruth: swapped ? (truth === 'ripe' ? 'unripe' : 'ripe') : truth,
    weights: weightsAt(scenario, index),
  };
}

function shotAt(seed: number, world: World, index: number): Shot {
  const random = randomAt(seed, index, LANES.shot);
  const { light, camera } = world;
  return {
    place: world.place,
    exposure: light.exposure + 0.08 * random.normal(),
    warmth: light.warmth + 0.03 * random.normal(),
    noise: camera.noise,
    blur: camera.blur,
    dust: camera.dust,
    vignette: camera.vignette,
    dead: world.faults.dead,
    lampAngle: LAMP_ANGLE + 0.12 * random.normal(),
    shotSeed: random.word(),
    cameraSeed: randomAt(seed, 0, LANES.camera).word(),
  };
}
