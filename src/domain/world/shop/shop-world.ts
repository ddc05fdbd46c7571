import { cos } from '../../common/random/exact.ts';

/** What a world says of the shop that sells what the line calls ripe. */
export interface ShopWorld {
  /** How far clicks swing with the season, as a share of their mean, 0..0.9: most in midwinter, least in midsummer. */
  season: number;
  /** Fruits in a year, 100..10,000,000. */
  year: number;
}

export type ShopPatch = Partial<ShopWorld>;

/** The calendar's year at 200 fruits a day, and a mild season. */
export const USUAL_SHOP: Readonly<ShopWorld> = { season: 0.1, year: 73_000 };

/** The line starts on 1 March, as much of a year after midwinter (15 January). */
const START_OF_YEAR = 45 / 365;

/** What clicks are multiplied with at an event: 1 + season in midwinter, 1 − season half a year later. */
export function seasonAt({ season, year }: ShopWorld, index: number): number {
  return 1 + season * cos(2 * Math.PI * (index / year + START_OF_YEAR));
}

/** Part way towards a patch, `w` in 0..1; a year, which has no half way, changes at w ≥ 0.5. */
export function blendShop(from: ShopWorld, to: ShopPatch, w: number): ShopWorld {
  return { season: to.season === undefined ? from.season : from.season + w * (to.season - from.season), year: to.year !== undefined && w >= 0.5 ? to.year : from.year };
}
