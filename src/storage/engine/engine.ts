import type { ErrorCode } from '../../domain/common/errors.ts';

/** Every object store. All of them take their keys from outside the value. */
export const STORES = [
  'samples', 'pictures', 'thumbnails', 'vectors', 'dataSetVersions', 'runs', 'models', 'artifacts', 'aliases', 'deployments',
  'revisions', 'settings', 'eventLog', 'logSegments', 'logSummaries', 'logOverview', 'logCheckpoints', 'facts', 'quarantine',
  'photoSets', 'photos', 'featureHistory',
] as const;
export type StoreName = (typeof STORES)[number];

/** Ordered as IndexedDB orders them: numbers before strings before arrays. */
export type Key = number | string | readonly (number | string)[];

/** Both ends belong to the range; an end left out is open. */
export interface Range { from?: Key; to?: Key }

export interface Row<T = unknown> { key: Key; value: T }

/** Nothing but these may be awaited inside a transaction, or it commits early. */
export interface Transaction {
  get(store: StoreName, key: Key): Promise<unknown>;
  /** In order of the keys. */
  rows(store: StoreName, range?: Range): Promise<Row[]>;
  keys(store: StoreName, range?: Range): Promise<Key[]>;
  put(store: StoreName, key: Key, value: unknown): Promise<void>;
  delete(store: StoreName, key: Key): Promise<void>;
  /** The rows of a range, or all. */
  clear(store: StoreName, range?: Range): Promise<void>;
}

/** A transactional key-value store with several ordered tables: the one thing that differs between disk and memory. */
export interface Engine {
  readonly persistent: boolean;
  /** Why it is not persistent, or why its connection was lost. */
  readonly code: ErrorCode | null;
  /** Runs `work` in one transaction: all of it happens, or nothing. Resolves when it is durable. */
  run<T>(stores: readonly StoreName[], mode: 'readonly' | 'readwrite', work: (transaction: Transaction) => Promise<T>): Promise<T>;
  close(): void;
}

/** All keys that are arrays beginning with `prefix`. */
export function startingWith(prefix: number | string): Range {
  return { from: [prefix], to: [prefix, []] as unknown as Key };
}

/** Negative, zero or positive, in IndexedDB's order. */
export function compareKeys(a: unknown, b: unknown): number {
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let i = 0; i < Math.min(a.length, b.length); i += 1) {
      const order = compareKeys(a[i], b[i]);
      if (order !== 0) return order;
    }
    return a.length - b.length;
  }
  const rank = rankOf(a) - rankOf(b);
  if (rank !== 0) return rank;
  return (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0;
}

function rankOf(key: unknown): number {
  return Array.isArray(key) ? 2 : typeof key === 'string' ? 1 : 0;
}
