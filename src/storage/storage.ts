import { Database } from './database.ts';
import { STORES } from './engine/engine.ts';
import type { Engine, StoreName } from './engine/engine.ts';
import { storedRow } from './sealed-rows.ts';
import { createEventLogStore, createRevisionStore, createSettingStore } from './stores/line.ts';
import { createLogStore, purgeAside } from './stores/log.ts';
import { createAliasStore, createDataSetVersionStore, createDeploymentStore, createModelStore, createRunStore, purgeModels } from './stores/registry.ts';
import { createPhotoSetStore, purgePhotoSets } from './stores/photo-sets.ts';
import { createReviewStore } from './stores/reviews.ts';
import { createLabelStore, createSampleStore, createVectorStore, purgeSamples } from './stores/samples.ts';
import type { OpenOptions, Storage, StoredRow } from './types.ts';

/** The stores over an engine. What differs between disk and memory is the engine alone. */
export function createStorage(engine: Engine, { nowMs = Date.now }: Pick<OpenOptions, 'nowMs'> = {}): Storage {
  const database = new Database(engine, nowMs);
  return {
    persistent: engine.persistent,
    samples: createSampleStore(database, nowMs),
    labels: createLabelStore(database),
    photoSets: createPhotoSetStore(database, nowMs),
    reviews: createReviewStore(database),
    vectors: createVectorStore(database),
    dataSetVersions: createDataSetVersionStore(database),
    runs: createRunStore(database),
    models: createModelStore(database, nowMs),
    aliases: createAliasStore(database),
    deployments: createDeploymentStore(database),
    revisions: createRevisionStore(database),
    settings: createSettingStore(database),
    eventLog: createEventLogStore(database),
    log: createLogStore(database),
    async health() {
      const rows = engine.code === null || !engine.persistent ? await database.read(['quarantine'], (read) => read.all('quarantine')) : [];
      const quarantined = rows.map(({ value: { store, key, code, atMs } }) => ({ store, key, code, atMs }));
      return { persistent: engine.persistent, code: engine.code, quarantined };
    },
    setAside: (name, values) => database.keepUnread('settings', name, values),
    takeUnreported: () => database.takeUnreported(),
    async usage() {
      const manager = storageManager();
      const estimate = await manager?.estimate?.().catch(() => undefined);
      const evictionSafe = await manager?.persisted?.().catch(() => undefined);
      return { usedBytes: estimate?.usage ?? null, quotaBytes: estimate?.quota ?? null, evictionSafe: evictionSafe ?? null };
    },
    requestPersistence: async () => await (storageManager() as Partial<StorageManager> & { persist?: () => Promise<boolean> } | undefined)?.persist?.().catch(() => false) ?? false,
    async purge(removedBeforeMs) {
      await purgeSamples(database, removedBeforeMs);
      await purgePhotoSets(database, removedBeforeMs);
      await purgeModels(database, removedBeforeMs);
      await purgeAside(database, removedBeforeMs);
    },
    dumpAll: (stores) => dumpRows(database, stores),
    loadAll: (stores, rows) => engine.run(stores, 'readwrite', async (transaction) => {
      for (const store of stores) await transaction.clear(store);
      for (const { store, key, value } of rows) await transaction.put(store, key, storedRow(store, key, value));
    }),
    clear: () => database.write(STORES, async (rows) => {
      for (const store of STORES) await rows.clear(store);
    }),
    close: () => engine.close(),
  };
}

async function* dumpRows(database: Database, stores: readonly StoreName[]): AsyncGenerator<StoredRow> {
  for (const store of stores) {
    const keys = await database.read([store], (rows) => rows.keys(store));
    for (const key of keys) {
      const value = await database.read([store], (rows) => rows.get(store, key));
      const removed = (value as { removedMs?: number | null } | null)?.removedMs ?? null;
      if (value !== null && removed === null) yield { store, key, value };
    }
  }
}

/** Missing on insecure pages and outside browsers. `persist` exists in windows only. */
function storageManager(): Partial<StorageManager> | undefined {
  return (globalThis as { navigator?: { storage?: StorageManager } }).navigator?.storage;
}
