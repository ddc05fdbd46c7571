import type { FeatureBlock, InputSize } from '../data/features/blocks.ts';
import type { Levelling } from '../data/features/levelling.ts';
import type { QualityMetrics } from '../learning/evaluation/quality-metrics.ts';
import type { Recipe } from '../learning/recipes/catalogue.ts';
import type { Backend } from '../learning/run.ts';

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
  /** The network takes the mean of the rows of several views of a picture (`viewOf`); left out where it looks once. */
  views?: true;
  /** What is levelled out of a picture before it is looked at; left out where nothing is. What the log measures of pictures is of them as they came. */
  levelling?: Levelling;
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
    /** Who trained it, where that was not Orchard: then the recipe is what trains the like of it here. */
    maker?: string;
    /** The renewal that a policy asked for (`renewalKey`): by it and its data the version is found again. */
    renewal?: string;
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

/** Bytes of a network as it is kept: its weights, and its layers as JSON. */
export function artifactBytes({ topology, weightData }: NetworkArtifact): number {
  return weightData.byteLength + JSON.stringify(topology).length;
}
