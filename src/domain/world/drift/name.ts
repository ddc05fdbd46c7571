import { CATALOGUE, cultivarOf } from '../orchard/catalogue.ts';
import { SUPPLIER_NAMES, SUPPLIERS } from '../suppliers/suppliers.ts';
import { SPECIES, type World } from '../orchard/world.ts';
import { defaultWorld } from '../orchard/world-default.ts';
import type { Drift, DriftKind } from './scenario.ts';

const BY_KIND: Record<DriftKind, string> = {
  covariate: 'other pictures',
  prior: 'other fruit',
  concept: 'another taste',
  fault: 'a fault',
};

/**
 * A plain name for a drift that has none, from its pattern and the first thing that it changes, such as `gradual: greener taste`. `from` is
 * the world that it leaves: the same lamp is less light after a brighter one and more light after a darker one.
 */
export function namedDrift({ kind, pattern, to }: Pick<Drift, 'kind' | 'pattern' | 'to'>, from: World = defaultWorld): string {
  return `${pattern}: ${changeOf(to, from) ?? BY_KIND[kind]}`;
}

function changeOf(to: Drift['to'], from: World): string | undefined {
  const { light, camera, ripeness, faults } = to;
  if (to.taste !== undefined && to.taste !== from.taste) return to.taste > from.taste ? 'riper taste' : 'greener taste';
  for (const species of SPECIES) {
    const taste = to.tastes?.[species];
    const name = CATALOGUE[species].name.toLowerCase();
    if (taste !== undefined && taste !== (from.tastes[species] ?? 0)) return `${taste > (from.tastes[species] ?? 0) ? 'riper' : 'greener'} ${name}`;
    const cultivar = Object.entries(to.cultivars?.[species] ?? {}).find(([, weight]) => weight > 0);
    if (cultivar) return cultivarOf(species, cultivar[0]).name;
  }
  if (light?.exposure !== undefined && light.exposure !== from.light.exposure) return light.exposure > from.light.exposure ? 'brighter light' : 'fading light';
  if (light?.warmth !== undefined && light.warmth !== from.light.warmth) return light.warmth > from.light.warmth ? 'warmer lamp' : 'colder lamp';
  if (camera?.dust !== undefined && camera.dust !== from.camera.dust) return camera.dust > from.camera.dust ? 'dust on the lens' : 'a cleaner lens';
  if (camera?.blur !== undefined && camera.blur !== from.camera.blur) return camera.blur > from.camera.blur ? 'out of focus' : 'sharper pictures';
  if (camera?.noise !== undefined) return camera.noise < from.camera.noise ? 'less sensor noise' : 'sensor noise';
  if (to.place) return `moved to ${to.place}`;
  if (faults?.waxed) return 'waxed fruit';
  if (faults?.dead) return 'dead pixels';
  if (faults?.frozen) return 'frozen frame';
  if (faults?.labelNoise) return 'swapped labels';
  const waxing = SUPPLIERS.filter((supplier) => (to.suppliers?.[supplier]?.waxed ?? 0) > 0);
  if (waxing.length > 0) return `${waxing.map((supplier) => SUPPLIER_NAMES[supplier]).join(', ')} ${waxing.length === 1 ? 'waxes' : 'wax'}`;
  if (to.suppliers) return 'other habits of suppliers';
  if (to.shop) return 'another season in the shop';
  const { photos } = to;
  const [rule] = Object.entries(photos?.counts ?? {});
  if (rule) return `${rule[0]} counts as ${rule[1].as}`;
  if (photos?.second !== undefined) return 'another set';
  if (photos?.crop !== undefined) return 'closer pictures';
  if (photos?.turn !== undefined) return 'a turned camera';
  if (photos?.weights) return 'another mix';
  if (ripeness?.mean !== undefined) return 'another ripeness';
  if (to.species) return 'another harvest';
  return undefined;
}
