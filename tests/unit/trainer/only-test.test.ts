import { beforeAll, expect, it } from 'vitest';
import { normaliseRecipe, type RecipeInput } from '../../../src/domain/learning/recipes/catalogue.ts';
import { pause } from '../../../workers/protocol/pause.ts';
import type { Transferring } from '../../../workers/protocol/message.ts';
import type { TrainOutput, TrainingSample } from '../../../workers/protocol/trainer.ts';
import { createTrainerHandlers } from '../../../workers/trainer/handlers.ts';
import { computeOn, embedderOn, fruit, plainCodec } from './surroundings.ts';

const LABELS = ['ripe', 'unripe'];
const COLOURS = [[225, 60, 40], [110, 175, 50]] as const;
let handlers: ReturnType<typeof createTrainerHandlers>;
const stored: { id: string; blob: Blob }[] = [];

beforeAll(async () => {
  const compute = await computeOn('wasm');
  handlers = createTrainerHandlers({ compute, embedder: embedderOn(compute), codec: plainCodec, notify: () => {}, nowMs: () => performance.now(), pause });
  await handlers.ingest({ items: Array.from({ length: 20 }, (_, i) => ({ picture: fruit(48, COLOURS[i % 2]!, i) })), inputSize: 48, embed: false }, {
    signal: new AbortController().signal, progress: (progress) => { if (progress.type === 'item') stored[progress.item.position] = { id: progress.item.id, blob: progress.item.stored }; },
  });
});

/** Of 20 pictures the last four are the test; `wrong` labels them the wrong way round. */
async function weightsOf(recipe: RecipeInput, isKept: boolean, wrong: boolean): Promise<{ weights: number[]; tested: number }> {
  const samples = stored.map(({ id, blob }, i): TrainingSample => {
    const isTest = i >= 16;
    return { id, label: isTest && wrong ? 1 - (i % 2) : i % 2, split: isTest ? 'test' : i >= 12 ? 'validation' : 'train', ...(isTest && isKept ? { onlyTest: true } : {}), blob, blocks: {} };
  });
  const { output } = (await handlers.train({ recipe: normaliseRecipe({ inputSize: 48, ...recipe }), labels: LABELS, samples }, { signal: new AbortController().signal, progress: () => {} })) as Transferring<TrainOutput>;
  return { weights: [...new Float32Array(output.artifact.weightData)], tested: output.heldOut.length };
}

it.each([{ kind: 'linear', features: ['colour'] }, { kind: 'colour' }] as RecipeInput[])('$kind learns in the end from test pictures, but never from those that are kept for testing', async (recipe) => {
  const kept = await weightsOf(recipe, true, false);
  expect(kept.tested).toBe(4);
  expect(await weightsOf(recipe, true, true)).toEqual(kept);
  expect((await weightsOf(recipe, false, true)).weights).not.toEqual((await weightsOf(recipe, false, false)).weights);
});
