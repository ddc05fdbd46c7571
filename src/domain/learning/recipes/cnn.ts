import * as v from 'valibot';
import { INPUT_SIZES, type InputSize } from '../../data/features/blocks.ts';
import { iterative, iterativeText, type IterativeRecipe } from './iterative.ts';
import { common, whole, type RecipeSpec } from './spec.ts';

/** One convolution layer of a network from scratch: convolution, ReLU, and a 2×2 max-pool when `pool`. */
export interface ConvolutionLayer {
  filters: number;
  kernel: 3 | 5;
  pool: boolean;
}

/** A small convolutional network from scratch. */
export interface CnnRecipe extends IterativeRecipe {
  kind: 'cnn';
  layers: ConvolutionLayer[];
  denseUnits: number;
}

export const FILTER_LIMITS = [1, 128] as const;
export const MOST_LAYERS = 8;

const layer = v.object({ filters: whole(FILTER_LIMITS), kernel: v.picklist([3, 5]), pool: v.boolean() });
const usualLayers = (): ConvolutionLayer[] => [16, 32, 64].map((filters) => ({ filters, kernel: 3, pool: true }));

/** A pool halves the side; the last feature map keeps at least 2×2 cells. */
function poolsThatFit(layers: readonly ConvolutionLayer[], inputSize: InputSize): ConvolutionLayer[] {
  let side: number = inputSize;
  return layers.map((each) => {
    const pool = each.pool && side >= 4;
    if (pool) side = Math.floor(side / 2);
    return { ...each, pool };
  });
}

export const CNN: RecipeSpec<CnnRecipe> = {
  help: 'choose every layer yourself',
  sizes: INPUT_SIZES,
  settings: v.pipe(
    v.object({
      ...common(48), layers: v.optional(v.pipe(v.array(layer), v.minLength(1), v.maxLength(MOST_LAYERS)), usualLayers), denseUnits: v.optional(whole([0, 512]), 64),
      ...iterative({ epochs: 30, batchSize: 32, patience: 6 }),
    }),
    v.transform((given) => ({ ...given, layers: poolsThatFit(given.layers, given.inputSize) })),
  ),
  takes: () => ({ input: 'pixels', blocks: [], normalise: false }),
  words: (recipe) => `${recipe.layers.length} layers, ${iterativeText(recipe)}`,
};
