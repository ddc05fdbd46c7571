import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { presetOf } from '../../../src/domain/world/drift/presets.ts';
import type { Revision } from '../../../src/domain/world/drift/scenario.ts';
import { defaultWorld } from '../../../src/domain/world/orchard/world-default.ts';
import { DEFAULT_RULES_YAML } from '../../../src/domain/alerting/rules/default-rules.ts';
import { formatAddress } from '../../../src/domain/world/share/address.ts';
import { linkedScenario } from '../../../src/domain/world/share/linked-scenario.ts';
import { openIndexedDb } from '../../../src/storage/engine/indexed-db.ts';
import { led } from '../../../src/storage/engine/led.ts';
import { openMemory } from '../../../src/storage/engine/memory.ts';
import type { Engine } from '../../../src/storage/engine/engine.ts';
import { createStorage } from '../../../src/storage/storage.ts';
import { exportProject } from '../../../src/storage/project.ts';
import type { Storage } from '../../../src/storage/index.ts';
import { artifact, model, run, scenario } from '../../contract/fixtures.ts';
import { AppRig } from './rig.ts';

const LAMP = presetOf('lamp-ages')!.scenario(7);
const SEALED = formatAddress({ screen: 'line', preset: null, scenario: linkedScenario({ ...LAMP, sealed: { nonce: 41, word: null } }), seed: null, hidden: [] });
const MONITORS = [{ id: 'mine', name: 'Mine', signal: 'feature.hue', reference: { kind: 'first', rows: 100 }, window: { by: 'count', rows: 50, every: 50 }, judge: { kind: 'test', test: 'ks', warning: 0.05, drift: 0.01 }, minimumSample: 20 }];
const SILENCE = { matchers: [{ name: 'alertname', value: 'a', isRegex: false, isEqual: true }], endsAt: 9e9, reason: 'a test' };
/** Enough to be stored in two goes and more. */
const PICTURES = 70;

/** All that whoever opens the project finds. */
async function stored(storage: Storage): Promise<unknown> {
  const { samples, labels, dataSetVersions, models, aliases, deployments, revisions, settings, eventLog, log, runs } = storage;
  const keys = await log.keys();
  return {
    samples: await samples.list(), labels: await labels.get(), versions: await dataSetVersions.list(), models: await models.list(), aliases: await aliases.all(), deployments: await deployments.list(),
    revisions: await revisions.list(), settings: await settings.all(), events: await eventLog.list(), runs: await runs.list(), log: await Promise.all(keys.map((key) => log.read(key))), aside: await log.aside(),
  };
}

/** All that the tab shows and its workers do. */
async function shown({ app, orchard, serving }: AppRig): Promise<unknown> {
  const { data, registry, line, alerts, monitoring, shell } = app;
  const { monitors, rulesText, silences, groups, reference, lastIndex } = await alerts.refresh();
  return structuredClone({
    labels: data.labels, samples: data.samples, versions: data.versions, models: registry.models, aliases: registry.aliases, deployments: registry.deployments,
    revisions: line.revisions, film: line.scenario, now: line.now, lapse: line.lapse, playing: orchard.state.playing, until: orchard.state.until, aside: line.acts.aside, guesses: line.seal.guesses, opened: line.seal.opened,
    monitors: monitors.map(({ spec }) => spec), rulesText, silences, acknowledged: groups.flatMap(({ alerts }) => alerts.map(({ acknowledged }) => acknowledged)), reference, lastIndex,
    window: monitoring.windowEvents, theme: shell.theme, undo: shell.undo?.text ?? null, driven: drivenBy(orchard.revisions as Revision[]), live: serving.live, prepared: serving.prepared, firstVisitDone: app.firstVisitDone,
  });
}

/** What fruit is drawn under: a revision that exchanges a scenario for the same one exchanges nothing. */
function drivenBy(revisions: readonly Revision[]): Revision[] {
  return revisions.filter(({ scenario: own }, i) => i === 0 || JSON.stringify(own) !== JSON.stringify(revisions[i - 1]!.scenario));
}

/** What another tab reads, and what is there after a reload. */
const elsewhere = (engine: Engine) => stored(createStorage(led(engine, () => false)));

/** A line of 600 predicted fruits, of which the newest 200 were predicted again, with pictures, versions and a silence. */
async function lived(engine: Engine, hash = '#/line'): Promise<AppRig> {
  const rig = new AppRig(engine);
  for (const name of ['one', 'two', 'three']) await rig.storage.models.add(model(name), artifact());
  await rig.open(hash);
  const { app } = rig;
  await app.data.pick(4, 1, defaultWorld);
  await app.data.freeze();
  await app.data.pick(4, 2, defaultWorld);
  await app.registry.deploy(1);
  await rig.judge(300);
  await app.registry.deploy(2);
  await app.registry.setAlias('challenger', 3);
  await rig.judge(300);
  await app.line.seek(400);
  await rig.judge(200);
  await app.alerts.silence(SILENCE);
  await app.line.play({ until: 5000 });
  app.shell.forgetUndo();
  return rig;
}

interface Act {
  act: (rig: AppRig) => Promise<unknown>;
  hash?: string;
  /** What must be before. */
  given?: (rig: AppRig) => Promise<void>;
}

const ACTS: Record<string, Act> = {
  'data.reset': { act: ({ app }) => app.data.reset(['a', 'b']) },
  'data.pick': { act: ({ app }) => app.data.pick(PICTURES, 9, defaultWorld) },
  'data.add under another label': { act: ({ app }) => app.data.addFiles('bruised', Array.from({ length: PICTURES }, (_, i) => new Blob([`picture ${i}`], { type: 'image/png' }))) },
  'data.addLabel': { act: ({ app }) => app.data.addLabel('bruised') },
  'data.renameLabel': { act: ({ app }) => app.data.renameLabel('ripe', 'ready') },
  'data.removeLabel': { act: ({ app }) => app.data.removeLabel('ripe') },
  'data.relabelAll': { act: ({ app }) => app.data.relabelAll(app.data.samples.map(({ id, label }) => ({ id, label: label === 'ripe' ? 'unripe' : 'ripe' }))) },
  'data.remove': { act: ({ app }) => app.data.remove(app.data.samples.map(({ id }) => id)) },
  'data.backTo': { act: ({ app }) => app.data.backTo(app.data.versions[0]!) },
  'data.freeze': { act: ({ app }) => app.data.freeze() },
  'registry.register': { act: ({ app }) => app.registry.register({ run: { ...run(), id: 9 }, parent: null, output: { signature: model().signature, artifact: artifact(), metrics: model().metrics, reference: model().reference } as never }, null) },
  'registry.deploy': { act: ({ app }) => app.registry.deploy(3) },
  'registry.rollBack': { act: ({ app }) => app.registry.rollBack() },
  'registry.remove': { act: ({ app }) => app.registry.remove(3) },
  'registry.rename': { act: ({ app }) => app.registry.rename(3, 'better') },
  'line.load': { act: ({ app }) => app.line.load(LAMP) },
  'line.seek back': { act: ({ app }) => app.line.seek(250) },
  'line.seek ahead': { act: ({ app }) => app.line.seek(900) },
  'line.undo': { act: ({ app }) => app.line.undo() },
  'line.setSpeed': { act: ({ app }) => app.line.setSpeed(40) },
  'line.edits.setBeltSpeed': { act: ({ app }) => app.line.edits.setBeltSpeed(12) },
  'line.edits.addDrift': { act: ({ app }) => app.line.edits.addDrift({ ...LAMP.drifts[0]!, onset: 700 }) },
  'line.edits.mendFaults': { act: ({ app }) => app.line.edits.mendFaults(), given: ({ app }) => app.line.edit((now) => ({ ...now, world: { ...now.world, faults: { ...now.world.faults, stuck: 1 } as never } }), { index: 600, type: 'test', data: {} }) },
  'line.seal.guess': { act: ({ app }) => app.line.seal.guess('covariate'), hash: SEALED },
  'line.seal.reveal': { act: ({ app }) => app.line.seal.reveal(), hash: SEALED },
  'alerts.setRules': { act: ({ app }) => app.alerts.setRules(DEFAULT_RULES_YAML.replace('for: ', 'for: 1')) },
  'alerts.setMonitors': { act: ({ app }) => app.alerts.setMonitors(MONITORS) },
  'alerts.silence': { act: ({ app }) => app.alerts.silence(SILENCE) },
  'alerts.acknowledge': {
    act: ({ app }) => app.alerts.acknowledge({ alertname: 'always' }, 'seen'),
    given: async (rig) => {
      await rig.app.alerts.setRules('groups: [{ name: g, rules: [{ alert: always, expr: "vector(1)" }] }]');
      await rig.judge(100);
    },
  },
  'alerts.endSilence': { act: ({ app }) => app.alerts.endSilence('silence-1') },
  'monitoring.setWindow': { act: ({ app }) => app.monitoring.setWindow(300) },
  'monitoring.useReference': { act: ({ app }) => app.monitoring.collectReference() },
  'project.import': { act: async ({ app }) => app.project.import(await another()) },
  'project.reset': { act: ({ app }) => app.project.reset() },
  'app.setTheme': { act: ({ app }) => app.setTheme('dark') },
};

/** A file of another project, with one version that is live. */
async function another(): Promise<Blob> {
  const storage = createStorage(openMemory(), { nowMs: () => 7 });
  await storage.models.add(model('another'), artifact());
  await storage.aliases.set('champion', 1);
  await storage.labels.set(['here', 'there']);
  await storage.revisions.replace([{ from: 0, scenario: scenario({ name: 'Another line' }) }]);
  return exportProject(storage, { appVersion: '1', nowMs: 7 });
}

beforeEach(() => {
  vi.stubGlobal('location', { hash: '' });
  globalThis.indexedDB = new IDBFactory();
});

describe.each([
  ['memory', async () => openMemory()],
  ['IndexedDB', () => openIndexedDb()],
])('an act that a full disk refuses, over %s', (_, openEngine) => {
  it.each(Object.keys(ACTS))('%s has changed nothing here, on disk or in another tab', async (name) => {
    const { act, hash, given } = ACTS[name]!;
    const engine = await openEngine();
    const rig = await lived(engine, hash);
    await given?.(rig);
    const before = [await shown(rig), await stored(rig.storage), await elsewhere(engine)];
    let failures = 0;
    for (let nth = 0; ; nth += nth < 30 ? 1 : 23) {
      expect(nth, 'the act never comes about').toBeLessThan(2000);
      rig.failAt(nth);
      const code = await act(rig).then(() => null, (error: unknown) => (error as { code?: string }).code ?? String(error));
      rig.failAt(Infinity);
      if (code === null) break;
      failures += 1;
      expect([nth, code]).toEqual([nth, 'storage-full']);
      expect([await shown(rig), await stored(rig.storage), await elsewhere(engine)], `after write ${nth} failed`).toEqual(before);
    }
    expect(failures).toBeGreaterThan(0);
    expect([await shown(rig), await stored(rig.storage)]).not.toEqual(before.slice(0, 2));
    engine.close();
  });
});

describe('an import', () => {
  const rigOf = () => lived(openMemory());

  it('of a project whose live version cannot judge here is refused before anything is exchanged, and the line goes on', async () => {
    const rig = await rigOf();
    const before = [await shown(rig), await stored(rig.storage)];
    rig.serving.refused = 1;
    await expect(rig.app.project.import(await another())).rejects.toMatchObject({ code: 'model-incompatible' });
    expect([await shown(rig), await stored(rig.storage)]).toEqual(before);
    expect(rig.orchard.state).toMatchObject({ playing: true, until: 5000 });
    await rig.judge(10);
    expect(rig.app.line.now).toBe(610);
  });

  it('leaves no row behind of what was travelling to the log, whenever it arrives', async () => {
    const rig = await rigOf();
    const { app } = rig;
    const { generation } = rig.orchard.state;
    let sent = 600;
    // Predictions of the old line arrive before and after every step of the import, and time passes.
    const arriving = <A extends unknown[], T>(step: (...input: A) => Promise<T>) => async (...input: A): Promise<T> => {
      const come = (): void => {
        rig.send(sent, 20, generation);
        sent += 20;
        rig.tick();
      };
      come();
      return step(...input).finally(come);
    };
    const { orchard, monitor, storage } = app.services as unknown as Record<'orchard' | 'monitor', { call: (...input: unknown[]) => Promise<unknown> }> & { storage: Storage };
    [orchard.call, monitor.call, storage.loadAll] = [arriving(orchard.call), arriving(monitor.call), arriving(storage.loadAll)];
    await app.project.import(await another());
    expect(sent).toBeGreaterThan(800);
    await (rig.monitor.flush as unknown as (input: undefined) => Promise<unknown>)(undefined);
    expect(await rig.storage.log.keys()).toEqual([]);
    expect([app.line.now, app.line.scenario.name, app.registry.live?.name]).toEqual([0, 'Another line', 'another']);
  });

  it('that fails in storage loses no row that arrives meanwhile', async () => {
    const rig = await rigOf();
    const { generation } = rig.orchard.state;
    const { storage } = rig.app.services as { storage: Storage };
    const { loadAll } = storage;
    storage.loadAll = async (...input) => {
      rig.send(600, 30, generation);
      rig.failAt(5);
      await loadAll(...input).finally(() => rig.failAt(Infinity));
    };
    await expect(rig.app.project.import(await another())).rejects.toMatchObject({ code: 'storage-full' });
    expect(await rig.app.monitoring.count({})).toBe(630);
  });

  it('waits for pictures that are being taken in, and none of them comes into the other project', async () => {
    const rig = await rigOf();
    const adding = rig.app.data.addFiles('ripe', Array.from({ length: PICTURES }, (_, i) => new Blob([`late ${i}`], { type: 'image/png' }))).catch(() => null);
    await rig.app.project.import(await another());
    await adding;
    expect([rig.app.data.labels, rig.app.data.samples, await rig.storage.samples.list()]).toEqual([['here', 'there'], [], []]);
  });

  it('is brought back by an undo of the reset, with all that the reset took away', async () => {
    const rig = await rigOf();
    await rig.app.setTheme('dark');
    const before = await stored(rig.storage);
    await rig.app.project.reset();
    expect(rig.app.data.samples).toEqual([]);
    rig.failAt(3);
    await expect(rig.app.project.bringBack()).rejects.toMatchObject({ code: 'storage-full' });
    rig.failAt(Infinity);
    expect(rig.app.project.canBringBack).toBe(true);
    await rig.app.project.bringBack();
    expect(await stored(rig.storage)).toEqual({ ...before as object, aside: null });
    expect(rig.app.shell.theme).toBe('dark');
  });

  it('is offered to be brought back once the emptied project is what is shown', async () => {
    const rig = await rigOf();
    const { samples } = rig.storage;
    const list = samples.list.bind(samples);
    const offered: boolean[] = [];
    samples.list = () => {
      offered.push(rig.app.project.canBringBack);
      return list();
    };
    await rig.app.project.reset();
    expect([...new Set(offered)]).toEqual([false]);
    expect(rig.app.project.canBringBack).toBe(true);
  });
});
