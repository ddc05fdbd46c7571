import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { openIndexedDb } from '../../src/storage/engine/indexed-db.ts';
import { STORES, type Engine, type Row } from '../../src/storage/engine/engine.ts';
import { openMemory } from '../../src/storage/engine/memory.ts';
import { exportProject } from '../../src/storage/project.ts';
import { createStorage } from '../../src/storage/storage.ts';
import type { Storage } from '../../src/storage/index.ts';
import { failing } from './faults.ts';
import { artifact, change, dataSetVersion, importProject, model, run, sampleEntry, scenario } from './fixtures.ts';

const bytes = (...values: number[]) => new Uint8Array(values).buffer;
const record = (firstIndex: number, count: number) => ({ segment: { firstIndex, count, bytes: bytes(count) }, summary: { firstIndex, count, sizeBytes: 1, bins: bytes(count) } });
const event = { index: 3, atMs: 1, type: 'told', data: {} };

async function fill(storage: Storage): Promise<void> {
  await storage.samples.change({ put: [await sampleEntry('a'), await sampleEntry('b', 'unripe'), await sampleEntry('gone')], labels: ['ripe', 'unripe'] });
  await storage.samples.change({ remove: [(await sampleEntry('gone')).sample.id] });
  for (const name of ['one', 'two', 'three', 'four']) await storage.models.add(model(name), artifact());
  for (const number of [3, 4]) await storage.models.remove(number);
  await storage.aliases.set('challenger', 2);
  await storage.deployments.commit({ version: 1, challenger: null, route: { kind: 'replace' }, fromIndex: 0, atMs: 1, reason: 'first', replaced: null });
  await storage.runs.add(run());
  await storage.revisions.replace([{ from: 0, scenario: scenario() }]);
  await storage.log.append([record(0, 10), record(10, 10)]);
  await storage.log.fork({ from: 10, startIndex: 0, cut: null, rows: 10, change: { ...change('seek'), live: 1 } });
  await storage.settings.set('theme', 'dark');
}

/** Every write that a storage knows, as it is asked for by the app. */
const WRITES: Record<string, (storage: Storage) => Promise<unknown>> = {
  'samples.stage': async ({ samples }) => samples.stage([await sampleEntry('c'), await sampleEntry('gone', 'unripe')]),
  'samples.change': async ({ samples }) => samples.change({ put: [await sampleEntry('c')], staged: [(await sampleEntry('d')).sample], remove: [(await sampleEntry('a')).sample.id], restore: [(await sampleEntry('gone')).sample.id], relabel: [{ id: (await sampleEntry('b')).sample.id, label: 'x' }], labels: ['x', 'ripe'] }),
  'samples.change that takes a review back': async ({ samples }) => samples.change({ restore: [(await sampleEntry('gone')).sample.id], unreviewed: [1] }),
  'labels.set': ({ labels }) => labels.set(['x']),
  'labels.rename': ({ labels }) => labels.rename('ripe', 'ready'),
  'dataSetVersions.add': ({ dataSetVersions }) => dataSetVersions.add(dataSetVersion('x')),
  'runs.add': ({ runs }) => runs.add(run()),
  'models.add': ({ models }) => models.add(model(), artifact()),
  'models.remove with its alias': ({ models }) => models.remove(2),
  'models.restore': ({ models }) => models.restore({ keys: [3, 4], atMs: 1, aliases: [] }),
  'deployments.commit': ({ deployments }) => deployments.commit({ version: 2, challenger: null, route: { kind: 'replace' }, fromIndex: 5, atMs: 2, reason: 'deploy', replaced: 1 }),
  'revisions.replace': ({ revisions }) => revisions.replace([{ from: 0, scenario: scenario() }, { from: 4, scenario: scenario({ name: 'later' }) }], [event, event]),
  'log.append with a mark': ({ log }) => log.append([record(10, 3)], [], { overview: { lastIndex: 12, segments: [], bins: bytes(1) }, checkpoint: { lastIndex: 12, watch: '{}' }, drops: [], event }),
  'log.fork': ({ log }) => log.fork({ from: null, startIndex: 0, cut: null, rows: 10, change: change('load') }),
  'log.exchange': ({ log }) => log.exchange(0, 5),
  'log.prune': ({ log }) => log.prune(10, 10),
  'an import': async (storage) => importProject(storage, await exportProject(await otherProject(), { appVersion: '1', nowMs: 1 })),
  clear: (storage) => storage.clear(),
  'log.setAside': (storage) => storage.log.setAside(['x', 'y']),
};

async function otherProject(): Promise<Storage> {
  const other = createStorage(openMemory(), { nowMs: () => 7 });
  await other.samples.change({ put: [await sampleEntry('other', 'here')], labels: ['here'] });
  await other.models.add(model('another'), artifact());
  await other.revisions.replace([{ from: 0, scenario: scenario({ name: 'another' }) }]);
  return other;
}

/** Every row of every store. */
async function everything(engine: Engine): Promise<Record<string, Row[]>> {
  return engine.run(STORES, 'readonly', async (rows) => Object.fromEntries(await Promise.all(STORES.map(async (store) => [store, await rows.rows(store)] as const))));
}

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

describe.each([
  ['memory', async () => openMemory()],
  ['IndexedDB', () => openIndexedDb()],
])('a write that fails half-way, over %s', (_, open) => {
  it.each(Object.keys(WRITES))('%s leaves every row of every store as it was', async (name) => {
    const engine = await open();
    const faults = failing(engine);
    const storage = createStorage(faults.engine, { nowMs: () => 1000 });
    await fill(storage);
    const before = await everything(engine);
    let failures = 0;
    for (let nth = 0; ; nth += 1) {
      faults.failAt(nth);
      const failed = await WRITES[name]!(storage).then(() => null, (error: unknown) => error);
      if (failed === null) break;
      expect(failed).toMatchObject({ code: 'storage-full' });
      failures += 1;
      expect(await everything(engine)).toEqual(before);
    }
    expect(failures).toBeGreaterThan(0);
    faults.failAt(Infinity);
    expect(await everything(engine)).not.toEqual(before);
    engine.close();
  });
});
