import type { InputSize } from '../../data/features/blocks.ts';

export const RECIPE_KINDS = ['colour', 'linear', 'mlp', 'cnn'] as const;
export type RecipeKind = (typeof RECIPE_KINDS)[number];

interface RecipeBase {
  seed: number;
  inputSize: InputSize;
}

/** Named hand-made features and multinomial logistic regression. */
export interface ColourRecipe extends RecipeBase {
  kind: 'colour';
  /** L2 penalty on standardised weights, ≥ 0. */
  l2: number;
}

/** Backbone and a ridge head solved in closed form. */
export interface LinearRecipe extends RecipeBase {
  kind: 'linear';
  features: ('embedding' | 'colour')[];
  /** Ridge strength; `auto` picks it by leave-one-out error. How much colour counts beside the embedding is always picked so. */
  ridge: number | 'auto';
}

interface IterativeRecipe extends RecipeBase {
  learningRate: number;
  epochs: number;
  batchSize: number;
  /** Epochs without a better validation loss before stopping early; 0 never stops early. */
  patience: number;
}

/** Backbone and a small dense network, as Teachable Machine does. */
export interface MlpRecipe extends IterativeRecipe {
  kind: 'mlp';
  features: ('embedding' | 'colour')[];
  hiddenUnits: number;
  dropout: number;
}

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
  dropout: number;
}

export type Recipe = ColourRecipe | LinearRecipe | MlpRecipe | CnnRecipe;

/** What a caller may give: a kind, and whatever differs from the defaults. */
export type RecipeInput = { kind: RecipeKind } & Partial<Omit<ColourRecipe, 'kind'>> & Partial<Omit<LinearRecipe, 'kind'>> &
  Partial<Omit<MlpRecipe, 'kind'>> & Partial<Omit<CnnRecipe, 'kind'>>;
