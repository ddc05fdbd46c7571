import * as v from 'valibot';
import type { Engine, Key, Range, StoreName, Transaction } from './engine/engine.ts';
import { ROW_SCHEMAS } from './schemas.ts';
import type { RowOf } from './schemas.ts';
import { storedRow } from './sealed-rows.ts';

interface CorruptRow { store: StoreName; key: Key; value: unknown }

/** A transaction whose rows are parsed on the way in. Rows that do not parse are left out. */
export interface Rows {
  get<S extends StoreName>(store: S, key: Key): Promise<RowOf<S> | null>;
  /** In order of the keys. */
  all<S extends StoreName>(store: S, range?: Range): Promise<{ key: Key; value: RowOf<S> }[]>;
  keys(store: StoreName, range?: Range): Promise<Key[]>;
  put<S extends StoreName>(store: S, key: Key, value: RowOf<S>): Promise<void>;
  delete(store: StoreName, key: Key): Promise<void>;
  clear(store: StoreName, range?: Range): Promise<void>;
  /** Takes a number, or `count` in a row, that no earlier call for the store was given; 1 at first. Answers the first. */
  nextNumber(store: StoreName, count?: number): Promise<number>;
}

/** An engine with a schema: every row that is read is parsed, and a corrupt one moves to the quarantine while the rest goes on. */
export class Database {
  readonly engine: Engine;
  readonly #nowMs: () => number;

  constructor(engine: Engine, nowMs: () => number) {
    this.engine = engine;
    this.#nowMs = nowMs;
  }

  read<T>(stores: readonly StoreName[], work: (rows: Rows) => Promise<T>): Promise<T> {
    return this.#run(stores, 'readonly', work);
  }

  /** All of `work` or nothing. Stores that take numbers need `facts` among them. */
  write<T>(stores: readonly StoreName[], work: (rows: Rows) => Promise<T>): Promise<T> {
    return this.#run(stores, 'readwrite', work);
  }

  /** Moves rows that are known to be corrupt out of the way. */
  async setAside(corrupt: readonly CorruptRow[]): Promise<void> {
    const stores = [...new Set(corrupt.map((row) => row.store))];
    await this.engine.run([...stores, 'quarantine'], 'readwrite', async (transaction) => {
      for (const { store, key, value } of corrupt) {
        const name = JSON.stringify(key);
        await transaction.put('quarantine', `${store} ${name}`, { store, key: name, code: 'storage-corrupt', atMs: this.#nowMs(), value });
        await transaction.delete(store, key);
      }
    });
  }

  /** Keeps rows of a list that could not be read; the list itself is written without them by whoever read it. */
  async keepUnread(store: StoreName, name: string, values: readonly unknown[]): Promise<void> {
    await this.engine.run(['quarantine'], 'readwrite', async (transaction) => {
      const before = (await transaction.keys('quarantine')).length;
      for (const [i, value] of values.entries()) await transaction.put('quarantine', `${store} ${name} ${before + i}`, { store, key: name, code: 'storage-corrupt', atMs: this.#nowMs(), value });
    });
  }

  /** Says of how many rows that were set aside nobody has been told, and takes them for told. */
  takeUnreported(): Promise<number> {
    return this.write(['quarantine'], async (rows) => {
      const unreported = (await rows.all('quarantine')).filter(({ value }) => !value.told);
      for (const { key, value } of unreported) await rows.put('quarantine', key, { ...value, told: true });
      return unreported.length;
    });
  }

  async #run<T>(stores: readonly StoreName[], mode: 'readonly' | 'readwrite', work: (rows: Rows) => Promise<T>): Promise<T> {
    const corrupt: CorruptRow[] = [];
    const result = await this.engine.run(stores, mode, (transaction) => work(parsedRows(transaction, corrupt)));
    // Reading goes on even where the quarantine cannot be written, on a full disk for instance.
    if (corrupt.length > 0) await this.setAside(corrupt).catch(() => undefined);
    return result;
  }
}

function parsedRows(transaction: Transaction, corrupt: CorruptRow[]): Rows {
  const parse = <S extends StoreName>(store: S, key: Key, value: unknown): RowOf<S> | null => {
    const parsed = v.safeParse(ROW_SCHEMAS[store], value, { abortEarly: true });
    if (parsed.success) return parsed.output as RowOf<S>;
    corrupt.push({ store, key, value });
    return null;
  };

  return {
    async get(store, key) {
      const value = await transaction.get(store, key);
      return value === undefined ? null : parse(store, key, value);
    },
    async all(store, range) {
      const rows = await transaction.rows(store, range);
      return rows.flatMap(({ key, value }) => {
        const parsed = parse(store, key, value);
        return parsed === null ? [] : [{ key, value: parsed }];
      });
    },
    keys: (store, range) => transaction.keys(store, range),
    put: (store, key, value) => transaction.put(store, key, storedRow(store, key, value)),
    delete: (store, key) => transaction.delete(store, key),
    clear: (store, range) => transaction.clear(store, range),
    async nextNumber(store, count = 1) {
      const number = await peekNumber(transaction, store);
      await transaction.put('facts', `last ${store}`, number + count - 1);
      return number;
    },
  };
}

/** The number that `nextNumber` would give. */
export async function peekNumber(transaction: Pick<Transaction, 'get' | 'keys'>, store: StoreName): Promise<number> {
  const last = await transaction.get('facts', `last ${store}`);
  const keys = (await transaction.keys(store)).filter((key) => typeof key === 'number');
  return Math.max(0, typeof last === 'number' ? last : 0, keys.at(-1) ?? 0) + 1;
}
