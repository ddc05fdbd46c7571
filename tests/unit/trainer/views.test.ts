import { beforeAll, describe, expect, it } from 'vitest';
import { meanOfViews, viewOf, VIEWS } from '../../../src/domain/data/augmentation/views.ts';
import { BLOCK_WIDTHS, rowWidth, writeRow, type FeatureBlock } from '../../../src/domain/data/features/blocks.ts';
import { colourHistogram } from '../../../src/domain/data/features/colour-histogram.ts';
import { levelled } from '../../../src/domain/data/features/levelling.ts';
import { normaliseRecipe, recipeText, type RecipeInput } from '../../../src/domain/learning/recipes/catalogue.ts';
import { linearScores } from '../../../src/domain/learning/solvers/head.ts';
import { softmaxRows } from '../../../src/domain/learning/calibration/temperature.ts';
import type { Picture } from '../../../src/domain/common/picture.ts';
import type { Split } from '../../../src/domain/data/dataset/dataset.ts';
import { pause } from '../../../workers/protocol/pause.ts';
import type { CallContext, Transferring } from '../../../workers/protocol/message.ts';
import type { TrainInput, TrainOutput, TrainProgress, TrainingSample } from '../../../workers/protocol/trainer.ts';
import type { TrialsProgress } from '../../../workers/protocol/search.ts';
import type { Compute } from '../../../workers/tensor/compute.ts';
import { headRows } from '../../../workers/tensor/head-rows.ts';
import { Measured } from '../../../workers/tensor/measured.ts';
import { linearHeadOf } from '../../../workers/tensor/network.ts';
import { Predictor } from '../../../workers/tensor/predictor.ts';
import { createTrainerHandlers } from '../../../workers/trainer/handlers.ts';
import { computeOn, embedderOn, fruit, plainCodec } from './surroundings.ts';

const LABELS = ['ripe', 'unripe'];
const COLOURS = [[205, 90, 50], [150, 150, 50]] as const;
const PICTURES = 20;

let compute: Compute;
let handlers: ReturnType<typeof createTrainerHandlers>;
const pictures: Picture[] = Array.from({ length: PICTURES }, (_, i) => fruit(48, COLOURS[i % 2]!, i));
let stored: { id: string; blob: Blob }[];

function context<P>(onProgress: (progress: P) => void = () => {}): CallContext<P> {
  return { signal: new AbortController().signal, progress: onProgress };
}

beforeAll(async () => {
  compute = await computeOn('wasm');
  handlers = createTrainerHandlers({ compute, embedder: embedderOn(compute), codec: plainCodec, notify: () => {}, nowMs: () => performance.now(), pause });
  stored = [];
  await handlers.ingest({ items: pictures.map((picture) => ({ picture })), inputSize: 48, embed: false }, context((progress) => {
    if (progress.type === 'item') stored[progress.item.position] = { id: progress.item.id, blob: progress.item.stored };
  }));
});

/** A picture with the middle of another in it, of half the side. */
function withMiddle(picture: Picture, other: Picture): Picture {
  const data = picture.data.slice();
  for (let y = 12; y < 36; y += 1) for (let x = 12; x < 36; x += 1) data.set(other.data.subarray((y * 48 + x) * 4, (y * 48 + x) * 4 + 4), (y * 48 + x) * 4);
  return { width: 48, height: 48, data };
}

/** Some are labelled wrong, so that no score is certain. */
const labelOf = (i: number): number => (i === 1 || i === 6 || i === 12 ? 1 - (i % 2) : i % 2);
const splitOf = (i: number): Split => (i < 12 ? 'train' : i < 16 ? 'validation' : 'test');

function inputOf(recipe: Omit<RecipeInput, 'kind'>): TrainInput {
  const whole = normaliseRecipe({ kind: 'linear', inputSize: 48, features: ['colour'], ...recipe });
  const copies = whole.kind === 'linear' && whole.views ? VIEWS - 1 : 0;
  const samples = stored.flatMap(({ id, blob }, i) => Array.from({ length: copies + 1 }, (_, copy): TrainingSample => ({ id, label: labelOf(i), split: splitOf(i), ...(copy > 0 ? { copy } : {}), blob, blocks: {} })));
  return { recipe: whole, labels: LABELS, samples };
}

const train = async (input: TrainInput, ctx = context<TrainProgress>()): Promise<TrainOutput> => ((await handlers.train(input, ctx)) as Transferring<TrainOutput>).output;

function rowOf(picture: Picture): Float32Array {
  const blocks: FeatureBlock[] = ['colour'];
  const row = new Float32Array(rowWidth(blocks));
  writeRow(blocks, true, () => ({ data: colourHistogram(picture), offset: 0 }), row, 0);
  return row;
}

describe('a head that looks at several views', () => {
  it('is told by its recipe and its signature, and one that looks once by neither', async () => {
    const { signature } = await train(inputOf({ views: true }));
    expect(signature.views).toBe(true);
    expect(recipeText(normaliseRecipe({ kind: 'linear', views: true }))).toContain('4 views of each picture');
    const once = normaliseRecipe({ kind: 'linear' });
    expect(once).not.toHaveProperty('views');
    expect([once.inputSize, normaliseRecipe({ kind: 'linear', inputSize: 96, views: true }).inputSize]).toEqual([128, 224]);
    expect((await train(inputOf({}))).signature).not.toHaveProperty('views');
  });

  it('measures each view of each picture, of the test split too', async () => {
    const heard = new Map<string, Float32Array>();
    const input = inputOf({ views: true });
    await train(input, context((progress) => {
      if (progress.type === 'block' && progress.block === 'colour') heard.set(`${progress.sampleId}/${progress.copy ?? 0}`, progress.values);
    }));
    expect(heard.size).toBe(PICTURES * VIEWS);
    for (const i of [0, PICTURES - 1]) for (let view = 0; view < VIEWS; view += 1) expect(heard.get(`${stored[i]!.id}/${view}`)).toEqual(colourHistogram(viewOf(pictures[i]!, view)));
  });

  it('is tested on pictures, each once', async () => {
    const { heldOut, metrics } = await train(inputOf({ views: true }));
    expect(heldOut.map(({ sampleId }) => sampleId)).toEqual(stored.slice(16).map(({ id }) => id));
    expect(metrics.perClass.map(({ support }) => support)).toEqual([2, 2]);
  });

  it.each([undefined, 'exposure'] as const)('judges by the mean of its views, with %s levelled', async (levelling) => {
    const { signature, artifact } = await train(inputOf({ views: true, ...(levelling ? { levelling } : {}) }));
    const predictor = new Predictor(1, signature, artifact, compute, embedderOn(compute));
    // Their middle is of the other class, so that views disagree.
    const asked = pictures.slice(10, 14).map((picture, i) => withMiddle(picture, pictures[11 + i]!));
    const { scores } = await predictor.predict(asked);
    const head = linearHeadOf(artifact)!;
    const seen = asked.map((picture) => (levelling ? levelled(picture, levelling) : picture));
    const rows = seen.map((picture) => meanOfViews(Array.from({ length: VIEWS }, (_, view) => rowOf(viewOf(picture, view)))));
    const expected = rows.flatMap((row) => [...softmaxRows(linearScores(head, row, [0]), 2)]);
    [...scores].forEach((score, i) => expect(score).toBeCloseTo(expected[i]!, 6));
    const once = new Predictor(2, { ...signature, views: undefined } as unknown as typeof signature, artifact, compute, embedderOn(compute));
    expect([...(await once.predict(asked)).scores]).not.toEqual([...scores]);
  });

  it('looks at each view from 128 pixels, cut from the picture as it is shown', async () => {
    const heard: { width: number; side: number }[] = [];
    const embedder = {
      sha256: () => Promise.resolve(''),
      embed: (asked: readonly Picture[], side: number) => {
        heard.push(...asked.map(({ width }) => ({ width, side })));
        return Promise.resolve(new Float32Array(asked.length * BLOCK_WIDTHS.embedding));
      },
    };
    const measured = new Measured([{ width: 256, height: 256, data: new Uint8ClampedArray(256 * 256 * 4) }], 224, embedder);
    await headRows({ blocks: ['embedding'], normalise: true, views: true }, measured, 1);
    await headRows({ blocks: ['embedding'], normalise: true }, measured, 1);
    // What is larger than 128 pixels is averaged down to them first.
    expect(heard).toEqual([...Array<{ width: number; side: number }>(VIEWS).fill({ width: 128, side: 128 }), { width: 224, side: 224 }]);
  });

  it('is searched without a test picture, with the views of validation pictures', async () => {
    const { recipe, labels, samples } = inputOf({ views: true });
    const heard: TrialsProgress[] = [];
    await handlers.judgeTrials({ labels, samples: samples.filter(({ split }) => split !== 'test'), trials: [{ configuration: 0, seed: 1, budget: 1, recipe }] }, context((progress) => heard.push(progress)));
    const [done] = heard.flatMap((progress) => (progress.type === 'trial' ? [progress.result] : []));
    expect(done!.accuracy).toBeGreaterThan(0.5);
  });
});
