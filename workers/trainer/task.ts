import type { Recipe } from '../../src/domain/learning/recipes/recipe.ts';
import type { Curves, RunOutcome } from '../../src/domain/learning/run.ts';
import type { NetworkArtifact } from '../../src/domain/registry/version.ts';

/** Positions of the samples of each split. */
export interface SplitRows {
  train: Int32Array;
  validation: Int32Array;
  test: Int32Array;
}

/** What every recipe learns from. */
export interface LearningTask<R extends Recipe = Recipe> {
  recipe: R;
  classOf: Int32Array;
  classes: number;
  rows: SplitRows;
}

/** Hand-made or backbone features, one row a sample. */
export interface FeatureTask<R extends Recipe = Recipe> extends LearningTask<R> {
  x: Float32Array;
  width: number;
}

/** RGB bytes of every sample at the recipe's size. */
export interface PixelTask<R extends Recipe = Recipe> extends LearningTask<R> {
  pixels: Uint8Array;
}

/** A trained network and what it says of the test split. */
export interface Learned {
  artifact: NetworkArtifact;
  /** Probabilities, test rows × classes. */
  testScores: Float32Array;
  curves: Curves;
  outcome: Extract<RunOutcome, 'done' | 'stopped-early'>;
}

export const noCurves = (): Curves => ({ trainLoss: [], trainAccuracy: [], validationLoss: [], validationAccuracy: [] });

/** Rows of several splits together, in ascending order. */
export function together(...parts: Int32Array[]): Int32Array {
  return Int32Array.from(parts.flatMap((part) => [...part])).sort();
}
