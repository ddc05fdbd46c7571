import { codeOf } from '../../src/domain/common/errors.ts';
import { RowBuffer, sameNames } from '../../src/domain/log/rows.ts';
import { SEGMENT_ROWS } from '../../src/domain/log/segment-rows.ts';
import type { LogRows } from '../../src/domain/log/rows.ts';
import { Bins } from '../../src/domain/monitoring/summaries/bins.ts';
import type { StoredBins } from '../../src/domain/monitoring/summaries/bins.ts';
import { decodeBins } from '../../src/domain/monitoring/summaries/bins-codec.ts';
import type { LogOverview, LogStore, SegmentSummary } from '../../src/storage/index.ts';
import { readRows, recordOf } from './records.ts';
import type { StoredSegment } from './records.ts';

/** The log as it was found on disk, made consistent. */
export interface FoundLog {
  segments: StoredSegment[];
  /** The rows of the last, unfinished segment, to be continued. */
  tail: { buffer: RowBuffer; records: StoredSegment[] } | null;
  /** The newest rows there are, for what shows only those; null for an empty log. */
  newest: LogRows | null;
  bins: Bins;
  startIndex: number;
  prunedRows: number;
  /** Records that were torn, corrupt or without their other half. */
  repaired: number;
}

/**
 * Opens the log by its overview and the summaries after it, without reading the segments behind them but for the last. A segment
 * without a summary gets one, a summary without a segment goes, and a torn tail goes to the quarantine: the line then goes on from the
 * last row that is whole. An overview that does not fit is left aside, and everything is learned from the summaries. A log that is
 * only looked at is not mended: what is torn is left out.
 */
export async function openLog(store: LogStore, { mends = true }: { mends?: boolean } = {}): Promise<FoundLog> {
  const [keys, state, overview] = await Promise.all([store.keys(), store.state(), store.overview()]);
  const known = overview && await fittingOverview(store, overview, keys);
  const from = known ? known.lastIndex + 1 : 0;
  const { parts, repaired } = await readParts(store, keys.filter((key) => key >= from), from, mends);

  const later = parts.map((part) => part.stored);
  const segments = [...known?.segments ?? [], ...later];
  const bins = new Bins();
  if (known) bins.merge(known.bins);
  else if (segments.length > 0) bins.reserve(segments[0]!.firstIndex, segments.at(-1)!.firstIndex + segments.at(-1)!.count - 1);
  for (const part of parts) bins.merge(part.bins);
  // Records that a line put aside shares never change.
  const tail = await openTail(store, later.filter(({ firstIndex }) => firstIndex >= state.spans.at(-1)!.from));
  const last = segments.at(-1);
  const newest = tail?.buffer.rows() ?? known?.newest ?? (last ? await wholeRows(store, last) : null);
  return { segments, tail, newest, bins, startIndex: state.startIndex, prunedRows: state.prunedRows, repaired };
}

interface Known {
  lastIndex: number;
  segments: StoredSegment[];
  bins: StoredBins;
  /** Of its last segment, when that is the log's. */
  newest: LogRows | null;
}

/** What an overview tells, when just the segments that it names are there but for the oldest, which retention may have taken. */
async function fittingOverview(store: LogStore, { lastIndex, segments, bins }: LogOverview, keys: readonly number[]): Promise<Known | null> {
  const present = keys.filter((key) => key <= lastIndex);
  const kept = segments.slice(segments.length - present.length);
  if (kept.length !== present.length || kept.some(({ firstIndex }, i) => firstIndex !== present[i])) return null;
  const last = kept.at(-1);
  const endsTheLog = present.length === keys.length && last !== undefined;
  const newest = endsTheLog ? await wholeRows(store, last) : null;
  if (endsTheLog && !newest) return null;
  try {
    const decoded = decodeBins(bins);
    return decoded.lastIndex === lastIndex ? { lastIndex, segments: kept, bins: decoded, newest } : null;
  } catch {
    return null;
  }
}

/** The segments of these keys with their sums, of which none begins before `nextIndex`. */
async function readParts(store: LogStore, keys: readonly number[], nextIndex: number, mends: boolean): Promise<{ parts: Part[]; repaired: number }> {
  const summaries = await store.summaries(nextIndex);
  const summaryOf = new Map(summaries.map((summary) => [summary.firstIndex, summary]));
  let repaired = 0;
  const present = new Set(keys);
  const orphans = summaries.filter(({ firstIndex }) => !present.has(firstIndex)).map(({ firstIndex }) => firstIndex);
  if (orphans.length > 0) {
    if (mends) await whereThereIsRoom(store.remove(orphans));
    repaired += orphans.length;
  }
  const parts: Part[] = [];
  for (const [position, key] of keys.entries()) {
    const part = (key >= nextIndex ? fromSummary(summaryOf.get(key)) : null) ?? await fromSegment(store, key, nextIndex, mends);
    const last = position === keys.length - 1;
    if (!part || (last && !await wholeRows(store, part.stored))) {
      if (mends) await whereThereIsRoom(store.remove([key], { corrupt: true }));
      repaired += 1;
      continue;
    }
    if (part.rebuilt) repaired += 1;
    nextIndex = part.stored.firstIndex + part.stored.count;
    parts.push(part);
  }
  return { parts, repaired };
}

/** Rows of a stored segment that is whole, else null. */
async function wholeRows(store: LogStore, segment: Pick<StoredSegment, 'firstIndex' | 'count'>): Promise<LogRows | null> {
  const rows = await readRows(store, segment);
  return typeof rows === 'string' ? null : rows;
}

/** What a full disk does not let be mended is left for the next time: the log opens without it. */
async function whereThereIsRoom(mending: Promise<void>): Promise<void> {
  await mending.catch((error: unknown) => { if (codeOf(error) !== 'storage-full') throw error; });
}

interface Part { stored: StoredSegment; bins: StoredBins; rebuilt: boolean }

function fromSummary(summary: SegmentSummary | undefined): Part | null {
  if (!summary) return null;
  try {
    const { firstIndex, count, sizeBytes } = summary;
    const bins = decodeBins(summary.bins);
    return bins.lastIndex === firstIndex + count - 1 ? { stored: { firstIndex, count, sizeBytes }, bins, rebuilt: false } : null;
  } catch {
    return null;
  }
}

/** Makes the summary anew from the segment itself. */
async function fromSegment(store: LogStore, key: number, nextIndex: number, mends: boolean): Promise<Part | null> {
  const record = await store.read(key);
  const rows = record && await wholeRows(store, record);
  if (!rows || key < nextIndex) return null;
  const whole = recordOf(rows);
  if (mends) await whereThereIsRoom(store.append([whole], [key]));
  return { stored: { firstIndex: key, count: rows.count, sizeBytes: whole.summary.sizeBytes }, bins: decodeBins(whole.summary.bins), rebuilt: true };
}

/** The last records that together are less than a segment and follow each other become its beginning. */
async function openTail(store: LogStore, segments: readonly StoredSegment[]): Promise<FoundLog['tail']> {
  const records: StoredSegment[] = [];
  let rows = 0;
  for (const segment of segments.toReversed()) {
    const follower = records[0];
    if (rows + segment.count >= SEGMENT_ROWS || (follower && segment.firstIndex + segment.count !== follower.firstIndex)) break;
    records.unshift(segment);
    rows += segment.count;
  }
  const read = await Promise.all(records.map((record) => wholeRows(store, record)));
  const last = read.at(-1);
  if (!last) return null;
  // A deployment of other labels begins a segment: what lies before it is finished.
  let begin = read.length - 1;
  while (begin > 0 && sameShape(read[begin - 1], last)) begin -= 1;
  const buffer = new RowBuffer(records[begin]!.firstIndex, last.labels, last.features, last.shadow !== undefined);
  for (const piece of read.slice(begin)) buffer.appendRows(piece!);
  return { buffer, records: records.slice(begin) };
}

function sameShape(a: LogRows | null | undefined, b: LogRows): boolean {
  return !!a && sameNames(a.labels, b.labels) && sameNames(a.features, b.features) && (a.shadow === undefined) === (b.shadow === undefined);
}
