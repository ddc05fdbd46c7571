import type { Revision } from '../../domain/world/drift/scenario.ts';
import type { LogSpan } from '../branches.ts';
import type { LineChange, LoggedEvent } from '../../domain/log/line-change.ts';
import type { Deployment } from '../../domain/delivery/deployment.ts';

/** The scenarios that were in force while the line ran, oldest first. */
export interface RevisionStore {
  list(): Promise<Revision[]>;
  append(revision: Revision): Promise<void>;
  /** Exchanges them all, with the lines of the event log that tell of it, in one transaction. */
  replace(revisions: readonly Revision[], events?: readonly Omit<LoggedEvent, 'id'>[]): Promise<void>;
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

/** What was observed of a segment's events, packed (`domain/feature-store/observed-rows.ts`). */
export interface ObservedRecord {
  firstIndex: number;
  count: number;
  bytes: ArrayBuffer;
}

/** A segment and its summary, and what features can be made of: of the same events. */
export interface LogEntry { segment: SegmentRecord; summary: SegmentSummary; observed?: ObservedRecord }

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
  /** What was observed of the line's events, in order of index: of those segments that were written with it. */
  observed(): Promise<ObservedRecord[]>;
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
