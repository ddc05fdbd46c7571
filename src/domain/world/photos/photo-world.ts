import type { PhotoLabel } from './outline.ts';

/** What of production on photographs can drift beside light, camera and faults. */
export interface PhotoWorld {
  /** Share of events that show a photograph of the second set, 0..1. */
  second: number;
  /** Share of the picture's side that is cut off about its middle, 0..0.6. */
  crop: number;
  /** How far the camera is turned, degrees, −180..180. */
  turn: number;
  /** How often a label comes against its share of the set, ≥ 0; 1 where nothing is said. */
  weights: Readonly<Record<string, number>>;
  /** What counts as what: of the photographs of a label, a share counts as another one. */
  counts: Readonly<Record<string, CountsAs>>;
}

export interface CountsAs {
  readonly as: string;
  /** 0..1. */
  readonly share: number;
}

export type PhotoPatch = Partial<PhotoWorld>;

/** Photographs as they are, from the first set, each label as often as it is in it, under its own label. */
export const PLAIN_PHOTOS: PhotoWorld = { second: 0, crop: 0, turn: 0, weights: {}, counts: {} };

const own = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined => (Object.hasOwn(record, key) ? record[key] : undefined);

/** How often a label comes against its share of the set. */
export function weightOf({ weights }: PhotoWorld, label: string): number {
  return own(weights, label) ?? 1;
}

/** What a label counts as, and for what share of its photographs; null where nothing is said. */
export function countsAs({ counts }: PhotoWorld, label: string): CountsAs | null {
  return own(counts, label) ?? null;
}

/** Part way towards a patch, `w` in 0..1: every number by old + w·(new − old), a rule by its share. A rule that names another label takes the place of the one before. */
export function blendPhotos(from: PhotoWorld, to: PhotoPatch, w: number): PhotoWorld {
  const mixed = (old: number, value: number | undefined): number => (value === undefined ? old : old + w * (value - old));
  const world: PhotoWorld = { ...from, second: mixed(from.second, to.second), crop: mixed(from.crop, to.crop), turn: mixed(from.turn, to.turn) };
  if (to.weights) world.weights = { ...from.weights, ...Object.fromEntries(Object.entries(to.weights).map(([label, weight]) => [label, mixed(weightOf(from, label), weight)])) };
  if (to.counts) {
    world.counts = { ...from.counts, ...Object.fromEntries(Object.entries(to.counts).map(([label, { as, share }]) => {
      const before = countsAs(from, label);
      return [label, { as, share: mixed(before?.as === as ? before.share : 0, share) }];
    })) };
  }
  return world;
}

/** The share of each label in production on a set, as the weights have it; those without a label keep theirs. */
export function labelShares(world: PhotoWorld, labels: readonly PhotoLabel[], count: number): Map<string, number> {
  const weighed = labels.map(({ name, count: own }) => [name, own * weightOf(world, name)] as const);
  const total = weighed.reduce((sum, [, weight]) => sum + weight, count - labels.reduce((sum, { count: own }) => sum + own, 0));
  return new Map(weighed.map(([name, weight]) => [name, total > 0 ? weight / total : 0]));
}
