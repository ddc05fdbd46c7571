import { confidenceAt, sliceRows } from '../../src/domain/log/rows.ts';
import type { LogRows } from '../../src/domain/log/rows.ts';
import { OUTCOME, outcomeCode } from '../../src/domain/monitoring/summaries/outcomes.ts';
import { truthFor } from '../../src/domain/world/stream/truth.ts';
import { SPECIES } from '../../src/domain/world/orchard/world.ts';
import type { LogStore } from '../../src/storage/index.ts';
import type { EventRange } from '../protocol/evidence.ts';
import type { LogFilter } from '../protocol/monitor.ts';
import { readStretch } from './records.ts';
import type { LogWriter } from './writer.ts';

/** Some rows of a segment: those at `picks`, in that order. */
export interface Picked { rows: LogRows; picks: Uint32Array }

interface Page { offset: number; limit: number; newestFirst: boolean }

/** What a reader needs to know of the line: truths after `lastKnown` may not be told, nor asked for. */
export interface LogView { store: LogStore; writer: LogWriter; lastKnown: number }

/** A stretch of the log that may not have been read yet. */
interface Source { firstIndex: number; count: number; open(): Promise<LogRows | null> }

/** Number of rows that pass. Without a condition on their content nothing is read. */
export async function countRows(view: LogView, filter: LogFilter, signal?: AbortSignal): Promise<number> {
  let total = 0;
  for await (const picked of scan(view, filter, { offset: Infinity, limit: 0, newestFirst: false }, signal)) total = picked.total;
  return total;
}

/**
 * Goes through the rows that pass, a segment at a time. `picked` holds those on the page, or is null for a segment of which none
 * is; `total` counts all that passed so far. Segments that lie outside the page are read only when their content decides.
 */
export async function* scan(view: LogView, filter: LogFilter, page: Page, signal?: AbortSignal): AsyncGenerator<{ picked: Picked | null; total: number }> {
  const sources = sourcesOf(view, filter);
  if (page.newestFirst) sources.reverse();
  const pageEnd = page.offset + page.limit;
  const byContent = readsContent(filter);
  let total = 0;
  for (const source of sources) {
    signal?.throwIfAborted();
    const before = total;
    const [from, to] = overlap(source, filter);
    const onPage = before < pageEnd && before + (to - from) > page.offset;
    if (!byContent && !onPage) {
      total += to - from;
      yield { picked: null, total };
      continue;
    }
    const whole = await source.open();
    if (!whole) continue;
    const rows = sliceRows(whole, from, to);
    const passing = byContent ? passingRows(rows, filter, view.lastKnown) : Uint32Array.from({ length: rows.count }, (_, row) => row);
    if (page.newestFirst) passing.reverse();
    total += passing.length;
    const picks = passing.subarray(Math.max(0, page.offset - before), Math.max(0, pageEnd - before));
    yield { picked: picks.length > 0 ? { rows, picks } : null, total };
  }
}

/** All rows of a stretch, in order. */
export async function readRange(view: LogView, range: EventRange, signal?: AbortSignal): Promise<LogRows[]> {
  const pieces: LogRows[] = [];
  for await (const { picked } of scan(view, range, { offset: 0, limit: Infinity, newestFirst: false }, signal)) {
    if (picked) pieces.push(picked.rows);
  }
  return pieces;
}

/** Whether the truth of an event may be told. */
export function isKnown(rows: LogRows, row: number, lastKnown: number): boolean {
  return rows.firstIndex + row <= lastKnown;
}

function sourcesOf({ store, writer }: LogView, { from = 0, to = Infinity }: LogFilter): Source[] {
  const { stored, memory } = writer.sources();
  const all: Source[] = [
    ...stored.map((segment) => ({
      ...segment,
      async open() {
        const rows = await readStretch(store, segment);
        // Reading goes on even where it cannot be set aside.
        if (rows === 'corrupt') await writer.drop(segment.firstIndex).catch(() => undefined);
        return typeof rows === 'string' ? null : rows;
      },
    })),
    ...memory.map((rows) => ({ firstIndex: rows.firstIndex, count: rows.count, open: () => Promise.resolve(rows) })),
  ];
  return all.filter((source) => {
    const [begin, end] = overlap(source, { from, to });
    return begin < end;
  }).sort((a, b) => a.firstIndex - b.firstIndex);
}

/** Rows of a source within `from` and `to`. */
function overlap({ firstIndex, count }: Source, { from = 0, to = Infinity }: LogFilter): [number, number] {
  return [Math.max(0, from - firstIndex), Math.min(count, to - firstIndex)];
}

function readsContent({ outcome, predicted, species, version, maxConfidence }: LogFilter): boolean {
  return [outcome, predicted, species, version, maxConfidence].some((condition) => condition !== undefined);
}

function passingRows(rows: LogRows, { outcome, predicted, species, version, maxConfidence }: LogFilter, lastKnown: number): Uint32Array {
  const { columns, labels } = rows;
  const truth = outcome === undefined ? null : truthFor(labels, columns);
  const label = predicted === undefined ? -1 : labels.indexOf(predicted);
  const kind = species === undefined ? -1 : (SPECIES as readonly string[]).indexOf(species);
  const passing = new Uint32Array(rows.count);
  let length = 0;
  for (let row = 0; row < rows.count; row += 1) {
    if (predicted !== undefined && columns.predicted[row] !== label) continue;
    if (species !== undefined && columns.species[row] !== kind) continue;
    if (version !== undefined && columns.version[row] !== version) continue;
    if (maxConfidence !== undefined && confidenceAt(rows, row) > maxConfidence) continue;
    if (outcome !== undefined) {
      const code = isKnown(rows, row, lastKnown) ? outcomeCode(columns.predicted[row]!, truth?.[row]) : OUTCOME.unknown;
      if (code !== OUTCOME[outcome]) continue;
    }
    passing[length] = row;
    length += 1;
  }
  return passing.subarray(0, length);
}
