import { knownUpTo } from '../../src/domain/world/drift/known-up-to.ts';
import type { DelaySince } from '../../src/domain/world/drift/known-up-to.ts';
import { accuracyStanding } from '../../src/domain/monitoring/summaries/accuracy-standing.ts';
import { codeOf, OrchardError } from '../../src/domain/common/errors.ts';
import type { RecordedEvent } from '../../src/domain/policy/policy-events.ts';
import type { ToldDeployment } from '../../src/domain/delivery/roles.ts';
import type { LogMark, LogStore } from '../../src/storage/index.ts';
import type { LineSnapshot, MonitorNotice, LineOperations, ToldTruth } from '../protocol/monitor.ts';
import type { PredictionBatch } from '../protocol/stream.ts';
import { Checkpoints } from './checkpoints.ts';
import { Intake } from './intake.ts';
import { LiveLine } from './live.ts';
import { openLog } from './open.ts';
import type { FoundLog } from './open.ts';
import { readRange } from './reader.ts';
import type { LogView } from './reader.ts';
import { Standstill } from './standstill.ts';
import { writeTruths } from './told-truths.ts';
import type { TrialMark } from './trial.ts';
import type { WatchKeeper } from './watch-keeper.ts';
import type { Act } from './watch-handlers.ts';
import { LEAST_RETENTION_ROWS, LogWriter } from './writer.ts';

/** Between two snapshots, ms. */
export const SNAPSHOT_MS = 100;
/** A row waits no longer than this before it is written, ms. */
export const FLUSH_MS = 1000;
const DEFAULT_RETENTION_ROWS = 2_000_000;
const DEFAULT_WINDOW_EVENTS = 500;
/** Rows that are read again on opening, at most: a few segments. */
const MOST_RESTORED_ROWS = 16_384;
/** Snapshots after the last change, until throughput has come down to nothing. */
const QUIET_SNAPSHOTS = 12;

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

/** The line that is monitored: its log, its newest predictions and what watches it, kept in step. */
export class MonitoredLine {
  readonly intake: Intake;
  live = new LiveLine();
  readonly #deps: Pick<MonitorDeps, 'store' | 'nowMs' | 'notify' | 'mayWrite'>;
  readonly #keeper: WatchKeeper;
  readonly #features: readonly string[];
  readonly #checkpoints = new Checkpoints();
  readonly #standstill = new Standstill();
  readonly #settings = { delays: [] as readonly DelaySince[], windowEvents: DEFAULT_WINDOW_EVENTS, retentionRows: DEFAULT_RETENTION_ROWS };
  #writer: LogWriter | null = null;
  #startIndex = 0;
  /** Something is other than in the newest snapshot. */
  #changed = false;
  #unchangedSnapshots = 0;
  /** Since when a row waits to be written; null when none does. */
  #waitingSinceMs: number | null = null;
  /** Resolves once the watch has caught up with the log. */
  #watching: Promise<void> = Promise.resolve();
  /** Resolves once the watch may begin, and what makes it so. */
  #begun: Promise<void> = Promise.resolve();
  #begin = (): void => {};
  /** Another project's log has taken the place of this one and is about to be opened: calls until then are refused. */
  #exchanged = false;
  /** The log is this tab's to write. */
  #leads = true;

  constructor(deps: Pick<MonitorDeps, 'store' | 'nowMs' | 'notify' | 'mayWrite'>, keeper: WatchKeeper, features: readonly string[]) {
    this.#deps = deps;
    this.#keeper = keeper;
    this.#features = features;
    this.intake = new Intake((batch) => this.#take(batch), () => (this.#writer?.code === null ? this.#writer.pendingRows : 0), () => this.#keeper.horizon);
    keeper.watched = () => this.intake.settle();
  }

  get writer(): LogWriter | null { return this.#writer; }

  get nextIndex(): number { return this.live.lastIndex < 0 ? this.#startIndex : this.live.lastIndex + 1; }

  /** Events by which the newest truth lies behind the newest prediction. */
  get truthLag(): number { return this.live.lastIndex - this.#lastKnown(); }

  /** The log as it stands. Throws where none is open. */
  opened(): { writer: LogWriter; view: LogView } {
    if (!this.#writer) throw this.#exchanged ? new OrchardError('cancelled', 'the log is another now') : new OrchardError('worker-died', 'the log is not open');
    return { writer: this.#writer, view: { store: this.#deps.store, writer: this.#writer, lastKnown: this.#lastKnown() } };
  }

  /** Opens the stored line, to be written when this tab leads, else only to be read. */
  open({ delays, windowEvents, retentionRows, watch, watchLater = false }: LineOperations['open']['in'], leads: boolean): ReturnType<MonitoredLine['adopt']> {
    this.#leads = leads;
    this.#deps.mayWrite?.(leads);
    this.intake.disconnect();
    this.#standstill.end();
    return this.intake.hold(() => {
      this.#begin();
      this.#begun = watchLater ? new Promise((resolve) => { this.#begin = resolve; }) : Promise.resolve();
      this.#set({ delays, windowEvents, retentionRows });
      if (watch) this.#keeper.setUp(watch);
      return this.adopt(false);
    });
  }

  beginWatch(): void {
    this.#begin();
  }

  /** Resolves once the watch has caught up with the log that is open, or has failed. */
  async caughtUp(): Promise<void> {
    let watching;
    // Another log may be opened meanwhile.
    while (watching !== this.#watching) await (watching = this.#watching);
  }

  /** Has all that came written and keeps what comes waiting, so that the stored log can be exchanged. */
  hold(): Promise<void> {
    return this.#standstill.begin(this.intake, () => this.#flush(true));
  }

  /** Goes on; `closes`: without the log, which was exchanged meanwhile. */
  release(closes: boolean): void {
    if (closes) {
      this.intake.disconnect();
      this.#writer = null;
      this.#exchanged = true;
    }
    this.#standstill.end();
  }

  /** Reads what is stored and goes on from there. On the same line silences and acknowledgements stay. */
  async adopt(sameLine: boolean): Promise<{ nextIndex: number; count: number; repaired: number }> {
    const { store, nowMs, notify } = this.#deps;
    await this.#writer?.stop();
    const [found] = await Promise.all([openLog(store, { mends: this.#leads }), this.#checkpoints.open(store)]);
    const writer = new LogWriter(store, nowMs, {
      onDurable: () => this.intake.settle(),
      onPruned: (rows) => notify({ type: 'pruned', rows }),
      onTrouble: (code) => {
        if (code !== null) notify({ type: 'storage', code });
        this.#changed = true;
        this.intake.settle();
      },
    }, { ...found, retentionRows: this.#settings.retentionRows });
    this.#writer = writer;
    this.live = await this.#restoredLine(found);
    this.#startIndex = found.startIndex;
    this.#changed = true;
    // Neither the charts nor the line wait until the newest rows have been watched again.
    const labelDelay = this.#settings.delays.at(-1)?.labelDelay ?? 0;
    this.#watching = this.#keeper.open(store, found.segments, this.#checkpoints.newest(this.live.lastIndex), labelDelay, sameLine, this.#begun).then(async () => {
      this.#changed = true;
      if (this.#keeper.watch.unread.length === 0 || !this.#leads) return;
      await store.setAside(this.#keeper.watch.unread);
      notify({ type: 'storage', code: 'storage-corrupt' });
      this.remember();
    }).catch((error: unknown) => notify({ type: 'storage', code: codeOf(error) }));
    return { nextIndex: this.nextIndex, count: rowsOf(writer), repaired: found.repaired };
  }

  /**
   * Puts another line in the place of this one by `turn`, which answers how many rows went. Before it all is made durable, with a checkpoint of the
   * watch as it stands, so that the line can be brought back as it was; what still travels from before is of an earlier generation.
   */
  turned(generation: number, sameLine: boolean, turn: () => Promise<number>): Promise<number> {
    return this.intake.hold(async () => {
      this.#begin();
      await this.#watching;
      this.#checkpoints.ask();
      await this.#flush(true);
      if (this.#writer && this.#writer.pendingRows > 0) throw new OrchardError(this.#writer.code ?? 'storage-unavailable');
      const dropped = await turn();
      this.intake.generation = generation;
      await this.adopt(sameLine);
      return dropped;
    });
  }

  /**
   * Takes truths that somebody tells of events whose own are not due yet. What watches the line goes back to before the first of them and watches again from there: as nothing has
   * heard of these truths yet, it comes to where it was, and hears of them when they are due. Answers the event after the last whose truth is due.
   */
  tellTruths(truths: readonly ToldTruth[]): Promise<{ knownTo: number }> {
    return this.intake.hold(async () => {
      if (truths.length === 0) return { knownTo: this.#lastKnown() + 1 };
      for (const { index } of truths) {
        if (index > this.live.lastIndex) throw new OrchardError('index-out-of-range', String(index));
        if (index <= this.#lastKnown()) throw new OrchardError('truth-late', String(index));
      }
      this.#begin();
      await this.#watching;
      await this.#flush(true);
      const { writer } = this.opened();
      if (writer.pendingRows > 0) throw new OrchardError(writer.code ?? 'storage-unavailable');
      await writeTruths(this.#deps.store, writer.segments, truths);
      await this.adopt(true);
      return { knownTo: this.#lastKnown() + 1 };
    });
  }

  /**
   * Stores what somebody does about what watches the line, before it holds: `draft` makes the watch as it is to be stored, and what then
   * makes it hold. Rows wait meanwhile. Before the first fruit there is nothing to keep it with: it is stored with that. A watch that has failed is not
   * stored any more, so nothing can be done about it: fails with `watch-failed`.
   */
  acted<T>(draft: () => Promise<Act<T>> | Act<T>): Promise<T> {
    return this.intake.hold(async () => {
      this.#begin();
      await this.#watching;
      const { watch, event, hold, drop } = await draft();
      try {
        if (this.#keeper.failure !== null) throw new OrchardError('watch-failed', this.#keeper.failure);
        if (this.live.lastIndex < 0 || !this.#isWatched()) {
          this.#checkpoints.ask();
          if (event) await this.#deps.store.append([], [], { overview: null, drops: [], event });
        } else if (!await this.#mark(() => JSON.stringify(watch), { event, retry: true })) throw new OrchardError(this.#writer?.code ?? 'storage-unavailable');
      } catch (error) {
        drop?.();
        throw error;
      }
      this.#keeper.revision += 1;
      this.#changed = true;
      return hold();
    });
  }

  /** Events that were held back may be predicted now. */
  moved(): void {
    this.intake.settle();
    this.#changed = true;
  }

  setDeployments(deployments: readonly ToldDeployment[]): void {
    this.#keeper.setDeployments(deployments);
  }

  forgetDeployments(after: number): void {
    this.#keeper.forgetDeployments(after);
  }

  /** The line goes on from an event, −1 for another line: of what its event log told of policies that before it stays, and `more` is told. */
  forgetPolicies(after: number, more: readonly RecordedEvent[]): void {
    this.#keeper.forgetPolicies(after, more);
  }

  /** Something changed that is stored elsewhere, and the next checkpoint shall know. */
  remember(): void {
    this.#checkpoints.ask();
    this.#waitingSinceMs ??= this.#deps.nowMs();
    this.#changed = true;
  }

  async configure(change: LineOperations['configure']['in']): Promise<void> {
    this.#set(change);
    if (!this.#leads || this.#standstill.holds) return;
    // What a full disk does not let go of goes with the next rows that are stored.
    await this.#writer?.prune().catch(() => undefined);
    if (this.#writer && this.#writer.code !== null) await this.#writer.flush({ retry: true });
  }

  /** Truths are as late as these say, from now on. */
  setDelays(delays: readonly DelaySince[]): void {
    this.#set({ delays });
  }

  /** Writes what is not yet durable, now. Answers the newest event that is. */
  async flush(): Promise<number> {
    this.#waitingSinceMs = null;
    await this.#flush(true);
    return this.#writer?.durableIndex ?? -1;
  }

  snapshot(): LineSnapshot {
    const { monitors } = this.#keeper.watch;
    const { realised, ...state } = this.live.state(this.#deps.nowMs(), this.truthLag, this.#settings.windowEvents);
    const isAtRest = monitors.referenceState.kind === 'at-rest';
    return {
      generation: this.intake.generation,
      durableIndex: this.#writer?.durableIndex ?? -1,
      storageCode: this.#writer?.code ?? null,
      alerts: this.#keeper.counts(),
      rollout: this.#rollout(),
      policy: this.#policy(),
      reference: monitors.referenceState,
      standing: accuracyStanding(realised, { reference: isAtRest ? monitors.referenceAccuracy : null, heldOut: monitors.heldOut }),
      ...state,
    };
  }

  #rollout(): LineSnapshot['rollout'] {
    const { state, decided } = this.#keeper.watch.rollouts;
    if (!state) return null;
    const { id, phase, cause, step, challenger, marks } = state;
    return { id, phase, cause, step, challenger, markedAt: marks.at(-1)?.index ?? -1, decided };
  }

  #policy(): LineSnapshot['policy'] {
    const { level, policy, asked } = this.#keeper.watch.policy;
    return level === 1 && policy ? { name: policy.name, asked } : null;
  }

  /** Writes what has waited long enough, and says what is new. Called every `SNAPSHOT_MS`. */
  tick(): void {
    const { nowMs, notify } = this.#deps;
    if (this.#waitingSinceMs !== null && nowMs() - this.#waitingSinceMs >= FLUSH_MS) {
      this.#waitingSinceMs = null;
      void this.#flush(false).then(() => {
        this.#changed = true;
        // What a full disk refused is tried again.
        if (this.#writer && this.#writer.pendingRows > 0) this.#waitingSinceMs ??= nowMs();
      }).catch((error: unknown) => notify({ type: 'storage', code: codeOf(error) }));
    }
    const transitions = this.#keeper.takeTransitions();
    if (transitions.length > 0) notify({ type: 'alerts', transitions });
    this.#unchangedSnapshots = this.#changed ? 0 : this.#unchangedSnapshots + 1;
    if (this.#unchangedSnapshots > QUIET_SNAPSHOTS || !this.#writer) return;
    this.#changed = false;
    notify({ type: 'snapshot', snapshot: this.snapshot() });
  }

  #take(batch: PredictionBatch): void {
    if (!this.#writer) return;
    // After a reload the line may repeat itself: rows that the log holds are not taken twice.
    let fromRow = 0;
    while (fromRow < batch.count && batch.columns.index[fromRow]! <= this.live.lastIndex) fromRow += 1;
    if (fromRow === batch.count) return;
    for (const rows of this.#writer.append(batch, batch.featureNames ?? this.#features, fromRow)) {
      this.live.add(rows, this.#deps.nowMs());
      this.#keeper.take(rows);
    }
    this.#waitingSinceMs ??= this.#deps.nowMs();
    this.#changed = true;
  }

  /** The line with its newest predictions: as far back as the window of its newest truth reaches, so that a reload shows what stood before it. */
  async #restoredLine({ bins, newest }: FoundLog): Promise<LiveLine> {
    const line = new LiveLine(bins, (range) => readRange(this.opened().view, range).finally(() => { this.#changed = true; }));
    const reach = Math.min(bins.lastIndex - this.#lastKnown(bins.lastIndex) + this.#settings.windowEvents, MOST_RESTORED_ROWS);
    const before = newest ? await readRange(this.opened().view, { from: Math.max(0, bins.lastIndex + 1 - reach), to: newest.firstIndex }) : [];
    for (const rows of [...before, ...(newest ? [newest] : [])]) line.restoreRows(rows);
    return line;
  }

  /** Makes what is pending durable, with a checkpoint where one is due. */
  async #flush(retry: boolean): Promise<void> {
    if (!this.#writer || this.#standstill.holds) return;
    if (this.#writer.code === null && this.#isWatched() && this.#checkpoints.due(this.live.lastIndex)) await this.#mark(() => JSON.stringify(this.#keeper.watch.snapshot()));
    await this.#writer.flush({ retry });
  }

  #isWatched(): boolean {
    return this.#keeper.failure === null && this.#keeper.watch.monitors.lastIndex === this.live.lastIndex;
  }

  /**
   * Makes all that is pending durable, with a checkpoint and a line of the event log. The watch is asked for when it is written, so that it is of the
   * same event as the rows. Answers whether it is stored.
   */
  async #mark(watch: () => string, { event, retry = false }: { event?: LogMark['event'] | undefined; retry?: boolean } = {}): Promise<boolean> {
    let lastIndex = -1;
    const stored = await this.opened().writer.mark((segments) => {
      ({ lastIndex } = this.live);
      return { ...this.#checkpoints.mark(this.live.bins, segments, watch()), ...(event ? { event } : {}) };
    }, { retry });
    if (stored) this.#checkpoints.stored(lastIndex);
    return stored;
  }

  #set({ delays, windowEvents, retentionRows }: LineOperations['configure']['in']): void {
    const settings = this.#settings;
    if (delays !== undefined) {
      settings.delays = delays;
      this.#keeper.watch.labelDelay = delays.at(-1)?.labelDelay ?? 0;
    }
    if (windowEvents !== undefined) settings.windowEvents = windowEvents;
    if (retentionRows !== undefined) settings.retentionRows = Math.max(LEAST_RETENTION_ROWS, retentionRows);
    if (this.#writer) this.#writer.retentionRows = settings.retentionRows;
    this.#changed = true;
  }

  /** Event of the newest truth once `lastIndex` is predicted; negative before the first. */
  #lastKnown(lastIndex = this.live.lastIndex): number {
    return knownUpTo(this.#settings.delays, lastIndex + 1) - 1;
  }
}

/** Rows in the log, on disk or still on the way there. */
export function rowsOf(writer: LogWriter): number {
  return writer.segments.reduce((sum, { count }) => sum + count, 0) + writer.pendingRows;
}
