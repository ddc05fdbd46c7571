import { cos } from '../../common/random/exact.ts';
import { randomAt } from '../../common/random/random.ts';
import { LANES } from '../drift/lanes.ts';
import type { World } from '../orchard/world.ts';
import { HABITS, PLAIN_HABIT, SUPPLIERS, type Habit, type Supplier } from '../suppliers/suppliers.ts';

/** Fruits in which a habit of one's own becomes another. */
const WANDER_FRUITS = 3000;
/** How far habits of one's own lie apart where suppliers differ in full: standard deviation of the mean ripeness, and of the shares, of which those below 0 count as none. */
const OWN: Readonly<Habit> = { ripeness: 0.12, waxed: 0.2, bruised: 0.2 };

/** How a supplier sends fruit at an event: what the world says of it, and where suppliers differ its own wandering habit besides. A pure function of (seed, world, supplier, index). */
export function habitAt(seed: number, { suppliers }: Pick<World, 'suppliers'>, supplier: Supplier, index: number): Readonly<Habit> {
  if (!suppliers) return PLAIN_HABIT;
  const { differ, [supplier]: told } = suppliers;
  if (!(differ > 0)) return told;
  const own = (habit: keyof Habit): number => differ * OWN[habit] * wandered(seed, supplier, habit, index);
  return { ripeness: told.ripeness + own('ripeness'), waxed: share(told.waxed + Math.max(0, own('waxed'))), bruised: share(told.bruised + Math.max(0, own('bruised'))) };
}

/** Standard normal at every `WANDER_FRUITS`th event, raised cosines between. */
function wandered(seed: number, supplier: Supplier, habit: keyof Habit, index: number): number {
  const knot = Math.floor(index / WANDER_FRUITS);
  const at = SUPPLIERS.indexOf(supplier) * HABITS.length + HABITS.indexOf(habit);
  const part = 0.5 - 0.5 * cos((Math.PI * (index - knot * WANDER_FRUITS)) / WANDER_FRUITS);
  return (1 - part) * normalAt(seed, knot, at) + part * normalAt(seed, knot + 1, at);
}

function normalAt(seed: number, knot: number, at: number): number {
  return randomAt(seed, knot, LANES.habits + at).normal();
}

function share(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}
