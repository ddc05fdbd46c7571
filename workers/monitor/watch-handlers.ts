import { OrchardError, textOfError } from '../../src/domain/common/errors.ts';
import type { AlertCentre } from '../../src/domain/alerting/rules/alert-centre.ts';
import { LINE_KNOWN } from '../../src/domain/watch/line-watch.ts';
import type { WatchSnapshot } from '../../src/domain/watch/watch-snapshot.ts';
import { readRuleFile } from '../../src/domain/alerting/rules/read-rules.ts';
import { eventAtTime } from '../../src/domain/world/stream/time.ts';
import type { LogRows } from '../../src/domain/log/rows.ts';
import type { LogMark } from '../../src/storage/index.ts';
import type { EventRange } from '../protocol/evidence.ts';
import type { Handlers } from '../protocol/message.ts';
import type { Answered, WatchOperations } from '../protocol/watch.ts';
import type { WatchKeeper } from './watch-keeper.ts';

/** Most moments of a range query. */
const MOST_POINTS = 512;

/** What somebody does about what watches the line. */
export interface Act<T> {
  /** The watch as it is to be stored. */
  watch: WatchSnapshot;
  /** What the event log tells of it. */
  event?: NonNullable<LogMark['event']>;
  /** It is stored: makes it hold, and answers. */
  hold(): T;
  /** It is not: takes back what was done to make it. */
  drop?(): void;
}

interface WatchSurroundings {
  /** Rows of the log. */
  read(range: EventRange, signal: AbortSignal): Promise<LogRows[]>;
  /** Stores an act before it holds. */
  acted<T>(draft: () => Promise<Act<T>> | Act<T>): Promise<T>;
  /** Something changed that is stored elsewhere, and the next checkpoint shall know. */
  remember(): void;
  /** Events that were held back may be predicted now. */
  moved(): void;
  /** Resolves once what is stored has been watched. */
  caughtUp(): Promise<void>;
}

/** The operations on what watches the line. */
export function createWatchHandlers(keeper: WatchKeeper, { read, acted, remember, moved, caughtUp }: WatchSurroundings): Handlers<WatchOperations> {
  const remembered = <T>(answer: T): T => {
    keeper.revision += 1;
    remember();
    return answer;
  };
  /** What is done about alerts is done to a copy until it is stored. */
  const cared = <T>(act: (centre: AlertCentre, now: number) => T): Promise<T> => acted(() => {
    const { watch } = keeper;
    const centre = watch.centre.copy();
    const answer = act(centre, watch.atSeconds);
    return {
      watch: watch.snapshotWith(centre),
      hold() {
        watch.centre = centre;
        return answer;
      },
    };
  });
  return {
    setVersion: (version) => keeper.setVersion(version),
    setDeployment(deployment) {
      keeper.setDeployment(deployment);
      moved();
    },
    setPolicies({ events }) {
      keeper.setPolicies(events);
      moved();
    },
    setMonitors: ({ monitors }) => remembered(keeper.setMonitors(monitors)),
    checkMonitors: ({ monitors }) => void keeper.checkedMonitors(monitors),
    setReference: ({ event, ...stretch }, { signal }) => acted(async () => {
      const before = await keeper.setReference(stretch, (range) => read(range, signal));
      const { watch } = keeper;
      return { watch: watch.snapshot(), event, hold: () => ({ reference: watch.monitors.referenceState }), drop: () => keeper.goBack(before) };
    }),
    setDrawn: async (drawn) => remembered(await keeper.setDrawn(drawn)),
    setRules: ({ text }) => remembered({ problems: [...keeper.setRules(text)] }),
    checkRules: ({ text }) => ({ problems: [...readRuleFile(text, LINE_KNOWN).problems] }),
    letRun: (which) => remembered(keeper.letRun(which)),
    report: () => keeper.report(),
    rollout: async () => {
      await caughtUp();
      return keeper.watch.rollouts.state;
    },
    firing: ({ labels, atSeconds }) => keeper.watch.firing(labels, atSeconds),
    measurements: ({ monitorId, upTo }) => ({ result: keeper.watch.measuredResult(monitorId, upTo), now: keeper.watch.monitors.measure(monitorId) }),
    silence: (silence) => cared((centre, now) => centre.silence({ ...silence, startsAt: silence.startsAt ?? now }, now)),
    endSilence: ({ id }) => cared((centre, now) => centre.endSilence(id, now)),
    acknowledge: ({ alerts, note }) => cared((centre, now) => {
      for (const labels of alerts) centre.acknowledge(labels, now, note);
    }),
    exposition: () => ({ text: keeper.watch.exposition() }),
    expressionValues: ({ expr, atSeconds, labels }) => keeper.watch.expressionValues(expr, atSeconds, labels),
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
    return { problem: textOfError(error).replace(/^PromQL: /u, '') || error.code, code: error.code };
  }
}
