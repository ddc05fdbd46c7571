import { randomAt } from '../common/random/random.ts';
import { LANES } from '../world/drift/lanes.ts';
import { cultivarOf } from '../world/orchard/catalogue.ts';
import { ripeThreshold } from '../world/orchard/draw.ts';
import type { Fruit } from '../world/orchard/fruit.ts';
import type { World } from '../world/orchard/world.ts';
import { seasonAt, USUAL_SHOP } from '../world/shop/shop-world.ts';
import type { FruitEvent } from '../world/stream/event.ts';

/** What became of a fruit in the shop. Each step supposes the one before. */
export interface Visit {
  /** On sale: the line called it ripe. */
  readonly shown: boolean;
  readonly clicked: boolean;
  readonly bought: boolean;
  readonly sentBack: boolean;
}

/** Share of fruit that looks just ripe that is clicked on, out of season's swing. */
const CLICKS = 0.32;
/** What the look adds to it: a fruit that looks fully ripe, a waxed skin that gleams, a bruise as bad as can be. */
const BY_LOOK = { ripe: 0.22, waxed: 0.3, bruised: -0.2 } as const;
/** Share of clicks on ripe and on unripe fruit that end in a purchase, and what full ripeness beyond the threshold adds or takes from either. */
const BUYS = { ripe: 0.6, unripe: 0.3, byRipeness: 0.35 } as const;
/** Share of purchases that are sent back, of sound ripe fruit, and what unripeness and a bruise as bad as can be add. */
const RETURNS = { ripe: 0.04, unripe: 0.4, bruised: 0.25 } as const;

/** Probability of a click on a fruit that is shown, 0..1: by its look against what its cultivar looks like when ripe, and by the season. */
export function clickProbability({ shop = USUAL_SHOP }: Pick<World, 'shop'>, fruit: Fruit, index: number): number {
  const beyond = fruit.look - cultivarOf(fruit.species, fruit.cultivar).ripeThreshold;
  return share((CLICKS + BY_LOOK.ripe * beyond + (fruit.waxed ? BY_LOOK.waxed : 0) + BY_LOOK.bruised * fruit.bruise) * seasonAt(shop, index));
}

/** Probability that a click ends in a purchase, 0..1: by how ripe the fruit really is, and what the market wants. */
export function purchaseProbability(world: World, fruit: Fruit): number {
  const beyond = fruit.ripeness - ripeThreshold(world, fruit.species, fruit.cultivar);
  return share((beyond >= 0 ? BUYS.ripe : BUYS.unripe) + BUYS.byRipeness * beyond);
}

/** Probability that a purchase is sent back, 0..1. */
export function returnProbability(world: World, fruit: Fruit): number {
  const isRipe = fruit.ripeness >= ripeThreshold(world, fruit.species, fruit.cultivar);
  return share(RETURNS.ripe + (isRipe ? 0 : RETURNS.unripe) + RETURNS.bruised * fruit.bruise);
}

/**
 * What a shopper does with a fruit, given whether the line sells it: a pure function of scenario, index and verdict. The three coins are the event's own and the same whatever the verdict, so that
 * two versions are compared on the same shoppers.
 */
export function visitAt(seed: number, { index, world, fruit }: FruitEvent, isSold: boolean): Visit {
  if (!isSold) return KEPT_BACK;
  const coins = randomAt(seed, index, LANES.shopper);
  const clicked = coins.bool(clickProbability(world, fruit, index));
  const buys = coins.bool(purchaseProbability(world, fruit));
  const returns = coins.bool(returnProbability(world, fruit));
  const bought = clicked && buys;
  return { shown: true, clicked, bought, sentBack: bought && returns };
}

const KEPT_BACK: Visit = { shown: false, clicked: false, bought: false, sentBack: false };

function share(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}
