import type { Species } from './world.ts';
import type { Cultivar, SpeciesTraits } from './traits.ts';
import { apple } from './species/apple.ts';
import { avocado } from './species/avocado.ts';
import { banana } from './species/banana.ts';
import { lemon } from './species/lemon.ts';
import { mango } from './species/mango.ts';
import { orange } from './species/orange.ts';
import { strawberry } from './species/strawberry.ts';
import { tomato } from './species/tomato.ts';

/** Every species that grows here. */
export const CATALOGUE: Readonly<Record<Species, SpeciesTraits>> = {
  apple, banana, tomato, mango, strawberry, orange, lemon, avocado,
};

function idsOf(species: Species): readonly string[] {
  return Object.keys(CATALOGUE[species].cultivars);
}

/** Cultivar ids of each species, in catalogue order. */
export const CULTIVAR_IDS: Readonly<Record<Species, readonly string[]>> = {
  apple: idsOf('apple'), banana: idsOf('banana'), tomato: idsOf('tomato'), mango: idsOf('mango'),
  strawberry: idsOf('strawberry'), orange: idsOf('orange'), lemon: idsOf('lemon'), avocado: idsOf('avocado'),
};

/** The cultivar of that id; the species' first when the id is unknown. */
export function cultivarOf(species: Species, id: string): Cultivar {
  const { cultivars } = CATALOGUE[species];
  return Object.hasOwn(cultivars, id) ? cultivars[id]! : cultivars[CULTIVAR_IDS[species][0]!]!;
}
