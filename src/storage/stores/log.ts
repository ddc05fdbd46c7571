import * as v from 'valibot';
import { OrchardError } from '../../domain/common/errors.ts';
import { FIRST_SPANS, forked, indexOf, keyOf, ownBranch, rangesOf, rangesOutside, trimmed } from '../branches.ts';
import type { Database, Rows } from '../database.ts';
import { FACT_SCHEMAS } from '../schemas.ts';
import type { LogEntry, LogState, LogStore, PutAside } from '../types.ts';
import { appendEvent } from './line.ts';
import { RECORD_STORES, changeRecord, readRecord, writeRecord } from './line-record.ts';

const LOG_STORES = ['logSegments', 'logSummaries', 'featureHistory', 'logOverview', 'logCheckpoints'] as const;
/** Stores whose keys are events of a branch. */
const EVENT_STORES = ['logSegments', 'logSummaries', 'featureHistory', 'logCheckpoints'] as const;
/** Stores with a record a segment. */
const SEGMENT_STORES = ['logSegments', 'logSummaries', 'featureHistory'] as const;
const EMPTY_LOG: LogState = { startIndex: 0, prunedRows: 0, spans: FIRST_SPANS };

export function createLogStore(database: Database): LogStore {
  const { engine } = database;
  const indices = (store: 'logSegments' | 'logCheckpoints') => database.read(['facts', store], async (rows) => {
    const { spans } = await readState(rows);
    const keys = await Promise.all(rangesOf(spans).map((range) => rows.keys(store, range)));
    return keys.flat().filter((key) => typeof key === 'number').map(indexOf);
  });

  return {
    append: (entries, replaces = [], mark) => database.write([...LOG_STORES, 'eventLog', 'facts'], async (rows) => {
      const { spans } = await readState(rows);
      const at = (index: number) => keyOf(spans, index);
      // Requests are issued together: awaiting each would cost a round trip a segment.
      await Promise.all([
        ...replaces.flatMap((index) => SEGMENT_STORES.map((store) => rows.delete(store, at(index)))),
        ...entries.flatMap((entry) => putEntry(rows, spans, entry)),
        ...(mark ? [
          mark.overview ? rows.put('logOverview', ownBranch(spans), mark.overview) : rows.delete('logOverview', ownBranch(spans)),
          // Checkpoints of what was put aside stay with it.
          ...mark.drops.filter((index) => index >= spans.at(-1)!.from).map((index) => rows.delete('logCheckpoints', at(index))),
        ] : []),
        ...(mark?.checkpoint ? [rows.put('logCheckpoints', at(mark.checkpoint.lastIndex), mark.checkpoint)] : []),
      ]);
      if (mark?.event) await appendEvent(rows, mark.event);
    }),
    summaries: (from = 0) => database.read(['facts', 'logSummaries'], async (rows) => {
      const { spans } = await readState(rows);
      const found = await Promise.all(rangesOf(spans, from).map((range) => rows.all('logSummaries', range)));
      return found.flat().map((row) => row.value);
    }),
    overview: () => database.read(['facts', 'logOverview'], async (rows) => rows.get('logOverview', ownBranch((await readState(rows)).spans))),
    checkpoints: () => indices('logCheckpoints'),
    checkpoint: (lastIndex) => database.read(['facts', 'logCheckpoints'], async (rows) => rows.get('logCheckpoints', keyOf((await readState(rows)).spans, lastIndex))),
    keys: () => indices('logSegments'),
    read: (firstIndex) => database.read(['facts', 'logSegments'], async (rows) => rows.get('logSegments', keyOf((await readState(rows)).spans, firstIndex))),
    observed: () => database.read(['facts', 'featureHistory'], async (rows) => {
      const { spans } = await readState(rows);
      const found = await Promise.all(rangesOf(spans).map((range) => rows.all('featureHistory', range)));
      return found.flat().map((row) => row.value);
    }),
    remove: async (firstIndices, { corrupt = false } = {}) => {
      if (corrupt) {
        const { spans } = await database.read(['facts'], readState);
        const keys = firstIndices.map((index) => keyOf(spans, index));
        const torn = await engine.run(['logSegments'], 'readonly', (transaction) => Promise.all(keys.map((key) => transaction.get('logSegments', key))));
        await database.setAside(keys.map((key, i) => ({ store: 'logSegments' as const, key, value: torn[i] })));
      }
      await database.write([...SEGMENT_STORES, 'facts'], async (rows) => removeSegments(rows, (await readState(rows)), firstIndices));
    },
    state: () => database.read(['facts'], readState),
    prune: (from, pruned) => database.write([...LOG_STORES, 'facts'], async (rows) => {
      const state = await readState(rows);
      const log: LogState = { ...state, prunedRows: state.prunedRows + pruned, spans: trimmed(state.spans, from) };
      await rows.put('facts', 'log', log);
      await sweep(rows, log, await readAside(rows));
    }),
    fork: ({ from, startIndex, cut, rows: gone, change }) => database.write([...LOG_STORES, ...RECORD_STORES], async (rows) => {
      const [state, earlier] = [await readState(rows), await readAside(rows)];
      const branch = Math.max(...[state, earlier?.log].flatMap((log) => log?.spans ?? []).map((span) => span.branch)) + 1;
      const spans = from === null ? [{ branch, from: 0 }] : forked(state.spans, branch, cut?.segment.firstIndex ?? from);
      const log: LogState = from === null ? { startIndex, prunedRows: 0, spans } : { ...state, spans };
      const aside: PutAside | null = gone > 0
        ? { log: state, record: await readRecord(rows), from: from ?? 0, rows: gone, act: change.act, atMs: change.atMs } : earlier;
      const overview = await rows.get('logOverview', ownBranch(state.spans));
      if (from !== null && overview && overview.lastIndex < from) await rows.put('logOverview', branch, overview);
      if (cut) await Promise.all(putEntry(rows, spans, cut));
      await rows.put('facts', 'log', log);
      if (aside) await rows.put('facts', 'aside', aside);
      await changeRecord(rows, from, startIndex, change);
      await sweep(rows, log, aside);
    }),
    setAside: (values) => database.keepUnread('logCheckpoints', 'watch', values),
    aside: () => database.read(['facts'], readAside),
    exchange: (gone, atMs) => database.write(RECORD_STORES, async (rows) => {
      const [log, aside] = [await readState(rows), await readAside(rows)];
      if (!aside) throw new OrchardError('nothing-to-undo');
      await rows.put('facts', 'aside', { ...aside, log, record: await readRecord(rows), rows: gone, act: 'undo', atMs } satisfies PutAside);
      await rows.put('facts', 'log', aside.log);
      await writeRecord(rows, aside.record);
    }),
  };
}

/** Deletes what was put aside before a time (Unix ms). */
export function purgeAside(database: Database, beforeMs: number): Promise<void> {
  return database.write([...LOG_STORES, 'facts'], async (rows) => {
    const aside = await readAside(rows);
    if (!aside || aside.atMs >= beforeMs) return;
    await rows.delete('facts', 'aside');
    await sweep(rows, await readState(rows), null);
  });
}

/** Deletes the records that neither the line nor what was put aside refers to. */
async function sweep(rows: Rows, log: LogState, aside: PutAside | null): Promise<void> {
  const kept = [log.spans, ...(aside ? [aside.log.spans] : [])];
  for (const range of rangesOutside(kept)) for (const store of EVENT_STORES) await rows.clear(store, range);
  const branches = kept.map(ownBranch);
  for (const key of await rows.keys('logOverview')) if (!branches.includes(key as number)) await rows.delete('logOverview', key);
}

function putEntry(rows: Rows, spans: LogState['spans'], { segment, summary, observed }: LogEntry): Promise<void>[] {
  const key = keyOf(spans, segment.firstIndex);
  return [rows.put('logSegments', key, segment), rows.put('logSummaries', key, summary), ...(observed ? [rows.put('featureHistory', key, observed)] : [])];
}

async function removeSegments(rows: Rows, { spans }: LogState, firstIndices: readonly number[]): Promise<void> {
  await Promise.all(firstIndices.map((index) => keyOf(spans, index)).flatMap((key) => SEGMENT_STORES.map((store) => rows.delete(store, key))));
}

async function readState(rows: Rows): Promise<LogState> {
  const parsed = v.safeParse(FACT_SCHEMAS.log, await rows.get('facts', 'log'));
  return parsed.success ? parsed.output : EMPTY_LOG;
}

async function readAside(rows: Rows): Promise<PutAside | null> {
  const parsed = v.safeParse(FACT_SCHEMAS.aside, await rows.get('facts', 'aside'));
  return parsed.success ? parsed.output : null;
}
