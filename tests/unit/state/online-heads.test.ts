import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { artifact, model } from '../../contract/fixtures.ts';
import { LineRig } from './line-rig.ts';

vi.stubGlobal('location', { hash: '' });

const picture = (text: string): Blob => new Blob([text], { type: 'image/png' });
let rig: LineRig;
beforeEach(async () => {
  rig = new LineRig();
  await rig.openApp('#/line');
  await rig.api.data.reset(['ripe', 'unripe']);
  for (const label of ['ripe', 'unripe']) await rig.api.data.add(label, Array.from({ length: 6 }, (_, i) => picture(`${label} ${i}`)));
  const { number, contentHash } = await rig.app.data.freeze();
  const given = model('one');
  await rig.storage.models.add({ ...given, lineage: { ...given.lineage, dataSetVersion: number, dataSetHash: contentHash } }, artifact());
  await rig.app.registry.open();
  await rig.api.models.deploy(1);
  await rig.app.line.setLapse('max');
  await rig.api.line.load({ length: 1000, labelDelay: 50 });
});
afterEach(() => rig.end());

it('lets both heads run over the newest fruits, with the truths that have come, and shows it', async () => {
  await rig.api.line.step(400);
  const phases: string[] = [];
  const found = await rig.api.improve.online({ exploration: 0.05, onProgress: ({ phase }: { phase: string }) => phases.push(phase) });
  expect(found).toMatchObject({ version: 1, from: 0, to: 400, truths: 350, settings: { forgetting: 0.999 }, echo: { exploration: 0.05, seed: 7 } });
  expect(found.recorded.courses.map(({ key, of, learnt }) => [key, of, learnt])).toEqual([['live', 350, 0], ['rls', 350, 350], ['sgd', 350, 350]]);
  expect([...new Set(phases)]).toEqual(['pictures', 'replay', 'learn', 'echo']);
  expect(rig.app.onlineHeads).toMatchObject({ running: false, progress: null, ended: null, result: found });
});

it('refuses a stretch that there is none of, and a version whose pictures are not here; a cancel leaves nothing under way', async () => {
  await expect(rig.api.improve.online()).rejects.toMatchObject({ code: 'index-out-of-range' });
  await rig.api.line.step(200);
  for (const stretch of [{ from: 0, to: 300 }, { from: 1e9 }, { from: 1e9, to: 2e9 }]) await expect(rig.api.improve.online(stretch)).rejects.toMatchObject({ code: 'index-out-of-range', message: expect.stringContaining('there are 200') as string });
  await expect(rig.api.improve.online({ from: 150, to: 100 })).rejects.toMatchObject({ code: 'argument-invalid' });
  const stop = new AbortController();
  rig.onCall = (kind) => { if (kind === 'bench') stop.abort(); };
  await expect(rig.api.improve.online({ signal: stop.signal })).rejects.toMatchObject({ code: 'cancelled' });
  expect(rig.app.onlineHeads).toMatchObject({ running: false, progress: null, ended: 'cancelled' });
  const other = model('two');
  await rig.storage.models.add({ ...other, lineage: { ...other.lineage, dataSetVersion: null, dataSetHash: null } }, artifact());
  await rig.app.registry.open();
  await rig.api.models.deploy(2);
  await expect(rig.api.improve.online()).rejects.toMatchObject({ code: 'data-one-class' });
});
