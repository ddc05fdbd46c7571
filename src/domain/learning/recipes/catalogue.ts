import * as v from 'valibot';
import { counted } from '../../common/counted.ts';
import { OrchardError } from '../../common/errors.ts';
import { CNN } from './cnn.ts';
import { COLOUR } from './colour.ts';
import { LINEAR } from './linear.ts';
import { MLP } from './mlp.ts';
import type { NetworkInput, RecipeBase, RecipeSpec } from './spec.ts';

/** Every kind of recipe, in the order in which a screen should offer them. */
export const RECIPES = { colour: COLOUR, linear: LINEAR, mlp: MLP, cnn: CNN };

export type RecipeKind = keyof typeof RECIPES;
/** A recipe of one kind. */
export type RecipeOf<K extends RecipeKind> = (typeof RECIPES)[K] extends RecipeSpec<infer R> ? Extract<R, { kind: K }> : never;
export type Recipe = { [K in RecipeKind]: RecipeOf<K> }[RecipeKind];

type Given<R> = R extends RecipeBase ? (given: Partial<Omit<R, 'kind'>>) => void : never;
/** What a caller may give: a kind, and whatever differs from the defaults. */
export type RecipeInput = { kind: RecipeKind } & (Given<Recipe> extends (given: infer All) => void ? All : never);

export const RECIPE_KINDS = Object.keys(RECIPES) as readonly RecipeKind[];

const named = v.object({ kind: v.picklist(RECIPE_KINDS) });

/** The catalogue entry of a recipe's kind. */
const specOf = ({ kind }: Recipe): RecipeSpec<Recipe> => RECIPES[kind] as unknown as RecipeSpec<Recipe>;

/**
 * A whole recipe from what a caller gave: defaults filled in, numbers clamped, what belongs to another kind left out.
 * Throws OrchardError `recipe-invalid` for anything of a wrong type, also where it belongs to another kind.
 */
export function normaliseRecipe(input: RecipeInput): Recipe {
  const read = [named, ...Object.values(RECIPES).map(({ settings }) => settings)].map((schema) => v.safeParse(schema, input));
  const wrong = read.flatMap(({ issues = [] }) => issues.map((issue) => `${v.getDotPath(issue) ?? ''} ${issue.message}`));
  if (wrong.length > 0) throw new OrchardError('recipe-invalid', [...new Set(wrong)].join('; '));
  const { augmentation, levelling, ...own } = read[1 + RECIPE_KINDS.indexOf(input.kind)]!.output as Omit<Recipe, 'kind'>;
  return { kind: input.kind, ...own, ...(augmentation ? { augmentation } : {}), ...(levelling ? { levelling } : {}) } as Recipe;
}

/** What the network of a recipe takes. */
export function networkInput(recipe: Recipe): NetworkInput {
  return specOf(recipe).takes(recipe);
}

/** What a recipe was set to, in a few words. */
export function recipeText(recipe: Recipe): string {
  const copies = recipe.augmentation?.copies ?? 0;
  const level = recipe.levelling ? `, ${recipe.levelling === 'exposure' ? 'exposure' : 'exposure and colour of the light'} levelled` : '';
  return `${recipe.inputSize} px, ${specOf(recipe).words(recipe)}${level}${copies > 0 ? `, ${counted(copies, 'changed copy', 'changed copies')} of each picture` : ''}`;
}
