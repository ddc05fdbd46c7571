import { sliceRows } from '../../src/domain/log/rows.ts';
import type { LineChange, LogEntry, LogStore } from '../../src/storage/index.ts';
import { readRows, recordOf } from './records.ts';
import type { LogWriter } from './writer.ts';

/** Puts the line aside and goes on from an event, with what lies before it. Answers how many rows went. */
export async function goBack(store: LogStore, writer: LogWriter, index: number, change: LineChange): Promise<number> {
  const dropped = rowsFrom(writer, index);
  if (dropped > 0) await store.fork({ from: index, startIndex: 0, cut: await cutAt(store, writer, index), rows: dropped, change });
  return dropped;
}

/** Puts the line aside and begins another with an empty log. Answers how many rows went. */
export async function beginAnother(store: LogStore, writer: LogWriter | null, startIndex: number, change: LineChange): Promise<number> {
  const dropped = writer ? rowsFrom(writer, 0) : 0;
  await store.fork({ from: null, startIndex, cut: null, rows: dropped, change });
  return dropped;
}

/** The line and what was put aside change places. Answers how many rows went. Fails with `nothing-to-undo`. */
export async function bringBack(store: LogStore, writer: LogWriter, atMs: number): Promise<number> {
  const dropped = rowsFrom(writer, (await store.aside())?.from ?? 0);
  await store.exchange(dropped, atMs);
  return dropped;
}

function rowsFrom({ segments }: LogWriter, index: number): number {
  return segments.reduce((sum, { firstIndex, count }) => sum + Math.min(count, Math.max(0, firstIndex + count - index)), 0);
}

/** What stays of the segment that an event cuts in two; null when none is. */
async function cutAt(store: LogStore, writer: LogWriter, index: number): Promise<LogEntry | null> {
  const across = writer.segments.find(({ firstIndex, count }) => firstIndex < index && firstIndex + count > index);
  if (!across) return null;
  const rows = await readRows(store, across);
  if (typeof rows !== 'string') return recordOf(sliceRows(rows, 0, index - rows.firstIndex));
  if (rows === 'corrupt') await writer.drop(across.firstIndex);
  return null;
}
