import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { OrchardError } from '../../../src/domain/common/errors.ts';
import { READABLE_FEATURES } from '../../../src/domain/data/features/readable.ts';
import { normaliseRecipe, type RecipeInput } from '../../../src/domain/learning/recipes/catalogue.ts';
import { splitByContent } from '../../../src/domain/learning/split.ts';
import type { Compute } from '../../../workers/tensor/compute.ts';
import { loadNetwork } from '../../../workers/tensor/network.ts';
import { pause } from '../../../workers/protocol/pause.ts';
import type { AdoptOutput, Ingested, IngestItem, IngestProgress, PredictOutput, TrainInput, TrainOutput, TrainProgress, TrainingSample } from '../../../workers/protocol/trainer.ts';
import type { CallContext, Transferring } from '../../../workers/protocol/message.ts';
import { createTrainerHandlers } from '../../../workers/trainer/handlers.ts';
import { readTeachableMachine } from '../../../src/storage/teachable-machine.ts';
import { teachableExport, teachableNetwork } from '../storage/teachable-model.ts';
import { computeOn, embedderOn, fruit, plainCodec } from './surroundings.ts';

const LABELS = ['ripe', 'unripe'];
const COLOURS = [[225, 60, 40], [110, 175, 50]] as const;

let compute: Compute;
let handlers: ReturnType<typeof createTrainerHandlers>;
let ingested: (Ingested & { label: number })[];

function context<P>(onProgress: (progress: P) => void = () => {}, signal = new AbortController().signal): CallContext<P> {
  return { signal, progress: onProgress };
}

async function ingest(items: IngestItem[], embed = false): Promise<IngestProgress[]> {
  const heard: IngestProgress[] = [];
  await handlers.ingest({ items, inputSize: 48, embed }, context((progress) => heard.push(progress)));
  return heard;
}

beforeAll(async () => {
  compute = await computeOn('wasm');
  handlers = createTrainerHandlers({ compute, embedder: embedderOn(compute), codec: plainCodec, notify: () => {}, nowMs: () => performance.now(), pause });
  const items = Array.from({ length: 40 }, (_, i) => ({ picture: fruit(48, COLOURS[i % 2]!, i) }));
  const heard = await ingest(items);
  ingested = heard.flatMap((progress) => (progress.type === 'item' ? [{ ...progress.item, label: progress.item.position % 2 }] : []));
});

function inputOf(recipe: RecipeInput, withBlobs = true): TrainInput {
  const splits = splitByContent(ingested.map(({ id, label, lookHash }) => ({ id, label: LABELS[label]!, lookHash })), LABELS, 1);
  const samples = ingested.map(({ id, label, stored }): TrainingSample => ({ id, label, split: splits.get(id)!, blob: withBlobs ? stored : null, blocks: {} }));
  return { recipe: normaliseRecipe({ inputSize: 48, ...recipe }), labels: LABELS, samples };
}

const train = async (input: TrainInput, ctx = context<TrainProgress>()): Promise<TrainOutput> => ((await handlers.train(input, ctx)) as Transferring<TrainOutput>).output;

describe('ingest', () => {
  it('reports what is to be known of every picture', () => {
    expect(ingested).toHaveLength(40);
    const [first] = ingested;
    expect(first!.id).toMatch(/^[0-9a-f]{64}$/);
    expect(first!.lookHash).toMatch(/^[0-9a-f]{16}$/);
    expect(first!.readable).toHaveLength(READABLE_FEATURES.length);
    expect(first!.colour).toHaveLength(512);
    expect(first!.embedding).toBeNull();
    expect(first!.stored.type).toBe('image/png');
  });

  it('gives a picture and its stored file the same name and numbers', async () => {
    const [original] = ingested;
    const [again] = await ingest([{ blob: original!.stored }]);
    expect(again).toMatchObject({ type: 'item', item: { id: original!.id, lookHash: original!.lookHash, readable: original!.readable, colour: original!.colour } });
  });

  it('rejects what is no picture and goes on', async () => {
    const heard = await ingest([{ blob: new Blob([]) }, { blob: new Blob(['hello there']) }, { picture: fruit(4, [1, 2, 3], 0) }, { picture: fruit(48, [9, 8, 7], 3) }]);
    expect(heard.map((progress) => (progress.type === 'rejected' ? progress.code : progress.item.position))).toEqual(['picture-empty', 'picture-not-an-image', 'picture-too-small', 3]);
  });

  it('embeds when asked to, each picture with numbers of its own', async () => {
    const heard = await ingest([{ picture: fruit(48, COLOURS[0], 1) }, { picture: fruit(48, COLOURS[1], 2) }], true);
    const rows = heard.map((progress) => (progress.type === 'item' ? progress.item.embedding! : new Float32Array()));
    expect(rows.map((row) => row.length)).toEqual([816, 816]);
    expect(rows[0]).not.toEqual(rows[1]);
    expect(Math.max(...rows[0]!)).toBeGreaterThan(0);
  });

  it('stops when cancelled', async () => {
    const abort = new AbortController();
    abort.abort();
    await expect(handlers.ingest({ items: [{ picture: fruit(48, COLOURS[0], 1) }], inputSize: 48, embed: false }, context(() => {}, abort.signal))).rejects.toMatchObject({ code: 'cancelled' });
  });
});

const RECIPES: RecipeInput[] = [
  { kind: 'colour' },
  { kind: 'linear' },
  { kind: 'linear', features: ['colour'], ridge: 0.1 },
  { kind: 'mlp', epochs: 8, hiddenUnits: 16, batchSize: 8 },
  { kind: 'cnn', epochs: 12, batchSize: 8, learningRate: 0.005, denseUnits: 8, layers: [{ filters: 4, kernel: 3, pool: true }, { filters: 8, kernel: 5, pool: true }] },
];

describe.each(RECIPES.map((recipe) => [`${recipe.kind} ${recipe.features?.join('+') ?? ''}`, recipe] as const))('training %s', (_, recipe) => {
  it('learns what is easy, the same every time, and its network says what the held-out scores say', async () => {
    const before = tf.memory().numTensors;
    const a = await train(inputOf(recipe));
    const b = await train(inputOf(recipe));
    expect(a.metrics.accuracy).toBeGreaterThanOrEqual(0.875);
    expect(a.metrics).toEqual(b.metrics);
    expect(a.curves).toEqual(b.curves);
    expect(new Uint8Array(a.artifact.weightData)).toEqual(new Uint8Array(b.artifact.weightData));
    expect(a.heldOut).toHaveLength(inputOf(recipe).samples.filter(({ split }) => split === 'test').length);
    expect(a.heldOut.every(({ scores }) => Math.abs(scores.reduce((x, y) => x + y, 0) - 1) < 1e-5)).toBe(true);
    expect(a.reference.mean).toHaveLength(READABLE_FEATURES.length);
    expect(a.reference.predictedShare.reduce((x, y) => x + y, 0)).toBeCloseTo(1);
    const model = await loadNetwork(a.artifact);
    expect(model.outputs[0]!.shape.at(-1)).toBe(2);
    model.dispose();
    // The backbone stays loaded.
    expect(tf.memory().numTensors - before).toBeLessThanOrEqual(90);
  });
});

describe('training', () => {
  it('measures what is missing and reports it', async () => {
    const heard: TrainProgress[] = [];
    await train(inputOf({ kind: 'linear' }), context((progress) => heard.push(progress)));
    for (const block of ['readable', 'colour', 'embedding']) expect(heard.filter((progress) => progress.type === 'block' && progress.block === block)).toHaveLength(40);
    expect(heard.findLast((progress) => progress.type === 'prepare')).toMatchObject({ done: 40, total: 40 });
  });

  it('shows its curves and stops early', async () => {
    const heard: TrainProgress[] = [];
    const output = await train(inputOf({ kind: 'mlp', features: ['colour'], epochs: 200, patience: 3, learningRate: 0.1 }), context((progress) => heard.push(progress)));
    expect(output.outcome).toBe('stopped-early');
    expect(output.curves.validationLoss.length).toBeLessThan(200);
    expect(heard.filter((progress) => progress.type === 'epoch')).toHaveLength(output.curves.trainLoss.length);
  });

  it('hears a cancel', async () => {
    const abort = new AbortController();
    const heard: TrainProgress[] = [];
    const run = train(inputOf({ kind: 'mlp', features: ['colour'], epochs: 500, patience: 0 }), context((progress) => {
      heard.push(progress);
      if (progress.type === 'epoch' && progress.epoch === 2) abort.abort();
    }, abort.signal));
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
    expect(heard.filter((progress) => progress.type === 'epoch')).toHaveLength(2);
  });

  it('says when it diverges', async () => {
    const input = inputOf({ kind: 'mlp', features: ['colour'], epochs: 30, patience: 0 });
    (input.recipe as { learningRate: number }).learningRate = 1e30;
    await expect(train(input)).rejects.toMatchObject({ code: 'training-diverged' });
  });

  it('says what is missing', async () => {
    const input = inputOf({ kind: 'colour' });
    await expect(train({ ...input, samples: input.samples.map((sample) => ({ ...sample, label: 0 })) })).rejects.toMatchObject({ code: 'data-one-class' });
    await expect(train({ ...input, labels: [...LABELS, 'rotten'] })).rejects.toMatchObject({ code: 'data-too-few' });
    await expect(train(inputOf({ kind: 'colour' }, false))).rejects.toBeInstanceOf(OrchardError);
  });
});

describe('adopt', () => {
  it('judges a network that was trained elsewhere on the pictures, as a training of ours is judged', async () => {
    const { signature, artifact } = await readTeachableMachine(await teachableExport(teachableNetwork(2, 48), LABELS, 48));
    const samples = ingested.map(({ id, label, stored }): TrainingSample => ({ id, label, split: 'test', blob: stored, blocks: {} }));
    const heard: unknown[] = [];
    const { backend, metrics, reference } = await handlers.adopt({ signature, artifact, samples }, context((progress) => heard.push(progress))) as AdoptOutput;
    const pictures = await Promise.all(ingested.map(({ stored }) => plainCodec.decode(stored)));
    const { scores } = (await handlers.predict({ version: 1, signature, artifact, pictures }, context()) as Transferring<PredictOutput>).output;
    const right = ingested.filter(({ label }, i) => (scores[2 * i]! >= scores[2 * i + 1]! ? 0 : 1) === label).length;
    expect(backend).toBe('wasm');
    expect(metrics.accuracy).toBeCloseTo(right / ingested.length, 10);
    expect(metrics.confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(ingested.length);
    expect(reference).toMatchObject({ accuracy: metrics.accuracy, features: READABLE_FEATURES.map(({ name }) => name) });
    const hue = ingested.map(({ readable }) => readable[0]!);
    expect(reference.mean[0]).toBeCloseTo(hue.reduce((sum, value) => sum + value, 0) / hue.length, 5);
    expect(heard.at(-1)).toEqual({ type: 'prepare', done: 40, total: 40 });
  });

  it('ends when it is cancelled', async () => {
    const { signature, artifact } = await readTeachableMachine(await teachableExport(teachableNetwork(2, 48), LABELS, 48));
    const cancelled = new AbortController();
    const samples = ingested.map(({ id, label, stored }): TrainingSample => ({ id, label, split: 'test', blob: stored, blocks: {} }));
    const ended = Promise.resolve(handlers.adopt({ signature, artifact, samples }, context(() => cancelled.abort(), cancelled.signal)));
    await expect(ended).rejects.toMatchObject({ code: 'cancelled' });
  });
});
