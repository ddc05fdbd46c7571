import { describe, expect, it } from 'vitest';
import { CATALOGUE, CULTIVAR_IDS, cultivarOf } from '../../../../src/domain/world/orchard/catalogue.ts';
import { drawFruit, isRipe, portrait, ripeThreshold } from '../../../../src/domain/world/orchard/draw.ts';
import { WORLD_PARAMETERS, mergePatches, parameterAt, patchOf, readParameter, readPatch } from '../../../../src/domain/world/orchard/parameters.ts';
import { blendWorld, defaultWorld, mergeWorld } from '../../../../src/domain/world/orchard/world-default.ts';
import { SPECIES } from '../../../../src/domain/world/orchard/world.ts';
import { randomAt } from '../../../../src/domain/common/random/random.ts';

describe('catalogue', () => {
  it.each(SPECIES)('%s has at least three cultivars with whole colour paths', (species) => {
    expect(CULTIVAR_IDS[species].length).toBeGreaterThanOrEqual(3);
    for (const id of CULTIVAR_IDS[species]) {
      const { ground, over, ripeThreshold: threshold } = cultivarOf(species, id);
      expect(threshold).toBeGreaterThan(0.3);
      expect(threshold).toBeLessThan(0.7);
      for (const path of [ground, over ?? ground]) {
        for (let k = 1; k < path.length; k += 1) expect(path[k]![0]).toBeGreaterThan(path[k - 1]![0]);
        for (const [, colour] of path) expect(colour).toMatch(/^#[0-9a-f]{6}$/);
      }
    }
  });

  it('falls back to the first cultivar', () => {
    expect(cultivarOf('apple', 'constructor')).toBe(CATALOGUE.apple.cultivars.gala);
  });
});

describe('blendWorld', () => {
  it('moves numbers part way and the place at the half', () => {
    const patch = { taste: 0.4, light: { exposure: -2 }, place: 'wood', tastes: { banana: -0.2 }, cultivars: { apple: { 'granny-smith': 1, gala: 0 } } } as const;
    const world = blendWorld(defaultWorld, patch, 0.25);
    expect(world).toMatchObject({ taste: 0.1, light: { exposure: -0.5, warmth: 0 }, place: 'belt', tastes: { banana: -0.05 } });
    expect(world.cultivars.apple).toEqual({ 'granny-smith': 0.25, gala: 0.375 });
    expect(blendWorld(defaultWorld, patch, 0.5).place).toBe('wood');
    expect(mergeWorld(defaultWorld, {})).toEqual(defaultWorld);
  });

  it('leaves what it is given alone', () => {
    const before = structuredClone(defaultWorld);
    mergeWorld(defaultWorld, { species: { apple: 0 }, tastes: { apple: 0.1 }, faults: { dead: 1 } });
    expect(defaultWorld).toEqual(before);
  });
});

describe('WORLD_PARAMETERS', () => {
  it.each(WORLD_PARAMETERS.map((parameter) => [parameter.path, parameter] as const))('%s reads, patches and prints', (path, parameter) => {
    const { min, max } = parameter;
    const value = readParameter(defaultWorld, path);
    expect(value).toBeGreaterThanOrEqual(min);
    expect(value).toBeLessThanOrEqual(max);
    const patch = patchOf(path, max);
    expect(readPatch(patch, path)).toBe(max);
    expect(readParameter(mergeWorld(defaultWorld, patch), path)).toBe(max);
    expect(readPatch(patchOf(path, max + 10), path)).toBe(max);
    expect(parameter.format(value)).toMatch(/\d/);
  });

  it('prints light as lux and kelvin, and merges patches', () => {
    expect(parameterAt('light.exposure')!.format(-1)).toBe('310 lux');
    expect(parameterAt('light.warmth')!.format(0)).toBe('4\u202f000 K');
    expect(mergePatches(patchOf('light.exposure', 1), patchOf('light.warmth', 0.5))).toEqual({ light: { exposure: 1, warmth: 0.5 } });
    expect(patchOf('__proto__.x', 1)).toEqual({});
    expect(readParameter(defaultWorld, 'nonsense')).toBeNaN();
  });
});

describe('drawFruit', () => {
  const fruits = Array.from({ length: 4000 }, (_, index) => drawFruit(defaultWorld, randomAt(5, index, 0)));

  it('follows the species weights and keeps every number in range', () => {
    for (const species of SPECIES) {
      const share = fruits.filter((fruit) => fruit.species === species).length / fruits.length;
      expect(share).toBeCloseTo(defaultWorld.species[species] / 6, 1);
    }
    for (const fruit of fruits) {
      expect(fruit.ripeness >= 0 && fruit.ripeness <= 1).toBe(true);
      expect(fruit.scale >= 0.2 && fruit.scale <= 0.42).toBe(true);
      expect(Math.abs(fruit.dx) + Math.abs(fruit.dy)).toBeLessThan(0.1);
    }
  });

  it('calls a bit more than half of them ripe', () => {
    const share = fruits.filter((fruit) => isRipe(defaultWorld, fruit)).length / fruits.length;
    expect(share).toBeGreaterThan(0.5);
    expect(share).toBeLessThan(0.6);
  });

  it('decides ripe by threshold and taste', () => {
    const at = ripeThreshold(defaultWorld, 'banana', 'cavendish');
    expect(isRipe(defaultWorld, portrait('banana', at))).toBe(true);
    expect(isRipe(defaultWorld, portrait('banana', at - 1e-9))).toBe(false);
    expect(ripeThreshold(mergeWorld(defaultWorld, { taste: 0.1, tastes: { banana: 0.1 } }), 'banana', 'cavendish')).toBeCloseTo(at + 0.2, 12);
    expect(ripeThreshold(mergeWorld(defaultWorld, { taste: 0.5, tastes: { banana: 0.5 } }), 'banana', 'cavendish')).toBe(1);
  });

  it('waxes only unripe fruit, which then looks ripe', () => {
    const world = mergeWorld(defaultWorld, { faults: { waxed: 1 } });
    for (let index = 0; index < 300; index += 1) {
      const fruit = drawFruit(world, randomAt(5, index, 0));
      const { ripeThreshold: threshold } = cultivarOf(fruit.species, fruit.cultivar);
      expect(fruit.waxed).toBe(fruit.ripeness < threshold);
      if (fruit.waxed) expect(fruit.look).toBeGreaterThan(threshold);
      else expect(fruit.look).toBe(fruit.ripeness);
    }
  });
});
