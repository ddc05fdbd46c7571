import { DATABASES, placeOf } from '../../src/domain/common/project-place.ts';
import { openStorage } from '../../src/storage/index.ts';
import type { LogStore, Storage } from '../../src/storage/index.ts';
import { serve, type Host } from '../protocol/host.ts';
import type { MonitorNotice } from '../protocol/monitor.ts';
import { createMonitorHandlers } from './handlers.ts';

let leads = false;
const opening: Promise<Storage> = openStorage({ name: DATABASES[placeOf(new URL(import.meta.url).search)], mayWrite: () => leads });
opening.catch(() => undefined);

/** The log of a storage that is still being opened: each call waits for it, and fails as the opening failed. */
function logOf(storage: Promise<Storage>): LogStore {
  return {
    append: async (...input) => (await storage).log.append(...input),
    summaries: async (...input) => (await storage).log.summaries(...input),
    overview: async () => (await storage).log.overview(),
    checkpoints: async () => (await storage).log.checkpoints(),
    checkpoint: async (...input) => (await storage).log.checkpoint(...input),
    keys: async () => (await storage).log.keys(),
    observed: async () => (await storage).log.observed(),
    read: async (...input) => (await storage).log.read(...input),
    remove: async (...input) => (await storage).log.remove(...input),
    state: async () => (await storage).log.state(),
    prune: async (...input) => (await storage).log.prune(...input),
    fork: async (...input) => (await storage).log.fork(...input),
    setAside: async (...input) => (await storage).log.setAside(...input),
    aside: async () => (await storage).log.aside(),
    exchange: async (...input) => (await storage).log.exchange(...input),
  };
}

const host: Host<MonitorNotice> = serve(createMonitorHandlers({
  store: logOf(opening),
  mark: {
    read: async () => (await (await opening).settings.get('watchTrial')) ?? null,
    write: async (what) => (await opening).settings.set('watchTrial', what ?? undefined),
  },
  nowMs: () => performance.timeOrigin + performance.now(),
  notify: (notice) => host.notify(notice),
  mayWrite: (may) => { leads = may; },
  every: (periodMs, task) => void setInterval(task, periodMs),
}));
