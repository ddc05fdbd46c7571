import type { Random } from '../../common/random/random.ts';
import { CATALOGUE, CULTIVAR_IDS, cultivarOf } from './catalogue.ts';
import type { Fruit } from './fruit.ts';
import { cultivarWeight } from './world-default.ts';
import { SPECIES } from './world.ts';
import { PLAIN_HABIT, type Habit } from '../suppliers/suppliers.ts';
import type { Species, World } from './world.ts';

const speciesWeights: number[] = SPECIES.map(() => 0);
const cultivarWeights = Object.fromEntries(
  SPECIES.map((species) => [species, CULTIVAR_IDS[species].map(() => 0)]),
) as Record<Species, number[]>;

/** How much riper waxed skin looks at least, in ripeness. */
const WAX_LIFT = 0.3;

/** Draws until a waxed fruit looks like a ripe one of its cultivar; the rare one that never does looks just ripe. */
const MOST_LOOKS = 24;
/** Share of any fruit that is not bruised. */
const SOUND = 0.88;

/**
 * One fruit out of a world, from a supplier of that habit. It takes the same draws in the same order whatever the world says, so a change of light leaves
 * the fruit alone, and a change of ripeness leaves their poses alone.
 */
export function drawFruit(world: World, random: Random, habit: Readonly<Habit> = PLAIN_HABIT): Fruit {
  for (let i = 0; i < SPECIES.length; i += 1) speciesWeights[i] = world.species[SPECIES[i]!];
  const species = SPECIES[random.pick(speciesWeights)]!;
  const ids = CULTIVAR_IDS[species];
  const weights = cultivarWeights[species];
  for (let i = 0; i < ids.length; i += 1) weights[i] = cultivarWeight(world, species, ids[i]!);
  const cultivar = ids[random.pick(weights)]!;
  const { size, leafiness, sway } = CATALOGUE[species];

  const ripeness = fold(world.ripeness.mean + habit.ripeness + world.ripeness.spread * random.normal());
  const scale = clamp(0.345 * size * (1 + 0.06 * random.normal()), 0.2, 0.42);
  const dx = 0.025 * bounded(random.normal());
  const dy = 0.02 * bounded(random.normal());
  const turn = sway * (2 * random.next() - 1);
  const skinSeed = random.word();
  const bruised = random.next();
  const hasLeaf = random.bool(leafiness);
  const occluded = random.next();
  const waxCoin = random.next();

  const { ripeThreshold } = cultivarOf(species, cultivar);
  const waxed = ripeness < ripeThreshold && waxCoin < Math.max(world.faults.waxed, habit.waxed);
  const bySupplier = waxed && waxCoin < habit.waxed;
  const gloss = bySupplier ? (world.suppliers?.gloss ?? 0) : 0;
  const sound = SOUND * (1 - habit.bruised);
  return {
    species, cultivar, ripeness,
    look: bySupplier ? lookOfRipe(world, ripeThreshold, random) : waxed ? Math.min(0.92, Math.max(ripeThreshold + 0.15, ripeness + WAX_LIFT)) : ripeness,
    waxed, ...(gloss > 0 ? { gloss } : {}), scale, dx, dy, turn, skinSeed,
    bruise: bruised > sound ? (bruised - sound) / (1 - sound) : 0,
    hasLeaf,
    occlusion: occluded > 0.93 ? (occluded - 0.93) / 0.07 : 0,
  };
}

/** How ripe a ripe fruit of this world is, so that whoever waxes to it cannot be told apart by a picture. */
function lookOfRipe({ ripeness: { mean, spread } }: World, threshold: number, random: Random): number {
  for (let tries = 0; tries < MOST_LOOKS; tries += 1) {
    const look = fold(mean + spread * random.normal());
    if (look >= threshold) return look;
  }
  return threshold;
}

/** A fruit as it stands on the plate of the first screen: centred, upright, unbruised, the same each time. */
export function portrait(species: Species, ripeness: number, cultivar: string = CULTIVAR_IDS[species][0]!): Fruit {
  return {
    species, cultivar, ripeness, look: ripeness, waxed: false,
    scale: Math.min(0.4, 0.365 * CATALOGUE[species].size), dx: 0, dy: 0, turn: 0, skinSeed: 20260301, bruise: 0, hasLeaf: false, occlusion: 0,
  };
}

/** Latent ripeness from which a fruit counts as ripe in this world, 0..1: the cultivar's threshold moved by taste. */
export function ripeThreshold(world: World, species: Species, cultivar: string): number {
  return clamp(cultivarOf(species, cultivar).ripeThreshold + world.taste + (world.tastes[species] ?? 0), 0, 1);
}

/** Whether the market takes this fruit as ripe: latent ripeness ≥ threshold. What the skin shows does not count. */
export function isRipe(world: World, fruit: Fruit): boolean {
  return fruit.ripeness >= ripeThreshold(world, fruit.species, fruit.cultivar);
}

function clamp(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value;
}

function bounded(z: number): number {
  return clamp(z, -2, 2);
}

/** Reflects a number at 0 and 1 until it lies between. */
function fold(value: number): number {
  const turn = value - 2 * Math.floor(value / 2);
  return turn > 1 ? 2 - turn : turn;
}
