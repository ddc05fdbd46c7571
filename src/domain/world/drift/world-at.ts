import { blendWorld } from '../orchard/world-default.ts';
import type { World } from '../orchard/world.ts';
import { randomAt } from '../../common/random/random.ts';
import { LANES } from './lanes.ts';
import type { Scenario } from './scenario.ts';
import { weightAt } from './weight.ts';

/**
 * The world that event `index` is drawn from. Drifts apply in listed order, each on what the ones before it left. Sudden and
 * incremental drifts move the parameters to old + w·(new − old); gradual and recurring ones give each event the old or the
 * drifted concept whole, with probability w, by a coin of their own.
 */
export function worldAt(scenario: Scenario, index: number): World {
  let world = scenario.world;
  for (let i = 0; i < scenario.drifts.length; i += 1) {
    const drift = scenario.drifts[i]!;
    const w = weightAt(drift, index);
    if (w <= 0) continue;
    const mixes = drift.pattern === 'gradual' || drift.pattern === 'recurring';
    if (!mixes) world = blendWorld(world, drift.to, w);
    else if (randomAt(scenario.seed, index, LANES.drift + i).bool(w)) world = blendWorld(world, drift.to, 1);
  }
  return world;
}

/** w(t) of each drift of a scenario at an event, 0..1, in order. */
export function weightsAt(scenario: Scenario, index: number): number[] {
  return scenario.drifts.map((drift) => weightAt(drift, index));
}
