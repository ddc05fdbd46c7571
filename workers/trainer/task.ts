import { meanOfViews } from '../../src/domain/data/augmentation/views.ts';
import type { FeatureImportance } from '../../src/domain/learning/evaluation/permutation-importance.ts';
import type { Recipe } from '../../src/domain/learning/recipes/catalogue.ts';
import type { Curves, RunOutcome } from '../../src/domain/learning/run.ts';
import type { NetworkArtifact } from '../../src/domain/registry/version.ts';
import type { CallContext } from '../protocol/message.ts';
import type { TrainProgress } from '../protocol/trainer.ts';
import type { TrainerDeps } from './deps.ts';

/** Positions of the samples of each split, with the views of their pictures where the recipe looks at several. */
export interface SplitRows {
  /** With the changed copies of its pictures. */
  train: Int32Array;
  validation: Int32Array;
  test: Int32Array;
  /** Those of the test split that are learnt from once they have been tested on, where a recipe does that: all but pictures that are only for testing. */
  afterwards: Int32Array;
}

/** What a recipe learns from. */
export interface LearningTask<R = Recipe> {
  recipe: R;
  classOf: Int32Array;
  classes: number;
  rows: SplitRows;
  /** The row of each row's picture: its own, or for a changed copy that of the picture that it is a copy of. */
  pictureOf: Int32Array;
  /** Hand-made or backbone features, one row a sample, of the blocks that the recipe takes; of no width where it takes pixels. */
  x: Float32Array;
  width: number;
  /** RGB bytes of every sample at the recipe's size; none where it takes features. */
  pixels: Uint8Array;
}

/** What an epoch leaves behind, in plain arrays: enough to go on with on another backend. */
interface Checkpoint {
  epoch: number;
  weights: Float32Array[];
  best: { weights: Float32Array[]; loss: number; epoch: number };
  curves: Curves;
}

/** One try at training: what it goes on from after a lost device, and whom it talks to. */
export interface Attempt {
  state: { checkpoint: Checkpoint | null };
  context: CallContext<TrainProgress>;
  deps: Pick<TrainerDeps, 'nowMs' | 'pause'>;
}

/** A trained network and what it says of the test split. */
export interface Learned {
  artifact: NetworkArtifact;
  /** Probabilities, test rows × classes. */
  testScores: Float32Array;
  curves: Curves;
  outcome: Extract<RunOutcome, 'done' | 'stopped-early'>;
  /** How much the network that was tested rests on what it takes; left out where it takes pixels. */
  importance?: FeatureImportance[];
}

/** Trains recipes of one kind. */
export type Trainer<R> = (task: LearningTask<R>, attempt: Attempt) => Promise<Learned>;

/** The rows of pictures alone, without their views and changed copies. */
export function picturesOf({ train, validation, test, afterwards }: SplitRows, pictureOf: Int32Array): SplitRows {
  const own = (rows: Int32Array): Int32Array => rows.filter((row) => pictureOf[row] === row);
  return { train: own(train), validation: own(validation), test: own(test), afterwards: own(afterwards) };
}

/** A task whose test pictures are asked about as a version is: by the mean of their views. The same where the recipe looks once. */
export function askedByViews<R>(task: LearningTask<R>): LearningTask<R> {
  const { x, width, rows, pictureOf } = task;
  const pictures = picturesOf(rows, pictureOf);
  if (pictures.test.length === rows.test.length) return task;
  const mean = x.slice();
  for (const row of pictures.test) {
    const views = rows.test.filter((other) => pictureOf[other] === row);
    mean.set(meanOfViews(Array.from(views, (view) => x.subarray(view * width, (view + 1) * width))), row * width);
  }
  return { ...task, x: mean, rows: { ...rows, test: pictures.test } };
}

export const noCurves = (): Curves => ({ trainLoss: [], trainAccuracy: [], validationLoss: [], validationAccuracy: [] });

/** Rows of several splits together, in ascending order. */
export function together(...parts: Int32Array[]): Int32Array {
  return Int32Array.from(parts.flatMap((part) => [...part])).sort();
}
