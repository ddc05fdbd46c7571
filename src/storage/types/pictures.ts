import type { PhotoSet } from '../../domain/data/dataset/photo-set.ts';
import type { DataSetVersion, Sample } from '../../domain/data/dataset/dataset.ts';
import type { FeatureBlock, InputSize } from '../../domain/data/features/blocks.ts';
import type { ReviewAct } from '../../domain/review/act.ts';
import type { Removal } from './removal.ts';

/** A vector of one picture, to be cached by the picture's content hash. */
export interface VectorEntry {
  block: FeatureBlock;
  inputSize: InputSize;
  /** Sample id. */
  id: string;
  /** Of a changed copy of the picture: which (`copyKey`). */
  copy?: string;
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
  /** An act of a review that this carries out: it is kept with it. */
  reviewed?: ReviewAct;
  /** Acts of a review, by their numbers, that this takes back. */
  unreviewed?: readonly number[];
}

/** What was done in a review, oldest first. Those of cleaning are written by `SampleStore.change`, with what they do to the pictures. */
export interface ReviewStore {
  list(): Promise<StoredReview[]>;
  /** Answers its number: higher than that of any act before. */
  add(act: ReviewAct): Promise<number>;
  remove(numbers: readonly number[]): Promise<void>;
}

export interface StoredReview {
  number: number;
  act: ReviewAct;
}

/** Pictures with labels. The order of `list` is the order of arrival. */
export interface SampleStore {
  /** An act in one transaction: all of it, or nothing. Answers what it hid, and the number of the review's act where it carries one out. */
  change(change: DataChange): Promise<Removal<string> & { review: number | null }>;
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
  get(block: FeatureBlock, inputSize: InputSize, ids: readonly string[], copy?: string): Promise<Map<string, Float32Array<ArrayBuffer>>>;
  put(entries: readonly VectorEntry[]): Promise<void>;
  /** Forgets vectors of changed copies other than these (`copyKey`): each setting leaves as many again. */
  keepCopies(copies: readonly string[]): Promise<void>;
  clear(): Promise<void>;
}

/** Sets of photographs that production can be drawn from. The order of `list` is that of arrival. */
export interface PhotoSetStore {
  /** Stores a set with its photographs by their ids, in one transaction; one that was removed is there again. */
  add(set: PhotoSet, photographs: ReadonlyMap<string, Blob>): Promise<void>;
  list(): Promise<PhotoSet[]>;
  get(id: string): Promise<PhotoSet | null>;
  /** The photographs of a set in its order; null where the set, or one of them, is not there. */
  files(id: string): Promise<Blob[] | null>;
  /** Hides sets until `restore` or `Storage.purge`; answers the ids of those that it hid. */
  remove(ids: readonly string[]): Promise<string[]>;
  restore(ids: readonly string[]): Promise<void>;
}

export interface DataSetVersionStore {
  /** Answers the stored version: with the next number, or the earlier one of the same content hash. */
  add(version: Omit<DataSetVersion, 'number'>): Promise<DataSetVersion>;
  /** Oldest first. */
  list(): Promise<DataSetVersion[]>;
  get(number: number): Promise<DataSetVersion | null>;
}
