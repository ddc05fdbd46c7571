import { randomAt } from '../../common/random/random.ts';
import type { Recipe } from '../recipes/catalogue.ts';
import type { Trial } from './search.ts';

/** Part of the pictures that a trial of a solved recipe draws under the whole budget: who is drawn is all that its seed can change. */
const DRAWN_SHARE = 0.8;
/** Pictures of a label that are drawn at least. */
const LEAST_DRAWN = 2;
const LANE = 43;

/** Whether the recipe learns in epochs: then its budget is a part of them, else a part of the pictures. */
const isIterative = (recipe: Recipe): recipe is Extract<Recipe, { epochs: number }> => 'epochs' in recipe;

/** The recipe that a trial trains: with the trial's seed, and as many epochs as its budget pays for. */
export function trialRecipe({ recipe, seed, budget }: Trial): Recipe {
  return { ...recipe, seed, ...(isIterative(recipe) ? { epochs: Math.max(1, Math.round(recipe.epochs * budget)) } : {}) };
}

/** Rows that a trial learns from, of those that it may: all of them where it learns in epochs, else a draw of every class. In ascending order. */
export function trialRows({ recipe, seed, budget }: Trial, rows: ArrayLike<number>, classOf: ArrayLike<number>): Int32Array {
  if (isIterative(recipe)) return Int32Array.from(rows);
  const byClass = new Map<number, number[]>();
  for (const row of Array.from(rows)) {
    const label = classOf[row]!;
    byClass.set(label, [...byClass.get(label) ?? [], row]);
  }
  const drawn = [...byClass].flatMap(([label, of]) => {
    const random = randomAt(seed, label, LANE);
    const keyed = of.map((row) => ({ row, key: random.next() })).sort((a, b) => a.key - b.key || a.row - b.row);
    return keyed.slice(0, Math.min(of.length, Math.max(LEAST_DRAWN, Math.round(of.length * DRAWN_SHARE * budget)))).map(({ row }) => row);
  });
  return Int32Array.from(drawn).sort();
}
