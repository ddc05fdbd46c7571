import * as v from 'valibot';
import { VIEWS } from '../../data/augmentation/views.ts';
import { BACKBONE_SIZES, features, takesFeatures, type BackboneRecipe } from './backbone.ts';
import type { InputSize } from '../../data/features/blocks.ts';
import { clamped, common, type RecipeSpec } from './spec.ts';

/** Backbone and a ridge head solved in closed form. */
export interface LinearRecipe extends BackboneRecipe {
  kind: 'linear';
  /** Ridge strength; `auto` picks it by leave-one-out error. How much colour counts beside the embedding is always picked so. */
  ridge: number | 'auto';
  /** Looks at several views of each picture, learns from each, and judges by their mean; left out where it looks once. */
  views?: true;
}

/** Pictures that are looked at several times are shown at this size. */
const VIEWED_SIZE: InputSize = 224;

export const LINEAR: RecipeSpec<LinearRecipe> = {
  help: 'solved in one step on the whole batch',
  sizes: BACKBONE_SIZES,
  settings: v.pipe(
    v.object({ ...common(128), features, ridge: v.optional(v.union([v.literal('auto'), clamped([1e-6, 1e4])]), 'auto'), views: v.optional(v.boolean()) }),
    // Views are cut from the largest picture there is.
    v.transform(({ views, ...given }) => (views ? { ...given, inputSize: VIEWED_SIZE, views: true as const } : given)),
  ),
  takes: (recipe) => ({ ...takesFeatures(recipe), ...(recipe.views ? { views: true } : {}) }),
  words: ({ features: chosen, ridge, views }) => `${chosen.join(' and ')}, ridge ${ridge}${views ? `, ${VIEWS} views of each picture` : ''}`,
};
