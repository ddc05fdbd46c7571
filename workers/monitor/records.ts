import { sliceRows, type LogRows } from '../../src/domain/log/rows.ts';
import { decodeSegment, encodeSegment } from '../../src/domain/log/segment.ts';
import { binsOf } from '../../src/domain/monitoring/summaries/bins.ts';
import { encodeBins } from '../../src/domain/monitoring/summaries/bins-codec.ts';
import type { LogEntry, LogStore } from '../../src/storage/index.ts';

/** A stored segment without its content. */
export interface StoredSegment { firstIndex: number; count: number; sizeBytes: number }

/** A segment with its summary, ready to be stored. */
export function recordOf(rows: LogRows): LogEntry {
  const { firstIndex, count } = rows;
  const bytes = encodeSegment(rows);
  return { segment: { firstIndex, count, bytes }, summary: { firstIndex, count, sizeBytes: bytes.byteLength, bins: encodeBins(binsOf(rows)) } };
}

/** Rows of a stored segment; `gone` when it is not there, or another is that took its place meanwhile; `corrupt` when it is not what it was. */
export async function readRows(store: LogStore, { firstIndex, count }: Pick<StoredSegment, 'firstIndex' | 'count'>): Promise<LogRows | 'gone' | 'corrupt'> {
  const record = await store.read(firstIndex);
  if (record?.count !== count) return 'gone';
  try {
    const rows = decodeSegment(record.bytes);
    return rows.firstIndex === firstIndex && rows.count === count ? rows : 'corrupt';
  } catch {
    return 'corrupt';
  }
}

/**
 * Rows that were stored as this segment, from whichever record holds them: a tail that grows swallows the records before it, and whoever reads a list of segments may come
 * upon it afterwards. `gone` when no record does, `corrupt` when it is not what it was.
 */
export async function readStretch(store: LogStore, segment: Pick<StoredSegment, 'firstIndex' | 'count'>): Promise<LogRows | 'gone' | 'corrupt'> {
  const rows = await readRows(store, segment);
  if (rows !== 'gone') return rows;
  const key = (await store.keys()).findLast((firstIndex) => firstIndex <= segment.firstIndex);
  const holder = key === undefined ? null : await store.read(key);
  if (!holder || holder.firstIndex + holder.count < segment.firstIndex + segment.count) return 'gone';
  const whole = await readRows(store, holder);
  const from = segment.firstIndex - holder.firstIndex;
  return typeof whole === 'string' ? whole : sliceRows(whole, from, from + segment.count);
}
