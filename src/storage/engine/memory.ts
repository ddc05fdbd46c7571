import { STORES, compareKeys } from './engine.ts';
import type { Engine, Key, Range, Row, StoreName, Transaction } from './engine.ts';
import type { ErrorCode } from '../../domain/common/errors.ts';

type Table = Map<string, Row>;

/** The engine without a disk. Values are cloned on the way in and out, as a disk would. */
export function openMemory(code: ErrorCode | null = null): Engine {
  const tables = Object.fromEntries(STORES.map((store) => [store, new Map() as Table])) as Record<StoreName, Table>;
  let last: Promise<unknown> = Promise.resolve();

  return {
    persistent: false,
    code,
    run(stores, mode, work) {
      const turn = last.then(() => runAlone(tables, stores, mode, work));
      last = turn.catch(() => undefined);
      return turn;
    },
    close() {},
  };
}

async function runAlone<T>(
  tables: Record<StoreName, Table>, stores: readonly StoreName[], mode: 'readonly' | 'readwrite', work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  const undo: (() => void)[] = [];
  const table = (store: StoreName, writing: boolean): Table => {
    if (!stores.includes(store) || (writing && mode === 'readonly')) throw new Error(`${store} is outside this transaction`);
    return tables[store];
  };
  const change = (rows: Table, name: string, row: Row | undefined): void => {
    const before = rows.get(name);
    undo.push(() => { if (before) rows.set(name, before); else rows.delete(name); });
    if (row) rows.set(name, row); else rows.delete(name);
  };

  const transaction: Transaction = {
    async get(store, key) {
      return structuredClone(table(store, false).get(nameOf(key))?.value);
    },
    async rows(store, range) {
      return within(table(store, false), range).map((row) => structuredClone(row));
    },
    async keys(store, range) {
      return within(table(store, false), range).map((row) => row.key);
    },
    async put(store, key, value) {
      change(table(store, true), nameOf(key), structuredClone({ key, value }));
    },
    async delete(store, key) {
      change(table(store, true), nameOf(key), undefined);
    },
    async clear(store, range) {
      const rows = table(store, true);
      for (const row of within(rows, range)) change(rows, nameOf(row.key), undefined);
    },
  };

  try {
    return await work(transaction);
  } catch (error) {
    for (const step of undo.reverse()) step();
    throw error;
  }
}

function nameOf(key: Key): string {
  return JSON.stringify(key);
}

function within(rows: Table, { from, to }: Range = {}): Row[] {
  return [...rows.values()]
    .filter(({ key }) => (from === undefined || compareKeys(key, from) >= 0) && (to === undefined || compareKeys(key, to) <= 0))
    .sort((a, b) => compareKeys(a.key, b.key));
}
