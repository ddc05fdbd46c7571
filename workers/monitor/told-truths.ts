import { OrchardError } from '../../src/domain/common/errors.ts';
import type { LogRows } from '../../src/domain/log/rows.ts';
import { OUTSIDE_LABELS } from '../../src/domain/world/stream/truth.ts';
import type { LogStore } from '../../src/storage/index.ts';
import type { ToldTruth } from '../protocol/monitor.ts';
import { readRows, recordOf, type StoredSegment } from './records.ts';

/**
 * Writes truths into rows of the stored log, in one transaction with the checkpoints that go: all those of after the first of these rows, since what they hold back of it is not so any more.
 * Throws `label-unknown`, `index-out-of-range`, and `truth-late` for rows that are shared with what was put aside, which never change.
 */
export async function writeTruths(store: LogStore, segments: readonly StoredSegment[], truths: readonly ToldTruth[]): Promise<void> {
  const { spans } = await store.state();
  const own = spans.at(-1)!.from;
  const told = new Map<StoredSegment, ToldTruth[]>();
  for (const truth of truths) {
    const segment = segments.find(({ firstIndex, count }) => truth.index >= firstIndex && truth.index < firstIndex + count);
    if (!segment) throw new OrchardError('index-out-of-range', String(truth.index));
    if (segment.firstIndex < own) throw new OrchardError('truth-late', String(truth.index));
    told.set(segment, [...(told.get(segment) ?? []), truth]);
  }
  const entries = await Promise.all([...told].map(async ([segment, of]) => {
    const rows = await readRows(store, segment);
    if (typeof rows === 'string') throw new OrchardError('index-out-of-range', String(segment.firstIndex));
    return recordOf(withTruths(rows, of));
  }));
  const first = Math.min(...truths.map(({ index }) => index));
  const drops = (await store.checkpoints()).filter((lastIndex) => lastIndex >= first);
  await store.append(entries, [...told.keys()].map(({ firstIndex }) => firstIndex), { overview: null, drops });
}

/** Rows with these truths in place of their own. */
function withTruths(rows: LogRows, truths: readonly ToldTruth[]): LogRows {
  const [truth, reportedTruth] = [rows.columns.truth.slice(), rows.columns.reportedTruth.slice()];
  for (const { index, label } of truths) {
    const position = label === null ? OUTSIDE_LABELS : rows.labels.indexOf(label);
    if (position < 0) throw new OrchardError('label-unknown', label ?? '');
    truth[index - rows.firstIndex] = reportedTruth[index - rows.firstIndex] = position;
  }
  return { ...rows, columns: { ...rows.columns, truth, reportedTruth } };
}
