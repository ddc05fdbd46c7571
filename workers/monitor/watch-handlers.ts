import { OrchardError } from '../../src/domain/errors.ts';
import { LINE_KNOWN } from '../../src/domain/rules/line-watch.ts';
import { readRuleFile } from '../../src/domain/rules/read-rules.ts';
import { eventAtTime } from '../../src/domain/stream/time.ts';
import type { LogRows } from '../../src/domain/log/rows.ts';
import type { EventRange } from '../protocol/evidence.ts';
import type { Handlers } from '../protocol/message.ts';
import type { Answered, WatchOperations } from '../protocol/watch.ts';
import type { WatchKeeper } from './watch-keeper.ts';

/** Most moments of a range query. */
const MOST_POINTS = 512;

/** The operations on what watches the line. `read` gives rows of the log; `changed` is called after each that a reload must remember. */
export function createWatchHandlers(keeper: WatchKeeper, read: (range: EventRange, signal: AbortSignal) => Promise<LogRows[]>, changed: () => void): Handlers<WatchOperations> {
  const remembered = <T>(answer: T): T => {
    keeper.revision += 1;
    changed();
    return answer;
  };
  return {
    setVersion: (version) => keeper.setVersion(version),
    setMonitors: ({ monitors }) => remembered(keeper.setMonitors(monitors)),
    setReference: async (stretch, { signal }) => {
      await keeper.setReference(stretch, (range) => read(range, signal));
      return remembered({ reference: keeper.watch.monitors.referenceState });
    },
    setDrawn: async (drawn) => remembered(await keeper.setDrawn(drawn)),
    setRules: ({ text }) => remembered({ problems: [...keeper.setRules(text)] }),
    checkRules: ({ text }) => ({ problems: [...readRuleFile(text, LINE_KNOWN).problems] }),
    letRun: (which) => remembered(keeper.letRun(which)),
    report: () => keeper.report(),
    firing: ({ labels, atSeconds }) => keeper.watch.firing(labels, atSeconds),
    explain: ({ monitorId, upTo }) => ({ finding: keeper.watch.finding(monitorId, upTo), now: keeper.watch.monitors.explain(monitorId) }),
    silence: (silence) => {
      const now = keeper.watch.atSeconds;
      return remembered(keeper.watch.centre.silence({ ...silence, startsAt: silence.startsAt ?? now }, now));
    },
    endSilence: ({ id }) => remembered(keeper.watch.centre.endSilence(id, keeper.watch.atSeconds)),
    acknowledge: ({ labels, note }) => remembered(keeper.watch.centre.acknowledge(labels, keeper.watch.atSeconds, note)),
    exposition: () => ({ text: keeper.watch.exposition() }),
    readings: ({ expr, atSeconds, labels }) => keeper.watch.readings(expr, atSeconds, labels),
    promql: ({ query, atSeconds }) => answered(() => ({ value: keeper.watch.query(query, atSeconds) })),
    promqlRange: ({ query, points }) => answered(() => ({
      series: keeper.watch.queryRange(query, Math.min(MOST_POINTS, points)).map(({ labels, times, values }) => (
        { labels, index: times.map((seconds) => eventAtTime(seconds * 1000)), value: values })),
    })),
  };
}

/** A mistake in a query is an answer, since its author needs the words. */
function answered<T>(query: () => T): Answered<T> {
  try {
    return query();
  } catch (error) {
    if (!(error instanceof OrchardError)) throw error;
    return { problem: error.message.replace(/^[a-z-]+: (PromQL: )?/u, ''), code: error.code };
  }
}
