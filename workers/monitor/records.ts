import type { LogRows } from '../../src/domain/log/rows.ts';
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
