import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { beforeEach, describe, expect, it } from 'vitest';
import { openMemory } from '../../src/storage/engine/memory.ts';
import { openMemoryStorage, openStorage } from '../../src/storage/index.ts';
import { createStorage } from '../../src/storage/storage.ts';
import type { LogMark, Storage } from '../../src/storage/index.ts';
import { failing } from './faults.ts';
import { artifact, change, model, scenario } from './fixtures.ts';

const bytes = (...values: number[]) => new Uint8Array(values).buffer;
const record = (firstIndex: number, count: number, version = 1) => ({
  segment: { firstIndex, count, bytes: bytes(version, count) }, summary: { firstIndex, count, sizeBytes: 2, bins: bytes(version, count) },
  observed: { firstIndex, count, bytes: bytes(9, version, count) },
});
const mark = (lastIndex: number, drops: number[] = []): LogMark => ({
  overview: { lastIndex, segments: [], bins: bytes(lastIndex) }, checkpoint: { lastIndex, watch: `watch ${lastIndex}` }, drops,
});

/** All that a reader can see of the line. */
async function seen({ log, revisions, deployments, eventLog, aliases }: Storage) {
  const [keys, checkpoints] = [await log.keys(), await log.checkpoints()];
  return {
    state: await log.state(), keys, summaries: await log.summaries(), overview: await log.overview(), checkpoints, observed: await log.observed(),
    segments: await Promise.all(keys.map((key) => log.read(key))), watches: await Promise.all(checkpoints.map((key) => log.checkpoint(key))),
    revisions: await revisions.list(), deployments: await deployments.list(), events: await eventLog.list(), champion: await aliases.get('champion'),
  };
}

/** Thirty rows in three segments, two checkpoints, two deployments. */
async function fill(storage: Storage): Promise<void> {
  const { log, revisions, deployments, eventLog, aliases, models } = storage;
  await models.add(model(), artifact());
  await models.add(model('better'), artifact());
  await revisions.replace([{ from: 0, scenario: scenario() }, { from: 25, scenario: scenario({ name: 'Later' }) }]);
  await deployments.append({ version: 1, challenger: null, route: { kind: 'replace' }, fromIndex: 0, atMs: 1, reason: 'first', replaced: null });
  await deployments.append({ version: 2, challenger: null, route: { kind: 'replace' }, fromIndex: 20, atMs: 2, reason: 'deploy', replaced: 1 });
  await aliases.set('champion', 2);
  await eventLog.append({ index: 0, atMs: 1, type: 'first', data: {} });
  await eventLog.append({ index: 20, atMs: 2, type: 'deploy', data: {} });
  await log.append([record(0, 10)], [], mark(9));
  await log.append([record(10, 10), record(20, 10)], [], mark(29));
}

describe.each([
  ['IndexedDB', () => openStorage({ nowMs: () => 1000 })],
  ['memory', async () => openMemoryStorage({ nowMs: () => 1000 })],
])('a line that is put aside, over %s', (_, open) => {
  let storage: Storage;

  beforeEach(async () => {
    globalThis.indexedDB = new IDBFactory();
    storage = await open();
    await fill(storage);
  });

  const back = (from: number, cut: ReturnType<typeof record> | null, rows: number) => storage.log.fork({ from, startIndex: 0, cut, rows, change: { ...change('seek'), live: 2 } });

  it('shares what lies before the place that the line goes on from', async () => {
    await back(15, record(10, 5), 15);
    await storage.log.append([record(15, 3, 2)]);
    const now = await seen(storage);
    expect(now.keys).toEqual([0, 10, 15]);
    expect(now.summaries.map(({ count }) => count)).toEqual([10, 5, 3]);
    expect([now.overview, now.checkpoints]).toEqual([null, [9]]);
    expect(now.deployments.map(({ version, fromIndex, reason }) => [version, fromIndex, reason])).toEqual([[1, 0, 'first'], [2, 15, 'restore']]);
    expect(now.events.map(({ index }) => index)).toEqual([0]);
    expect(await storage.log.aside()).toMatchObject({ from: 15, rows: 15, act: 'seek' });
  });

  it('comes back as it was, and what took its place is put aside in turn', async () => {
    const before = await seen(storage);
    await back(15, record(10, 5), 15);
    await storage.log.append([record(15, 3, 2)], [], mark(17, [9]));
    await storage.aliases.set('champion', 1);
    const between = await seen(storage);
    await storage.log.exchange(3, 5);
    expect(await seen(storage)).toEqual(before);
    expect(await storage.log.aside()).toMatchObject({ from: 15, rows: 3, act: 'undo', atMs: 5 });
    await storage.log.exchange(15, 6);
    expect(await seen(storage)).toEqual(between);
  });

  it('comes back after another line was loaded', async () => {
    const before = await seen(storage);
    await storage.log.fork({ from: null, startIndex: 0, cut: null, rows: 30, change: { ...change('load'), live: 2 } });
    const empty = await seen(storage);
    expect([empty.keys, empty.overview, empty.checkpoints, empty.events]).toEqual([[], null, [], []]);
    expect(empty.deployments).toMatchObject([{ version: 2, challenger: null, route: { kind: 'replace' }, fromIndex: 0, reason: 'first', replaced: null }]);
    await storage.log.append([record(0, 7, 2)]);
    await storage.log.exchange(7, 5);
    expect(await seen(storage)).toEqual(before);
  });

  it('gives way to the next one; an act that drops nothing leaves it there', async () => {
    await back(15, record(10, 5), 15);
    await storage.log.append([record(15, 3, 2)]);
    const second = await seen(storage);
    await storage.log.fork({ from: null, startIndex: 0, cut: null, rows: 18, change: change('load') });
    await storage.log.fork({ from: null, startIndex: 0, cut: null, rows: 0, change: change('load') });
    await storage.log.exchange(0, 5);
    expect(await seen(storage)).toEqual(second);
  });

  it('is deleted once it is old, and nothing else with it', async () => {
    await back(15, record(10, 5), 15);
    const now = await seen(storage);
    await storage.purge(1000);
    expect(await storage.log.aside()).not.toBeNull();
    await storage.purge(1001);
    expect(await storage.log.aside()).toBeNull();
    expect(await seen(storage)).toEqual(now);
    await expect(storage.log.exchange(0, 5)).rejects.toMatchObject({ code: 'nothing-to-undo' });
    const stored: unknown[] = [];
    for await (const { key } of storage.dumpAll(['logSegments', 'logSummaries', 'featureHistory'])) stored.push(key);
    expect(stored).toHaveLength(6);
  });

  it('keeps the rows that retention takes from the line, until it is deleted itself', async () => {
    const before = await seen(storage);
    await back(15, record(10, 5), 15);
    await storage.log.append([record(15, 10, 2)]);
    await storage.log.prune(10, 10);
    expect(await seen(storage)).toMatchObject({ keys: [10, 15], state: { prunedRows: 10 } });
    await storage.log.exchange(15, 5);
    expect(await seen(storage)).toEqual(before);
    await storage.log.exchange(30, 5);
    expect(await seen(storage)).toMatchObject({ keys: [10, 15], state: { prunedRows: 10 } });
    await storage.purge(1001);
    const stored: unknown[] = [];
    for await (const { key } of storage.dumpAll(['logSegments'])) stored.push(key);
    expect(stored).toHaveLength(2);
  });

  it('gives up with the line what only it held', async () => {
    await back(15, record(10, 5), 15);
    await storage.log.append([record(15, 10, 2), record(25, 10, 2)]);
    await storage.log.prune(25, 25);
    expect((await seen(storage)).keys).toEqual([25]);
    await storage.log.exchange(10, 5);
    expect((await seen(storage)).keys).toEqual([0, 10, 20]);
  });

  it('does not make a deleted version live again', async () => {
    await back(15, record(10, 5), 15);
    await storage.aliases.set('champion', 1);
    await storage.models.remove(2);
    await storage.log.exchange(0, 5);
    expect(await storage.aliases.get('champion')).toBe(1);
  });
});

describe('a disk that fails in the middle', () => {
  it.each(['seek', 'load', 'undo'] as const)('leaves a line before its %s, or after it, and never between', async (act) => {
    const { engine, failAt } = failing(openMemory());
    const storage = createStorage(engine, { nowMs: () => 1000 });
    await fill(storage);
    await storage.log.fork({ from: 25, startIndex: 0, cut: record(20, 5), rows: 5, change: { ...change('seek'), live: 2 } });
    const before = [await seen(storage), await storage.log.aside()];
    const turn = () => (act === 'undo' ? storage.log.exchange(0, 5)
      : storage.log.fork({ from: act === 'load' ? null : 15, startIndex: 0, cut: act === 'load' ? null : record(10, 5), rows: 10, change: { ...change(act), live: 1 } }));
    let failures = 0;
    for (let nth = 0; ; nth += 1) {
      failAt(nth);
      try {
        await turn();
        break;
      } catch {
        failures += 1;
        failAt(Infinity);
        expect([await seen(storage), await storage.log.aside()]).toEqual(before);
      }
    }
    expect(failures).toBeGreaterThan(8);
    failAt(Infinity);
    expect([await seen(storage), await storage.log.aside()]).not.toEqual(before);
  });
});

it('a database of before there were branches opens, goes back and comes back', async () => {
  globalThis.indexedDB = new IDBFactory();
  (await openStorage()).close();
  const old = await openDB('orchard');
  await old.put('facts', { startIndex: 0, prunedRows: 4 }, 'log');
  for (const entry of [record(4, 6), record(10, 10)]) {
    await old.put('logSegments', entry.segment, entry.segment.firstIndex);
    await old.put('logSummaries', entry.summary, entry.segment.firstIndex);
  }
  await old.put('logOverview', mark(9).overview, 0);
  await old.put('logCheckpoints', mark(9).checkpoint, 9);
  old.close();
  const storage = await openStorage();
  const before = await seen(storage);
  expect(before).toMatchObject({ keys: [4, 10], state: { prunedRows: 4 }, overview: { lastIndex: 9 }, checkpoints: [9] });
  await storage.log.fork({ from: 12, startIndex: 0, cut: record(10, 2), rows: 8, change: change('seek') });
  expect((await storage.log.summaries()).map(({ count }) => count)).toEqual([6, 2]);
  expect(await storage.log.observed()).toEqual([record(10, 2).observed]);
  await storage.log.exchange(0, 1);
  expect(await seen(storage)).toEqual(before);
});
