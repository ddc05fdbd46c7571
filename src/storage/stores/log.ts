import * as v from 'valibot';
import type { Database, Rows } from '../database.ts';
import { FACT_SCHEMAS } from '../schemas.ts';
import type { LogState, LogStore } from '../types.ts';

const LOG_STORES = ['logSegments', 'logSummaries', 'logOverview', 'logCheckpoints'] as const;
const OVERVIEW_KEY = 0;
const EMPTY_LOG: LogState = { startIndex: 0, prunedRows: 0 };

export function createLogStore(database: Database): LogStore {
  const { engine } = database;
  const numericKeys = async (store: 'logSegments' | 'logCheckpoints') => (
    (await engine.run([store], 'readonly', (transaction) => transaction.keys(store))).filter((key) => typeof key === 'number'));
  const read = (firstIndex: number) => database.read(['logSegments'], (rows) => rows.get('logSegments', firstIndex));

  return {
    append: (entries, replaces = [], mark) => database.write(LOG_STORES, async (rows) => {
      // Requests are issued together: awaiting each would cost a round trip a segment.
      await Promise.all([
        ...replaces.flatMap((key) => [rows.delete('logSegments', key), rows.delete('logSummaries', key)]),
        ...entries.flatMap(({ segment, summary }) => [
          rows.put('logSegments', segment.firstIndex, segment), rows.put('logSummaries', summary.firstIndex, summary),
        ]),
        ...(mark ? [
          mark.overview ? rows.put('logOverview', OVERVIEW_KEY, mark.overview) : rows.delete('logOverview', OVERVIEW_KEY),
          ...mark.drops.map((key) => rows.delete('logCheckpoints', key)),
        ] : []),
        ...(mark?.checkpoint ? [rows.put('logCheckpoints', mark.checkpoint.lastIndex, mark.checkpoint)] : []),
      ]);
    }),
    summaries: (from = 0) => database.read(['logSummaries'], async (rows) => (await rows.all('logSummaries', { from })).map((row) => row.value)),
    overview: () => database.read(['logOverview'], (rows) => rows.get('logOverview', OVERVIEW_KEY)),
    checkpoints: () => numericKeys('logCheckpoints'),
    checkpoint: (lastIndex) => database.read(['logCheckpoints'], (rows) => rows.get('logCheckpoints', lastIndex)),
    keys: () => numericKeys('logSegments'),
    read,
    remove: async (firstIndices, { corrupt = false } = {}) => {
      if (corrupt) {
        const torn = await engine.run(['logSegments'], 'readonly', (transaction) => Promise.all(firstIndices.map((key) => transaction.get('logSegments', key))));
        await database.setAside(firstIndices.map((key, i) => ({ store: 'logSegments' as const, key, value: torn[i] })));
      }
      await database.write(['logSegments', 'logSummaries'], async (rows) => {
        await Promise.all(firstIndices.flatMap((key) => [rows.delete('logSegments', key), rows.delete('logSummaries', key)]));
      });
    },
    state: () => database.read(['facts'], readState),
    setState: (state) => database.write(['facts'], (rows) => rows.put('facts', 'log', { ...state })),
    clear: (startIndex) => database.write([...LOG_STORES, 'facts'], async (rows) => {
      for (const store of LOG_STORES) await rows.clear(store);
      await rows.put('facts', 'log', { ...EMPTY_LOG, startIndex });
    }),
  };
}

async function readState(rows: Rows): Promise<LogState> {
  const parsed = v.safeParse(FACT_SCHEMAS.log, await rows.get('facts', 'log'));
  return parsed.success ? parsed.output : EMPTY_LOG;
}
