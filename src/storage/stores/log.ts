import * as v from 'valibot';
import type { Database, Rows } from '../database.ts';
import { FACT_SCHEMAS } from '../schemas.ts';
import type { LogState, LogStore } from '../types.ts';

const EMPTY_LOG: LogState = { startIndex: 0, prunedRows: 0 };

export function createLogStore(database: Database): LogStore {
  const { engine } = database;
  const read = (firstIndex: number) => database.read(['logSegments'], (rows) => rows.get('logSegments', firstIndex));

  return {
    append: (entries, replaces = []) => database.write(['logSegments', 'logSummaries'], async (rows) => {
      // Requests are issued together: awaiting each would cost a round trip a segment.
      await Promise.all([
        ...replaces.flatMap((key) => [rows.delete('logSegments', key), rows.delete('logSummaries', key)]),
        ...entries.flatMap(({ segment, summary }) => [
          rows.put('logSegments', segment.firstIndex, segment), rows.put('logSummaries', summary.firstIndex, summary),
        ]),
      ]);
    }),
    summaries: () => database.read(['logSummaries'], async (rows) => (await rows.all('logSummaries')).map((row) => row.value)),
    keys: async () => (await engine.run(['logSegments'], 'readonly', (transaction) => transaction.keys('logSegments'))).filter((key) => typeof key === 'number'),
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
    clear: (startIndex) => database.write(['logSegments', 'logSummaries', 'facts'], async (rows) => {
      await rows.clear('logSegments');
      await rows.clear('logSummaries');
      await rows.put('facts', 'log', { ...EMPTY_LOG, startIndex });
    }),
  };
}

async function readState(rows: Rows): Promise<LogState> {
  const parsed = v.safeParse(FACT_SCHEMAS.log, await rows.get('facts', 'log'));
  return parsed.success ? parsed.output : EMPTY_LOG;
}
