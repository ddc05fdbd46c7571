import * as v from 'valibot';
import { BACKBONE_SIZES, features, takesFeatures, type BackboneRecipe } from './backbone.ts';
import { clamped, common, type RecipeSpec } from './spec.ts';

/** Backbone and a ridge head solved in closed form. */
export interface LinearRecipe extends BackboneRecipe {
  kind: 'linear';
  /** Ridge strength; `auto` picks it by leave-one-out error. How much colour counts beside the embedding is always picked so. */
  ridge: number | 'auto';
}

export const LINEAR: RecipeSpec<LinearRecipe> = {
  help: 'solved in one step on the whole batch',
  sizes: BACKBONE_SIZES,
  settings: v.object({ ...common(128), features, ridge: v.optional(v.union([v.literal('auto'), clamped([1e-6, 1e4])]), 'auto') }),
  takes: takesFeatures,
  words: ({ features: chosen, ridge }) => `${chosen.join(' and ')}, ridge ${ridge}`,
};
