import { seriesFrom } from '../../src/domain/monitoring/summaries/series.ts';
import { delaysOf, knownUpTo } from '../../src/domain/world/drift/known-up-to.ts';
import type { DelaySince } from '../../src/domain/world/drift/known-up-to.ts';
import { READABLE_FEATURES } from '../../src/domain/data/features/readable.ts';
import { accuracyStanding } from '../../src/domain/monitoring/summaries/accuracy-standing.ts';
import { codeOf, OrchardError } from '../../src/domain/common/errors.ts';
import type { LogMark, LogStore } from '../../src/storage/index.ts';
import { Transferring } from '../protocol/message.ts';
import type { Handlers } from '../protocol/message.ts';
import type { BeltItem, LineSnapshot, LogColumns, MonitorNotice, MonitorOperations } from '../protocol/monitor.ts';
import type { PredictionBatch } from '../protocol/stream.ts';
import { LabelNames, buffersOf, columnOf, joined, parseColumns } from './columns.ts';
import { createEvidenceHandlers } from './evidence-handlers.ts';
import { exportRows } from './export.ts';
import { Checkpoints } from './checkpoints.ts';
import { Intake } from './intake.ts';
import { BELT_ITEMS, LiveLine, beltOf } from './live.ts';
import { openLog } from './open.ts';
import type { FoundLog } from './open.ts';
import { countRows, readRange, scan } from './reader.ts';
import type { LogView } from './reader.ts';
import { Standstill } from './standstill.ts';
import type { TrialMark } from './trial.ts';
import { WatchKeeper } from './watch-keeper.ts';
import { beginAnother, bringBack, goBack } from './turns.ts';
import { createWatchHandlers, type Act } from './watch-handlers.ts';
import { LEAST_RETENTION_ROWS, LogWriter } from './writer.ts';

/** Between two snapshots, ms. */
export const SNAPSHOT_MS = 100;
/** A row waits no longer than this before it is written, ms. */
export const FLUSH_MS = 1000;
const DEFAULT_RETENTION_ROWS = 2_000_000;
const DEFAULT_WINDOW_EVENTS = 500;
/** Rows that are read again on opening, at most: a few segments. */
const MOST_RESTORED_ROWS = 16_384;

export interface MonitorDeps {
  store: LogStore;
  /** Unix ms. */
  nowMs(): number;
  notify(notice: MonitorNotice): void;
  /** Told whether the log may be written, as soon as that is known. */
  mayWrite?(may: boolean): void;
  /** Calls `task` every `periodMs`. */
  every(periodMs: number, task: () => void): void;
  /** Names of the readable features that batches carry. */
  features?: readonly string[];
  /** Where it is written that rules and monitors of someone's own are run for the first time. */
  mark?: TrialMark;
}

/** The monitor worker's operations: it judges what arrives, keeps the log, and answers for the charts. */
export function createMonitorHandlers(deps: MonitorDeps): Handlers<MonitorOperations> {
  const { store, nowMs, notify, features = READABLE_FEATURES.map(({ name }) => name) } = deps;
  const settings = { delays: [] as readonly DelaySince[], windowEvents: DEFAULT_WINDOW_EVENTS, retentionRows: DEFAULT_RETENTION_ROWS };
  const keeper = new WatchKeeper(features, { clock: nowMs, ...(deps.mark ? { mark: deps.mark } : {}) });
  const checkpoints = new Checkpoints();
  let live = new LiveLine();
  let writer: LogWriter | null = null;
  let startIndex = 0;
  let changed = false;
  let waitingSinceMs: number | null = null;
  /** Resolves once the watch has caught up with the log. */
  let watching: Promise<void> = Promise.resolve();
  /** Resolves once the watch may begin, and what makes it so. */
  let begun: Promise<void> = Promise.resolve();
  let begin = (): void => {};

  const standstill = new Standstill();
  /** All that was stored is another's now, whose log is about to be opened: what is asked of the one before is in vain. */
  let exchanged = false;
  /** The log is this tab's to write. */
  let leads = true;

  const intake = new Intake(take, () => (writer?.code === null ? writer.pendingRows : 0));

  function take(batch: PredictionBatch): void {
    if (!writer) return;
    // What is judged already is not judged twice: after a reload the line may repeat itself.
    let fromRow = 0;
    while (fromRow < batch.count && batch.columns.index[fromRow]! <= live.lastIndex) fromRow += 1;
    if (fromRow === batch.count) return;
    for (const rows of writer.append(batch, batch.featureNames ?? features, fromRow)) {
      live.add(rows, nowMs());
      keeper.take(rows);
    }
    waitingSinceMs ??= nowMs();
    changed = true;
  }

  function mayWrite(may: boolean): void {
    leads = may;
    deps.mayWrite?.(may);
  }

  function openAnew({ delays, windowEvents, retentionRows, watch, watchLater = false }: MonitorOperations['open']['in']): ReturnType<typeof adopt> {
    intake.disconnect();
    standstill.end();
    return intake.hold(() => {
      begin();
      begun = watchLater ? new Promise((resolve) => { begin = resolve; }) : Promise.resolve();
      configure({ delays, windowEvents, retentionRows });
      if (watch) keeper.setUp(watch);
      return adopt(false);
    });
  }

  async function adopt(sameLine: boolean): Promise<{ nextIndex: number; count: number; repaired: number }> {
    await writer?.stop();
    const [found] = await Promise.all([openLog(store, { mends: leads }), checkpoints.open(store)]);
    writer = new LogWriter(store, nowMs, {
      onDurable: () => intake.settle(),
      onPruned: (rows) => notify({ type: 'pruned', rows }),
      onTrouble: (code) => {
        if (code !== null) notify({ type: 'storage', code });
        changed = true;
        intake.settle();
      },
    }, { ...found, retentionRows: settings.retentionRows });
    live = await restoredLine(found);
    startIndex = found.startIndex;
    changed = true;
    // Neither the charts nor the line wait until the newest rows have been watched again.
    watching = keeper.open(store, found.segments, checkpoints.newest(live.lastIndex), settings.delays.at(-1)?.labelDelay ?? 0, sameLine, begun).then(async () => {
      changed = true;
      if (keeper.watch.unread.length === 0 || !leads) return;
      await store.setAside(keeper.watch.unread);
      notify({ type: 'storage', code: 'storage-corrupt' });
      checkpoints.ask();
      waitingSinceMs ??= nowMs();
    }).catch((error: unknown) => notify({ type: 'storage', code: codeOf(error) }));
    return { nextIndex: nextIndex(), count: rowsOf(writer), repaired: found.repaired };
  }

  /** The line with its newest predictions: as far back as the window of its newest truth reaches, so that a reload shows what stood before it. */
  async function restoredLine({ bins, newest }: FoundLog): Promise<LiveLine> {
    const line = new LiveLine(bins, (range) => readRange(opened().view, range).finally(() => { changed = true; }));
    const reach = Math.min(bins.lastIndex - lastKnown(bins.lastIndex) + settings.windowEvents, MOST_RESTORED_ROWS);
    const before = newest ? await readRange(opened().view, { from: Math.max(0, bins.lastIndex + 1 - reach), to: newest.firstIndex }) : [];
    for (const rows of [...before, ...(newest ? [newest] : [])]) line.restoreRows(rows);
    return line;
  }

  function snapshot(): LineSnapshot {
    const { monitors } = keeper.watch;
    const { realised, ...state } = live.state(nowMs(), live.lastIndex - lastKnown(), settings.windowEvents);
    const isAtRest = monitors.referenceState.kind === 'at-rest';
    return {
      generation: intake.generation,
      durableIndex: writer?.durableIndex ?? -1,
      storageCode: writer?.code ?? null,
      alerts: keeper.counts(),
      reference: monitors.referenceState,
      standing: accuracyStanding(realised, { reference: isAtRest ? monitors.referenceAccuracy : null, heldOut: monitors.heldOut }),
      ...state,
    };
  }

  function opened(): { writer: LogWriter; view: LogView } {
    if (!writer) throw exchanged ? new OrchardError('cancelled', 'the log is another now') : new OrchardError('worker-died', 'the log is not open');
    return { writer, view: { store, writer, lastKnown: lastKnown() } };
  }

  /** Makes what is pending durable, with a checkpoint where one is due. */
  async function flush(retry: boolean): Promise<void> {
    if (!writer || standstill.holds) return;
    if (writer.code === null && isWatched() && checkpoints.due(live.lastIndex)) await mark(() => JSON.stringify(keeper.watch.snapshot()));
    await writer.flush({ retry });
  }

  function isWatched(): boolean {
    return keeper.failure === null && keeper.watch.monitors.lastIndex === live.lastIndex;
  }

  /**
   * Makes all that is pending durable, with a checkpoint and a line of the event log. The watch is asked for when it is written, so that it is of the
   * same event as the rows. Answers whether it is stored.
   */
  async function mark(watch: () => string, { event, retry = false }: { event?: LogMark['event'] | undefined; retry?: boolean } = {}): Promise<boolean> {
    let lastIndex = -1;
    const stored = await opened().writer.mark((segments) => {
      ({ lastIndex } = live);
      return { ...checkpoints.mark(live.bins, segments, watch()), ...(event ? { event } : {}) };
    }, { retry });
    if (stored) checkpoints.stored(lastIndex);
    return stored;
  }

  /**
   * Stores what somebody does about what watches the line, before it holds: `draft` makes the watch as it is to be stored, and what then
   * makes it hold. Rows wait meanwhile. Before the first fruit there is nothing to keep it with: it is stored with that. A watch that has failed is not
   * stored any more, so nothing can be done about it: fails with `watch-failed`.
   */
  function acted<T>(draft: () => Promise<Act<T>> | Act<T>): Promise<T> {
    return intake.hold(async () => {
      begin();
      await watching;
      const { watch, event, hold, drop } = await draft();
      try {
        if (keeper.failure !== null) throw new OrchardError('watch-failed', keeper.failure);
        if (live.lastIndex < 0 || !isWatched()) {
          checkpoints.ask();
          if (event) await store.append([], [], { overview: null, drops: [], event });
        } else if (!await mark(() => JSON.stringify(watch), { event, retry: true })) throw new OrchardError(writer?.code ?? 'storage-unavailable');
      } catch (error) {
        drop?.();
        throw error;
      }
      keeper.revision += 1;
      changed = true;
      return hold();
    });
  }

  /**
   * Another way of the line begins by `turn`, which answers how many rows went. Before it all is durable, with a checkpoint of the
   * watch where it stands, so that it can be brought back as it was; what still travels from before is of an earlier generation.
   */
  function turned(generation: number, sameLine: boolean, turn: () => Promise<number>): Promise<number> {
    return intake.hold(async () => {
      begin();
      await watching;
      checkpoints.ask();
      await flush(true);
      if (writer && writer.pendingRows > 0) throw new OrchardError(writer.code ?? 'storage-unavailable');
      const dropped = await turn();
      intake.generation = generation;
      await adopt(sameLine);
      return dropped;
    });
  }

  let quietTicks = 0;
  deps.every(SNAPSHOT_MS, () => {
    if (waitingSinceMs !== null && nowMs() - waitingSinceMs >= FLUSH_MS) {
      waitingSinceMs = null;
      void flush(false).then(() => {
        changed = true;
        // What a full disk refused is tried again.
        if (writer && writer.pendingRows > 0) waitingSinceMs ??= nowMs();
      }).catch((error: unknown) => notify({ type: 'storage', code: codeOf(error) }));
    }
    const transitions = keeper.takeTransitions();
    if (transitions.length > 0) notify({ type: 'alerts', transitions });
    // Some snapshots more after the last prediction, until throughput has come down to nothing.
    quietTicks = changed ? 0 : quietTicks + 1;
    if (quietTicks > 12 || !writer) return;
    changed = false;
    notify({ type: 'snapshot', snapshot: snapshot() });
  });

  return {
    ...createWatchHandlers(keeper, {
      read: (range, signal) => readRange(opened().view, range, signal),
      acted,
      remember: () => {
        checkpoints.ask();
        waitingSinceMs ??= nowMs();
        changed = true;
      },
    }),

    ...createEvidenceHandlers(() => opened().view, () => keeper.watch),

    connect: ({ port, generation }) => intake.connect(port, generation),

    open(input) {
      mayWrite(true);
      return openAnew(input);
    },

    look(input) {
      mayWrite(false);
      return openAnew(input);
    },

    beginWatch: () => begin(),

    hold: () => standstill.begin(intake, () => flush(true)),

    release({ closes }) {
      if (closes) {
        intake.disconnect();
        writer = null;
        exchanged = true;
      }
      standstill.end();
    },

    reset: async ({ generation, index, change }) => {
      const dropped = await turned(generation, false, async () => {
        const rows = await beginAnother(store, writer, index, change);
        configure({ delays: delaysOf(change.revisions) });
        return rows;
      });
      return { dropped };
    },

    rewind: async ({ generation, index, change }) => {
      const dropped = await turned(generation, true, async () => {
        const rows = await goBack(store, opened().writer, index, change);
        if (rows > 0) configure({ delays: delaysOf(change.revisions) });
        return rows;
      });
      return { dropped };
    },

    exchange: async ({ generation, delays }) => {
      const dropped = await turned(generation, false, async () => {
        const rows = await bringBack(store, opened().writer, nowMs());
        configure({ delays });
        return rows;
      });
      return { nextIndex: nextIndex(), dropped };
    },

    async configure(change) {
      configure(change);
      if (!leads || standstill.holds) return;
      // What a full disk does not let go of goes with the next rows that are stored.
      await writer?.prune().catch(() => undefined);
      if (writer && writer.code !== null) await writer.flush({ retry: true });
    },

    async flush() {
      waitingSinceMs = null;
      await flush(true);
      return { durableIndex: writer?.durableIndex ?? -1 };
    },

    snapshot,

    series: ({ names, ...request }) => Object.fromEntries(names.map((name) => [name, seriesFrom(live.bins, name, { ...request, lag: live.lastIndex - lastKnown() })])),

    count: async (filter, { signal }) => ({ count: await countRows(opened().view, filter ?? {}, signal) }),

    async query({ columns, offset = 0, limit = Infinity, newestFirst = false, ...filter }, { signal }) {
      const { view } = opened();
      const wanted = parseColumns(columns);
      const labels = new LabelNames();
      const pieces = wanted.map(() => [] as ReturnType<typeof columnOf>[]);
      let total = 0;
      for await (const step of scan(view, filter, { offset, limit, newestFirst }, signal)) {
        total = step.total;
        const { picked } = step;
        if (picked) wanted.forEach((column, i) => pieces[i]!.push(columnOf(column, picked, view.lastKnown, labels)));
      }
      const answer: LogColumns = Object.fromEntries(wanted.map((column, i) => [column, joined(column, pieces[i]!)]));
      return new Transferring({ columns: answer, labels: labels.names, total }, buffersOf(answer));
    },

    async belt({ upTo }, { signal }) {
      const { view } = opened();
      const items: BeltItem[] = [];
      for await (const { picked } of scan(view, { from: Math.max(0, upTo + 1 - BELT_ITEMS), to: upTo + 1 }, { offset: 0, limit: BELT_ITEMS, newestFirst: false }, signal)) {
        if (picked) items.push(...beltOf(picked.rows, view.lastKnown));
      }
      return { items };
    },

    async exportRows({ format, without, ...filter }, { signal, progress }) {
      const { bins } = live;
      const blob = await exportRows(opened().view, filter, { format, without, labels: [...bins.labels.keys()], features: [...bins.features.keys()], signal, onProgress: progress });
      return { blob };
    },

    usage() {
      const { segments, prunedRows, retentionRows } = opened().writer;
      return { rows: rowsOf(opened().writer), segments: segments.length, bytes: segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0), prunedRows, retentionRows };
    },
  };

  function nextIndex(): number {
    return live.lastIndex < 0 ? startIndex : live.lastIndex + 1;
  }

  /** Event of the newest truth once `lastIndex` is judged; negative before the first. */
  function lastKnown(lastIndex = live.lastIndex): number {
    return knownUpTo(settings.delays, lastIndex + 1) - 1;
  }

  function configure({ delays, windowEvents, retentionRows }: MonitorOperations['configure']['in']): void {
    if (delays !== undefined) {
      settings.delays = delays;
      keeper.watch.labelDelay = delays.at(-1)?.labelDelay ?? 0;
    }
    if (windowEvents !== undefined) settings.windowEvents = windowEvents;
    if (retentionRows !== undefined) settings.retentionRows = Math.max(LEAST_RETENTION_ROWS, retentionRows);
    if (writer) writer.retentionRows = settings.retentionRows;
    changed = true;
  }
}

/** Rows in the log, on disk or still on the way there. */
function rowsOf(writer: LogWriter): number {
  return writer.segments.reduce((sum, { count }) => sum + count, 0) + writer.pendingRows;
}
