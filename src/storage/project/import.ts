import * as v from 'valibot';
import { OrchardError } from '../../domain/common/errors.ts';
import { requireSize } from '../../domain/common/file-size.ts';
import { decodeSegment } from '../../domain/log/segment.ts';
import { binsOf } from '../../domain/monitoring/summaries/bins.ts';
import { encodeBins } from '../../domain/monitoring/summaries/bins-codec.ts';
import { readJson } from '../../domain/common/json.ts';
import { liveVersion } from '../../domain/delivery/roles.ts';
import type { Deployment } from '../../domain/delivery/deployment.ts';
import type { ModelVersion, NetworkArtifact } from '../../domain/registry/version.ts';
import { counter, parseOfFile } from '../bounded.ts';
import type { Key, StoreName } from '../engine/engine.ts';
import { isReviewKey } from '../stores/reviews.ts';
import { FACT_SCHEMAS, ROW_SCHEMAS, SETTING_SCHEMAS } from '../schemas.ts';
import type { ModelRow, PhotoSetRow, PictureRow, SampleRow } from '../schemas.ts';
import type { SegmentRecord, Settings, Storage, StoredRow } from '../types.ts';
import { CARE, CARE_BYTES, careSchema, checkpointWith } from './care.ts';
import { BINARY_STORES, JSON_LIMITS, JSON_STORES, MANIFEST, OPTIONAL_STORES, PROJECT_SCHEMA, PROJECT_SETTINGS, ZIP_LIMITS, manifestHeadSchema, manifestSchema, rowsSchema } from './format.ts';
import { sha256 } from '../sha256.ts';
import { requireSound } from '../sound-version.ts';
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

const REPLACED: readonly StoreName[] = [...JSON_STORES, ...(Object.keys(BINARY_STORES) as BinaryStore[]), 'logSummaries', 'featureHistory', 'logOverview', 'logCheckpoints', 'vectors'];

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
  const champion = valueOf('aliases', 'champion') as number | undefined;
  const deployments = rows.filter(({ store }) => store === 'deployments').map(({ value }) => value as Deployment).sort((a, b) => a.id - b.id);
  const model = (number: number) => valueOf('models', number) as ModelRow | undefined;
  const live = liveVersion(deployments, champion === undefined ? {} : { champion }, (number) => model(number)?.removedMs === null);
  return { rows, live: live === null ? null : { version: model(live)!.version, artifact: valueOf('artifacts', live) as NetworkArtifact } };
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
    if (name.startsWith('rows/')) requireSize(entry.sizeBytes, JSON_LIMITS.rowsBytes, { whose: `${name} has` });
    if (name === CARE) requireSize(entry.sizeBytes, CARE_BYTES, { whose: `${name} has` });
    const bytes = await extract(file, entry);
    if (bytes.length !== declaration.sizeBytes || await sha256(bytes) !== declaration.sha256) throw new OrchardError('file-checksum', name);
    done += 1;
    onProgress?.({ done, total: declared.size });
    return bytes;
  };

  const rows: StoredRow[] = [];
  const isLeftOut = (store: StoreName): boolean => (store === 'logSegments' || OPTIONAL_STORES.includes(store)) && !declared.has(`rows/${store}.json`);
  for (const store of JSON_STORES) if (!isLeftOut(store)) rows.push(...await readJsonRows(store, open));
  for (const store of Object.keys(BINARY_STORES) as BinaryStore[]) {
    if (isLeftOut(store)) continue;
    rows.push(...await readBinaryRows(store, open));
  }
  if (declared.has(CARE)) rows.push(...await readCare(open, rows));
  if (done !== declared.size) throw schemaError('files that belong to nothing');
  checkReferences(rows);
  await checkNetworks(rows);
  return [...rows, ...summariesOf(rows)];
}

/** Directory and manifest. Throws `project-foreign` for an archive that says nowhere that Orchard wrote it. */
async function openProject(file: Blob, limits: ZipLimits): Promise<{ entries: Map<string, ZipEntry>; manifest: Manifest }> {
  // Who packs a project again adds folders, and what the system leaves behind.
  const files = (await readDirectory(file, limits)).filter(({ name }) => !/\/$|(?:^|\/)(?:__MACOSX\/|\.DS_Store$)/u.test(name));
  const entries = new Map(files.map((entry) => [entry.name, entry]));
  const own = entries.get(MANIFEST);
  if (own) requireSize(own.sizeBytes, JSON_LIMITS.manifestBytes, { whose: `${MANIFEST} has` });
  const json = await readManifest(file, files);
  if (json === null) throw new OrchardError('project-foreign');
  const head = parseOfFile(manifestHeadSchema, json, MANIFEST);
  if (head.schema > PROJECT_SCHEMA) throw new OrchardError('file-version', `schema ${head.schema}`);
  if (entries.size !== files.length) throw schemaError('a name comes twice');
  return { entries, manifest: parseOfFile(manifestSchema, json, MANIFEST) };
}

/** Whether the files are those of a project, of whatever version: its manifest says so. */
export async function isProject(file: Blob, entries: readonly ZipEntry[]): Promise<boolean> {
  return (await readManifest(file, entries)) !== null;
}

/** The manifest among the files of an archive; null where there is none that says that it is a project's. */
async function readManifest(file: Blob, entries: readonly ZipEntry[]): Promise<unknown> {
  const entry = entries.findLast(({ name }) => name === MANIFEST);
  if (!entry || entry.sizeBytes > JSON_LIMITS.manifestBytes) return null;
  const bytes = await extract(file, entry);
  try {
    const json = parseJson(bytes);
    return v.is(manifestHeadSchema, json) ? json : null;
  } catch {
    return null;
  }
}

async function readRows(store: StoreName, open: (name: string) => Promise<Uint8Array>): Promise<[string | number, unknown][]> {
  const rows = parseOfFile(rowsSchema, parseJson(await open(`rows/${store}.json`)), store);
  if (new Set(rows.map(([key]) => key)).size !== rows.length) throw schemaError(`${store}: a key comes twice`);
  return rows;
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
    if ((store === 'pictures' || store === 'photos') && await sha256(bytes) !== key) throw new OrchardError('file-checksum', `picture ${key}`);
    rows.push({ store, key, value: parseRow(store, key, row) });
  }
  return rows;
}

/** What was done about alerts, as the snapshot that the log is opened with; without a log there is nothing that it could be of. */
async function readCare(open: (name: string) => Promise<Uint8Array>, rows: readonly StoredRow[]): Promise<StoredRow[]> {
  const care = parseOfFile(careSchema, parseJson(await open(CARE)), CARE);
  const last = rows.findLast(({ store }) => store === 'logSegments')?.value as SegmentRecord | undefined;
  if (!last) return [];
  const lastIndex = last.firstIndex + last.count - 1;
  return [{ store: 'logCheckpoints', key: lastIndex, value: checkpointWith(care, lastIndex) }];
}

/** A row by its own schema, and by what its key says of it. */
function parseRow(store: StoreName, key: Key, value: unknown): unknown {
  const schema = store === 'settings' ? settingSchema(key) : store === 'facts' ? factSchema(key) : ROW_SCHEMAS[store];
  if (!schema) throw schemaError(`${store} ${String(key)} is not known`);
  const row = parseOfFile(schema, value, `${store} ${String(key)}`);
  const own = {
    samples: () => (row as SampleRow).sample.id,
    models: () => (row as ModelRow).version.number,
    photoSets: () => (row as PhotoSetRow).set.id,
    dataSetVersions: () => (row as { number: number }).number,
    runs: () => (row as { id: number }).id,
    deployments: () => (row as { id: number }).id,
    eventLog: () => (row as { id: number }).id,
    logSegments: () => segmentKey(row as SegmentRecord),
  }[store as string];
  if (own && own() !== key) throw schemaError(`${store} ${String(key)} says otherwise`);
  if ((store === 'pictures' || store === 'thumbnails' || store === 'photos') && !PICTURE_TYPE.test((row as PictureRow).type)) throw schemaError(`${store} ${String(key)} is no picture`);
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
  if (isReviewKey(key)) return FACT_SCHEMAS.review;
  return /^last \w{1,40}$/u.test(key) ? counter : null;
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
    if (store === 'photoSets') for (const photograph of (value as PhotoSetRow).set.photographs) need('photos', photograph, 'a set');
    if (store === 'models') need('artifacts', key, 'a model');
    if (store === 'aliases') need('models', value, 'an alias');
    if (store !== 'logSegments') continue;
    const { firstIndex, count } = value as SegmentRecord;
    if (firstIndex < nextIndex) throw schemaError('log segments overlap');
    nextIndex = firstIndex + count;
  }
}

/** A version that was damaged or forged cannot be deployed: its network is the one that it was registered with. */
async function checkNetworks(rows: readonly StoredRow[]): Promise<void> {
  const artifacts = new Map(rows.filter(({ store }) => store === 'artifacts').map(({ key, value }) => [key, value as NetworkArtifact]));
  for (const { store, key, value } of rows) if (store === 'models') await requireSound((value as ModelRow).version, artifacts.get(key)!);
}

function summariesOf(rows: readonly StoredRow[]): StoredRow[] {
  return rows.filter(({ store }) => store === 'logSegments').map(({ key, value }) => {
    const { firstIndex, count, bytes } = value as SegmentRecord;
    return { store: 'logSummaries', key, value: { firstIndex, count, sizeBytes: bytes.byteLength, bins: encodeBins(binsOf(decodeSegment(bytes))) } };
  });
}

function parseJson(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw schemaError('a text is not UTF-8');
  }
  return readJson(text);
}

function schemaError(about: string): OrchardError {
  return new OrchardError('file-schema', about, { about });
}
