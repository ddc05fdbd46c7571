import type { PhotoPatch, PhotoWorld } from '../photos/photo-world.ts';
import type { ShopPatch, ShopWorld } from '../shop/shop-world.ts';
import type { SupplierPatch, SupplierWorld } from '../suppliers/suppliers.ts';

/** The species that grow here, in the order of the plate on the first screen. */
export const SPECIES = ['apple', 'banana', 'tomato', 'mango', 'strawberry', 'orange', 'lemon', 'avocado'] as const;
export type Species = (typeof SPECIES)[number];

export const PLACES = ['belt', 'crate', 'wood', 'leaves', 'paper'] as const;
export type Place = (typeof PLACES)[number];

/** Everything that decides how a fruit looks and whether it counts as ripe. Every number has a slider. */
export interface World {
  /** Weight of each species, ≥ 0; zero means that it does not arrive. */
  species: Record<Species, number>;
  /** Weight of each cultivar within its species, ≥ 0. A species left out uses its catalogue's shares. */
  cultivars: Partial<Record<Species, Record<string, number>>>;
  /** Latent ripeness of arriving fruit, in 0..1: a normal draw, folded back into the range. */
  ripeness: { mean: number; spread: number };
  /** Moves every ripe-threshold, −0.5..0.5. Positive: the market wants riper fruit. */
  taste: number;
  /** Moves the threshold of single species on top of `taste`, −0.5..0.5. */
  tastes: Partial<Record<Species, number>>;
  /** Exposure in EV (−3..3); warmth −1 cold .. 1 warm. */
  light: { exposure: number; warmth: number };
  /** Noise: standard deviation as a share of full scale (0..0.3); blur: sigma as a share of the picture's width × 100 (0..5); dust 0..1; vignette 0..1. */
  camera: { noise: number; blur: number; dust: number; vignette: number };
  place: Place;
  /** Share of events hit by each data-quality fault (0..1). `dead`: share of dead pixels. `waxed`: share of unripe fruit waxed to look ripe. */
  faults: { frozen: number; dead: number; labelNoise: number; waxed: number };
  /** Of production on photographs; left out while nothing of it was changed. */
  photos?: PhotoWorld;
  /** Of who sends the fruit; left out while nothing is said of them. */
  suppliers?: SupplierWorld;
  /** Of the shop that sells it; left out while nothing is said of it. */
  shop?: ShopWorld;
}

export type Light = World['light'];

/** Any part of a world; what is left out is left alone. */
export interface WorldPatch {
  species?: Partial<Record<Species, number>>;
  cultivars?: Partial<Record<Species, Record<string, number>>>;
  ripeness?: Partial<World['ripeness']>;
  taste?: number;
  tastes?: Partial<Record<Species, number>>;
  light?: Partial<World['light']>;
  camera?: Partial<World['camera']>;
  place?: Place;
  faults?: Partial<World['faults']>;
  photos?: PhotoPatch;
  suppliers?: SupplierPatch;
  shop?: ShopPatch;
}
