import { expect, it, vi } from 'vitest';
import { defaultWorld } from '../../../src/domain/world/orchard/world-default.ts';
import { openMemory } from '../../../src/storage/engine/memory.ts';
import { AppRig } from './rig.ts';

type Act = (rig: AppRig) => Promise<unknown>;

const picture = (text: string) => new Blob([text], { type: 'image/png' });
/** A project of other labels. */
const file = (async () => {
  const { app } = await new AppRig(openMemory()).open();
  await app.data.reset(['sweet', 'sour']);
  await app.data.addFiles('sweet', [picture('sugar')]);
  return app.project.export();
})();
const ACTS: Record<string, Act> = {
  'a label is added': ({ app }) => app.data.addLabel('fresh'),
  'another label is added': ({ app }) => app.data.addLabel('crisp'),
  'a picture comes under a label of its own': ({ app }) => app.data.addFiles('first', [picture('one')]),
  'another comes under another': ({ app }) => app.data.addFiles('second', [picture('two')]),
  'fruit is picked': ({ app }) => app.data.pick(3, 9, defaultWorld),
  'a label is renamed': ({ app }) => app.data.renameLabel('ripe', 'ready'),
  'a label is removed': ({ app }) => app.data.removeLabel('unripe'),
  'pictures are relabelled': ({ app }) => app.data.relabel(app.data.samples.map(({ id }) => id), 'ripe'),
  'a picture is removed': ({ app }) => app.data.remove([app.data.samples[0]!.id]),
  'all is reset': ({ app }) => app.data.reset(['left', 'right']),
  'a version is brought back': ({ app }) => app.data.backTo(app.data.versions[0]!),
  'the project is replaced': async ({ app }) => app.project.import(await file),
  'everything is removed': ({ app }) => app.project.reset(),
  'the newest act is taken back': ({ app }) => app.shell.takeBack(),
};

vi.stubGlobal('location', { hash: '' });

it.each(Object.keys(ACTS))('of acts on the data set that are done at once, one follows the other: %s', async (name) => {
  for (const other of Object.keys(ACTS)) {
    const rig = await new AppRig(openMemory()).open();
    const { app, storage } = rig;
    await app.data.pick(4, 1, defaultWorld);
    await app.data.freeze();
    await app.data.pick(4, 2, defaultWorld);
    await app.data.remove([app.data.samples[7]!.id]);
    await Promise.allSettled([ACTS[name]!(rig), ACTS[other]!(rig)]);
    const { samples, labels } = app.data;
    const said = `${name}, and at once ${other}`;
    expect([[...labels], samples.map(({ id, label }) => [id, label]).sort()], said).toEqual([await storage.labels.get(), (await storage.samples.list()).map(({ id, label }) => [id, label]).sort()]);
    expect(samples.filter(({ label }) => !labels.includes(label)), said).toEqual([]);
    expect(app.shell.problems, said).toEqual([]);
  }
});

it('what a reset took away can be brought back, however often it was asked for', async () => {
  const { app } = await new AppRig(openMemory()).open();
  await app.data.pick(4, 1, defaultWorld);
  await Promise.all([app.project.reset(), app.project.reset()]);
  await app.project.reset();
  expect(app.data.samples).toEqual([]);
  await app.project.bringBack();
  expect(app.data.samples).toHaveLength(4);
});

it('a link that is followed while the project is still being opened waits for it', async () => {
  const rig = new AppRig(openMemory());
  const opening = rig.open();
  await rig.app.follow('#/line?preset=lamp-ages&seed=11');
  await opening;
  expect(rig.app.line.scenario).toMatchObject({ preset: 'lamp-ages', seed: 11 });
});
