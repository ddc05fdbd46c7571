import * as v from 'valibot';
import { OrchardError } from '../../common/errors.ts';
import { normaliseRecipe, type Recipe, type RecipeInput } from '../recipes/catalogue.ts';

/** `random`: every configuration under every seed. `halving`: all under a small budget first, a third of them goes on to three times as much. */
export const SEARCH_METHODS = ['random', 'halving'] as const;
export type SearchMethod = (typeof SEARCH_METHODS)[number];

export const SEARCH_LIMITS = { configurations: [2, 48], seeds: [1, 5] } as const;

export interface SearchPlan {
  /** What is searched about: its kind, and what is not searched, stay. */
  recipe: Recipe;
  method: SearchMethod;
  /** Configurations that are tried, the recipe as it is among them. */
  configurations: number;
  /** Trials of each configuration that reaches the whole budget. */
  seeds: number;
  /** Of the draws, and the first of the trials' seeds. */
  seed: number;
}

const limited = ([low, high]: readonly [number, number], usual: number) => v.optional(v.pipe(v.number(), v.finite(), v.transform((value) => Math.round(Math.min(high, Math.max(low, value))))), usual);

const schema = v.object({
  recipe: v.looseObject({ kind: v.string() }), method: v.optional(v.picklist(SEARCH_METHODS), 'halving'), configurations: limited(SEARCH_LIMITS.configurations, 18), seeds: limited(SEARCH_LIMITS.seeds, 3),
  seed: v.optional(v.pipe(v.number(), v.safeInteger()), 1),
});

/** A whole plan from what a caller gave: defaults filled in, counts clamped. Throws OrchardError `argument-invalid`, or `recipe-invalid` for its recipe. */
export function searchPlan(input: unknown): SearchPlan {
  const read = v.safeParse(schema, input);
  if (!read.success) throw new OrchardError('argument-invalid', read.issues.map((issue) => `${v.getDotPath(issue) ?? ''} ${issue.message}`).join('; '));
  return { ...read.output, recipe: normaliseRecipe(read.output.recipe as unknown as RecipeInput) };
}
