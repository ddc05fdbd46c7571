import type { Route } from '../rollout/route.ts';
import type { FeatureBlock, InputSize } from '../features/blocks.ts';
import type { Recipe } from '../learning/recipe.ts';

export const BACKENDS = ['webgpu', 'wasm', 'webgl', 'cpu'] as const;
export type Backend = (typeof BACKENDS)[number];

/** What a model takes and gives: all that is needed to serve it. */
export interface Signature {
  /** Side of the square picture in pixels. */
  inputSize: InputSize;
  /**
   * `features`: the network takes the listed blocks, concatenated, each block scaled to unit L2 norm when `normalise`.
   * `pixels`: it takes [n, inputSize, inputSize, 3] in 0..1.
   */
  input: 'features' | 'pixels';
  blocks: FeatureBlock[];
  normalise: boolean;
  /** Class names in the order of the output scores, which are probabilities. */
  labels: string[];
  /** SHA-256 of the backbone's weights when `embedding` is used. */
  backboneSha256?: string;
}

/** A network in the form that tfjs writes and reads (`LayersModel`). */
export interface NetworkArtifact {
  /** `modelTopology` of tfjs' model.json. */
  topology: object;
  weightSpecs: { name: string; shape: number[]; dtype: 'float32' | 'int32' | 'bool' }[];
  weightData: ArrayBuffer;
}

/** Per-class quality on the held-out split. */
export interface ClassMetrics {
  label: string;
  precision: number;
  recall: number;
  f1: number;
  support: number;
}

/** Quality on the held-out test split. Shares are in 0..1, undefined ratios (0/0) are 0. */
export interface QualityMetrics {
  accuracy: number;
  /** Mean of the classes' recalls. */
  balancedAccuracy: number;
  macroF1: number;
  logLoss: number;
  /** Expected calibration error, 15 top-label bins. */
  ece: number;
  perClass: ClassMetrics[];
  /** Rows are truth, columns are predictions, both in the order of the labels. */
  confusion: number[][];
}

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
  appVersion: string;
}

/** A registered result of a run; immutable but for its name and notes. */
export interface ModelVersion {
  /** 1, 2, 3 … shown as v1. */
  number: number;
  name: string;
  notes: string;
  recipe: Recipe;
  signature: Signature;
  metrics: QualityMetrics;
  lineage: {
    runId: number | null;
    dataSetVersion: number | null;
    dataSetHash: string | null;
    backend: Backend;
    appVersion: string;
    /** Version that was live when the training of this one began. */
    parent: number | null;
    importedFrom?: string;
  };
  createdMs: number;
  sizeBytes: number;
  /** SHA-256 over topology and weights. */
  checksum: string;
  /** Mean and standard deviation of each readable feature over the training split: what a monitor compares with. */
  reference: {
    mean: number[]; std: number[]; accuracy: number; predictedShare: number[];
    /** Names of the readable features in `mean` and `std`. */
    features?: string[];
    /** The test split as rows of the log (`encodeSegment`, base64), at most a segment of them. */
    rows?: string;
    /** Where the embeddings of the training split lie (`packEmbeddingSpace`). */
    embedding?: string;
  };
}

export const ALIASES = ['champion', 'challenger'] as const;
export type Alias = (typeof ALIASES)[number];

/** One change of who judges the line. */
export interface Deployment {
  /** Counted from 1 over a project; rows of the log carry it. */
  id: number;
  /** The version that decides, or decides what the route leaves it. */
  version: number;
  /** The version under trial; null while there is none. */
  challenger: number | null;
  /** How the challenger gets fruit. */
  route: Route;
  /** First event that this version judges. */
  fromIndex: number;
  /** Unix ms. */
  atMs: number;
  reason: 'deploy' | 'rollback' | 'first' | 'restore' | 'rollout' | 'promote' | 'abort';
  replaced: number | null;
}
