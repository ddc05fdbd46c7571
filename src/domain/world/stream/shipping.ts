import { randomAt } from '../../common/random/random.ts';
import { LANES } from '../drift/lanes.ts';
import type { Scenario } from '../drift/scenario.ts';

/** Whether the truth of an event becomes known only if the version that decides calls the fruit ripe: a pure function of scenario and index, the coin of exploration on a lane of its own. */
export function needsShipping({ truths, exploration, seed }: Pick<Scenario, 'truths' | 'exploration' | 'seed'>, index: number): boolean {
  return truths === 'shipped' && !randomAt(seed, index, LANES.exploration).bool(exploration);
}

/** Fruit of `fruits` that exploration ships although the model would not: what it costs. `saidRipe`: the share that the model calls ripe. */
export function exploredFruit(fruits: number, saidRipe: number, exploration: number): number {
  return fruits * (1 - saidRipe) * exploration;
}
