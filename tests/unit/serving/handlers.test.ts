import { beforeAll, describe, expect, it } from 'vitest';
import { READABLE_FEATURES } from '../../../src/domain/data/features/readable.ts';
import { normaliseRecipe, type RecipeInput } from '../../../src/domain/learning/recipes/catalogue.ts';
import type { Transferring } from '../../../workers/protocol/message.ts';
import type { PredictOutput } from '../../../workers/protocol/trainer.ts';
import type { PredictionBatch, ToMonitor, ToOrchard } from '../../../workers/protocol/stream.ts';
import type { ServingOperations } from '../../../workers/protocol/serving.ts';
import type { Ingested, TrainOutput } from '../../../workers/protocol/trainer.ts';
import { createServingHandlers } from '../../../workers/serving/handlers.ts';
import { pause } from '../../../workers/protocol/pause.ts';
import { createTrainerHandlers } from '../../../workers/trainer/handlers.ts';
import { computeOn, embedderOn, fruit, plainCodec } from '../trainer/surroundings.ts';

const LABELS = ['ripe', 'unripe'];
const COLOURS = [[225, 60, 40], [110, 175, 50]] as const;
const quiet = () => ({ signal: new AbortController().signal, progress: () => {} });

let serving: ReturnType<typeof createServingHandlers>;
let trainer: ReturnType<typeof createTrainerHandlers>;

beforeAll(async () => {
  const compute = await computeOn('wasm');
  const embedder = embedderOn(compute);
  const nowMs = () => performance.timeOrigin + performance.now();
  const common = { compute, embedder, codec: plainCodec, notify: () => {}, nowMs, pause };
  trainer = createTrainerHandlers(common);
  serving = createServingHandlers(common);
});

async function deploy(version: ServingOperations['prepare']['in']): Promise<void> {
  await serving.prepare(version, quiet());
  await serving.takeOver({ version: version.version, deployment: 1 }, quiet());
}

async function trained(recipe: RecipeInput): Promise<{ output: TrainOutput; pictures: Ingested[] }> {
  const pictures: Ingested[] = [];
  await trainer.ingest({ items: Array.from({ length: 20 }, (_, i) => ({ picture: fruit(64, COLOURS[i % 2]!, i) })), inputSize: 48, embed: false }, {
    ...quiet(), progress: (progress) => { if (progress.type === 'item') pictures.push(progress.item); },
  });
  const samples = pictures.map(({ id, stored }, i) => ({ id, label: i % 2, split: i < 12 ? 'train' as const : i < 16 ? 'validation' as const : 'test' as const, blob: stored, blocks: {} }));
  const { output } = (await trainer.train({ recipe: normaliseRecipe({ inputSize: 48, ...recipe }), labels: LABELS, samples }, quiet())) as Transferring<TrainOutput>;
  return { output, pictures };
}

describe('serving', () => {
  it('has nothing to say before a deployment', async () => {
    await expect(serving.classify({ source: fruit(48, COLOURS[0], 0) }, quiet())).rejects.toMatchObject({ code: 'nothing-deployed' });
  });

  it.each([{ kind: 'mlp', epochs: 3, features: ['colour'] }, { kind: 'cnn', epochs: 1 }] as RecipeInput[])('classifies a file as training judged it: $kind', async (recipe) => {
    const { output, pictures } = await trained(recipe);
    await deploy({ version: 4, signature: output.signature, artifact: output.artifact });
    for (const { sampleId, scores, predicted } of output.heldOut) {
      const answer = await serving.classify({ source: pictures.find(({ id }) => id === sampleId)!.stored }, quiet());
      expect(answer).toMatchObject({ predicted, version: 4 });
      (answer as { scores: number[] }).scores.forEach((score, k) => expect(score).toBeCloseTo(scores[k]!, 4));
    }
  });

  it.each([{ kind: 'colour' }, { kind: 'linear' }] as RecipeInput[])('judges the line with $kind, and has pictures of another size taken again', async (recipe) => {
    const { output } = await trained(recipe);
    await deploy({ version: 7, signature: output.signature, artifact: output.artifact });
    const [up, down] = [new MessageChannel(), new MessageChannel()];
    await serving.connect({ events: up.port2, predictions: down.port2 }, quiet());
    const heard: PredictionBatch[] = [];
    const all = new Promise<void>((resolve) => {
      down.port1.onmessage = ({ data }: MessageEvent<ToMonitor>) => {
        if (data.type === 'predictions') heard.push(data);
        if (heard.reduce((sum, batch) => sum + batch.count, 0) === 12) resolve();
      };
    });
    const photograph = (from: number, size: number) => {
      const pixels = new Uint8ClampedArray(6 * size * size * 4);
      for (let i = 0; i < 6; i += 1) pixels.set(fruit(size, COLOURS[i % 2]!, from + i).data, i * size * size * 4);
      up.port1.postMessage({
        type: 'events', generation: 3, count: 6, size, pixels,
        columns: {
          index: Uint32Array.from({ length: 6 }, (_, i) => from + i), timeMs: new Float64Array(6), intervalMs: new Float32Array(6).fill(125),
          species: new Uint8Array(6), cultivar: new Uint8Array(6), supplier: new Uint8Array(6), ripeness: new Float32Array(6), truth: new Uint8Array(6), reportedTruth: new Uint8Array(6), drift: new Float32Array(6),
        },
      });
    };
    up.port1.onmessage = ({ data }: MessageEvent<ToOrchard>) => {
      if (data.type !== 'again') return;
      up.port1.postMessage(data);
      photograph(data.from, data.size);
    };
    down.port1.postMessage({ type: 'credit', rows: 100 });
    up.port1.postMessage({ type: 'generation', generation: 3 });
    photograph(0, 48);
    photograph(6, 96);
    await all;
    expect(heard.flatMap((batch) => [...batch.predicted])).toEqual([0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1]);
    expect(heard.every((batch) => batch.latencyMs.every((ms, row) => ms > 0 && ms === batch.modelMs[row]))).toBe(true);
    expect(heard.every((batch) => batch.version.every((version) => version === 7) && batch.features.length === batch.count * READABLE_FEATURES.length)).toBe(true);
    for (const port of [up.port1, down.port1]) port.close();
  });

  it.each([{ kind: 'colour' }, { kind: 'linear' }, { kind: 'mlp', epochs: 2 }, { kind: 'cnn', epochs: 1 }] as RecipeInput[])('a version that is judged apart from the line says what the live one says: $kind', async (recipe) => {
    const { output: { signature, artifact } } = await trained(recipe);
    await serving.prepare({ version: 5, signature, artifact }, quiet());
    await serving.takeOver({ version: 5, deployment: 1 }, quiet());
    const pictures = Array.from({ length: 20 }, (_, i) => fruit(48, COLOURS[i % 2]!, i));
    let heard = 0;
    const { output: { scores, features, featureNames } } = (await trainer.predict({ version: 5, signature, artifact, pictures }, { ...quiet(), progress: ({ done }) => { heard = done; } })) as Transferring<PredictOutput>;
    expect(heard).toBe(20);
    expect(featureNames).toEqual(READABLE_FEATURES.map(({ name }) => name));
    for (const [i, source] of pictures.entries()) {
      const live = (await serving.classify({ source }, quiet())) as { scores: number[]; readable: number[] };
      live.scores.forEach((score, k) => expect(scores[i * 2 + k]).toBeCloseTo(score, 6));
      live.readable.forEach((value, k) => expect(features[i * featureNames.length + k]).toBeCloseTo(value, 5));
    }
  });

  it('judging stops when it is cancelled, and says of a damaged network that it is one', async () => {
    const { output: { signature, artifact } } = await trained({ kind: 'colour' });
    const pictures = [fruit(48, COLOURS[0], 0)];
    await expect(trainer.predict({ version: 1, signature, artifact, pictures }, { signal: AbortSignal.abort(), progress: () => {} })).rejects.toMatchObject({ code: 'cancelled' });
    await expect(trainer.predict({ version: 1, signature: { ...signature, blocks: ['colour'] }, artifact, pictures }, quiet())).rejects.toMatchObject({ code: 'model-incompatible' });
  });

  it('refuses a network that does not fit its signature, and keeps the old one', async () => {
    const { output } = await trained({ kind: 'colour' });
    await deploy({ version: 1, signature: output.signature, artifact: output.artifact });
    const wrong = { ...output.signature, blocks: ['colour' as const] };
    await expect(deploy({ version: 2, signature: wrong, artifact: output.artifact })).rejects.toMatchObject({ code: 'model-incompatible' });
    const other = { ...output.signature, blocks: ['embedding' as const], backboneSha256: 'another' };
    await expect(deploy({ version: 3, signature: other, artifact: output.artifact })).rejects.toMatchObject({ code: 'model-incompatible' });
    expect(await serving.classify({ source: fruit(48, COLOURS[1], 1) }, quiet())).toMatchObject({ version: 1, predicted: 1 });
  });
});
