import { CATALOGUE, cultivarOf } from '../orchard/catalogue.ts';
import { SPECIES } from '../orchard/world.ts';
import type { Drift, DriftKind } from './scenario.ts';

const BY_KIND: Record<DriftKind, string> = {
  covariate: 'other pictures',
  prior: 'other fruit',
  concept: 'another taste',
  fault: 'a fault',
};

/** A plain name for a drift that has none, from its pattern and the first thing that it changes, such as `gradual: greener taste`. */
export function namedDrift({ kind, pattern, to }: Pick<Drift, 'kind' | 'pattern' | 'to'>): string {
  return `${pattern}: ${changeOf(to) ?? BY_KIND[kind]}`;
}

function changeOf(to: Drift['to']): string | undefined {
  const { light, camera, ripeness, faults } = to;
  if (to.taste) return to.taste > 0 ? 'riper taste' : 'greener taste';
  for (const species of SPECIES) {
    const taste = to.tastes?.[species];
    const name = CATALOGUE[species].name.toLowerCase();
    if (taste) return `${taste > 0 ? 'riper' : 'greener'} ${name}`;
    const cultivar = Object.entries(to.cultivars?.[species] ?? {}).find(([, weight]) => weight > 0);
    if (cultivar) return cultivarOf(species, cultivar[0]).name;
  }
  if (light?.exposure) return light.exposure > 0 ? 'brighter light' : 'fading light';
  if (light?.warmth) return light.warmth > 0 ? 'warmer lamp' : 'colder lamp';
  if (camera?.dust) return 'dust on the lens';
  if (camera?.blur) return 'out of focus';
  if (camera?.noise !== undefined) return 'sensor noise';
  if (to.place) return `moved to ${to.place}`;
  if (faults?.waxed) return 'waxed fruit';
  if (faults?.dead) return 'dead pixels';
  if (faults?.frozen) return 'frozen frame';
  if (faults?.labelNoise) return 'swapped labels';
  if (ripeness?.mean !== undefined) return 'another ripeness';
  if (to.species) return 'another harvest';
  return undefined;
}
