import { READABLE_FEATURES } from '../../src/domain/data/features/readable.ts';
import type { Handlers } from '../protocol/message.ts';
import type { MonitorOperations } from '../protocol/monitor.ts';
import { createEvidenceHandlers } from './evidence-handlers.ts';
import { createLineHandlers } from './line-handlers.ts';
import { createLogHandlers } from './log-handlers.ts';
import { MonitoredLine, SNAPSHOT_MS, type MonitorDeps } from './monitored-line.ts';
import { readRange } from './reader.ts';
import { createWatchHandlers } from './watch-handlers.ts';
import { WatchKeeper } from './watch-keeper.ts';

/** The monitor worker's operations: it watches what arrives, keeps the log, and answers for the charts. */
export function createMonitorHandlers(deps: MonitorDeps): Handlers<MonitorOperations> {
  const { store, nowMs, features = READABLE_FEATURES.map(({ name }) => name), mark } = deps;
  const keeper = new WatchKeeper(features, { clock: nowMs, ...(mark ? { mark } : {}) });
  const line = new MonitoredLine(deps, keeper, features);
  deps.every(SNAPSHOT_MS, () => line.tick());
  return {
    ...createLineHandlers(line, store, nowMs),
    ...createLogHandlers(line),
    ...createEvidenceHandlers(() => line.opened().view, () => keeper.watch),
    ...createWatchHandlers(keeper, {
      read: (range, signal) => readRange(line.opened().view, range, signal),
      acted: (draft) => line.acted(draft),
      remember: () => line.remember(),
      moved: () => line.moved(),
      caughtUp: () => line.caughtUp(),
    }),
  };
}
