import { CARE, careOf } from './care.ts';
import { requireSize } from '../../domain/common/file-size.ts';
import type { PhotoSetRow } from '../schemas.ts';
import type { Key, StoreName } from '../engine/engine.ts';
import type { LogState, Storage } from '../types.ts';
import { BINARY_STORES, JSON_LIMITS, JSON_STORES, MANIFEST, OPTIONAL_STORES, PROJECT_SCHEMA, PROJECT_SETTINGS } from './format.ts';
import { storedRow } from '../sealed-rows.ts';
import { sha256 } from '../sha256.ts';
import type { BinaryStore, Manifest, ProjectProgress } from './format.ts';
import { ZipWriter } from './zip-writer.ts';

export interface ExportOptions {
  appVersion: string;
  /** Unix ms. */
  nowMs: number;
  /** Without the prediction log the file is much smaller. */
  withLog?: boolean;
  signal?: AbortSignal;
  onProgress?: (progress: ProjectProgress) => void;
}

/** The whole project as one zip (see `format.ts`). Progress counts rows. Fails with `file-too-large` for one that could not be opened again. */
export async function exportProject(storage: Storage, options: ExportOptions): Promise<Blob> {
  const { appVersion, nowMs, withLog = true, signal, onProgress } = options;
  const zip = new ZipWriter();
  const files: Manifest['files'] = [];
  const add = async (name: string, bytes: Uint8Array<ArrayBuffer>, deflate: boolean): Promise<void> => {
    zip.add(name, bytes, { deflate });
    files.push({ name, sizeBytes: bytes.length, sha256: await sha256(bytes) });
  };
  const addJson = (name: string, value: unknown): Promise<void> => {
    const bytes = new TextEncoder().encode(JSON.stringify(value));
    // What could not be opened again is not written.
    requireSize(bytes.length, JSON_LIMITS.rowsBytes, { whose: `${name} would have`, fate: 'can be opened again' });
    return add(name, bytes, true);
  };

  const tables = new Map<StoreName, [Key, unknown][]>();
  let done = 0;
  const dump = async (store: StoreName, take: (key: Key, value: unknown) => void | Promise<void>): Promise<void> => {
    for await (const { key, value } of store === 'logSegments' ? segmentsOf(storage) : storage.dumpAll([store])) {
      signal?.throwIfAborted();
      await take(key, value);
      done += 1;
      onProgress?.({ done, total: done });
    }
  };
  for (const store of JSON_STORES) {
    const rows: [Key, unknown][] = [];
    await dump(store, (key, value) => void rows.push([key, storedRow(store, key, value)]));
    tables.set(store, rows);
  }
  const keysOf = (store: StoreName) => new Set(tables.get(store)!.map(([key]) => key));
  const owners: Record<BinaryStore, Set<Key> | null> = { pictures: keysOf('samples'), thumbnails: keysOf('samples'), artifacts: keysOf('models'), photos: photosOf(tables), logSegments: null };
  for (const [store, owner] of Object.entries(owners) as [BinaryStore, Set<Key> | null][]) {
    if (store === 'logSegments' && !withLog) continue;
    const { folder, field } = BINARY_STORES[store];
    const rows: [Key, unknown][] = [];
    await dump(store, async (key, value) => {
      // Pictures and networks of what was removed stay behind.
      if (owner && !owner.has(key)) return;
      const { [field]: bytes, ...rest } = value as Record<string, unknown>;
      await add(`${folder}/${String(key)}`, new Uint8Array(bytes as ArrayBuffer), false);
      rows.push([key, rest]);
    });
    tables.set(store, rows);
  }
  keepWhole(tables);
  for (const [store, rows] of tables) if (rows.length > 0 || !OPTIONAL_STORES.includes(store)) await addJson(`rows/${store}.json`, rows);
  const care = withLog ? await careOf(storage.log) : null;
  if (care) await addJson(CARE, care);
  const manifest: Manifest = { format: 'orchard-project', schema: PROJECT_SCHEMA, appVersion, createdMs: nowMs, files };
  zip.add(MANIFEST, new TextEncoder().encode(JSON.stringify(manifest)), { deflate: true });
  return zip.finish();
}

/** The photographs that the sets of a project have. */
function photosOf(tables: ReadonlyMap<StoreName, [Key, unknown][]>): Set<Key> {
  return new Set(tables.get('photoSets')!.flatMap(([, row]) => (row as PhotoSetRow).set.photographs));
}

/** The line's own segments, by their first event. */
async function* segmentsOf({ log }: Storage): AsyncGenerator<{ key: Key; value: unknown }> {
  for (const key of await log.keys()) {
    const value = await log.read(key);
    if (value) yield { key, value };
  }
}

/**
 * Leaves out what could not be read back: samples and models that lost a part, names that stand for nothing, settings of the machine,
 * a line that was put aside and how the log shares records with it.
 */
function keepWhole(tables: Map<StoreName, [Key, unknown][]>): void {
  const keep = (store: StoreName, test: (key: Key, value: unknown) => boolean) => tables.set(store, tables.get(store)!.filter(([key, value]) => test(key, value)));
  const has = (store: StoreName) => {
    const keys = new Set(tables.get(store)!.map(([key]) => key));
    return (key: unknown) => keys.has(key as Key);
  };
  const [picture, thumbnail, artifact] = [has('pictures'), has('thumbnails'), has('artifacts')];
  keep('samples', (key) => picture(key) && thumbnail(key));
  keep('models', artifact);
  const photo = has('photos');
  keep('photoSets', (_, row) => (row as PhotoSetRow).set.photographs.every(photo));
  const model = has('models');
  keep('aliases', (_, version) => model(version));
  keep('facts', (key) => key !== 'aside');
  tables.set('facts', tables.get('facts')!.map(([key, value]) => [key, key === 'log' ? { ...(value as LogState), spans: undefined } : value]));
  keep('settings', (key) => (PROJECT_SETTINGS as readonly unknown[]).includes(key));
}
