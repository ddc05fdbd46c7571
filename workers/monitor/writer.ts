import { codeOf } from '../../src/domain/common/errors.ts';
import type { ErrorCode } from '../../src/domain/common/errors.ts';
import { RowBuffer } from '../../src/domain/log/rows.ts';
import { SEGMENT_ROWS } from '../../src/domain/log/segment-rows.ts';
import type { PredictedRows, LogRows } from '../../src/domain/log/rows.ts';
import type { LogEntry, LogMark, LogStore } from '../../src/storage/index.ts';
import { recordOf } from './records.ts';
import type { StoredSegment } from './records.ts';

/** Full segments that wait for a disk that refuses; older ones are given up. */
const MOST_WAITING = 8;
/** Retention never goes below one full segment. */
export const LEAST_RETENTION_ROWS = SEGMENT_ROWS;
/** How long to leave a full disk alone, ms. */
const RETRY_MS = 15_000;

/** A stretch of the log in memory: rows, and how far they are on disk as which records. */
interface Stretch {
  buffer: RowBuffer;
  /** Records that hold the first `durableRows` rows, oldest first. */
  records: StoredSegment[];
  durableRows: number;
}

interface Write {
  stretch: Stretch;
  closed: boolean;
  entry: LogEntry;
  stored: StoredSegment;
  replaces: StoredSegment[];
}

interface WriterEvents {
  onDurable(): void;
  onPruned(rows: number): void;
  /** The log cannot be written, or can again (null). */
  onTrouble(code: ErrorCode | null): void;
}

/**
 * Writes the prediction log. Rows gather in memory; a full segment goes to disk at once, a tail when `flush` is called. A tail
 * swallows the records before it that are no longer than itself, so that a slow line writes few bytes and leaves few records.
 */
export class LogWriter {
  durableIndex: number;
  code: ErrorCode | null = null;
  prunedRows: number;
  retentionRows: number;
  /** What is on disk, in order of index. */
  #segments: StoredSegment[];
  #current: Stretch | null;
  #waiting: Stretch[] = [];
  #writing: Promise<void> | null = null;
  #retryAtMs = -Infinity;
  readonly #store: LogStore;
  readonly #nowMs: () => number;
  readonly #events: WriterEvents;

  constructor(
    store: LogStore, nowMs: () => number, events: WriterEvents,
    found: { segments: StoredSegment[]; tail: { buffer: RowBuffer; records: StoredSegment[] } | null; prunedRows: number; retentionRows: number },
  ) {
    this.#store = store;
    this.#nowMs = nowMs;
    this.#events = events;
    this.#segments = found.segments;
    this.#current = found.tail && { ...found.tail, durableRows: found.tail.buffer.count };
    this.prunedRows = found.prunedRows;
    this.retentionRows = found.retentionRows;
    const last = found.segments.at(-1);
    this.durableIndex = last ? last.firstIndex + last.count - 1 : -1;
  }

  /** Rows that are predicted but not yet on disk. */
  get pendingRows(): number {
    return this.#stretches().reduce((sum, { buffer, durableRows }) => sum + buffer.count - durableRows, 0);
  }

  /** Takes the rows of a batch from `fromRow` on and answers them as they are kept. */
  append(batch: PredictedRows, features: readonly string[], fromRow: number): LogRows[] {
    const taken: LogRows[] = [];
    for (let row = fromRow; row < batch.count;) {
      const index = batch.columns.index[row]!;
      let current = this.#current;
      if (!current || current.buffer.full || current.buffer.nextIndex !== index || !current.buffer.accepts(batch.labels, features, batch.shadow !== undefined)) {
        this.#close();
        current = { buffer: new RowBuffer(index, batch.labels, features, batch.shadow !== undefined), records: [], durableRows: 0 };
        this.#current = current;
      }
      const before = current.buffer.count;
      row += current.buffer.append(batch, row);
      taken.push(current.buffer.rows(before));
      if (current.buffer.full) this.#close();
    }
    if (this.#waiting.length > 0) void this.#write(false);
    return taken;
  }

  /** Writes all that is pending. Resolves when it is durable, or cannot be (see `code`). `retry` asks a full disk again at once. */
  async flush({ retry = false } = {}): Promise<void> {
    if (retry) this.#retryAtMs = -Infinity;
    await this.#writing;
    if (this.pendingRows > 0) await this.#write(true);
  }

  /**
   * Makes all that is pending durable as records that never change again, together with a mark that `make` makes of exactly those
   * rows. Answers whether it is stored: while the log cannot be written it is not, unless `retry` asks a full disk again.
   */
  async mark(make: (segments: StoredSegment[]) => LogMark, { retry = false } = {}): Promise<boolean> {
    while (this.#writing) await this.#writing;
    if (this.code !== null && !retry) return false;
    this.#close();
    const writes = this.#waiting.map((stretch) => planWrite(stretch, true));
    const mark = make(segmentsAfter(this.#segments, writes));
    const stored = this.#commit(writes, mark);
    this.#writing = stored.then(() => undefined).finally(() => {
      this.#writing = null;
    });
    await this.#writing;
    return stored;
  }

  /** Gives up what is pending and waits for the write that is under way. */
  async stop(): Promise<void> {
    this.#waiting = [];
    this.#current = null;
    await this.#writing;
  }

  /** What is on disk and lies before all that is in memory, and what is in memory: together the whole log, in order. */
  sources(): { stored: StoredSegment[]; memory: LogRows[] } {
    const memory = this.#stretches().map(({ buffer }) => buffer.rows());
    const swallowed = new Set(this.#stretches().flatMap(({ records }) => records.map((record) => record.firstIndex)));
    return { stored: this.#segments.filter((segment) => !swallowed.has(segment.firstIndex)), memory };
  }

  get segments(): readonly StoredSegment[] { return this.#segments; }

  /** Forgets a segment that turned out to be corrupt. */
  async drop(firstIndex: number): Promise<void> {
    await this.#store.remove([firstIndex], { corrupt: true });
    this.#segments = this.#segments.filter((segment) => segment.firstIndex !== firstIndex);
  }

  /** Deletes the oldest segments as long as at least `retentionRows` rows stay. */
  async prune(): Promise<void> {
    let rows = this.#segments.reduce((sum, segment) => sum + segment.count, 0);
    const unfinished = this.#stretches()[0]?.buffer.firstIndex ?? Infinity;
    let [keptFrom, pruned] = [0, 0];
    for (const segment of this.#segments) {
      if (rows - segment.count < this.retentionRows || segment.firstIndex >= unfinished) break;
      rows -= segment.count;
      pruned += segment.count;
      keptFrom = segment.firstIndex + segment.count;
    }
    if (pruned === 0) return;
    await this.#store.prune(keptFrom, pruned);
    this.prunedRows += pruned;
    this.#segments = this.#segments.filter((segment) => segment.firstIndex >= keptFrom);
    this.#events.onPruned(pruned);
  }

  #stretches(): Stretch[] {
    return this.#current ? [...this.#waiting, this.#current] : this.#waiting;
  }

  #close(): void {
    const current = this.#current;
    this.#current = null;
    if (!current) return;
    if (current.durableRows < current.buffer.count || current.records.length > 1) this.#waiting.push(current);
    if (this.code !== null) this.#waiting.splice(0, this.#waiting.length - MOST_WAITING);
  }

  /** One write at a time; each takes all that is ready. */
  #write(withTail: boolean): Promise<void> {
    if (this.code !== null && this.#nowMs() < this.#retryAtMs) return Promise.resolve();
    this.#writing ??= this.#writeAll(withTail).finally(() => {
      this.#writing = null;
    });
    return this.#writing;
  }

  async #writeAll(withTail: boolean): Promise<void> {
    for (;;) {
      const writes = this.#waiting.map((stretch) => planWrite(stretch, true));
      const tail = withTail ? this.#current : null;
      if (tail && tail.durableRows < tail.buffer.count) writes.push(planWrite(tail, false));
      if (writes.length === 0) return;
      withTail = false;
      if (!await this.#commit(writes)) return;
    }
  }

  /** Answers whether it is on disk. */
  async #commit(writes: Write[], mark?: LogMark): Promise<boolean> {
    try {
      await this.#store.append(writes.map((write) => write.entry), writes.flatMap((write) => write.replaces.map((record) => record.firstIndex)), mark);
    } catch (error) {
      this.#retryAtMs = this.#nowMs() + RETRY_MS;
      this.#setCode(codeOf(error));
      return false;
    }
    this.#settle(writes);
    this.#setCode(null);
    await this.prune().catch(() => undefined);
    this.#events.onDurable();
    return true;
  }

  #settle(writes: Write[]): void {
    this.#segments = segmentsAfter(this.#segments, writes);
    for (const { stretch, closed, stored, replaces } of writes) {
      stretch.records = [...stretch.records.slice(0, stretch.records.length - replaces.length), stored];
      stretch.durableRows = stored.firstIndex + stored.count - stretch.buffer.firstIndex;
      // A tail that was closed meanwhile has rows left to write.
      if (closed) this.#waiting = this.#waiting.filter((waiting) => waiting !== stretch);
      this.durableIndex = Math.max(this.durableIndex, stored.firstIndex + stored.count - 1);
    }
  }

  #setCode(code: ErrorCode | null): void {
    if (this.code === code) return;
    this.code = code;
    this.#events.onTrouble(code);
  }
}

/** What is on disk once these writes are, in order. */
function segmentsAfter(segments: readonly StoredSegment[], writes: readonly Write[]): StoredSegment[] {
  const replaced = new Set(writes.flatMap(({ replaces }) => replaces));
  return [...segments.filter((segment) => !replaced.has(segment)), ...writes.map(({ stored }) => stored)].sort((a, b) => a.firstIndex - b.firstIndex);
}

/** The record that makes a stretch durable, and the shorter records that it swallows. A closed stretch becomes one record. */
function planWrite(stretch: Stretch, closed: boolean): Write {
  const { buffer, records, durableRows } = stretch;
  const end = buffer.count;
  let start = closed ? 0 : durableRows;
  let kept = closed ? 0 : records.length;
  while (kept > 0 && records[kept - 1]!.count <= end - start) {
    kept -= 1;
    start -= records[kept]!.count;
  }
  const rows = buffer.rows(start, end);
  const entry = recordOf(rows);
  return {
    stretch,
    closed,
    entry,
    stored: { firstIndex: rows.firstIndex, count: rows.count, sizeBytes: entry.summary.sizeBytes },
    replaces: records.slice(kept),
  };
}
