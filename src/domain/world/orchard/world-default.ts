import { CATALOGUE, CULTIVAR_IDS } from './catalogue.ts';
import { blendPhotos, PLAIN_PHOTOS } from '../photos/photo-world.ts';
import { blendSuppliers, PLAIN_SUPPLIERS } from '../suppliers/suppliers.ts';
import { blendShop, USUAL_SHOP } from '../shop/shop-world.ts';
import { SPECIES } from './world.ts';
import type { Species, World, WorldPatch } from './world.ts';

/** The world when nothing is said: six species by weight, fair light, a clean camera, the belt. */
export const defaultWorld: World = {
  species: Object.fromEntries(SPECIES.map((species) => [species, CATALOGUE[species].weight])) as Record<Species, number>,
  cultivars: {},
  ripeness: { mean: 0.52, spread: 0.28 },
  taste: 0,
  tastes: {},
  light: { exposure: 0, warmth: 0 },
  camera: { noise: 0.02, blur: 0, dust: 0, vignette: 0.25 },
  place: 'belt',
  faults: { frozen: 0, dead: 0, labelNoise: 0, waxed: 0 },
};

/** Weight of a cultivar in a world: what the world says, else the catalogue's share. */
export function cultivarWeight(world: World, species: Species, id: string): number {
  return world.cultivars[species]?.[id] ?? CATALOGUE[species].cultivars[id]?.share ?? 0;
}

/**
 * The world part way towards a patch: value = old + w·(new − old) for every number that the patch names; the place, which
 * has no half way, changes at w ≥ 0.5. `w` in 0..1. Parts that do not change are shared with `from`, never copied.
 */
export function blendWorld(from: World, patch: WorldPatch, w: number): World {
  const world: World = { ...from };
  if (patch.species) world.species = blendNumbers(from.species, patch.species, w);
  if (patch.ripeness) world.ripeness = blendNumbers(from.ripeness, patch.ripeness, w);
  if (patch.light) world.light = blendNumbers(from.light, patch.light, w);
  if (patch.camera) world.camera = blendNumbers(from.camera, patch.camera, w);
  if (patch.faults) world.faults = blendNumbers(from.faults, patch.faults, w);
  if (patch.photos) world.photos = blendPhotos(from.photos ?? PLAIN_PHOTOS, patch.photos, w);
  if (patch.suppliers) world.suppliers = blendSuppliers(from.suppliers ?? PLAIN_SUPPLIERS, patch.suppliers, w);
  if (patch.shop) world.shop = blendShop(from.shop ?? USUAL_SHOP, patch.shop, w);
  if (patch.taste !== undefined) world.taste = from.taste + w * (patch.taste - from.taste);
  if (patch.place !== undefined && w >= 0.5) world.place = patch.place;
  if (patch.tastes) {
    world.tastes = { ...from.tastes };
    for (const species of SPECIES) {
      const to = patch.tastes[species];
      if (to === undefined) continue;
      const old = from.tastes[species] ?? 0;
      world.tastes[species] = old + w * (to - old);
    }
  }
  if (patch.cultivars) {
    world.cultivars = { ...from.cultivars };
    for (const species of SPECIES) {
      const to = patch.cultivars[species];
      if (to === undefined) continue;
      const weights: Record<string, number> = { ...from.cultivars[species] };
      for (const id of CULTIVAR_IDS[species]) {
        const weight = to[id];
        if (weight === undefined) continue;
        const old = cultivarWeight(from, species, id);
        weights[id] = old + w * (weight - old);
      }
      world.cultivars[species] = weights;
    }
  }
  return world;
}

/** The world with a patch applied in full. */
export function mergeWorld(base: World, patch: WorldPatch): World {
  return blendWorld(base, patch, 1);
}

function blendNumbers<T extends Record<keyof T, number>>(from: T, to: Partial<T>, w: number): T {
  const blended = { ...from };
  for (const key in to) {
    const value = to[key];
    if (value !== undefined && Object.hasOwn(from, key)) blended[key] = (from[key] + w * (value - from[key])) as T[typeof key];
  }
  return blended;
}
