import { beforeAll, describe, expect, it } from 'vitest';
import type { Picture } from '../../../src/domain/common/picture.ts';
import { sha256 } from '../../../src/domain/common/sha256.ts';
import { throughCamera } from '../../../src/domain/data/augmentation/camera-transforms.ts';
import { normaliseRecipe, type Recipe, type RecipeInput } from '../../../src/domain/learning/recipes/catalogue.ts';
import type { MeasureProgress, TrainingSample } from '../../../workers/protocol/sample.ts';
import type { PredictOutput, TrainOutput, TrainProgress } from '../../../workers/protocol/trainer.ts';
import { Transferring, type CallContext } from '../../../workers/protocol/message.ts';
import { pause } from '../../../workers/protocol/pause.ts';
import { createTrainerHandlers } from '../../../workers/trainer/handlers.ts';
import { encodePng } from '../../../workers/trainer/png.ts';
import { computeOn, embedderOn, plainCodec } from './surroundings.ts';

const LABELS = ['red', 'green'];
let handlers: ReturnType<typeof createTrainerHandlers>;

const context = <P>(onProgress: (progress: P) => void = () => {}, signal = new AbortController().signal): CallContext<P> => ({ signal, progress: onProgress });
const outputOf = <T>(answer: T | Transferring<T>): T => (answer instanceof Transferring ? answer.output : answer);

/** A fruit whose two kinds differ a little in hue, so that what tells them apart in bright light misleads in the dark. */
function disc(kind: number, i: number): Picture {
  const side = 48;
  const data = new Uint8ClampedArray(side * side * 4);
  const shift = ((i * 37) % 23) - 11;
  const [r, g, b] = kind === 0 ? [205 + shift, 130 - shift, 60] : [175 + shift, 165 - shift, 70];
  for (let y = 0, at = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1, at += 4) {
      const grain = ((x * 13 + y * 7 + i * 5) % 15) - 7;
      const inside = (x / side - 0.5 + shift / 150) ** 2 + (y / side - 0.5) ** 2 < 0.11;
      data.set(inside ? [r! + grain, g! + grain, b! + grain, 255] : [120 + grain, 118 + grain, 116 + grain, 255], at);
    }
  }
  return { width: side, height: side, data };
}

const dark = (picture: Picture, i: number): Picture => throughCamera(picture, { blur: 0, dust: 0, exposure: -1.6 - (i % 5) / 10, warmth: 0, noise: 0.01 }, i);

interface Stored { id: string; label: number; blob: Blob; split: TrainingSample['split'] }
let stored: Stored[];

beforeAll(async () => {
  const compute = await computeOn('wasm');
  handlers = createTrainerHandlers({ compute, embedder: embedderOn(compute), codec: plainCodec, notify: () => {}, nowMs: () => performance.now(), pause });
  stored = await Promise.all(Array.from({ length: 60 }, async (_, i): Promise<Stored> => {
    const bytes = encodePng(disc(i % 2, i));
    const tenth = Math.floor(i / 2) % 10;
    return { id: await sha256(bytes, globalThis.crypto.subtle), label: i % 2, blob: new Blob([bytes]), split: tenth < 6 ? 'train' : tenth < 8 ? 'validation' : 'test' };
  }));
});

/** As the state lays them out: copies behind their picture, of the training split only. */
function samplesOf({ augmentation }: Recipe, of: readonly Stored[] = stored): TrainingSample[] {
  return of.flatMap(({ id, label, blob, split }) => [0, ...Array.from({ length: split === 'train' ? augmentation?.copies ?? 0 : 0 }, (_, i) => i + 1)].map((copy): TrainingSample => ({ id, label, split, blob, blocks: {}, ...(copy > 0 ? { copy } : {}) })));
}

async function trainOn(input: RecipeInput, onProgress: (progress: TrainProgress) => void = () => {}): Promise<TrainOutput> {
  const recipe = normaliseRecipe({ inputSize: 48, ...input });
  return outputOf(await handlers.train({ recipe, labels: LABELS, samples: samplesOf(recipe) }, context(onProgress)));
}

const DARKER = { copies: 3, transforms: { exposure: -2.4, noise: 0.02 }, seed: 1 };
const RECIPES: RecipeInput[] = [
  { kind: 'colour' }, { kind: 'linear', features: ['colour'] }, { kind: 'linear' }, { kind: 'mlp', features: ['colour'], epochs: 12, hiddenUnits: 12, batchSize: 8 },
  { kind: 'cnn', epochs: 3, batchSize: 8, layers: [{ filters: 4, kernel: 3, pool: true }], denseUnits: 0 },
];

describe.each(RECIPES.map((recipe) => [`${recipe.kind} ${recipe.features?.join('+') ?? ''}`, recipe] as const))('copies for %s', (_, input) => {
  it('are learnt from, the same every time, and are neither tested nor part of what the model is compared with', async () => {
    const plain = await trainOn(input);
    const augmented = await trainOn({ ...input, augmentation: DARKER } as RecipeInput);
    const again = await trainOn({ ...input, augmentation: DARKER } as RecipeInput);
    expect(new Uint8Array(augmented.artifact.weightData)).toEqual(new Uint8Array(again.artifact.weightData));
    expect(new Uint8Array(augmented.artifact.weightData)).not.toEqual(new Uint8Array(plain.artifact.weightData));
    expect(augmented.heldOut.map(({ sampleId }) => sampleId)).toEqual(plain.heldOut.map(({ sampleId }) => sampleId));
    expect(augmented.reference.mean).toEqual(plain.reference.mean);
    expect(augmented.reference.embedding).toEqual(plain.reference.embedding);
  }, 60_000);
});

it('what is measured of copies is reported as theirs, and a cancel is heard on the way', async () => {
  const heard: MeasureProgress[] = [];
  await trainOn({ kind: 'linear', features: ['colour'], augmentation: DARKER } as RecipeInput, (progress) => { if (progress.type !== 'epoch') heard.push(progress); });
  const train = stored.filter(({ split }) => split === 'train').length;
  const colours = heard.filter((progress) => progress.type === 'block' && progress.block === 'colour') as Extract<MeasureProgress, { type: 'block' }>[];
  expect(colours.filter(({ copy }) => copy === undefined)).toHaveLength(stored.length);
  for (let copy = 1; copy <= 3; copy += 1) expect(colours.filter((each) => each.copy === copy)).toHaveLength(train);
  expect(heard.findLast((progress) => progress.type === 'prepare')).toMatchObject({ done: stored.length + 3 * train });

  const abort = new AbortController();
  const recipe = normaliseRecipe({ kind: 'linear', inputSize: 48, features: ['colour'], augmentation: DARKER } as RecipeInput);
  await expect(async () => await handlers.train({ recipe, labels: LABELS, samples: samplesOf(recipe) }, context<TrainProgress>((progress) => { if (progress.type === 'prepare' && progress.done === 50) abort.abort(); }, abort.signal))).rejects.toMatchObject({ code: 'cancelled' });
});

it('a preview shows what is learnt from', async () => {
  const { id, blob } = stored[0]!;
  const copies = outputOf(await handlers.previewCopies({ blob, id, augmentation: DARKER, copies: 6, inputSize: 48 }, context()));
  expect(copies).toHaveLength(6);
  expect(new Set(copies.map(({ data }) => data.join())).size).toBe(6);
});

/** Share of dark fruit, never seen, that a model trained on bright fruit gets right. */
async function rightInTheDark(input: RecipeInput): Promise<number> {
  const { signature, artifact } = await trainOn(input);
  const asked = Array.from({ length: 60 }, (_, i) => ({ kind: i % 2, picture: dark(disc(i % 2, 1000 + i), i) }));
  const { scores } = outputOf<PredictOutput>(await handlers.predict({ version: 1, signature, artifact, pictures: asked.map(({ picture }) => picture) }, context()));
  return asked.filter(({ kind }, i) => (scores[2 * i + 1]! > scores[2 * i]! ? 1 : 0) === kind).length / asked.length;
}

it.each([['colour', { kind: 'colour' }], ['linear', { kind: 'linear', features: ['colour'] }]] as [string, RecipeInput][])('darker copies help a %s model of bright fruit in the dark, by far', async (_, input) => {
  const without = await rightInTheDark(input);
  const withCopies = await rightInTheDark({ ...input, augmentation: DARKER } as RecipeInput);
  expect(without).toBeLessThan(0.75);
  expect(withCopies).toBeGreaterThan(without + 0.2);
}, 60_000);

