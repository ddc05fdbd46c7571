import type { IDBPDatabase, IDBPTransaction, StoreNames } from 'idb';
import { STORES } from './engine.ts';

type AnyDatabase = IDBPDatabase<unknown>;
type UpgradeTransaction = IDBPTransaction<unknown, StoreNames<unknown>[], 'versionchange'>;

/** Takes the database from one version to the next. It may await requests of `transaction` only. */
export type Migration = (database: AnyDatabase, transaction: UpgradeTransaction) => void | Promise<void>;

/** Migration i takes version i to version i + 1. Only ever append: what shipped has run on somebody's machine. */
export const MIGRATIONS: readonly Migration[] = [
  (database) => {
    for (const store of STORES) database.createObjectStore(store);
  },
  (database) => {
    for (const store of ['logOverview', 'logCheckpoints']) if (!database.objectStoreNames.contains(store)) database.createObjectStore(store);
  },
  // Deployments tell of a trial. Rows of the log carry their deployment from here on; those before are read as they are.
  async (_, transaction) => {
    const store = transaction.objectStore('deployments');
    for (let cursor = await store.openCursor(); cursor; cursor = await cursor.continue()) {
      if (typeof cursor.value === 'object' && cursor.value !== null) await cursor.update!({ challenger: null, route: { kind: 'replace' }, ...cursor.value });
    }
  },
  (database) => {
    for (const store of ['photoSets', 'photos']) if (!database.objectStoreNames.contains(store)) database.createObjectStore(store);
  },
  (database) => {
    if (!database.objectStoreNames.contains('featureHistory')) database.createObjectStore('featureHistory');
  },
];
