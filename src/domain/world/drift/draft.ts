import { parameterAt, patchOf } from '../orchard/parameters.ts';
import type { World } from '../orchard/world.ts';
import type { Drift } from './scenario.ts';

/** How far a drafted drift moves the light, in EV. */
const DRAFT_EV = 1.2;

/** A drift with sensible numbers, to start editing from: less light, or more where there is none to lose. It is named when it is added. */
export function draftDrift(now: number, world: World): Drift {
  const { exposure } = world.light;
  const { min } = parameterAt('light.exposure')!;
  const to = patchOf('light.exposure', exposure - DRAFT_EV >= min ? exposure - DRAFT_EV : exposure + DRAFT_EV);
  return { kind: 'covariate', pattern: 'gradual', onset: now + 500, width: 1500, period: 4000, duty: 0.5, to, name: '', byHand: false };
}
