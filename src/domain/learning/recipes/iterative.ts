import * as v from 'valibot';
import { clamped, whole, type RecipeBase } from './spec.ts';

/** A recipe whose network learns in epochs. */
export interface IterativeRecipe extends RecipeBase {
  dropout: number;
  learningRate: number;
  epochs: number;
  batchSize: number;
  /** Epochs without a better validation loss before stopping early; 0 never stops early. */
  patience: number;
}

/** Ranges of what all iterative recipes are set by. */
export const ITERATIVE_LIMITS = { dropout: [0, 0.9], learningRate: [1e-6, 1], epochs: [1, 500], batchSize: [1, 256], patience: [0, 500] } as const;

/** The settings of iterative recipes, with what a kind begins at. */
export const iterative = (usual: { epochs: number; batchSize: number; patience: number }) => ({
  dropout: v.optional(clamped(ITERATIVE_LIMITS.dropout), 0.2),
  learningRate: v.optional(clamped(ITERATIVE_LIMITS.learningRate), 0.001),
  epochs: v.optional(whole(ITERATIVE_LIMITS.epochs), usual.epochs),
  batchSize: v.optional(whole(ITERATIVE_LIMITS.batchSize), usual.batchSize),
  patience: v.optional(whole(ITERATIVE_LIMITS.patience), usual.patience),
});

export const iterativeText = ({ learningRate, epochs }: IterativeRecipe): string => `rate ${learningRate}, ${epochs} epochs`;
