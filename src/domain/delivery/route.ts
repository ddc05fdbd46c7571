import { LANES } from '../world/drift/lanes.ts';
import { randomAt } from '../common/random/random.ts';

/** The two places of a deployment. */
type Place = 'champion' | 'challenger';

/** How the challenger of a deployment gets fruit: none, all of it without deciding, or a share of it. */
export type Route =
  | { readonly kind: 'replace' }
  | { readonly kind: 'shadow' }
  /** `weight`: the share of fruit in 0..1 that the challenger decides. `lots`: the fruits of a lot go together. */
  | { readonly kind: 'split'; readonly weight: number; readonly lots?: true };

/** Neighbouring fruits that make a lot. */
export const LOT_FRUITS = 40;

/**
 * Who decides an event: a pure function of the route, the line's seed and the event's index. Raising the weight moves fruit to the
 * challenger and none away from it.
 */
export function route(given: Route, seed: number, index: number): Place {
  if (given.kind !== 'split') return 'champion';
  return randomAt(seed, given.lots ? Math.floor(index / LOT_FRUITS) : index, LANES.route).next() < given.weight ? 'challenger' : 'champion';
}
