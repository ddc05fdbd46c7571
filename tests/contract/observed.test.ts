import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { openMemoryStorage, openStorage, type Storage } from '../../src/storage/index.ts';
import { change } from './fixtures.ts';

const bytes = (...values: number[]) => new Uint8Array(values).buffer;
const record = (firstIndex: number, count: number) => ({ segment: { firstIndex, count, bytes: bytes(count) }, summary: { firstIndex, count, sizeBytes: 1, bins: bytes(count) } });
const observing = (firstIndex: number, count: number) => ({ ...record(firstIndex, count), observed: { firstIndex, count, bytes: bytes(7, firstIndex) } });

describe.each([
  ['IndexedDB', () => openStorage({ nowMs: () => 1000 })],
  ['memory', async () => openMemoryStorage({ nowMs: () => 1000 })],
])('what was observed of the line, over %s', (_, open) => {
  let storage: Storage;

  beforeEach(async () => {
    globalThis.indexedDB = new IDBFactory();
    storage = await open();
  });

  it('is kept of those segments that tell of it, for as long as they are there', async () => {
    await storage.log.append([record(0, 10), observing(10, 5)]);
    await storage.log.append([observing(10, 12), observing(22, 4)], [10]);
    expect(await storage.log.observed()).toEqual([observing(10, 12).observed, observing(22, 4).observed]);
    await storage.log.append([record(22, 6)], [22]);
    expect(await storage.log.observed()).toEqual([observing(10, 12).observed]);
    await storage.log.remove([10], { corrupt: true });
    expect(await storage.log.observed()).toEqual([]);
  });

  it('goes with retention and with the line', async () => {
    await storage.log.append([observing(0, 10), observing(10, 10)]);
    await storage.log.prune(10, 10);
    expect(await storage.log.observed()).toEqual([observing(10, 10).observed]);
    await storage.log.fork({ from: null, startIndex: 500, cut: null, rows: 10, change: change('load') });
    expect(await storage.log.observed()).toEqual([]);
    await storage.log.exchange(0, 5);
    expect(await storage.log.observed()).toEqual([observing(10, 10).observed]);
    await storage.clear();
    expect(await storage.log.observed()).toEqual([]);
  });

  it('is set aside where it is no record of it, and the rest is read', async () => {
    await storage.loadAll(['featureHistory'], [
      { store: 'featureHistory', key: 0, value: { firstIndex: 0, count: 0, bytes: 'none' } }, { store: 'featureHistory', key: 10, value: { firstIndex: 10, count: 1, bytes: bytes(1, 2) } },
    ]);
    expect(await storage.log.observed()).toEqual([{ firstIndex: 10, count: 1, bytes: bytes(1, 2) }]);
    expect((await storage.health()).quarantined).toMatchObject([{ store: 'featureHistory', key: '0' }]);
  });
});
