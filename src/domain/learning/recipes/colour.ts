import * as v from 'valibot';
import { INPUT_SIZES } from '../../data/features/blocks.ts';
import { clamped, common, type RecipeBase, type RecipeSpec } from './spec.ts';

/** Named hand-made features and multinomial logistic regression. */
export interface ColourRecipe extends RecipeBase {
  kind: 'colour';
  /** L2 penalty on standardised weights, ≥ 0. */
  l2: number;
}

export const COLOUR: RecipeSpec<ColourRecipe> = {
  help: 'logistic regression you can read',
  sizes: INPUT_SIZES,
  settings: v.object({ ...common(48), l2: v.optional(clamped([0, 100]), 1) }),
  takes: () => ({ input: 'features', blocks: ['readable'], normalise: false }),
  words: ({ l2 }) => `L2 ${l2.toFixed(l2 < 1 ? 3 : 0)}`,
};
