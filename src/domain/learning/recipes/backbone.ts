import * as v from 'valibot';
import { INPUT_SIZES } from '../../data/features/blocks.ts';
import type { NetworkInput, RecipeBase } from './spec.ts';

/** A recipe whose head learns on the backbone's numbers; the backbone stays as it is. */
export interface BackboneRecipe extends RecipeBase {
  features: ('embedding' | 'colour')[];
}

/** Smaller pictures tell the backbone too little. */
export const BACKBONE_SIZES = INPUT_SIZES.filter((size) => size >= 96);

const blocks = v.pipe(v.array(v.picklist(['embedding', 'colour'])), v.minLength(1), v.transform((list) => [...new Set(list)].sort().reverse()));
export const features = v.optional(blocks, () => ['embedding' as const, 'colour' as const]);

export const takesFeatures = ({ features: chosen }: BackboneRecipe): NetworkInput => ({ input: 'features', blocks: [...chosen], normalise: true });
