import type { ErrorCode } from '../../domain/common/errors.ts';
import type { Key, StoreName } from '../engine/engine.ts';
import type { PhotoSetStore, SampleStore, LabelStore, ReviewStore, VectorStore, DataSetVersionStore } from './pictures.ts';
import type { RunStore, ModelStore, AliasStore, DeploymentStore } from './models.ts';
import type { SettingStore } from './settings.ts';
import type { LogStore, RevisionStore, EventLogStore } from './log.ts';

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
  readonly photoSets: PhotoSetStore;
  readonly reviews: ReviewStore;
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
  takeUnreported(): Promise<number>;
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
