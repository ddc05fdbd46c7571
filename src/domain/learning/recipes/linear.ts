import * as v from 'valibot';
import { VIEWS } from '../../data/augmentation/views.ts';
import { BACKBONE_SIZES, features, takesFeatures, type BackboneRecipe } from './backbone.ts';
import { clamped, common, type RecipeSpec } from './spec.ts';

/** Backbone and a ridge head solved in closed form. */
export interface LinearRecipe extends BackboneRecipe {
  kind: 'linear';
  /** Ridge strength; `auto` picks it by leave-one-out error. How much colour counts beside the embedding is always picked so. */
  ridge: number | 'auto';
  /** Looks at several views of each picture, learns from each, and judges by their mean; left out where it looks once. */
  views?: true;
}

export const LINEAR: RecipeSpec<LinearRecipe> = {
  help: 'solved in one step on the whole batch',
  sizes: BACKBONE_SIZES,
  settings: v.pipe(
    v.object({ ...common(128), features, ridge: v.optional(v.union([v.literal('auto'), clamped([1e-6, 1e4])]), 'auto'), views: v.optional(v.boolean()) }),
    v.transform(({ views, ...given }) => ({ ...given, ...(views ? { views: true as const } : {}) })),
  ),
  takes: (recipe) => ({ ...takesFeatures(recipe), ...(recipe.views ? { views: true } : {}) }),
  words: ({ features: chosen, ridge, views }) => `${chosen.join(' and ')}, ridge ${ridge}${views ? `, ${VIEWS} views of each picture` : ''}`,
};
