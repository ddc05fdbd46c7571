import * as v from 'valibot';
import { BACKBONE_SIZES, features, takesFeatures, type BackboneRecipe } from './backbone.ts';
import { iterative, iterativeText, type IterativeRecipe } from './iterative.ts';
import { common, whole, type RecipeSpec } from './spec.ts';

/** Backbone and a small dense network, as Teachable Machine does. */
export interface MlpRecipe extends BackboneRecipe, IterativeRecipe {
  kind: 'mlp';
  hiddenUnits: number;
}

export const MLP: RecipeSpec<MlpRecipe> = {
  help: 'Adam, as Teachable Machine does',
  sizes: BACKBONE_SIZES,
  settings: v.object({ ...common(128), features, hiddenUnits: v.optional(whole([1, 1024]), 100), ...iterative({ epochs: 50, batchSize: 16, patience: 10 }) }),
  takes: takesFeatures,
  words: (recipe) => `${recipe.hiddenUnits} units, ${iterativeText(recipe)}`,
};
