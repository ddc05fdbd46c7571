import { randomAt } from '../../common/random/random.ts';
import { LANES } from '../drift/lanes.ts';
import type { World } from '../orchard/world.ts';

/** Events that a frozen camera keeps showing one frame for, until its watchdog starts it again. */
const FREEZE_LENGTH = 64;

/** The event whose frame is shown: a frozen camera repeats the one before its block of events until the block ends. */
export function pictureIndexAt(seed: number, world: World, index: number): number {
  const { frozen } = world.faults;
  if (frozen <= 0) return index;
  const block = Math.floor(index / FREEZE_LENGTH);
  if (!randomAt(seed, block, LANES.frozen).bool(frozen)) return index;
  return Math.max(0, block * FREEZE_LENGTH - 1);
}
