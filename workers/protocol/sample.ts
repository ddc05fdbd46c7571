import type { Signature } from '../../src/domain/registry/version.ts';
import type { FeatureBlock, InputSize } from '../../src/domain/data/features/blocks.ts';
import type { Split } from '../../src/domain/data/dataset/dataset.ts';

/** A sample as training sees it. Blocks that the recipe needs and that are null are computed from `blob` and reported. */
export interface TrainingSample {
  id: string;
  /** Position in labels. */
  label: number;
  split: Split;
  /** Of the test split, and never learnt from: not even once it has been tested on. */
  onlyTest?: true;
  /** A view or a changed copy of the picture of that id (`Copies`), counted from 1. It stands behind its picture and is of its split; only pictures of the training split have changed copies. */
  copy?: number;
  blob: Blob | null;
  blocks: Partial<Record<FeatureBlock, Float32Array<ArrayBuffer> | null>>;
}

/** What is measured of samples before they are learnt from, and how far that is. */
export type MeasureProgress =
  | { type: 'block'; sampleId: string; copy?: number; block: FeatureBlock; inputSize: InputSize; values: Float32Array<ArrayBuffer> }
  | { type: 'prepare'; done: number; total: number };

/** What of a picture a head takes, as in a version's signature. */
export type RowsWanted = Pick<Signature, 'inputSize' | 'blocks' | 'normalise' | 'levelling'>;
