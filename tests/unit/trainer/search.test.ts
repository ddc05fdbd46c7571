import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { OrchardError } from '../../../src/domain/common/errors.ts';
import { normaliseRecipe, type RecipeInput } from '../../../src/domain/learning/recipes/catalogue.ts';
import type { Trial, TrialResult } from '../../../src/domain/learning/search/search.ts';
import type { TrainingSample } from '../../../workers/protocol/sample.ts';
import type { TrialsProgress } from '../../../workers/protocol/search.ts';
import type { ExplainOutput } from '../../../workers/protocol/explain.ts';
import type { TrainOutput } from '../../../workers/protocol/trainer.ts';
import { Transferring, type CallContext } from '../../../workers/protocol/message.ts';
import { pause } from '../../../workers/protocol/pause.ts';
import { createTrainerHandlers } from '../../../workers/trainer/handlers.ts';
import { encodePng } from '../../../workers/trainer/png.ts';
import { computeOn, embedderOn, fruit, plainCodec } from './surroundings.ts';

const LABELS = ['ripe', 'unripe'];
const COLOURS = [[225, 60, 40], [110, 175, 50]] as const;
let handlers: ReturnType<typeof createTrainerHandlers>;
let samples: TrainingSample[];

const context = <P>(onProgress: (progress: P) => void = () => {}, signal = new AbortController().signal): CallContext<P> => ({ signal, progress: onProgress });
const outputOf = <T>(answer: T | Transferring<T>): T => (answer instanceof Transferring ? answer.output : answer);

beforeAll(async () => {
  const compute = await computeOn('wasm');
  handlers = createTrainerHandlers({ compute, embedder: embedderOn(compute), codec: plainCodec, notify: () => {}, nowMs: () => performance.now(), pause });
  samples = Array.from({ length: 40 }, (_, i): TrainingSample => ({
    // Two labels are wrong, or nothing would leave a doubt.
    id: `${i}`, label: i === 10 || i === 21 ? 1 - (i % 2) : i % 2, split: i % 10 < 6 ? 'train' : i % 10 < 8 ? 'validation' : 'test', blob: new Blob([encodePng(fruit(48, COLOURS[i % 2]!, i))]), blocks: {},
  }));
});

const trialOf = (input: RecipeInput, part: Partial<Trial> = {}): Trial => ({ configuration: 0, recipe: normaliseRecipe({ inputSize: 48, ...input }), seed: 1, budget: 1, ...part });

async function judged(trials: Trial[], of = samples.filter(({ split }) => split !== 'test')): Promise<TrialResult[]> {
  const results: TrialResult[] = [];
  await handlers.judgeTrials({ labels: LABELS, samples: of, trials }, context<TrialsProgress>((progress) => { if (progress.type === 'trial') results.push(progress.result); }));
  return results;
}

describe('trials', () => {
  it.each([
    [{ kind: 'colour' }, 8], [{ kind: 'linear', features: ['colour'] }, 26], [{ kind: 'mlp', features: ['colour'], epochs: 12, hiddenUnits: 12, batchSize: 8 }, 8],
    [{ kind: 'cnn', epochs: 10, batchSize: 8, learningRate: 0.01, layers: [{ filters: 4, kernel: 3, pool: true }], denseUnits: 0 }, 8],
  ] as [RecipeInput, number][])('of %j are judged on what is neither learnt from nor tested, the same every time', async (input, pictures) => {
    const [first, other] = await judged([trialOf(input), trialOf(input, { seed: 2 })]);
    expect(first!.pictures).toBe(pictures);
    expect(first!.accuracy).toBeGreaterThan(0.8);
    const [again] = await judged([trialOf(input)]);
    expect(again).toEqual({ ...first, trainMs: expect.any(Number) });
    expect(other!.logLoss).not.toBe(first!.logLoss);
  }, 60_000);

  it('refuse a test picture before anything is looked at', async () => {
    await expect(judged([trialOf({ kind: 'colour' })], samples)).rejects.toMatchObject({ code: 'argument-invalid' });
  });

  it('say that there are too few pictures where none is left to choose by; the linear head leaves one out instead', async () => {
    const few = samples.filter(({ split }) => split === 'train');
    await expect(judged([trialOf({ kind: 'colour' })], few)).rejects.toMatchObject({ code: 'data-too-few' });
    expect(await judged([trialOf({ kind: 'linear', features: ['colour'] })], few)).toHaveLength(1);
  });

  it('tell a recipe that learns from one that does not', async () => {
    const [weak, strong] = await judged([trialOf({ kind: 'mlp', features: ['colour'], epochs: 1, learningRate: 1e-6, hiddenUnits: 4 }), trialOf({ kind: 'mlp', features: ['colour'], epochs: 20, hiddenUnits: 12, batchSize: 8, learningRate: 0.01 })]);
    expect(strong!.logLoss).toBeLessThan(weak!.logLoss);
  });

  it('hear a cancel between two of them, and keep what was done', async () => {
    const abort = new AbortController();
    const heard: TrialsProgress[] = [];
    const run = Promise.resolve(handlers.judgeTrials({ labels: LABELS, samples: samples.filter(({ split }) => split !== 'test'), trials: [trialOf({ kind: 'colour' }), trialOf({ kind: 'colour', l2: 2 })] }, context<TrialsProgress>((progress) => {
      heard.push(progress);
      if (progress.type === 'trial') abort.abort();
    }, abort.signal)));
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
    expect(heard.filter(({ type }) => type === 'trial')).toHaveLength(1);
  });
});

describe('a heat map', () => {
  const trained = async (input: RecipeInput): Promise<TrainOutput> => outputOf(await handlers.train({ recipe: normaliseRecipe({ inputSize: 48, ...input }), labels: LABELS, samples }, context()));
  const heatOf = async ({ signature, artifact }: TrainOutput, label?: number): Promise<ExplainOutput> => outputOf(await handlers.explainPicture({ version: 1, signature, artifact, source: { blob: samples[0]!.blob! }, ...(label === undefined ? {} : { label }) }, context()));

  it('of a colour model says that the fruit in the middle tells, not the ground in the corners', async () => {
    const { occlusion, activation, scores, label, shown } = await heatOf(await trained({ kind: 'linear', features: ['colour'] }));
    expect(activation).toBeNull();
    expect(label).toBe(0);
    expect(scores[0]).toBeGreaterThan(0.5);
    expect(shown.width).toBe(48);
    const at = (column: number, row: number): number => occlusion.values[row * occlusion.side + column]!;
    const middle = (at(3, 3) + at(4, 3) + at(3, 4) + at(4, 4)) / 4;
    const corners = (at(0, 0) + at(7, 0) + at(0, 7) + at(7, 7)) / 4;
    expect(middle).toBeGreaterThan(corners + 0.1);
  });

  it('of a network from scratch has the class activation too, and leaves no tensor behind', async () => {
    const network = await trained({ kind: 'cnn', epochs: 10, batchSize: 8, learningRate: 0.01, layers: [{ filters: 6, kernel: 3, pool: true }, { filters: 8, kernel: 3, pool: true }], denseUnits: 8 });
    await heatOf(network);
    const before = tf.memory().numTensors;
    const { activation } = await heatOf(network, 0);
    expect(tf.memory().numTensors).toBe(before);
    expect(activation!.side).toBe(24);
    expect(activation!.values).toHaveLength(24 * 24);
    expect(Math.max(...activation!.values.map(Math.abs))).toBeGreaterThan(0);
  }, 60_000);

  it('sums, for a network with one dense layer, to what the label’s logit has over its bias', async () => {
    const network = await trained({ kind: 'cnn', epochs: 4, batchSize: 8, learningRate: 0.01, layers: [{ filters: 6, kernel: 3, pool: false }], denseUnits: 0 });
    const [a, b] = [await heatOf(network, 0), await heatOf(network, 1)];
    const { weightSpecs, weightData } = network.artifact;
    const values = new Float32Array(weightData);
    const bias = values.subarray(values.length - 2);
    expect(weightSpecs.at(-1)!.shape).toEqual([2]);
    const sum = ({ activation }: ExplainOutput): number => activation!.values.reduce((total, value) => total + value, 0);
    const logits = [sum(a) + bias[0]!, sum(b) + bias[1]!];
    expect(Math.exp(logits[0]!) / (Math.exp(logits[0]!) + Math.exp(logits[1]!))).toBeCloseTo(a.scores[0]!, 3);
  }, 60_000);

  it('refuses a label that there is not, and hears a cancel', async () => {
    const network = await trained({ kind: 'colour' });
    await expect(heatOf(network, 2)).rejects.toBeInstanceOf(OrchardError);
    const abort = new AbortController();
    abort.abort();
    await expect(async () => await handlers.explainPicture({ version: 1, signature: network.signature, artifact: network.artifact, source: { picture: fruit(48, COLOURS[0], 1) } }, context(() => {}, abort.signal))).rejects.toMatchObject({ code: 'cancelled' });
  });
});

it('a run says how much it rests on each of what it takes; what takes pixels says nothing', async () => {
  const trained = async (input: RecipeInput): Promise<TrainOutput> => outputOf(await handlers.train({ recipe: normaliseRecipe({ inputSize: 48, ...input }), labels: LABELS, samples }, context()));
  const colour = (await trained({ kind: 'colour' })).importance!;
  expect(colour).toHaveLength(32);
  expect((await trained({ kind: 'linear' })).importance!.map(({ name }) => name)).toEqual(['embedding', 'colour']);
  const [block] = (await trained({ kind: 'mlp', features: ['colour'], epochs: 10, hiddenUnits: 12, batchSize: 8 })).importance!;
  expect(block!.pictures).toBe(8);
  expect(Math.max(...block!.drops)).toBeGreaterThan(0.2);
  expect((await trained({ kind: 'cnn', epochs: 1, layers: [{ filters: 2, kernel: 3, pool: true }] })).importance).toBeUndefined();
}, 60_000);
