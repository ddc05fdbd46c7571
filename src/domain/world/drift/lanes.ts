/** The lane of random numbers that each part of an event draws from; apart, so that one change never shifts another's draws. */
export const LANES = {
  fruit: 0,
  shot: 1,
  labels: 2,
  frozen: 3,
  camera: 4,
  /** Who decides an event while two versions share the line. */
  route: 5,
  /** Which events of a stretch a sample takes. */
  sample: 6,
  /** Which fruit is shipped whatever is said of it. */
  exploration: 7,
  /** Which photograph an event shows, of which set, and what it counts as. */
  photoOrder: 8,
  photoDraw: 9,
  photoRule: 10,
  /** The order of suppliers in a round of lots. */
  lots: 11,
  /** Whether a shopper clicks, buys and sends back. */
  shopper: 12,
  /** A supplier's own habit i is on lane `habits + i`. */
  habits: 20,
  /** The coin of drift i is on lane `drift + i`. */
  drift: 64,
} as const;
