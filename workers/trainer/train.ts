import { OrchardError } from '../../src/domain/common/errors.ts';
import { EMBEDDING_WIDTH, rowWidth, type FeatureBlock } from '../../src/domain/data/features/blocks.ts';
import { EMBEDDING_DISTANCE, EmbeddingSpace, packEmbeddingSpace } from '../../src/domain/data/embedding/embedding-space.ts';
import { READABLE_FEATURES } from '../../src/domain/data/features/readable.ts';
import { columnStatistics } from '../../src/domain/learning/solvers/logistic.ts';
import { networkInput } from '../../src/domain/learning/recipes/catalogue.ts';
import { argMax, qualityMetrics } from '../../src/domain/learning/evaluation/classification.ts';
import { packReferenceRows } from '../../src/domain/registry/reference-rows.ts';
import type { HeldOutPrediction } from '../../src/domain/learning/run.ts';
import type { Signature } from '../../src/domain/registry/version.ts';
import type { Split } from '../../src/domain/data/dataset/dataset.ts';
import { Transferring, type CallContext } from '../protocol/message.ts';
import type { TrainInput, TrainingSample, TrainOutput, TrainProgress } from '../protocol/trainer.ts';
import type { TrainerDeps } from './deps.ts';
import { featureRows, prepareLearning, type PreparedSamples } from './prepare.ts';
import { learn } from './recipes/table.ts';
import { picturesOf, type Learned, type LearningTask, type SplitRows, type Attempt } from './task.ts';

export function rowsOf(input: Pick<TrainInput, 'samples'>): SplitRows {
  const of = (split: Split) => Int32Array.from(input.samples.flatMap((sample, i) => (sample.split === split ? [i] : [])));
  const test = of('test');
  return { train: of('train'), validation: of('validation'), test, afterwards: test.filter((row) => !input.samples[row]!.onlyTest) };
}

/** The row of each sample's picture; copies stand behind theirs. */
export function pictureRows(samples: readonly TrainingSample[]): Int32Array {
  let picture = 0;
  return Int32Array.from(samples, ({ copy }, i) => (copy === undefined ? (picture = i) : picture));
}

/** Throws OrchardError `data-one-class` or `data-too-few` when there is nothing to be learned. */
export function checkData({ samples, labels }: Pick<TrainInput, 'samples' | 'labels'>, rows: SplitRows): void {
  if (samples.some(({ label }) => !(label >= 0 && label < labels.length))) throw new OrchardError('label-unknown');
  const taught = new Set(Array.from(rows.train, (row) => samples[row]!.label));
  if (labels.length < 2 || taught.size < 2) throw new OrchardError('data-one-class');
  if (taught.size < labels.length) throw new OrchardError('data-too-few', labels.filter((_, k) => !taught.has(k)).join(', '));
}

/**
 * Trains a recipe on samples whose split is given. Missing blocks are measured first. Quality is that of the test split.
 * When the device is lost on the way, training goes on on another backend (iterative recipes from their last epoch) and
 * `backendNote` says so. Throws OrchardError `data-one-class`, `data-too-few`, `cancelled`, `training-diverged`,
 * `device-lost`, and those of `prepare`.
 */
export async function train(input: TrainInput, context: CallContext<TrainProgress>, deps: TrainerDeps): Promise<Transferring<TrainOutput>> {
  const { recipe, labels, samples } = input;
  const rows = rowsOf(input);
  checkData(input, rows);
  const { input: taken, blocks, normalise, views } = networkInput(recipe);
  const signature: Signature = {
    inputSize: recipe.inputSize,
    input: taken,
    blocks,
    normalise,
    ...(views ? { views } : {}),
    labels: [...labels],
    ...(recipe.levelling ? { levelling: recipe.levelling } : {}),
    ...(blocks.includes('embedding') ? { backboneSha256: await deps.embedder.sha256() } : {}),
  };
  const { raw, seen } = await prepareLearning({
    samples, inputSize: recipe.inputSize, pixels: taken === 'pixels', augmentation: recipe.augmentation, views: views === true, levelling: recipe.levelling,
    blocks: [...new Set<FeatureBlock>(['readable', ...blocks])],
  }, context, deps);
  if (context.signal.aborted) throw new OrchardError('cancelled');

  const began = deps.nowMs();
  const asked = deps.compute.backend;
  const task: LearningTask = {
    recipe, classOf: Int32Array.from(samples, ({ label }) => label), classes: labels.length, rows, pictureOf: pictureRows(samples),
    x: featureRows(seen, samples.length, blocks, normalise), width: rowWidth(blocks), pixels: seen.pixels ?? new Uint8Array(),
  };
  const state: Attempt['state'] = { checkpoint: null };
  let lostInEpoch: number | null = null;
  const learned = await deps.withFallback(async () => {
    lostInEpoch = state.checkpoint?.epoch ?? lostInEpoch;
    return await learn(task, { state, context, deps });
  });
  const { backend } = deps.compute;
  const output: TrainOutput = {
    outcome: learned.outcome,
    backend,
    ...(backend === asked ? {} : { backendNote: backendNote(asked, backend, lostInEpoch) }),
    signature,
    artifact: learned.artifact,
    ...tested(input, picturesOf(rows, task.pictureOf), learned, raw, seen),
    curves: learned.curves,
    ...(learned.importance ? { importance: learned.importance } : {}),
    trainMs: deps.nowMs() - began,
    embedMs: seen.embedMs,
  };
  return new Transferring(output, [learned.artifact.weightData]);
}

function backendNote(asked: string, used: string, lostInEpoch: number | null): string {
  const where = lostInEpoch === null ? 'training began again' : `training went on after epoch ${lostInEpoch + 1}`;
  return `The ${asked} device was lost; ${where} on ${used}.`;
}

/** Quality and predictions on the test split, and what the training split looks like: `rows` are those of pictures. */
export function tested({ samples, labels }: Pick<TrainInput, 'samples' | 'labels'>, rows: SplitRows, { testScores }: Pick<Learned, 'testScores'>, raw: PreparedSamples, seen: PreparedSamples): Pick<TrainOutput, 'metrics' | 'heldOut' | 'reference'> {
  const classes = labels.length;
  const truth = Array.from(rows.test, (row) => samples[row]!.label);
  const metrics = qualityMetrics(truth, testScores, labels);
  const heldOut = truth.map((label, i): HeldOutPrediction => ({
    sampleId: samples[rows.test[i]!]!.id,
    truth: label,
    predicted: argMax(testScores, i * classes, classes),
    scores: Array.from(testScores.subarray(i * classes, (i + 1) * classes)),
  }));
  const readable = featureRows(raw, samples.length, ['readable'], false);
  const { mean, std } = columnStatistics(readable, READABLE_FEATURES.length, rows.train);
  const predictedShare = labels.map((_, k) => (heldOut.length === 0 ? 0 : heldOut.filter(({ predicted }) => predicted === k).length / heldOut.length));
  const { space, features, testFeatures } = measured(readable, rows, seen);
  const packed = packReferenceRows({ labels, truth, predicted: heldOut.map(({ predicted }) => predicted), scores: testScores, featureNames: features, features: testFeatures });
  return {
    metrics, heldOut,
    reference: { mean: [...mean], std: [...std], accuracy: metrics.accuracy, predictedShare, features, ...(packed === '' ? {} : { rows: packed }), ...(space === null ? {} : { embedding: space }) },
  };
}

/** What the line measures of each picture, on the test split: the readable features, and how far an embedding lies from those that were learned. */
function measured(readable: Float32Array, rows: SplitRows, { blocks: { embedding } }: PreparedSamples): { space: string | null; features: string[]; testFeatures: Float32Array } {
  const of = (list: Int32Array) => Array.from(list, (row) => embedding[row]).filter((values) => values instanceof Float32Array);
  const learned = of(rows.train);
  const tested = of(rows.test);
  const space = learned.length < rows.train.length || tested.length < rows.test.length ? null : packEmbeddingSpace(learned);
  const distances = space === null ? null : new EmbeddingSpace(space, EMBEDDING_WIDTH).distances(tested);
  const names = READABLE_FEATURES.map(({ name }) => name);
  const pieces = Array.from(rows.test, (row, i) => [...readable.subarray(row * names.length, (row + 1) * names.length), ...(distances ? [distances[i]!] : [])]);
  return { space, features: distances ? [...names, EMBEDDING_DISTANCE] : names, testFeatures: Float32Array.from(pieces.flat()) };
}
