import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { normaliseRecipe } from '../../../src/domain/learning/recipes/catalogue.ts';
import { artifact, model } from '../../contract/fixtures.ts';
import { LineRig } from './line-rig.ts';

vi.stubGlobal('location', { hash: '' });

let rig: LineRig;
beforeEach(async () => {
  rig = await new LineRig().open();
  await rig.storage.models.add({ ...model('two'), recipe: normaliseRecipe({ kind: 'cnn' }), sizeBytes: 77 }, artifact());
  await rig.storage.models.add(model('three'), artifact());
  await rig.app.registry.open();
  await rig.api.line.load({ length: 1000, labelDelay: 50 });
});
afterEach(() => rig.end());

it('holds the live version and the newest of each other recipe side by side, on the same fruits and in the same picture', async () => {
  await rig.api.line.step(300);
  const told: number[] = [];
  const found = await rig.api.improve.recipes({ onProgress: ({ done, total }: { done: number; total: number }) => told.push(done / total) });
  expect(found).toMatchObject({ baseline: 1, judged: 250 });
  expect(found.rows.map(({ version, recipe, aloneMs, sizeBytes, accuracy, paired }) => [version, recipe, aloneMs, sizeBytes, accuracy?.of, paired === null])).toEqual([
    [1, model().recipe.kind, 10, model().sizeBytes, 250, true], [2, 'cnn', 20, 77, 250, false],
  ]);
  expect(found.rows.every(({ looksAt }) => looksAt!.occlusion.values.length === 1)).toBe(true);
  expect(told).toEqual([0, 0.25, 0.5, 0.75, 1]);
  expect(rig.app.sideBySide).toMatchObject({ running: false, progress: null, ended: null });
  expect(await rig.api.improve.recipes({ versions: [3, 2, 3], fruit: 7 })).toMatchObject({ baseline: 3, fruit: 7, rows: [{ version: 3, aloneMs: 30 }, { version: 2, aloneMs: 20 }] });

  await rig.app.sideBySide.look(11);
  expect(rig.app.sideBySide.result).toMatchObject({ fruit: 11, rows: [{ version: 3, aloneMs: 30 }, { version: 2, aloneMs: 20 }] });
  await expect(rig.app.sideBySide.look(400)).rejects.toMatchObject({ code: 'index-out-of-range' });
  expect(rig.app.sideBySide.running).toBe(false);
});

it('refuses what there is nothing to hold against, and keeps what was done before a cancel', async () => {
  await expect(rig.api.improve.recipes()).rejects.toMatchObject({ code: 'index-out-of-range' });
  await rig.api.line.step(300);
  await expect(rig.api.improve.recipes({ versions: [9] })).rejects.toMatchObject({ code: 'model-unknown' });
  const stop = new AbortController();
  rig.onCall = (kind, op) => { if (kind === 'trainer' && op === 'explainPicture') stop.abort(); };
  await expect(rig.api.improve.recipes({ signal: stop.signal })).rejects.toMatchObject({ code: 'cancelled' });
  expect(rig.app.sideBySide).toMatchObject({ running: false, ended: 'cancelled' });
  expect(rig.app.sideBySide.result!.rows.map(({ aloneMs }) => aloneMs)).toEqual([10, 20]);
});
