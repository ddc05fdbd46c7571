import type { DataSetVersion, Sample } from '../domain/data/dataset/dataset.ts';
import type { Revision } from '../domain/world/drift/scenario.ts';
import type { ErrorCode } from '../domain/common/errors.ts';
import type { LogSpan } from './branches.ts';
import type { FeatureBlock, InputSize } from '../domain/data/features/blocks.ts';
import type { JsonValue, LineChange, LoggedEvent } from '../domain/log/line-change.ts';
import type { Key, StoreName } from './engine/engine.ts';
import type { Alias, Deployment } from '../domain/delivery/deployment.ts';
import type { Backend, Run } from '../domain/learning/run.ts';
import type { ModelVersion, NetworkArtifact } from '../domain/registry/version.ts';

export type { JsonValue, LineChange, LoggedEvent };

/** A vector of one picture, to be cached by the picture's content hash. */
export interface VectorEntry {
  block: FeatureBlock;
  inputSize: InputSize;
  /** Sample id. */
  id: string;
  values: Float32Array<ArrayBuffer>;
}

/** A picture on its way into the data set. */
export interface SampleEntry {
  sample: Sample;
  /** The picture itself; its SHA-256 is the sample's id. */
  stored: Blob;
  thumbnail: Blob;
  /** What is already computed of it. */
  vectors?: Omit<VectorEntry, 'id'>[];
}

/** What was taken away and can be brought back until it is purged. */
export interface Removal<Key> {
  readonly keys: readonly Key[];
  readonly atMs: number;
}

/** One act on the data set. Ids that are not there are passed over. */
export interface DataChange {
  /** Pictures that are added; those of the same content are brought back and overwritten. */
  put?: readonly SampleEntry[];
  /** Pictures whose content was staged before: likewise. */
  staged?: readonly Sample[];
  /** Pictures that are hidden, until `restore` or `Storage.purge`. */
  remove?: readonly string[];
  /** Pictures that were hidden and come back. */
  restore?: readonly string[];
  relabel?: readonly { id: string; label: string }[];
  /** The list of labels as it is then. */
  labels?: readonly string[];
}

/** Pictures with labels. The order of `list` is the order of arrival. */
export interface SampleStore {
  /** An act in one transaction: all of it, or nothing. Answers what it hid. */
  change(change: DataChange): Promise<Removal<string>>;
  /** Keeps pictures out of sight, for a `change` that brings them in; those that none brings in are purged. */
  stage(entries: readonly SampleEntry[]): Promise<void>;
  /** Metadata only. */
  list(): Promise<Sample[]>;
  count(): Promise<number>;
  blob(id: string): Promise<Blob | null>;
  thumbnail(id: string): Promise<Blob | null>;
  /** Those that exist; the map misses the others. */
  thumbnails(ids: readonly string[]): Promise<Map<string, Blob>>;
}

/** The user's list of labels, in its order. */
export interface LabelStore {
  get(): Promise<string[]>;
  set(labels: readonly string[]): Promise<void>;
  /** Renames it in the list and in every sample (removed ones too), in one transaction. Fails with `label-unknown` or `label-duplicate`. */
  rename(from: string, to: string): Promise<void>;
}

/** Vectors by content hash: computed once, found again. */
export interface VectorStore {
  /** Those that are cached; the map misses the others. */
  get(block: FeatureBlock, inputSize: InputSize, ids: readonly string[]): Promise<Map<string, Float32Array<ArrayBuffer>>>;
  put(entries: readonly VectorEntry[]): Promise<void>;
  clear(): Promise<void>;
}

export interface DataSetVersionStore {
  /** Answers the stored version: with the next number, or the earlier one of the same content hash. */
  add(version: Omit<DataSetVersion, 'number'>): Promise<DataSetVersion>;
  /** Oldest first. */
  list(): Promise<DataSetVersion[]>;
  get(number: number): Promise<DataSetVersion | null>;
}

export interface RunStore {
  /** Answers the run with its id. */
  add(run: Omit<Run, 'id'>): Promise<Run>;
  /** Replaces the run of that id. */
  update(run: Run): Promise<void>;
  /** Oldest first. */
  list(): Promise<Run[]>;
  get(id: number): Promise<Run | null>;
}

/** A version that was taken away, and the names that it had. */
export interface ModelRemoval extends Removal<number> { readonly aliases: readonly Alias[] }

export interface ModelStore {
  /** Stores a version with its network. Without a number it gets the next one; numbers are never used twice. */
  add(version: Omit<ModelVersion, 'number'> & { number?: number }, artifact: NetworkArtifact): Promise<ModelVersion>;
  /** Oldest first. */
  list(): Promise<ModelVersion[]>;
  get(number: number): Promise<ModelVersion | null>;
  artifact(number: number): Promise<NetworkArtifact | null>;
  /** The number that the next `add` gives. */
  nextNumber(): Promise<number>;
  /** Fails with `model-unknown`. */
  rename(number: number, name: string): Promise<void>;
  setNotes(number: number, notes: string): Promise<void>;
  /** Hides a version and takes its aliases away, in one transaction; `restore` undoes it until `Storage.purge`. */
  remove(number: number): Promise<ModelRemoval>;
  /** Its aliases come back too, but for those that another version was given meanwhile. Answers all aliases as they are then. */
  restore(removal: ModelRemoval): Promise<Partial<Record<Alias, number>>>;
}

export interface AliasStore {
  get(alias: Alias): Promise<number | null>;
  all(): Promise<Partial<Record<Alias, number>>>;
  /** `null` takes the alias away. */
  set(alias: Alias, version: number | null): Promise<void>;
}

export interface DeploymentStore {
  /**
   * Makes a version the champion, in one transaction: its row here, the alias, the line in the event log; a challenger that it was
   * is none any more. All of it, or nothing.
   */
  commit(deployment: Omit<Deployment, 'id'>): Promise<{ deployment: Deployment; aliases: Partial<Record<Alias, number>> }>;
  append(deployment: Omit<Deployment, 'id'>): Promise<Deployment>;
  /** Oldest first. */
  list(): Promise<Deployment[]>;
  clear(): Promise<void>;
}

/** The scenarios that were in force while the line ran, oldest first. */
export interface RevisionStore {
  list(): Promise<Revision[]>;
  append(revision: Revision): Promise<void>;
  /** Exchanges them all, with the lines of the event log that tell of it, in one transaction. */
  replace(revisions: readonly Revision[], events?: readonly Omit<LoggedEvent, 'id'>[]): Promise<void>;
}

/** What the page remembers between visits. Keys may be added; a value that no longer fits its schema reads as absent. */
export interface Settings {
  theme: 'system' | 'light' | 'dark';
  backend: 'auto' | Backend;
  /** Milliseconds of the probe on each backend; null: not available or broken here. */
  probe: Partial<Record<Backend, number | null>>;
  /** How many times faster than the belt the line is watched. */
  lapse: number | 'max';
  /** What stood for the time lapse while every belt brought eight a second: fruits a second. Read, not written. */
  speed: number | 'max';
  windowEvents: number;
  retentionRows: number;
  firstVisitDone: boolean;
  dockOpen: boolean;
  /** What an instructor hides or fixes. */
  instructor: JsonValue;
  /** What the Monitor screen shows. */
  monitor: JsonValue;
  /** Alert rules, their states, silences. */
  alerting: JsonValue;
  /** Names rules and monitors while they are run for the first time: what is still named did not finish. */
  watchTrial: string;
  /** The recipe last used. */
  recipe: JsonValue;
}

export interface SettingStore {
  get<K extends keyof Settings>(key: K): Promise<Settings[K] | undefined>;
  /** `undefined` forgets the value. */
  set<K extends keyof Settings>(key: K, value: Settings[K] | undefined): Promise<void>;
  all(): Promise<Partial<Settings>>;
}

/** Append-only: who was live when, and what was done. */
export interface EventLogStore {
  append(event: Omit<LoggedEvent, 'id'>): Promise<LoggedEvent>;
  /** Oldest first. */
  list(): Promise<LoggedEvent[]>;
  clear(): Promise<void>;
}

/** A run of consecutive predictions as one packed buffer (`domain/log/segment.ts`). */
export interface SegmentRecord {
  firstIndex: number;
  /** Rows; the last one has index `firstIndex + count - 1`. */
  count: number;
  bytes: ArrayBuffer;
}

/** What is known of a segment without reading it. */
export interface SegmentSummary {
  firstIndex: number;
  count: number;
  /** Size of the segment's buffer. */
  sizeBytes: number;
  /** Packed bins (`domain/monitoring/bins-codec.ts`). */
  bins: ArrayBuffer;
}

/** The log up to an event, known without reading its summaries. None of its segments changes any more. */
export interface LogOverview {
  lastIndex: number;
  segments: { firstIndex: number; count: number; sizeBytes: number }[];
  /** Packed sums of all its rows (`domain/monitoring/bins-codec.ts`). */
  bins: ArrayBuffer;
}

/** What watched the line, as it stood after an event: JSON of `LineWatch.snapshot`. */
export interface LogCheckpoint {
  lastIndex: number;
  watch: string;
}

export interface LogState {
  /** Where the line began. */
  startIndex: number;
  /** Rows deleted by retention so far. */
  prunedRows: number;
  /** Which branch its records are of, ascending; it begins where retention left it. Those before the last span are shared with what was put aside, and never change. */
  spans: readonly LogSpan[];
}

/** What is kept of a line beside its rows. */
export interface LineRecord {
  revisions: Revision[];
  deployments: Deployment[];
  events: LoggedEvent[];
  /** Who was live. */
  champion: number | null;
}

/** How another way of the line begins. */
export interface LineFork {
  /** The first event that goes; what lies before it is shared. Null: nothing is, another line begins. */
  from: number | null;
  /** Where another line begins. */
  startIndex: number;
  /** What stays of the segment that `from` cuts. */
  cut: LogEntry | null;
  /** Rows that go. Without any, what was put aside earlier stays there. */
  rows: number;
  change: LineChange;
}

/** A line that gave way to another, and can be brought back. */
export interface PutAside {
  log: LogState;
  record: LineRecord;
  /** The first event in which the two differ. */
  from: number;
  /** Its rows that the line does not share. */
  rows: number;
  act: LineChange['act'] | 'undo';
  /** Unix ms. */
  atMs: number;
}

/** A segment and its summary. */
export interface LogEntry { segment: SegmentRecord; summary: SegmentSummary }

/** What is known of the log as a whole, written together with the rows that make it true. */
export interface LogMark {
  /** Null takes the overview away. */
  overview: LogOverview | null;
  checkpoint?: LogCheckpoint;
  /** Checkpoints to delete. */
  drops: readonly number[];
  /** A line of the event log that tells of it. */
  event?: Omit<LoggedEvent, 'id'>;
}

/** The prediction log. Segments do not overlap. */
export interface LogStore {
  /** Deletes the segments `replaces` (first indices) and writes these, in one transaction. Durable when it resolves. */
  append(entries: readonly LogEntry[], replaces?: readonly number[], mark?: LogMark): Promise<void>;
  /** In order of index; those that begin at `from` or later. */
  summaries(from?: number): Promise<SegmentSummary[]>;
  overview(): Promise<LogOverview | null>;
  /** Events after which there is a checkpoint, ascending. */
  checkpoints(): Promise<number[]>;
  checkpoint(lastIndex: number): Promise<LogCheckpoint | null>;
  /** First indices of the segments that are really there, ascending. */
  keys(): Promise<number[]>;
  read(firstIndex: number): Promise<SegmentRecord | null>;
  /** Takes segment and summary away. Those given as corrupt go to the quarantine. */
  remove(firstIndices: readonly number[], options?: { corrupt?: boolean }): Promise<void>;
  state(): Promise<LogState>;
  /** Gives up what begins before an event, `rows` rows in all. What was put aside keeps its own rows, shared or not. */
  prune(from: number, rows: number): Promise<void>;
  /** Puts the line aside and begins another way of it, in one transaction. What was put aside before is deleted. */
  fork(fork: LineFork): Promise<void>;
  /** Keeps rows of what is stored of the watch that could not be read. */
  setAside(values: readonly unknown[]): Promise<void>;
  /** What can be brought back; null when nothing can. */
  aside(): Promise<PutAside | null>;
  /** The line and what was put aside change places, in one transaction. `rows` of the line go. Fails with `nothing-to-undo`. */
  exchange(rows: number, atMs: number): Promise<void>;
}

export interface QuarantinedRow {
  store: string;
  key: string;
  code: 'storage-corrupt';
  atMs: number;
}

export interface StorageHealth {
  /** False: everything lives in memory and goes with the tab. */
  persistent: boolean;
  /** Why it is not persistent, or why the connection closed. */
  code: ErrorCode | null;
  /** Rows that could not be read and were set aside. */
  quarantined: QuarantinedRow[];
}

export interface StorageUsage {
  usedBytes: number | null;
  quotaBytes: number | null;
  /** Whether the browser promised not to evict; null when it does not say. */
  evictionSafe: boolean | null;
}

/** A row of any store. */
export interface StoredRow { store: StoreName; key: Key; value: unknown }

/** All that the project keeps on this machine. Every method may fail with `storage-full`, `storage-unavailable` or `storage-newer`. */
export interface Storage {
  readonly persistent: boolean;
  readonly samples: SampleStore;
  readonly labels: LabelStore;
  readonly vectors: VectorStore;
  readonly dataSetVersions: DataSetVersionStore;
  readonly runs: RunStore;
  readonly models: ModelStore;
  readonly aliases: AliasStore;
  readonly deployments: DeploymentStore;
  readonly revisions: RevisionStore;
  readonly settings: SettingStore;
  readonly eventLog: EventLogStore;
  readonly log: LogStore;
  health(): Promise<StorageHealth>;
  /** Keeps rows of a stored list that could not be read, under the list's name. */
  setAside(name: string, values: readonly unknown[]): Promise<void>;
  /** How many rows were set aside that nobody has been told of. From then on they are taken for told. */
  tellSetAside(): Promise<number>;
  usage(): Promise<StorageUsage>;
  /** Asks the browser not to evict. False when it declines or cannot. */
  requestPersistence(): Promise<boolean>;
  /** Deletes for good what was removed before that time (Unix ms). */
  purge(removedBeforeMs: number): Promise<void>;
  /** Every row of these stores that has not been removed, as it is stored; read one by one. */
  dumpAll(stores: readonly StoreName[]): AsyncGenerator<StoredRow>;
  /** Empties these stores and fills them with the rows, in one transaction: all of it, or nothing. Rows are taken as they are. */
  loadAll(stores: readonly StoreName[], rows: readonly StoredRow[]): Promise<void>;
  /** Deletes everything, settings included, in one transaction. */
  clear(): Promise<void>;
  close(): void;
}

export interface OpenOptions {
  /** Name of the database; null: nothing is kept. */
  name?: string | null;
  /** Unix ms. */
  nowMs?: () => number;
  /** Told when the connection is lost to another tab's upgrade (`storage-newer`), or an upgrade waits for another tab (`storage-blocked`). */
  onTrouble?: (code: ErrorCode) => void;
  /** Asked at every change; while it answers false, the change is refused with `not-leading`. Left out: always. */
  mayWrite?: () => boolean;
}
