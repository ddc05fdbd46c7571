import type { FeatureImportance } from './evaluation/permutation-importance.ts';
import type { QualityMetrics } from './evaluation/quality-metrics.ts';
import type { Recipe } from './recipes/catalogue.ts';

/** What trains and predicts on this machine. */
export const BACKENDS = ['webgpu', 'wasm', 'webgl', 'cpu'] as const;
export type Backend = (typeof BACKENDS)[number];

/** One point an epoch; for closed-form recipes the arrays are empty. */
export interface Curves {
  trainLoss: number[];
  trainAccuracy: number[];
  validationLoss: number[];
  validationAccuracy: number[];
}

/** One held-out prediction, so that mistakes can be looked at. */
export interface HeldOutPrediction {
  sampleId: string;
  /** Indices into the labels. */
  truth: number;
  predicted: number;
  scores: number[];
}

export type RunOutcome = 'running' | 'done' | 'stopped-early' | 'cancelled' | 'failed';

/** One training. */
export interface Run {
  id: number;
  recipe: Recipe;
  dataSetVersion: number;
  backend: Backend;
  /** Why another backend than the chosen one trained, when so. */
  backendNote?: string;
  outcome: RunOutcome;
  errorCode?: string;
  startedMs: number;
  /** Solving or iterating only. */
  trainMs: number;
  /** Embedding what was not cached. */
  embedMs: number;
  metrics?: QualityMetrics;
  curves: Curves;
  heldOut: HeldOutPrediction[];
  /** How much the tested network rests on what it takes; left out for what takes pixels, and for runs before it was measured. */
  importance?: FeatureImportance[];
  appVersion: string;
}
