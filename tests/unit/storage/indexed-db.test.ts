import { IDBFactory, IDBObjectStore } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DATABASES, placeOf } from '../../../src/domain/common/project-place.ts';
import { openIndexedDb } from '../../../src/storage/engine/indexed-db.ts';
import { MIGRATIONS } from '../../../src/storage/engine/migrations.ts';
import type { Migration } from '../../../src/storage/engine/migrations.ts';
import { openStorage } from '../../../src/storage/index.ts';
import { salvage } from '../../../src/storage/salvage.ts';
import { importProject } from '../../contract/fixtures.ts';

beforeEach(() => { globalThis.indexedDB = new IDBFactory(); });
afterEach(() => { vi.restoreAllMocks(); });

/** A migration as a later version may have it: a row's shape changes, and a store comes. */
const second: Migration = async (database, transaction) => {
  database.createObjectStore('notes');
  const store = transaction.objectStore('aliases' as never);
  for (const key of await store.getAllKeys()) await store.put!({ version: await store.get(key) } as never, key);
};

describe('migrations', () => {
  it('bring version 1 to version 2 with its rows', async () => {
    const old = await openIndexedDb({ migrations: MIGRATIONS.slice(0, 1) });
    await old.run(['aliases'], 'readwrite', (transaction) => transaction.put('aliases', 'champion', 3));
    old.close();
    const engine = await openIndexedDb({ migrations: [...MIGRATIONS.slice(0, 1), second] });
    expect(await engine.run(['aliases'], 'readonly', (transaction) => transaction.get('aliases', 'champion'))).toEqual({ version: 3 });
    engine.close();
    const raw = await openDB('orchard');
    expect([raw.version, raw.objectStoreNames.contains('notes')]).toEqual([2, true]);
    raw.close();
  });

  it('bring deployments of before trials to those that tell of none', async () => {
    const old = await openIndexedDb({ migrations: MIGRATIONS.slice(0, 2) });
    const before = { id: 4, version: 2, fromIndex: 40, atMs: 7, reason: 'deploy', replaced: 1 };
    await old.run(['deployments'], 'readwrite', (transaction) => transaction.put('deployments', 4, before));
    old.close();
    const engine = await openIndexedDb();
    expect(await engine.run(['deployments'], 'readonly', (transaction) => transaction.get('deployments', 4))).toEqual({ ...before, challenger: null, route: { kind: 'replace' } });
    engine.close();
  });

  it('run from nothing in one go', async () => {
    const engine = await openIndexedDb({ migrations: [...MIGRATIONS.slice(0, 1), second] });
    expect(await engine.run(['aliases'], 'readonly', (transaction) => transaction.keys('aliases'))).toEqual([]);
  });

  it('leave the old version whole when one of them fails', async () => {
    const old = await openIndexedDb({ migrations: MIGRATIONS.slice(0, 1) });
    await old.run(['aliases'], 'readwrite', (transaction) => transaction.put('aliases', 'champion', 3));
    old.close();
    const failing: Migration = async (database, transaction) => {
      database.createObjectStore('half');
      await transaction.objectStore('aliases' as never).clear!();
      throw new Error('half way');
    };
    await expect(openIndexedDb({ migrations: [...MIGRATIONS.slice(0, 1), failing] })).rejects.toThrow();
    const again = await openIndexedDb({ migrations: MIGRATIONS.slice(0, 1) });
    expect(await again.run(['aliases'], 'readonly', (transaction) => transaction.get('aliases', 'champion'))).toBe(3);
  });
});

describe('several versions at once', () => {
  it('a database of a newer app is refused, not hidden behind an empty one', async () => {
    const newer = await openIndexedDb({ migrations: [...MIGRATIONS, second] });
    newer.close();
    await expect(openStorage()).rejects.toMatchObject({ code: 'storage-newer' });
  });

  it('what can be read of a database of a newer app is saved, and that is left as it is', async () => {
    const older = await openStorage();
    await older.labels.set(['kept']);
    older.close();
    const newer = await openIndexedDb({ migrations: [...MIGRATIONS, (database) => void database.createObjectStore('notes')] });
    await newer.run(['aliases'], 'readwrite', (transaction) => transaction.put('aliases', 'champion', { of: 'a newer shape' }));
    newer.close();
    const file = await salvage('orchard', { appVersion: '1', nowMs: 1 });
    const fresh = await openStorage({ name: 'another' });
    await importProject(fresh, file);
    expect([await fresh.labels.get(), await fresh.aliases.get('champion')]).toEqual([['kept'], null]);
    const raw = await openDB('orchard');
    expect([raw.version, await raw.get('aliases', 'champion'), await raw.count('quarantine')]).toEqual([MIGRATIONS.length + 1, { of: 'a newer shape' }, 0]);
    raw.close();
  });

  it('an older tab lets go, and says why it can do no more', async () => {
    const troubles: string[] = [];
    const older = await openIndexedDb({ onTrouble: (code) => troubles.push(code) });
    const newer = await openIndexedDb({ migrations: [...MIGRATIONS, second] });
    expect([troubles, older.code]).toEqual([['storage-newer'], 'storage-newer']);
    await expect(older.run(['aliases'], 'readonly', (transaction) => transaction.keys('aliases'))).rejects.toMatchObject({ code: 'storage-newer' });
    newer.close();
  });

  it('a database that is deleted under the page is said to be lost, and nothing is written beside what was', async () => {
    const troubles: string[] = [];
    const engine = await openIndexedDb({ onTrouble: (code) => troubles.push(code) });
    await new Promise((resolve) => { indexedDB.deleteDatabase('orchard').onsuccess = resolve; });
    expect([troubles, engine.code]).toEqual([['storage-lost'], 'storage-lost']);
    await expect(engine.run(['aliases'], 'readwrite', (transaction) => transaction.put('aliases', 'champion', 1))).rejects.toMatchObject({ code: 'storage-lost' });
    expect(await indexedDB.databases()).toEqual([]);
  });

  it('an upgrade that another tab blocks says so, and goes on once that tab is closed', async () => {
    // A tab that does not let go: it has no versionchange handler.
    (await openIndexedDb()).close();
    const holding = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open('orchard', MIGRATIONS.length);
      request.onsuccess = () => resolve(request.result);
    });
    const troubles: string[] = [];
    const opening = openIndexedDb({ migrations: [...MIGRATIONS, second], onTrouble: (code) => troubles.push(code) });
    await vi.waitFor(() => expect(troubles).toEqual(['storage-blocked']));
    holding.close();
    expect((await opening).code).toBe(null);
  });

  it('a project beside the stored one, and one that is not stored, leave that alone', async () => {
    const stored = await openStorage();
    await stored.labels.set(['stored']);
    const beside = await openStorage({ name: DATABASES[placeOf('?backend=cpu&project=beside')] });
    const memory = await openStorage({ name: DATABASES[placeOf('?project=memory&seed=1')] });
    await beside.labels.set(['beside']);
    await memory.labels.set(['memory']);
    expect([await stored.labels.get(), await beside.labels.get(), await memory.labels.get()]).toEqual([['stored'], ['beside'], ['memory']]);
    expect([beside.persistent, memory.persistent, (await memory.health()).code]).toEqual([true, false, null]);
    expect(['', '?project=', '?project=elsewhere', '?myproject=beside'].map(placeOf)).toEqual(['stored', 'stored', 'stored', 'stored']);
  });
});

describe('faults', () => {
  it('fall back to memory where there is no IndexedDB', async () => {
    vi.stubGlobal('indexedDB', undefined);
    const storage = await openStorage();
    expect(await storage.health()).toEqual({ persistent: false, code: 'storage-unavailable', quarantined: [] });
    await storage.labels.set(['still works']);
    expect(await storage.labels.get()).toEqual(['still works']);
    vi.unstubAllGlobals();
  });

  it('fall back to memory where it is refused', async () => {
    vi.spyOn(indexedDB, 'open').mockImplementation(() => { throw new DOMException('private', 'SecurityError'); });
    expect((await openStorage()).persistent).toBe(false);
  });

  it('a full disk is named, and what was there stays', async () => {
    const storage = await openStorage();
    await storage.labels.set(['a']);
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => { throw new DOMException('full', 'QuotaExceededError'); });
    await expect(storage.labels.set(['b'])).rejects.toMatchObject({ code: 'storage-full' });
    vi.restoreAllMocks();
    expect(await storage.labels.get()).toEqual(['a']);
  });

  it('a full disk is named when only the end of the transaction tells', async () => {
    const engine = await openIndexedDb();
    const put = IDBObjectStore.prototype.put;
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function mock(this: IDBObjectStore, ...input: Parameters<typeof put>) {
      const request = put.apply(this, input);
      Object.defineProperty(this.transaction, 'error', { get: () => new DOMException('full', 'QuotaExceededError') });
      this.transaction.abort();
      return request;
    });
    await expect(engine.run(['aliases'], 'readwrite', (transaction) => transaction.put('aliases', 'champion', 1))).rejects.toMatchObject({ code: 'storage-full' });
  });

  it('writes ask for the disk, not for its cache', async () => {
    const engine = await openIndexedDb();
    const opened = vi.spyOn(globalThis.IDBDatabase.prototype, 'transaction');
    await engine.run(['aliases'], 'readwrite', (transaction) => transaction.put('aliases', 'champion', 1));
    expect(opened.mock.calls[0]![2]).toEqual({ durability: 'strict' });
  });

  it('uses what the browser says of space, and does without', async () => {
    const storage = await openStorage();
    vi.stubGlobal('navigator', { storage: { estimate: async () => ({ usage: 5, quota: 50 }), persisted: async () => false, persist: async () => true } });
    expect([await storage.usage(), await storage.requestPersistence()]).toEqual([{ usedBytes: 5, quotaBytes: 50, evictionSafe: false }, true]);
    vi.stubGlobal('navigator', {});
    expect([await storage.usage(), await storage.requestPersistence()]).toEqual([{ usedBytes: null, quotaBytes: null, evictionSafe: null }, false]);
    vi.unstubAllGlobals();
  });
});
