/** Colour by ripeness: stops of [ripeness 0..1, sRGB hex], in rising order. */
export type ColourPath = readonly (readonly [ripeness: number, colour: string])[];

/** Amount by ripeness: stops of [ripeness 0..1, amount], in rising order. */
export type Curve = readonly (readonly [ripeness: number, amount: number])[];

/** One cultivar: when it counts as ripe, and how it looks on the way there. */
export interface Cultivar {
  /** Name that people read. */
  name: string;
  /** Share within its species when a world says nothing, ≥ 0. Zero: it comes only when asked for. */
  share: number;
  /** Latent ripeness from which the market takes it as ripe, 0..1, before taste. */
  ripeThreshold: number;
  /** Colour of the skin. */
  ground: ColourPath;
  /** Second colour over the ground: streaks of an apple, blush of a mango. */
  over?: ColourPath;
  /** How much of the skin the second colour covers, 0..1. */
  cover?: Curve;
  /** Height over width of the outline against the species' own; 1 when left out. */
  aspect?: number;
}

/** What a species is made of. */
export interface SpeciesTraits {
  /** Name that people read. */
  name: string;
  /** Weight in the default world. */
  weight: number;
  /** Size against other species, 1 for an apple. */
  size: number;
  /** Share of fruit that carries a leaf, 0..1. */
  leafiness: number;
  /** Widest turn either way in the picture plane, radians. */
  sway: number;
  cultivars: Readonly<Record<string, Cultivar>>;
}
