import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { copyKey } from '../../../src/domain/data/augmentation/augmentation.ts';
import { normaliseRecipe, type RecipeInput } from '../../../src/domain/learning/recipes/catalogue.ts';
import { neededBy, trainingSamples } from '../../../src/state/training-samples.ts';
import { LineRig } from './line-rig.ts';

vi.stubGlobal('location', { hash: '' });

const picture = (text: string): Blob => new Blob([text], { type: 'image/png' });
const PLAN = { recipe: { kind: 'mlp' }, configurations: 6, seeds: 2 };

let rig: LineRig;
beforeEach(async () => {
  rig = await new LineRig().open();
  await rig.api.data.reset(['ripe', 'unripe']);
  for (const label of ['ripe', 'unripe']) await rig.api.data.add(label, Array.from({ length: 10 }, (_, i) => picture(`${label} ${i}`)));
});
afterEach(() => rig.end());

describe('a search', () => {
  it('is done without a test picture, kept best first, and opens the test only for the one that is trained', async () => {
    const heard: { done: number; total: number }[] = [];
    // The worker refuses samples of the test split.
    const found = await rig.api.search.run(PLAN as never, { onProgress: (progress) => heard.push(progress) });
    expect(found.rows).toHaveLength(6);
    expect(found.rows.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(found.rows[0]!.budget).toBe(1);
    expect(heard.at(-1)).toEqual({ done: found.trials, total: found.trials });
    expect(rig.app.training.runs).toEqual([]);
    const { run } = await rig.api.search.train(2);
    expect(rig.app.training.runs.map(({ id, recipe }) => [id, recipe])).toEqual([[run, found.rows[1]!.recipe]]);
    rig.app.search.leaderboard = null;
    expect(await rig.api.search.list()).toMatchObject({ trained: [{ rank: 2, run }], rows: found.rows });
    await expect(rig.api.search.train(7)).rejects.toMatchObject({ code: 'index-out-of-range' });
  });

  it('that is cancelled leaves the leaderboard before it, and the next one begins', async () => {
    const before = await rig.api.search.run(PLAN as never);
    const abort = new AbortController();
    const run = rig.api.search.run({ ...PLAN, seed: 9 } as never, { signal: abort.signal, onProgress: ({ done }) => { if (done === 2) abort.abort(); } });
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
    expect(rig.app.search.status).toBeNull();
    expect(rig.app.search.problem).toBeNull();
    expect(await rig.api.search.list()).toEqual(before);
    await rig.api.search.run({ ...PLAN, seed: 9 } as never);
  });

  it('goes on where its worker died, with what was judged before', async () => {
    let killed = false;
    const whole = await rig.api.search.run(PLAN as never);
    const over = rig.api.search.run(PLAN as never, { onProgress: ({ done }) => {
      if (done !== 3 || killed) return;
      killed = true;
      rig.kill('trainer');
    } });
    const again = await over;
    expect(killed).toBe(true);
    expect(again.trials).toBe(whole.trials);
    expect(again.rows.map(({ recipe }) => recipe)).toHaveLength(whole.rows.length);
  });

  it('is alone: no second one, and no training beside it', async () => {
    const refused: Promise<unknown>[] = [];
    await rig.api.search.run(PLAN as never, { onProgress: ({ done }) => {
      if (done === 1) refused.push(...[rig.api.search.run(PLAN as never), rig.api.train({ kind: 'colour' }), rig.api.search.train(1)].map((call) => call.then(() => 'done', ({ code }: { code: string }) => code)));
    } });
    expect(await Promise.all(refused)).toEqual(new Array(3).fill('argument-invalid'));
    expect(rig.app.training.runs).toEqual([]);
  });
});

it('copies come behind their picture, of the training split alone, with what is cached of them, and another setting’s are forgotten', async () => {
  const { storage } = rig;
  const version = await rig.app.data.freeze();
  const recipe = normaliseRecipe({ kind: 'linear', features: ['colour'], augmentation: { copies: 2, transforms: { blur: 1 }, seed: 1 } } as RecipeInput);
  const trained = version.samples.find(({ split }) => split === 'train')!;
  const values = Float32Array.from({ length: 512 }, () => 1);
  const put = (copy: string) => storage.vectors.put([{ block: 'colour', inputSize: recipe.inputSize, id: trained.id, copy, values }]);
  await put(copyKey(recipe.augmentation!, 2));
  await put('an earlier setting');
  const samples = await trainingSamples(storage, neededBy([recipe]), version.labels, version.samples);
  for (const { id, split } of version.samples) {
    const at = samples.findIndex((sample) => sample.id === id);
    expect(samples.filter((sample) => sample.id === id).map(({ copy }) => copy)).toEqual(split === 'train' ? [undefined, 1, 2] : [undefined]);
    expect(samples[at]!.copy).toBeUndefined();
  }
  const own = samples.filter(({ id }) => id === trained.id);
  expect(own.map(({ blocks, blob }) => [blocks.colour?.length ?? null, blob !== null])).toEqual([[1, false], [null, true], [512, false]]);
  expect((await storage.vectors.get('colour', recipe.inputSize, [trained.id], 'an earlier setting')).size).toBe(0);
});
