import { CULTIVAR_IDS } from '../orchard/catalogue.ts';
import { SPECIES } from '../orchard/world.ts';
import { PHOTOGRAPH } from './truth.ts';

/** What photographs are called by the set that they are of, or the camera, in place of a cultivar. */
export const PHOTO_SETS = ['first set', 'second set', 'camera'] as const;

/** What an event shows, from its columns: the species, or that it is a photograph; undefined for what stands for nothing. */
export function speciesNamed(species: number): string | undefined {
  return species === PHOTOGRAPH ? 'photograph' : SPECIES[species];
}

/** The cultivar's id, which is unique within its species, or the set that a photograph is of; undefined for what stands for nothing. */
export function cultivarNamed(species: number, cultivar: number): string | undefined {
  if (species === PHOTOGRAPH) return PHOTO_SETS[cultivar];
  const of = SPECIES[species];
  return of && CULTIVAR_IDS[of][cultivar];
}
