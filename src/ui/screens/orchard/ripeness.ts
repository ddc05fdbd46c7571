import { CULTIVAR_IDS } from '../../../domain/world/orchard/catalogue.ts';
import { ripeThreshold } from '../../../domain/world/orchard/draw.ts';
import { SPECIES, type World } from '../../../domain/world/orchard/world.ts';
import { cultivarWeight } from '../../../domain/world/orchard/world-default.ts';

/** A spread below this is drawn as this, or the curve would be a needle without width. */
const LEAST_SPREAD = 0.008;
/** Reflections at 0 and 1 that still carry weight at the widest spread. */
const FOLDS = 3;

/** How densely fruit of a ripeness arrives: a normal curve, folded back at 0 and 1. */
export function ripenessDensity({ ripeness }: Pick<World, 'ripeness'>, at: number): number {
  const spread = Math.max(LEAST_SPREAD, ripeness.spread);
  const bell = (x: number): number => Math.exp(-0.5 * ((x - ripeness.mean) / spread) ** 2) / (spread * Math.sqrt(2 * Math.PI));
  let sum = 0;
  for (let k = -FOLDS; k <= FOLDS; k += 1) sum += bell(2 * k + at) + bell(2 * k - at);
  return sum;
}

/** The density at `points` + 1 places from 0 to 1, as an SVG area over a unit square, the highest point at the top. */
export function densityArea(world: Pick<World, 'ripeness'>, points = 96): string {
  const values = Array.from({ length: points + 1 }, (_, i) => ripenessDensity(world, i / points));
  const most = Math.max(...values);
  const line = values.map((value, i) => `L${(i / points).toFixed(4)} ${(1 - value / most).toFixed(4)}`).join('');
  return `M0 1${line}L1 1Z`;
}

/** The share of a world's fruit that the market takes as ripe, 0..1; waxing and label noise do not count. */
export function ripeShare(world: World, steps = 400): number {
  const tail = new Float64Array(steps + 1);
  for (let i = steps - 1; i >= 0; i -= 1) tail[i] = tail[i + 1]! + ripenessDensity(world, (i + 0.5) / steps);
  let ripe = 0;
  let all = 0;
  for (const species of SPECIES) {
    const weights = CULTIVAR_IDS[species].map((id) => cultivarWeight(world, species, id));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    CULTIVAR_IDS[species].forEach((id, i) => {
      const share = world.species[species] * (total > 0 ? weights[i]! / total : i === 0 ? 1 : 0);
      all += share;
      ripe += share * (tail[Math.round(ripeThreshold(world, species, id) * steps)]! / tail[0]!);
    });
  }
  return all > 0 ? ripe / all : 0;
}
