import * as v from 'valibot';
import { OrchardError } from '../../domain/errors.ts';
import { parseJson } from '../../domain/json.ts';
import { decodeSegment } from '../../domain/log/segment.ts';
import { binsOf } from '../../domain/monitoring/bins.ts';
import { encodeBins } from '../../domain/monitoring/bins-codec.ts';
import type { ModelVersion, NetworkArtifact } from '../../domain/registry/version.ts';
import type { Key, StoreName } from '../engine/engine.ts';
import { FACT_SCHEMAS, ROW_SCHEMAS, SETTING_SCHEMAS } from '../schemas.ts';
import type { ModelRow, PictureRow, SampleRow } from '../schemas.ts';
import type { SegmentRecord, Settings, Storage, StoredRow } from '../types.ts';
import { BINARY_STORES, JSON_STORES, MANIFEST, PROJECT_SCHEMA, PROJECT_SETTINGS, ZIP_LIMITS, manifestHeadSchema, manifestSchema, rowsSchema } from './format.ts';
import { sha256 } from '../sha256.ts';
import type { BinaryStore, Manifest, ProjectProgress } from './format.ts';
import { extract, readDirectory } from './zip-reader.ts';
import type { ZipEntry, ZipLimits } from './zip-reader.ts';

export interface ImportOptions {
  signal?: AbortSignal;
  onProgress?: (progress: ProjectProgress) => void;
  limits?: ZipLimits;
}

/** What a picture of a data set may be: media types that the page shows as pictures and nothing else. */
const PICTURE_TYPE = /^image\/(?:png|jpeg|webp|gif|avif|bmp)$/u;

const REPLACED: readonly StoreName[] = [...JSON_STORES, ...(Object.keys(BINARY_STORES) as BinaryStore[]), 'logSummaries', 'logOverview', 'logCheckpoints', 'vectors'];

/** A project that was read from a file and checked, and has replaced nothing yet. */
export interface ReadProject {
  rows: readonly StoredRow[];
  /** The version that is live in it, with its network; null when none is. */
  live: { version: ModelVersion; artifact: NetworkArtifact } | null;
}

/**
 * Reads the project in a zip and checks all of it. Fails with `zip-hostile`, `file-too-large`, `file-truncated`, `file-checksum`,
 * `file-version` (of a later app) or `file-schema`.
 */
export async function readProject(file: Blob, options: ImportOptions = {}): Promise<ReadProject> {
  const rows = await readAllRows(file, options);
  const valueOf = (store: StoreName, key: unknown) => rows.find((row) => row.store === store && row.key === key)?.value;
  const champion = valueOf('aliases', 'champion');
  const version = valueOf('models', champion) as ModelRow | undefined;
  return { rows, live: version ? { version: version.version, artifact: valueOf('artifacts', champion) as NetworkArtifact } : null };
}

/** Replaces the stored project, in one transaction: the store holds either, never a mixture. Settings of the machine stay, but for those given. */
export async function replaceProject(storage: Storage, { rows }: ReadProject, settings: Partial<Settings> = {}): Promise<void> {
  const kept = Object.entries({ ...await storage.settings.all(), ...settings })
    .filter(([key, value]) => value !== undefined && (key in settings || !(PROJECT_SETTINGS as readonly string[]).includes(key)));
  const own = rows.filter(({ store, key }) => store !== 'settings' || !(String(key) in settings));
  await storage.loadAll(REPLACED, [...own, ...kept.map(([key, value]): StoredRow => ({ store: 'settings', key, value }))]);
}

async function readAllRows(file: Blob, { signal, onProgress, limits = ZIP_LIMITS }: ImportOptions = {}): Promise<StoredRow[]> {
  const { entries, manifest } = await openProject(file, limits);
  const declared = new Map(manifest.files.map((declaration) => [declaration.name, declaration]));
  if (declared.size !== manifest.files.length || entries.size !== declared.size + 1) throw schemaError('the manifest lists other files');

  let done = 0;
  const open = async (name: string): Promise<Uint8Array<ArrayBuffer>> => {
    signal?.throwIfAborted();
    const entry = entries.get(name);
    const declaration = declared.get(name);
    if (!entry || !declaration) throw new OrchardError('file-truncated', `${name} is missing`);
    const bytes = await extract(file, entry);
    if (bytes.length !== declaration.sizeBytes || await sha256(bytes) !== declaration.sha256) throw new OrchardError('file-checksum', name);
    done += 1;
    onProgress?.({ done, total: declared.size });
    return bytes;
  };

  const rows: StoredRow[] = [];
  for (const store of JSON_STORES) rows.push(...await readJsonRows(store, open));
  for (const store of Object.keys(BINARY_STORES) as BinaryStore[]) {
    if (store === 'logSegments' && !declared.has('rows/logSegments.json')) continue;
    rows.push(...await readBinaryRows(store, open));
  }
  if (done !== declared.size) throw schemaError('files that belong to nothing');
  checkReferences(rows);
  return [...rows, ...summariesOf(rows)];
}

/** Directory and manifest. Throws `project-foreign` for an archive that says nowhere that Orchard wrote it. */
async function openProject(file: Blob, limits: ZipLimits): Promise<{ entries: Map<string, ZipEntry>; manifest: Manifest }> {
  // Who packs a project again adds folders, and what the system leaves behind.
  const files = (await readDirectory(file, limits)).filter(({ name }) => !/\/$|(?:^|\/)(?:__MACOSX\/|\.DS_Store$)/u.test(name));
  const entries = new Map(files.map((entry) => [entry.name, entry]));
  if (!(await isProject(file, files))) throw new OrchardError('project-foreign');
  const json = jsonOf(await extract(file, entries.get(MANIFEST)!));
  const head = v.parse(manifestHeadSchema, json);
  if (head.schema > PROJECT_SCHEMA) throw new OrchardError('file-version', `schema ${head.schema}`);
  if (entries.size !== files.length) throw schemaError('a name comes twice');
  const manifest = v.safeParse(manifestSchema, json);
  if (!manifest.success) throw schemaError('manifest');
  return { entries, manifest: manifest.output };
}

/** Whether the files are those of a project, of whatever version: its manifest says so. */
export async function isProject(file: Blob, entries: readonly ZipEntry[]): Promise<boolean> {
  const entry = entries.find(({ name }) => name === MANIFEST);
  if (!entry) return false;
  try {
    return v.is(manifestHeadSchema, JSON.parse(new TextDecoder().decode(await extract(file, entry))));
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

async function readRows(store: StoreName, open: (name: string) => Promise<Uint8Array>): Promise<[string | number, unknown][]> {
  const parsed = v.safeParse(rowsSchema, jsonOf(await open(`rows/${store}.json`)));
  if (!parsed.success) throw schemaError(store);
  if (new Set(parsed.output.map(([key]) => key)).size !== parsed.output.length) throw schemaError(`${store}: a key comes twice`);
  return parsed.output;
}

async function readJsonRows(store: (typeof JSON_STORES)[number], open: (name: string) => Promise<Uint8Array>): Promise<StoredRow[]> {
  return (await readRows(store, open)).map(([key, value]) => ({ store, key, value: parseRow(store, key, value) }));
}

async function readBinaryRows(store: BinaryStore, open: (name: string) => Promise<Uint8Array<ArrayBuffer>>): Promise<StoredRow[]> {
  const { folder, field } = BINARY_STORES[store];
  const rows: StoredRow[] = [];
  for (const [key, rest] of await readRows(store, open)) {
    const bytes = await open(`${folder}/${key}`);
    const row = { ...(rest as object), [field]: bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer };
    if (store === 'pictures' && await sha256(bytes) !== key) throw new OrchardError('file-checksum', `picture ${key}`);
    rows.push({ store, key, value: parseRow(store, key, row) });
  }
  return rows;
}

/** A row by its own schema, and by what its key says of it. */
function parseRow(store: StoreName, key: Key, value: unknown): unknown {
  const schema = store === 'settings' ? settingSchema(key) : store === 'facts' ? factSchema(key) : ROW_SCHEMAS[store];
  const parsed = schema && v.safeParse(schema, value, { abortEarly: true });
  if (!parsed?.success) throw schemaError(`${store} ${String(key)}`);
  const row = parsed.output;
  const own = {
    samples: () => (row as SampleRow).sample.id,
    models: () => (row as ModelRow).version.number,
    dataSetVersions: () => (row as { number: number }).number,
    runs: () => (row as { id: number }).id,
    deployments: () => (row as { id: number }).id,
    eventLog: () => (row as { id: number }).id,
    logSegments: () => segmentKey(row as SegmentRecord),
  }[store as string];
  if (own && own() !== key) throw schemaError(`${store} ${String(key)} says otherwise`);
  if ((store === 'pictures' || store === 'thumbnails') && !PICTURE_TYPE.test((row as PictureRow).type)) throw schemaError(`${store} ${String(key)} is no picture`);
  return row;
}

function settingSchema(key: Key): v.GenericSchema<unknown, unknown> | null {
  return (PROJECT_SETTINGS as readonly unknown[]).includes(key) ? SETTING_SCHEMAS[key as keyof typeof SETTING_SCHEMAS] : null;
}

function factSchema(key: Key): v.GenericSchema<unknown, unknown> | null {
  if (typeof key !== 'string') return null;
  // A file holds one line; how this machine shares records between two is its own affair.
  if (key === 'log') return v.pipe(FACT_SCHEMAS.log, v.transform(({ startIndex, prunedRows }) => ({ startIndex, prunedRows })));
  if (key === 'labels') return FACT_SCHEMAS.labels;
  return /^last \w+$/u.test(key) ? v.pipe(v.number(), v.safeInteger(), v.minValue(0)) : null;
}

function segmentKey({ firstIndex, count, bytes }: SegmentRecord): number {
  let rows;
  try {
    rows = decodeSegment(bytes);
  } catch (error) {
    throw new OrchardError('file-schema', `log ${firstIndex}`, { cause: error });
  }
  return rows.firstIndex === firstIndex && rows.count === count ? firstIndex : -1;
}

/** A sample needs its picture, a model its network, an alias its model, and segments may not overlap. */
function checkReferences(rows: readonly StoredRow[]): void {
  const keys = new Set(rows.map(({ store, key }) => `${store} ${String(key)}`));
  const need = (store: StoreName, key: unknown, by: string): void => {
    if (!keys.has(`${store} ${String(key)}`)) throw schemaError(`${by} without its ${store}`);
  };
  let nextIndex = 0;
  for (const { store, key, value } of rows) {
    if (store === 'samples') for (const part of ['pictures', 'thumbnails'] as const) need(part, key, 'a sample');
    if (store === 'models') need('artifacts', key, 'a model');
    if (store === 'aliases') need('models', value, 'an alias');
    if (store !== 'logSegments') continue;
    const { firstIndex, count } = value as SegmentRecord;
    if (firstIndex < nextIndex) throw schemaError('log segments overlap');
    nextIndex = firstIndex + count;
  }
}

function summariesOf(rows: readonly StoredRow[]): StoredRow[] {
  return rows.filter(({ store }) => store === 'logSegments').map(({ key, value }) => {
    const { firstIndex, count, bytes } = value as SegmentRecord;
    return { store: 'logSummaries', key, value: { firstIndex, count, sizeBytes: bytes.byteLength, bins: encodeBins(binsOf(decodeSegment(bytes))) } };
  });
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw error instanceof OrchardError ? error : new OrchardError('file-schema', 'not JSON', { cause: error });
  }
}

function schemaError(what: string): OrchardError {
  return new OrchardError('file-schema', what);
}
