import { ripeThreshold } from '../../../domain/world/orchard/draw.ts';
import { CULTIVAR_IDS, cultivarOf } from '../../../domain/world/orchard/catalogue.ts';
import { cultivarWeight } from '../../../domain/world/orchard/world-default.ts';
import { SPECIES } from '../../../domain/world/orchard/world.ts';
import type { Species, World } from '../../../domain/world/orchard/world.ts';

interface SpeciesShare {
  species: Species;
  /** 0..1 of what arrives. */
  share: number;
}

/** What share of the fruit each species has, the largest first; what does not arrive is left out. */
export function speciesShares(world: Pick<World, 'species'>): SpeciesShare[] {
  const total = SPECIES.reduce((sum, species) => sum + Math.max(0, world.species[species]), 0);
  if (total <= 0) return [];
  return SPECIES.map((species) => ({ species, share: Math.max(0, world.species[species]) / total }))
    .filter(({ share }) => share > 0.002)
    .sort((a, b) => b.share - a.share);
}

/** The cultivar that most fruit of a species is of. */
export function mainCultivar(world: World, species: Species): string {
  return CULTIVAR_IDS[species].reduce((best, id) => (cultivarWeight(world, species, id) > cultivarWeight(world, species, best) ? id : best));
}

/** From which ripeness on the market takes a species' main cultivar. */
export function ripeFrom(world: World, species: Species): number {
  return ripeThreshold(world, species, mainCultivar(world, species));
}

/** The taste of one species that moves its threshold to a ripeness, on top of the taste for all. */
export function tasteFor(world: World, species: Species, threshold: number): number {
  return Math.min(0.5, Math.max(-0.5, threshold - cultivarOf(species, mainCultivar(world, species)).ripeThreshold - world.taste));
}

/** How a threshold differs from the usual one, in the words of a market. */
export function tasteWord(threshold: number, usual: number): string {
  if (Math.abs(threshold - usual) < 0.005) return 'as usual';
  return threshold < usual ? 'greener' : 'riper';
}
