import { beforeEach, expect, it, vi } from 'vitest';
import type { Engine } from '../../../src/storage/engine/engine.ts';
import { openMemory } from '../../../src/storage/engine/memory.ts';
import { createStorage } from '../../../src/storage/storage.ts';
import { artifact, model } from '../../contract/fixtures.ts';
import { settled } from '../monitor/rig.ts';
import { AppRig } from './rig.ts';

const silence = (value: string) => ({ matchers: [{ name: 'alertname', value, isRegex: false, isEqual: true }], endsAt: 9e9, reason: value });
const monitor = (id: string) => ({ id, name: id, signal: 'feature.hue', reference: { kind: 'first', rows: 100 }, window: { by: 'count', rows: 50, every: 50 }, judge: { kind: 'test', test: 'ks', warning: 0.05, drift: 0.01 }, minimumSample: 20 });

let engine: Engine;
beforeEach(() => {
  vi.stubGlobal('location', { hash: '' });
  engine = openMemory();
});

async function lived(): Promise<AppRig> {
  const rig = new AppRig(engine);
  await rig.storage.models.add(model(), artifact());
  await rig.open();
  await rig.app.registry.deploy(1);
  await rig.judge(200);
  for (const name of ['first', 'second', 'third']) await rig.app.alerts.silence(silence(name));
  return rig;
}

async function reopened(): Promise<{ rig: AppRig; said: (string | undefined)[] }> {
  const rig = await new AppRig(engine).open();
  await settled();
  await vi.waitFor(async () => expect((await rig.app.alerts.refresh()).lastIndex).toBe(199));
  await settled();
  // What is to be remembered is written.
  rig.tick();
  await settled();
  return { rig, said: rig.app.shell.problems.map(({ code, about }) => `${code} ${about}`) };
}

/** Bends what is stored of the watch. */
async function bend(change: (watch: { version: number; centre: { silences: { endsAt: unknown }[]; acknowledgements: unknown[] } }) => void): Promise<void> {
  await engine.run(['logCheckpoints'], 'readwrite', async (rows) => {
    for (const { key, value } of await rows.rows('logCheckpoints')) {
      const watch = JSON.parse((value as { watch: string }).watch) as Parameters<typeof change>[0];
      change(watch);
      await rows.put('logCheckpoints', key, { ...value as object, watch: JSON.stringify(watch) });
    }
  });
}

it('a silence that cannot be read takes no other with it, is set aside, and is said once', async () => {
  await lived();
  // What JSON makes of a silence without end.
  await bend(({ centre }) => { centre.silences[1]!.endsAt = null; });
  const { rig, said } = await reopened();
  expect((await rig.app.alerts.refresh()).silences.map(({ reason }) => reason)).toEqual(['first', 'third']);
  expect(said).toEqual(['storage-corrupt undefined']);
  expect((await rig.storage.health()).quarantined).toMatchObject([{ store: 'logCheckpoints', key: 'watch' }]);
  const again = await reopened();
  expect((await again.rig.app.alerts.refresh()).silences.map(({ reason }) => reason)).toEqual(['first', 'third']);
  expect(again.said).toEqual([]);
});

it('several are counted, and acknowledgements are read one by one as well', async () => {
  await lived();
  await bend(({ centre }) => {
    centre.silences[0]!.endsAt = 'soon';
    centre.acknowledgements.push({ labels: { alertname: 3 } });
  });
  expect((await reopened()).said).toEqual(['storage-corrupt 2 stored records']);
});

it('what was done about alerts outlives a watch that cannot be read', async () => {
  await lived();
  await bend((watch) => { watch.version = 99; });
  const { rig } = await reopened();
  expect((await rig.app.alerts.refresh()).silences.map(({ reason }) => reason)).toEqual(['first', 'second', 'third']);
});

it('a silence without end is refused, and the others stay', async () => {
  const rig = await lived();
  await expect(rig.app.alerts.silence({ ...silence('for ever'), endsAt: Infinity })).rejects.toMatchObject({ code: 'argument-invalid' });
  expect((await (await reopened()).rig.app.alerts.refresh()).silences).toHaveLength(3);
});

it('a monitor that cannot be read takes no other with it', async () => {
  await lived();
  await createStorage(engine).settings.set('alerting', { monitors: [monitor('one'), { id: 'bent' }, monitor('two'), monitor('one')], rules: null, notify: false, sound: true });
  const { rig, said } = await reopened();
  expect((await rig.app.alerts.refresh()).monitors.map(({ spec }) => spec.id)).toEqual(['one', 'two']);
  expect([rig.app.alerts.sounds, said]).toEqual([true, ['storage-corrupt 2 stored records']]);
  expect((await reopened()).said).toEqual([]);
});
