import type { Place, Species } from './world.ts';

/** One fruit, fully decided: what the renderer draws and what the truth is computed from. */
export interface Fruit {
  species: Species;
  cultivar: string;
  /** Latent ripeness, 0..1: decides the truth. */
  ripeness: number;
  /** The ripeness that its skin shows, 0..1: differs from `ripeness` only for waxed fruit. */
  look: number;
  waxed: boolean;
  /** How much its wax shines, 0..1; left out where it does not. */
  gloss?: number;
  /** Radius of the bounding circle as a share of the picture's width (about 0.28..0.42). */
  scale: number;
  /** Offset of the centre from the picture's centre, as shares of the width. */
  dx: number;
  dy: number;
  /** Rotation in the picture plane, radians. */
  turn: number;
  /** Seed for everything small: texture, lenticels, spots, bruises, stem, leaf, deformation. */
  skinSeed: number;
  /** 0..1 how badly bruised. */
  bruise: number;
  hasLeaf: boolean;
  /** 0 none .. 1 much: a leaf or neighbour in front. */
  occlusion: number;
}

/** Where and how the fruit is photographed. */
export interface Shot {
  place: Place;
  exposure: number;
  warmth: number;
  noise: number;
  blur: number;
  dust: number;
  vignette: number;
  /** Share of dead pixels 0..1. */
  dead: number;
  /** Direction of the lamp in the picture plane, radians (per-event jitter around upper left). */
  lampAngle: number;
  /** Seed for sensor noise and background detail of this shot. Dust and dead pixels sit still: they derive from `cameraSeed`. */
  shotSeed: number;
  cameraSeed: number;
}
