import type { InputSize } from '../../src/domain/data/features/blocks.ts';
import type { Recipe } from '../../src/domain/learning/recipes/catalogue.ts';
import type { Backend, Curves, HeldOutPrediction, RunOutcome } from '../../src/domain/learning/run.ts';
import type { NetworkArtifact, Signature, ModelVersion } from '../../src/domain/registry/version.ts';
import type { FeatureImportance } from '../../src/domain/learning/evaluation/permutation-importance.ts';
import type { QualityMetrics } from '../../src/domain/learning/evaluation/quality-metrics.ts';
import type { Picture } from '../../src/domain/common/picture.ts';
import type { ErrorCode } from '../../src/domain/common/errors.ts';
import type { ReviewMeasures } from '../../src/domain/review/findings.ts';
import type { Augmentation } from '../../src/domain/data/augmentation/augmentation.ts';
import type { ExplainInput, ExplainOutput } from './explain.ts';
import type { Operation } from './message.ts';
import type { MeasureProgress, RowsWanted, TrainingSample } from './sample.ts';
import type { TrialsInput, TrialsProgress } from './search.ts';

export type { TrainingSample } from './sample.ts';

export type BackendChoice = 'auto' | Backend;

/** What the computer offers, as measured. */
export interface ComputeInfo {
  /** In use. */
  backend: Backend;
  choice: BackendChoice;
  /** Name of the WebGPU or WebGL adapter, when there is one. */
  adapter: string | null;
  /** True when the WebGPU adapter is software. */
  softwareAdapter: boolean;
  /** Whether the page is cross-origin isolated (threads for WASM). */
  isolated: boolean;
  /** Milliseconds that the probe took on each backend that it tried; null: not available or broken here. */
  probe: Partial<Record<Backend, number | null>>;
}

/** A picture to be taken into the data set: a file, or pixels drawn by the orchard or grabbed from the camera. */
export type IngestItem = { blob: Blob } | { picture: Picture };

/** What is computed of one picture on arrival. */
export interface Ingested {
  /** Position in the call's items. */
  position: number;
  /** SHA-256 of the stored bytes, hex. */
  id: string;
  /** What is to be stored (the file itself, or a re-encoded one when it is large; PNG for pixels). */
  stored: Blob;
  /** 96-pixel JPEG or WebP thumbnail. */
  thumbnail: Blob;
  lookHash: string;
  readable: Float32Array<ArrayBuffer>;
  colour: Float32Array<ArrayBuffer>;
  /** Only when the call asked for embeddings. */
  embedding: Float32Array<ArrayBuffer> | null;
}

export type IngestProgress = { type: 'item'; item: Ingested } | { type: 'rejected'; position: number; code: ErrorCode; about?: string };

export interface TrainInput {
  recipe: Recipe;
  labels: string[];
  samples: TrainingSample[];
}

export type TrainProgress =
  | MeasureProgress
  | { type: 'epoch'; epoch: number; epochs: number; curves: Curves; elapsedMs: number };

export interface TrainOutput {
  outcome: Extract<RunOutcome, 'done' | 'stopped-early'>;
  backend: Backend;
  backendNote?: string;
  signature: Signature;
  artifact: NetworkArtifact;
  metrics: QualityMetrics;
  curves: Curves;
  heldOut: HeldOutPrediction[];
  /** Left out for what takes pixels. */
  importance?: FeatureImportance[];
  trainMs: number;
  embedMs: number;
  reference: ModelVersion['reference'];
}

/** A network that was trained elsewhere, and pictures to judge it by: those of the test split come as pictures. */
export interface AdoptInput {
  signature: Signature;
  artifact: NetworkArtifact;
  samples: TrainingSample[];
}

export type AdoptOutput = Pick<TrainOutput, 'backend' | 'metrics' | 'reference'>;

/** A version and what it is to look at: square pictures of any size. */
export interface PredictInput {
  version: number;
  signature: Signature;
  artifact: NetworkArtifact;
  pictures: Picture[];
  /** Where the embeddings lie that the version learned from (`packEmbeddingSpace`): then each picture's distance from them is a feature as well. */
  embedding?: string;
}

export interface PredictOutput {
  /** Probabilities, pictures × labels. */
  scores: Float32Array<ArrayBuffer>;
  /** What is measured of each picture, as on the line, row-major. */
  features: Float32Array<ArrayBuffer>;
  featureNames: string[];
}

/** A picture to be reviewed. Blocks that are null are computed from `blob` and reported. */
export type ReviewSample = Omit<TrainingSample, 'split'> & { lookHash: string };

export type ReviewProgress = Extract<TrainProgress, { type: 'block' }> | { type: 'review'; phase: 'embed' | 'leave-one-out' | 'nearest'; done: number; total: number };

export type TrainerOperations = {
  /** Picks the backend (`remembered`: an earlier probe of this machine). */
  compute: Operation<{ choice: BackendChoice; remembered: ComputeInfo['probe'] | null; baseUrl: string }, ComputeInfo>;
  /** Decodes, crops, hashes, measures and embeds pictures, reporting each as it is ready. */
  ingest: Operation<{ items: IngestItem[]; inputSize: InputSize; embed: boolean }, { accepted: number; rejected: number }, IngestProgress>;
  /** What a training of ours would have told of a network that was trained elsewhere. */
  adopt: Operation<AdoptInput, AdoptOutput, MeasureProgress>;
  train: Operation<TrainInput, TrainOutput, TrainProgress>;
  /**
   * What a review needs of pictures: probabilities by heads that never saw them (leave-one-out, in closed form), the nearest of each, and copies.
   * Without embeddings (`embed` false) copies alone; without two labels of a picture each, no probabilities.
   */
  review: Operation<{ labels: number; samples: ReviewSample[]; inputSize: InputSize; embed: boolean }, ReviewMeasures, ReviewProgress>;
  /** What a version says of pictures, and what is measured of them. Touches nothing that is live. */
  predict: Operation<PredictInput, PredictOutput, { done: number }>;
  /** What a version looks at in one picture. Touches nothing that is live. */
  explainPicture: Operation<ExplainInput, ExplainOutput, { done: number; total: number }>;
  /** How good recipes are without any test picture. */
  judgeTrials: Operation<TrialsInput, void, TrialsProgress>;
  /** What a head takes of pictures, pictures × the width of its blocks. What is measured of them as they came is reported. */
  measureRows: Operation<{ samples: TrainingSample[]; rows: RowsWanted }, Float32Array<ArrayBuffer>, MeasureProgress>;
  /** Changed copies of one picture, as they would be learnt from. */
  previewCopies: Operation<{ blob: Blob; id: string; augmentation: Augmentation; copies: number; inputSize: InputSize }, Picture[]>;
};

export type TrainerNotice = { type: 'device-lost'; backend: Backend } | { type: 'backend-changed'; compute: ComputeInfo };
