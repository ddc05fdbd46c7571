import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { OrchardError } from '../../src/domain/common/errors.ts';
import type { Engine, StoreName } from '../../src/storage/engine/engine.ts';
import { openIndexedDb } from '../../src/storage/engine/indexed-db.ts';
import { openMemory } from '../../src/storage/engine/memory.ts';
import { createStorage } from '../../src/storage/storage.ts';
import type { Storage } from '../../src/storage/index.ts';

describe.each([
  ['IndexedDB', () => openIndexedDb({})],
  ['memory', async () => openMemory()],
])('deployments over %s', (_, open) => {
  let storage: Storage;
  let refused: StoreName | null;

  beforeEach(async () => {
    globalThis.indexedDB = new IDBFactory();
    refused = null;
    const engine = await open();
    const failing: Engine = {
      ...engine,
      run: (stores, mode, work) => engine.run(stores, mode, (transaction) => work({
        ...transaction,
        put: async (store, key, value) => {
          if (store === refused) throw new OrchardError('storage-full', store);
          await transaction.put(store, key, value);
        },
      })),
    };
    storage = createStorage(failing, { nowMs: () => 1 });
  });

  const deployment = { version: 2, challenger: null, route: { kind: 'replace' as const }, fromIndex: 40, atMs: 7, reason: 'deploy' as const, replaced: 1 };
  const everything = async () => ({ rows: await storage.deployments.list(), aliases: await storage.aliases.all(), events: await storage.eventLog.list() });

  it('are stored with the champion, without a challenger that they were, and with their line in the event log', async () => {
    await storage.aliases.set('challenger', 2);
    const { deployment: stored, aliases } = await storage.deployments.commit(deployment);
    expect(aliases).toEqual({ champion: 2 });
    expect(await everything()).toEqual({ rows: [stored], aliases, events: [{ id: 1, index: 40, atMs: 7, type: 'deploy', data: { version: 2, replaced: 1 } }] });
  });

  it('leave another challenger alone', async () => {
    await storage.aliases.set('challenger', 3);
    expect((await storage.deployments.commit(deployment)).aliases).toEqual({ champion: 2, challenger: 3 });
  });

  it('of one action are made once, and bring a challenger its name and take it away', async () => {
    const tried = { ...deployment, version: 1, challenger: 2, route: { kind: 'split' as const, weight: 0.2 }, reason: 'rollout' as const };
    const { deployment: begun, aliases } = await storage.deployments.commit(tried);
    expect(aliases).toEqual({ champion: 1, challenger: 2 });
    const abort = { ...deployment, version: 1, fromIndex: 400, reason: 'abort' as const, rollout: { act: 'abort' as const, id: `${begun.id}/1` } };
    const first = await storage.deployments.commit(abort);
    const before = await everything();
    expect((await storage.deployments.commit({ ...abort, atMs: 99 })).deployment).toEqual(first.deployment);
    expect(await everything()).toEqual(before);
    expect(before.aliases).toEqual({ champion: 1 });
    expect(before.rows).toEqual([begun, first.deployment]);
  });

  it('take the place of those that were to begin later', async () => {
    await storage.deployments.commit(deployment);
    await storage.deployments.commit({ ...deployment, fromIndex: 400, rollout: { act: 'promote' as const, id: '1/1' } });
    await storage.deployments.commit({ ...deployment, version: 3, fromIndex: 300 });
    expect((await storage.deployments.list()).map(({ fromIndex }) => fromIndex)).toEqual([40, 300]);
  });

  it.each(['deployments', 'aliases', 'eventLog', 'facts'] as const)('are stored whole or not at all: %s refuses', async (store) => {
    await storage.aliases.set('champion', 1);
    await storage.aliases.set('challenger', 2);
    const before = await everything();
    refused = store;
    await expect(storage.deployments.commit(deployment)).rejects.toMatchObject({ code: 'storage-full' });
    refused = null;
    expect(await everything()).toEqual(before);
    expect((await storage.deployments.commit(deployment)).deployment.id).toBe(1);
  });
});
