import { openDB } from 'idb';
import type { IDBPDatabase } from 'idb';
import { OrchardError, codeOf } from '../../domain/common/errors.ts';
import type { ErrorCode } from '../../domain/common/errors.ts';
import type { Engine, Key, Range, StoreName, Transaction } from './engine.ts';
import { MIGRATIONS } from './migrations.ts';
import type { Migration } from './migrations.ts';

interface IndexedDbOptions {
  name?: string;
  onTrouble?: (code: ErrorCode) => void;
  migrations?: readonly Migration[];
}

/**
 * Opens the database and brings it to the newest version.
 * Fails with `storage-newer` (a newer app wrote it) or `storage-unavailable`. While another tab keeps an old version open it waits, once it has
 * told of `storage-blocked`. What is closed under the page stays so, with `storage-newer` or, where the browser took it or somebody deleted it,
 * `storage-lost`: what the page goes by may not be there any more.
 */
export async function openIndexedDb(options: IndexedDbOptions = {}): Promise<Engine> {
  const { onTrouble = () => {} } = options;
  let code: ErrorCode | null = null;
  const database = await open(options, (why) => {
    code = why;
    onTrouble(why);
  });

  return {
    persistent: true,
    get code() { return code; },
    async run(stores, mode, work) {
      if (code !== null) throw new OrchardError(code, 'the connection is closed');
      return runIn(database, stores, mode, work);
    },
    close: () => database.close(),
  };
}

/** Opens a database of whatever version there is, to be read: what would change it is refused with `storage-newer`. */
export async function openAsItIs(name: string): Promise<Engine> {
  const database = await openDB(name).catch((error: unknown) => { throw toOrchardError(error); });
  return {
    persistent: true,
    code: null,
    async run(stores, mode, work) {
      if (mode === 'readwrite') throw new OrchardError('storage-newer', 'it is only read');
      return runIn(database, stores, mode, work);
    },
    close: () => database.close(),
  };
}

function open({ name = 'orchard', onTrouble = () => {}, migrations = MIGRATIONS }: IndexedDbOptions, onClosed: (why: ErrorCode) => void): Promise<IDBPDatabase> {
  return new Promise((resolve, reject) => {
    if (typeof indexedDB === 'undefined') {
      reject(new OrchardError('storage-unavailable', 'no IndexedDB here'));
      return;
    }
    openDB(name, migrations.length, {
      upgrade(database, oldVersion, newVersion, transaction) {
        transaction.done.catch(() => undefined);
        const migrated = async () => {
          for (const migrate of migrations.slice(oldVersion, newVersion ?? undefined)) await migrate(database, transaction);
        };
        migrated().catch(() => {
          // Without this the browser would commit what was done so far as the new version.
          try { transaction.abort(); } catch { /* it had ended by itself */ }
        });
      },
      blocked: () => onTrouble('storage-blocked'),
      blocking(_current, wanted, event) {
        (event.target as IDBDatabase).close();
        onClosed(wanted === null ? 'storage-lost' : 'storage-newer');
      },
      terminated: () => onClosed('storage-lost'),
    }).then(resolve, (error: unknown) => reject(toOrchardError(error)));
  });
}

async function runIn<T>(
  database: IDBPDatabase, stores: readonly StoreName[], mode: 'readonly' | 'readwrite', work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  let underlying: IDBTransaction | null = null;
  try {
    const tx = database.transaction(stores as StoreName[], mode, { durability: mode === 'readwrite' ? 'strict' : 'default' });
    underlying = tx as unknown as IDBTransaction;
    const done = tx.done;
    done.catch(() => undefined);
    try {
      const transaction: Transaction = {
        get: (store, key) => tx.objectStore(store).get(key as IDBValidKey),
        async rows(store, range) {
          const [keys, values] = await Promise.all([tx.objectStore(store).getAllKeys(toRange(range)), tx.objectStore(store).getAll(toRange(range))]);
          return keys.map((key, i) => ({ key: key as Key, value: values[i] as unknown }));
        },
        keys: (store, range) => tx.objectStore(store).getAllKeys(toRange(range)) as Promise<Key[]>,
        async put(store, key, value) { await tx.objectStore(store).put!(value, key as IDBValidKey); },
        delete: (store, key) => tx.objectStore(store).delete!(key as IDBValidKey),
        clear: (store, range) => (range ? tx.objectStore(store).delete!(toRange(range)!) : tx.objectStore(store).clear!()),
      };
      const result = await work(transaction);
      await done;
      return result;
    } catch (error) {
      try { tx.abort(); } catch { /* it had ended by itself */ }
      throw error;
    }
  } catch (error) {
    // A full disk often shows only as the reason of the abort, not of the request that failed.
    throw toOrchardError(codeOf(underlying?.error) === 'storage-full' ? underlying!.error : error);
  }
}

function toRange({ from, to }: Range = {}): IDBKeyRange | undefined {
  if (from !== undefined && to !== undefined) return IDBKeyRange.bound(from, to);
  if (from !== undefined) return IDBKeyRange.lowerBound(from);
  if (to !== undefined) return IDBKeyRange.upperBound(to);
  return undefined;
}

function toOrchardError(error: unknown): unknown {
  if (error instanceof OrchardError) return error;
  const { name, message } = error as { name?: string; message?: string };
  if (name === 'VersionError') return new OrchardError('storage-newer', message, { cause: error });
  if (name === 'QuotaExceededError') return new OrchardError('storage-full', message, { cause: error });
  if (typeof DOMException !== 'undefined' && error instanceof DOMException) return new OrchardError('storage-unavailable', `${name}: ${message}`, { cause: error });
  return error;
}
