import * as v from 'valibot';
import { normaliseRecipe, type Recipe, type RecipeInput } from '../recipes/catalogue.ts';
import { SEARCH_LIMITS, searchPlan, type SearchPlan } from './plan.ts';

/** What is known of one configuration: its results under the greatest budget that it reached. */
export interface LeaderboardRow {
  configuration: number;
  recipe: Recipe;
  /** Part of the whole budget, 0..1. */
  budget: number;
  results: { seed: number; accuracy: number; logLoss: number; pictures: number }[];
  /** Of all its trials. */
  spentMs: number;
}

/** A search that has ended, best first. */
export interface Leaderboard {
  plan: SearchPlan;
  dataSetVersion: number;
  rows: LeaderboardRow[];
  trials: number;
  /** From the first trial to the last, ms. */
  tookMs: number;
  endedMs: number;
  /** The run that the chosen one was trained as, by rank from 1; test pictures are opened by nothing else. */
  trained: { rank: number; run: number }[];
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** Mean over the seeds, and the least and the greatest of them. */
export function rowSpread({ results }: LeaderboardRow): { accuracy: number; least: number; most: number; logLoss: number; pictures: number } {
  const accuracies = results.map(({ accuracy }) => accuracy);
  return { accuracy: mean(accuracies), least: Math.min(...accuracies), most: Math.max(...accuracies), logLoss: mean(results.map(({ logLoss }) => logLoss)), pictures: results[0]?.pictures ?? 0 };
}

/** Best first: who reached the greater budget, then by accuracy, then by log loss, then in the order of the configurations. */
export function ranked(rows: readonly LeaderboardRow[]): LeaderboardRow[] {
  const known = rows.map((row) => ({ row, ...rowSpread(row) }));
  return known.sort((a, b) => b.row.budget - a.row.budget || b.accuracy - a.accuracy || a.logLoss - b.logLoss || a.row.configuration - b.row.configuration).map(({ row }) => row);
}

const real = v.pipe(v.number(), v.finite());
const share = v.pipe(real, v.minValue(0), v.maxValue(1));
const natural = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const recipe = v.pipe(v.looseObject({ kind: v.string() }), v.transform((given) => normaliseRecipe(given as unknown as RecipeInput)));
const [, most] = SEARCH_LIMITS.configurations;
const row = v.object({
  configuration: natural, recipe, budget: share, spentMs: real,
  results: v.pipe(v.array(v.object({ seed: v.pipe(v.number(), v.safeInteger()), accuracy: share, logLoss: real, pictures: natural })), v.minLength(1), v.maxLength(SEARCH_LIMITS.seeds[1])),
});
const schema = v.object({
  plan: v.pipe(v.unknown(), v.transform(searchPlan)), dataSetVersion: natural, rows: v.pipe(v.array(row), v.minLength(1), v.maxLength(most)), trials: natural, tookMs: real, endedMs: real,
  trained: v.pipe(v.array(v.object({ rank: natural, run: natural })), v.maxLength(most)),
});

/** A leaderboard as it was stored; null for anything else. */
export function readLeaderboard(stored: unknown): Leaderboard | null {
  try {
    return v.parse(schema, stored);
  } catch {
    return null;
  }
}
