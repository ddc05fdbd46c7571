import type { Proportion } from '../domain/experiment/interval.ts';
import type { TruthCoverage } from '../domain/monitoring/summaries/truth-coverage.ts';
import { OrchardError } from '../domain/common/errors.ts';
import { scenarioAt } from '../domain/world/drift/revisions.ts';
import { weightAt } from '../domain/world/drift/weight.ts';
import { REFERENCE_ROWS, type ReferenceState } from '../domain/monitoring/monitors/reference-state.ts';
import { LOG_COLUMNS, type LogColumn, type LogColumns, type LogFilter, type Series } from '../../workers/protocol/monitor.ts';
import type { JsonValue, LoggedEvent } from '../storage/index.ts';
import type { Line } from './line.svelte.ts';
import type { Services } from './services.ts';
import type { Shell } from './shell.svelte.ts';

export type { LogColumn, LogColumns, LogFilter, LoggedEvent, Series };

type LogQuery = LogFilter & { columns?: LogColumn[]; offset?: number; limit?: number; newestFirst?: boolean };

/** Charts are asked for at most this often. */
const REFRESH_MS = 500;
/** Points that one lane draws. */
const LANE_POINTS = 400;
/** Fruits of a reference that is chosen by hand, at least. */
const LEAST_REFERENCE_ROWS = 500;

/** Most points of a true drift. */
const DRIFT_POINTS = 10_000;

const DEFAULT_WINDOW_EVENTS = 500;

/** Columns of the log that tell the truth itself, and not what the line learns of it. */
const TRUTH_COLUMNS: readonly LogColumn[] = ['drift', 'truth', 'ripeness'];

/** What the Monitor screen shows: series over a shared domain, and the log as a table. */
export class Monitoring {
  series = $state.raw<Record<string, Series>>({});
  windowEvents = $state(DEFAULT_WINDOW_EVENTS);
  /** Shown events [from, to); null follows the line. */
  domain = $state.raw<readonly [number, number] | null>(null);
  /** How many of the newest events are shown while following the line; null: all of them. */
  followed = $state<number | null>(null);
  /** The fruit that the log is to open, or the stretch [from, to) that it is to show; null when none was asked for. */
  wanted = $state.raw<number | readonly [from: number, to: number] | null>(null);
  #pointed = $state<number | null>(null);
  /** Charts stand still while the line goes on. */
  paused = $state(false);
  events = $state.raw<readonly LoggedEvent[]>([]);
  /** What the Monitor screen was told to show; null when it never was. */
  choice = $state.raw<JsonValue>(null);
  usage = $state.raw<{ rows: number; segments: number; bytes: number; prunedRows: number; retentionRows: number } | null>(null);

  readonly #services: Services;
  readonly #line: Line;
  readonly #shell: Shell;
  #watched: { names: readonly string[] }[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;
  #shownIndex = -2;
  #asking: Promise<void> | null = null;
  #askAgain = false;

  constructor(services: Services, line: Line, shell: Shell) {
    this.#services = services;
    this.#line = line;
    this.#shell = shell;
  }

  /** Event under the shared cursor: what is pointed at, else what is looked at. */
  get cursor(): number | null { return this.#pointed ?? this.#line.looking; }

  set cursor(index: number | null) { this.#pointed = index; }

  /** Events that the charts span. */
  get shown(): readonly [number, number] {
    if (this.domain) return this.domain;
    const [first, end] = this.extent;
    return [this.followed === null ? first : Math.max(first, end - this.followed), end];
  }

  /** Events that there are. */
  get extent(): readonly [number, number] {
    const first = this.#line.revisions[0]?.from ?? 0;
    return [first, Math.max(this.#line.now, first + 1)];
  }

  async open(): Promise<void> {
    const { storage, monitor } = this.#services;
    const { settings } = storage;
    const [windowEvents, choice, retentionRows] = await Promise.all([settings.get('windowEvents'), settings.get('monitor'), settings.get('retentionRows')]);
    this.windowEvents = windowEvents ?? DEFAULT_WINDOW_EVENTS;
    this.choice = choice ?? null;
    await monitor.call('configure', { windowEvents: this.windowEvents, ...(retentionRows === undefined ? {} : { retentionRows }) });
  }

  /** Keeps the series of these names fresh until the answer is called. */
  watch(names: readonly string[]): () => void {
    const watcher = { names };
    this.#watched.push(watcher);
    this.#shownIndex = -2;
    this.#tick();
    return () => { this.#watched = this.#watched.filter((other) => other !== watcher); };
  }

  async setWindow(windowEvents: number): Promise<void> {
    const events = Math.max(25, Math.min(100_000, Math.round(windowEvents)));
    await this.#services.storage.settings.set('windowEvents', events);
    this.windowEvents = events;
    await this.#services.monitor.call('configure', { windowEvents: this.windowEvents });
    await this.refresh();
  }

  setDomain(domain: readonly [number, number] | null): void {
    this.domain = domain;
    this.#refreshSoon();
  }

  /** Follows the line, with so many of its newest events in sight; null: all of them. */
  follow(events: number | null): void {
    this.domain = null;
    this.followed = events;
    this.#refreshSoon();
  }

  /** Remembers what the Monitor screen shows. */
  async setChoice(choice: JsonValue): Promise<void> {
    await this.#services.storage.settings.set('monitor', choice);
    this.choice = choice;
  }

  async setRetention(retentionRows: number): Promise<void> {
    const rows = Math.max(10_000, Math.round(retentionRows));
    await this.#services.storage.settings.set('retentionRows', rows);
    await this.#services.monitor.call('configure', { retentionRows: rows });
    await this.refreshUsage();
  }

  async refreshUsage(): Promise<void> {
    this.usage = await this.#services.monitor.call('usage', undefined);
  }

  /** Asks for every watched series now. Whoever asks while an answer is on its way shares the next one. */
  refresh(): Promise<void> {
    if (this.#asking) this.#askAgain = true;
    else {
      this.#asking = this.#ask().finally(() => {
        this.#asking = null;
        if (!this.#askAgain) return undefined;
        this.#askAgain = false;
        return this.refresh();
      });
    }
    return this.#asking!;
  }

  async refreshEvents(): Promise<void> {
    const events = await this.#services.storage.eventLog.list();
    if (events.length !== this.events.length || events.at(-1)?.id !== this.events.at(-1)?.id) this.events = events;
  }

  /** Begins a new reference for the live version, with the next fruit. */
  async collectReference(): Promise<ReferenceState> {
    return this.#compareWith({ from: null, rows: REFERENCE_ROWS }, 'A new reference is being collected');
  }

  /** Compares the live version with fruits `from` to `to` (exclusive) from here on: at least 500 that it has predicted. */
  async useReference(from: number, to: number): Promise<ReferenceState> {
    if (!(Number.isInteger(from) && Number.isInteger(to) && from >= 0 && to - from >= LEAST_REFERENCE_ROWS && to <= this.#line.now)) {
      throw new OrchardError('argument-invalid', `a reference is at least ${LEAST_REFERENCE_ROWS} fruits that have been judged`);
    }
    return this.#compareWith({ from, rows: to - from }, `Fruits ${from + 1} to ${to} are the reference`);
  }

  /** Exchanges the stretch that is compared with, writes it into the event log, and offers the one before back. */
  async #compareWith(stretch: { from: number | null; rows: number }, words: string): Promise<ReferenceState> {
    const before = this.#line.reference;
    const exchange = async ({ from, rows }: typeof stretch): Promise<ReferenceState> => {
      const begins = from ?? this.#line.now;
      const { storage, monitor, nowMs } = this.#services;
      const event = { index: this.#line.now, atMs: nowMs(), type: 'reference', data: { from: begins, to: begins + rows } };
      const { reference } = await monitor.call('setReference', { from, rows, event });
      // Without a disk each side has a storage of its own.
      if (!storage.persistent) await storage.eventLog.append(event);
      await this.refreshEvents();
      return reference;
    };
    const reference = await exchange(stretch);
    if (before.kind !== 'none') {
      const rows = before.kind === 'collecting' ? before.needed : before.to - before.from;
      this.#shell.offerUndo(words, () => exchange({ from: before.from, rows }).then(() => undefined));
    }
    return reference;
  }

  /** One series, in at most so many points. `drift.<n>` is the true w(t) of the n-th drift, counted from 0, of the scenario that was in force; it fails with `sealed` while the truth may not be told. */
  async read(name: string, from: number, to: number, points = 100_000): Promise<Series> {
    const drift = /^drift\.(\d+)$/.exec(name);
    if (drift) return this.#trueDrift(Number(drift[1]), from, to);
    const answer = await this.#services.monitor.call('series', { names: [name], from, to, windowEvents: this.windowEvents, points });
    return answer[name] ?? { index: [], value: [] };
  }

  /** Columns that are held back while the truth may not be told. */
  get heldBack(): readonly LogColumn[] { return this.#line.truthVisible ? [] : TRUTH_COLUMNS; }

  /** `query` that fails with `sealed` when a column is asked for that is held back. */
  async queryVisible(filter: LogQuery): ReturnType<Monitoring['query']> {
    if (filter.columns?.some((column) => this.heldBack.includes(column))) throw new OrchardError('sealed', filter.columns.join());
    return this.query(filter);
  }

  /** Rows as columns. Without `columns` come all that may be told; how far the world has drifted is left out while that may not be told. */
  query({ columns = LOG_COLUMNS.filter((column) => !this.heldBack.includes(column)), ...filter }: LogQuery, options: { signal?: AbortSignal } = {}): Promise<{ columns: LogColumns; labels: string[]; total: number }> {
    return this.#services.monitor.call('query', { ...filter, columns: columns.filter((column) => column !== 'drift' || this.#line.truthVisible) }, options);
  }

  async count(filter: LogFilter = {}, options: { signal?: AbortSignal } = {}): Promise<number> {
    return (await this.#services.monitor.call('count', filter, options)).count;
  }

  /** How right the line is on a stretch, by default the newest window whose truths are due: by the truths that became known, and by all of them where the truth may be told, else null. Of longer ones the newest 5,000. */
  async truthCoverage({ to = Math.max(0, this.#line.knownTo), from = Math.max(0, to - this.windowEvents) }: { from?: number; to?: number } = {}): Promise<Omit<TruthCoverage, 'all'> & { all: Proportion | null }> {
    const coverage = await this.#services.monitor.call('truthCoverage', { from, to });
    return { ...coverage, all: this.#line.truthVisible ? coverage.all : null };
  }

  async exportRows(filter: LogFilter, format: 'csv' | 'json', options: { signal?: AbortSignal; onProgress?: (progress: { done: number; total: number }) => void } = {}): Promise<Blob> {
    const { blob } = await this.#services.monitor.call('exportRows', { ...filter, format, without: [...this.heldBack] }, options);
    return blob;
  }

  #trueDrift(position: number, from: number, to: number): Series {
    if (!this.#line.truthVisible) throw new OrchardError('sealed', `drift.${position}`);
    const stride = Math.max(1, Math.ceil((to - from) / DRIFT_POINTS));
    const index: number[] = [];
    const value: number[] = [];
    for (let at = from; at < to; at += stride) {
      const drift = scenarioAt(this.#line.revisions, at).drifts[position];
      index.push(at);
      value.push(drift ? weightAt(drift, at) : 0);
    }
    return { index, value };
  }

  async #ask(): Promise<void> {
    const names = [...new Set(this.#watched.flatMap((watcher) => watcher.names))];
    if (names.length === 0) return;
    const [from, to] = this.shown;
    this.#shownIndex = this.#line.now;
    this.series = await this.#services.monitor.call('series', { names, from, to, windowEvents: this.windowEvents, points: LANE_POINTS });
    await this.refreshEvents();
  }

  #tick(): void {
    if (this.#timer !== null || this.#watched.length === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#tick();
    }, REFRESH_MS);
    if (this.paused || this.#line.now === this.#shownIndex || document.hidden) return;
    this.#refreshSoon();
  }

  #refreshSoon(): void {
    this.refresh().catch((error: unknown) => this.#shell.report(error, 'monitor'));
  }
}
