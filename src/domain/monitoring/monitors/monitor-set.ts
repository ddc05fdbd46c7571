import { OrchardError } from '../../common/errors.ts';
import { packBytes, unpackBytes } from '../../common/base64.ts';
import { lastIndexOf, sliceRows, versionStretches } from '../../log/rows.ts';
import type { LogRows } from '../../log/rows.ts';
import { decodeSegment, encodeSegment } from '../../log/segment.ts';
import { extract, type ExtractContext } from './extract.ts';
import { LimitLearner, type Limits } from './limits.ts';
import { placedIn, type Level } from './feed.ts';
import { Monitor } from './monitor.ts';
import { lookedAt, ReferenceCheck } from './reference-check.ts';
import type { ReferenceState } from './reference-state.ts';
import type { Proportion } from '../../experiment/interval.ts';
import { isOfModel, waitsForTruth } from './signal.ts';
import { readSetSnapshot, SET_SNAPSHOT_VERSION, type MonitorSetSnapshot } from './set-snapshot.ts';
import type { MonitorSpec } from './spec.ts';
import { referenceFrom, referenceOrNone, TestedVersions, type VersionMoments } from './tested-versions.ts';
import { TruthDelay } from './truth-delay.ts';
import type { Measurement, MonitorResult } from './monitor-result.ts';

/** How one monitor stands. */
export interface MonitorStatus {
  readonly spec: MonitorSpec;
  /** Its newest result, without detail; null before the first. */
  readonly latest: MonitorResult | null;
  /** How often it has gone over to drift. */
  readonly drifts: number;
  readonly lastDriftIndex: number | null;
  /** Means of its window and its reference; null where there are none. */
  readonly level: Level | null;
  /** It cost too much and judges nothing until it is let run again. */
  readonly off: boolean;
}

/**
 * The monitors of a line. It takes the rows as the log keeps them, so that what is judged live and what is read back after a
 * reload are the very same numbers: restored from a snapshot and given the rows after it, it continues identically.
 */
export class MonitorSet {
  #monitors: Monitor[];
  #truths: TruthDelay;
  #lastIndex = -1;
  #version: number | null = null;
  #labels: readonly string[] = [];
  #previousFeatures: Uint16Array | null = null;
  #learner = new LimitLearner();
  #limits: Limits | null = null;
  #deployedAt = 0;
  #check: ReferenceCheck | null = null;
  #drawn: LogRows | null = null;
  readonly #tested = new TestedVersions();

  /** `labelDelay`: events until a truth is known. */
  constructor(specs: readonly MonitorSpec[], labelDelay: number) {
    this.#monitors = shared(specs.map((spec) => new Monitor(spec)));
    this.#truths = new TruthDelay(labelDelay);
  }

  /** Newest event of the line that is behind it; −1 before the first. */
  get lastIndex(): number { return this.#lastIndex; }
  get labelDelay(): number { return this.#truths.delay; }
  set labelDelay(delay: number) { this.#truths.delay = delay; }
  /** How the stretch stands that the live version is compared with. */
  get referenceState(): ReferenceState {
    const state: ReferenceState = this.#check?.state ?? { kind: 'none' };
    return state.kind === 'not-at-rest' && this.#drawn ? { ...state, standIns: [...state.standIns, 'drawn'] } : state;
  }
  /** Predictions inside that stretch whose truth is known, and how many were right. */
  get referenceAccuracy(): Proportion { return this.#check?.accuracy ?? { trials: 0, successes: 0 }; }
  get specs(): readonly MonitorSpec[] { return this.#monitors.map(({ spec }) => spec); }

  /** Exchanges the monitors. Those whose specification is unchanged go on as they are. */
  setSpecs(specs: readonly MonitorSpec[]): void {
    const known = new Map(this.#monitors.map((monitor) => [specKey(monitor.spec), monitor]));
    this.#monitors = shared(specs.map((spec) => known.get(specKey(spec)) ?? this.#prepared(new Monitor(spec))));
  }

  /** Lets a monitor that was switched off run again. Throws `argument-invalid` for an unknown id. */
  letRun(monitorId: string): void {
    this.#find(monitorId).allowance.letRun();
  }

  /** The rows that a version was tested on, as its registry entry keeps them: the reference of kind `version`, and the limits of faults. */
  setVersionRows(version: number, rows: readonly LogRows[]): void {
    this.#tested.setRows(version, rows);
    if (version === this.#version) this.#adoptVersion();
  }

  /** As `setVersionRows`, for a version that kept only mean and spread. */
  setVersionMoments(version: number, moments: VersionMoments): void {
    this.#tested.setMoments(version, moments);
    if (version === this.#version) this.#adoptVersion();
  }

  /**
   * Fruit drawn from the world that the live version's data came from, as rows that it judged and whose truths are left open: what monitors of
   * pictures and predictions are compared with while the reference is found not to be at rest. Another deployment forgets it.
   */
  setDrawnRows(version: number, rows: LogRows): void {
    if (version !== this.#version) return;
    this.#drawn = rows;
    for (const monitor of this.#monitors) this.#giveDrawn(monitor);
  }

  /** The reference of one monitor from rows that have already passed, as read from the log. Throws `argument-invalid` for an unknown id. */
  setReferenceRows(monitorId: string, rows: readonly LogRows[]): void {
    const monitor = this.#find(monitorId);
    monitor.setReference(referenceFrom(monitor.spec.signal, rows, this.#limits));
  }

  /**
   * Compares the live version with another stretch: `rows` events from `from` on, which may be yet to come. `passed` are the rows
   * that have passed of what it is looked at by (`lookedAt`), as read from the log. Throws `argument-invalid` for a stretch that begins before the deployment or after the
   * next event, or that `passed` does not cover.
   */
  setReferenceStretch(from: number, rows: number, passed: readonly LogRows[]): void {
    if (from < this.#deployedAt || from > this.#lastIndex + 1) throw new OrchardError('argument-invalid', `a reference begins between ${this.#deployedAt} and ${this.#lastIndex + 1}`);
    const end = Math.min(this.#lastIndex + 1, from + lookedAt(rows, this.#truths.delay));
    if (passed.reduce((next, piece) => (piece.firstIndex === next ? next + piece.count : NaN), from) !== end) throw new OrchardError('argument-invalid', 'the log no longer holds this stretch');
    const truths = new TruthDelay(this.#truths.delay);
    const pieces = passed.map((piece) => ({ piece, known: truths.take(piece) }));
    const check = this.#checkFrom(from, rows);
    for (const { piece, known } of pieces) check.take(piece, known, this.#truths.delay);
    for (const monitor of this.#monitors) {
      const { signal } = monitor.spec;
      monitor.recollect(from + this.#lag(signal), rows, pieces.map(({ piece, known }) => ({
        values: extract(signal, piece, { outcomes: known.codes, previousFeatures: null, limits: this.#limits }),
        ...placedIn(piece, waitsForTruth(signal) ? known : null), lag: this.#lag(signal),
      })));
    }
    this.#check = check;
  }

  /**
   * Takes rows, in order of their index, each once; answers the results on them, in order of index. `stretch`: events of the line that the rows are
   * from (`to` inclusive), those that were judged elsewhere included. Events that no stretch covers were skipped, which empties the windows. Throws
   * `argument-invalid` for rows that were taken before: to go back, restore a snapshot.
   */
  take(rows: LogRows, stretch: Measurement['window'] = { from: rows.firstIndex, to: lastIndexOf(rows) }): MonitorResult[] {
    if (stretch.from <= this.#lastIndex) throw new OrchardError('argument-invalid', `row ${stretch.from} comes after row ${this.#lastIndex}`);
    if (this.#lastIndex >= 0 && stretch.from !== this.#lastIndex + 1) this.#skip();
    const results: MonitorResult[] = [];
    const { version } = rows.columns;
    for (const [from, to] of versionStretches(rows)) this.#takeVersion(from === 0 && to === rows.count ? rows : sliceRows(rows, from, to), version[from]!, results);
    this.#lastIndex = stretch.to;
    return results.sort((a, b) => a.index - b.index);
  }

  status(): MonitorStatus[] {
    return this.#monitors.map((monitor) => {
      const { spec, latest, drifts, lastDriftIndex } = monitor;
      return { spec, latest: latest && { ...latest, detail: null }, drifts, lastDriftIndex, level: monitor.level(this.#notAtRest), off: monitor.allowance.off !== null };
    });
  }

  /** What a monitor measures now; null while it has nothing to compare. Throws `argument-invalid` for an unknown id. */
  measure(monitorId: string): Measurement | null {
    const monitor = this.#find(monitorId);
    return monitor.measure(this.#labels, this.#notAtRest);
  }

  /** What was measured for the newest result of a monitor, and its event, where that is a warning or a drift; null for any other. Unlike `measure` it stays as it is between two results. */
  latestMeasured(monitorId: string): { index: number; detail: Measurement } | null {
    const { latest, latestMeasurement } = this.#find(monitorId);
    return latest && latestMeasurement && { index: latest.index, detail: latestMeasurement };
  }

  /** All that is needed to go on, as JSON. */
  snapshot(): MonitorSetSnapshot {
    return {
      version: SET_SNAPSHOT_VERSION, lastIndex: this.#lastIndex, modelVersion: this.#version, labels: [...this.#labels],
      truths: this.#truths.snapshot(), previousFeatures: this.#previousFeatures && Array.from(this.#previousFeatures),
      deployedAt: this.#deployedAt, reference: this.#check && this.#check.snapshot(), drawn: this.#drawn && packBytes(new Uint8Array(encodeSegment(this.#drawn))),
      limits: this.#limits, learner: this.#limits ? null : this.#learner.snapshot(),
      monitors: this.#monitors.map((monitor) => ({ spec: monitor.spec, state: monitor.snapshot() })),
    };
  }

  /**
   * The set that a snapshot was taken from. Throws `file-version` for a snapshot of another version and `file-schema` for one
   * that does not fit. References of kind `version` travel with it.
   */
  static restore(snapshot: unknown): MonitorSet {
    const saved = readSetSnapshot(snapshot);
    const set = new MonitorSet(saved.monitors.map(({ spec }) => spec), 0);
    try {
      set.#monitors.forEach((monitor, i) => monitor.restore(saved.monitors[i]!.state));
      set.#truths = TruthDelay.restore(saved.truths);
      set.#learner = LimitLearner.restore(saved.learner);
      set.#check = saved.reference && ReferenceCheck.restore(saved.reference);
      set.#drawn = saved.drawn === null ? null : decodeSegment(unpackBytes(saved.drawn).buffer);
    } catch (error) {
      if (error instanceof OrchardError && error.code !== 'storage-corrupt') throw error;
      throw new OrchardError('file-schema', 'the snapshot of the monitors does not fit', { cause: error });
    }
    set.#lastIndex = saved.lastIndex;
    set.#version = saved.modelVersion;
    set.#labels = saved.labels;
    set.#previousFeatures = saved.previousFeatures && Uint16Array.from(saved.previousFeatures);
    set.#limits = saved.limits;
    set.#deployedAt = saved.deployedAt;
    if (set.#drawn && set.#version !== null) set.setDrawnRows(set.#version, set.#drawn);
    return set;
  }

  #takeVersion(rows: LogRows, version: number, results: MonitorResult[]): void {
    if (version !== this.#version) this.#deploy(version, rows.firstIndex);
    this.#labels = rows.labels;
    if (this.#limits !== null) {
      this.#judge(rows, this.#limits, results);
      return;
    }
    // Limits begin to hold with the very row after those that they were learned from, wherever a batch may end.
    const learned = this.#learner.take(rows);
    this.#judge(sliceRows(rows, 0, learned), null, results);
    if (this.#learner.full) this.#limits = this.#learner.limits();
    if (learned < rows.count) this.#judge(sliceRows(rows, learned, rows.count), this.#limits, results);
  }

  #judge(rows: LogRows, limits: Limits | null, results: MonitorResult[]): void {
    if (rows.count === 0) return;
    const known = this.#truths.take(rows);
    const context: ExtractContext = { outcomes: known.codes, previousFeatures: this.#previousFeatures, limits };
    this.#check?.take(rows, known, this.#truths.delay);
    const [asRows, asTruths] = [placedIn(rows, null), placedIn(rows, known)];
    const notAtRest = this.#notAtRest;
    const extracted = new Map<string, Float32Array>();
    for (const monitor of this.#monitors) {
      const { signal } = monitor.spec;
      try {
        let values = extracted.get(signal);
        if (!values) extracted.set(signal, values = extract(signal, rows, context));
        monitor.take({
          ...(waitsForTruth(signal) ? asTruths : asRows), values, labels: rows.labels, lag: this.#lag(signal), notAtRest,
        }, results);
      } catch (error) {
        // One monitor that fails is in error; the others go on.
        monitor.fail(error, lastIndexOf(rows), results);
      }
    }
    const width = rows.features.length;
    this.#previousFeatures = rows.columns.features.slice((rows.count - 1) * width, rows.count * width);
  }

  #deploy(version: number, index: number): void {
    const first = this.#version === null;
    this.#version = version;
    this.#truths.forget();
    if (!first) {
      for (const monitor of this.#monitors) {
        const { reference, signal } = monitor.spec;
        monitor.restart(reference.kind === 'window' || (reference.kind === 'last-good' && !isOfModel(signal)));
      }
      this.#limits = null;
      this.#learner = new LimitLearner();
    }
    this.#deployedAt = index;
    this.#drawn = null;
    this.#check = this.#checkFrom(index);
    this.#adoptVersion();
  }

  #adoptVersion(): void {
    // Where the test was too small for limits, they are learned from the line.
    if (this.#version !== null) this.#limits = this.#tested.limits(this.#version) ?? this.#limits;
    if (this.#check) this.#check.heldOut = this.heldOut;
    for (const monitor of this.#monitors) this.#prepared(monitor);
  }

  #checkFrom(from: number, rows?: number): ReferenceCheck {
    const check = new ReferenceCheck(from, rows);
    check.heldOut = this.heldOut;
    return check;
  }

  /** What the live version made of the pictures that it was tested on; null where that is not known. */
  get heldOut(): Proportion | null { return this.#version === null ? null : this.#tested.accuracy(this.#version); }

  /** Gives a monitor what is known of the live version's test: its reference, when it asks for that, else what stands in for one. */
  #prepared(monitor: Monitor): Monitor {
    const { reference, signal } = monitor.spec;
    const tested = this.#version === null ? null : this.#tested.reference(this.#version, signal, this.#limits);
    this.#giveDrawn(monitor);
    if (reference.kind !== 'version') monitor.standIns.tested = tested;
    else if (this.#version !== null && this.#tested.knows(this.#version)) monitor.setReference(tested);
    return monitor;
  }

  /** Gives a monitor what stands in for a reference that is not at rest. */
  #giveDrawn(monitor: Monitor): void {
    const { signal } = monitor.spec;
    monitor.standIns.drawn = this.#drawn && !waitsForTruth(signal) ? referenceOrNone(signal, [this.#drawn], this.#limits) : null;
  }

  /** Event from which it is known that the reference of the deployment is not at rest; null while it is not. */
  get #notAtRest(): number | null { return this.#check?.foundAt ?? null; }

  #skip(): void {
    for (const monitor of this.#monitors) monitor.forgetWindow();
    this.#truths.forget();
    this.#previousFeatures = null;
  }

  #lag(signal: string): number {
    return waitsForTruth(signal) ? this.#truths.delay : 0;
  }

  #find(id: string): Monitor {
    const monitor = this.#monitors.find(({ spec }) => spec.id === id);
    if (!monitor) throw new OrchardError('argument-invalid', `there is no monitor ${id}`);
    return monitor;
  }
}

/** Gives each monitor its share of what all may cost. */
function shared(monitors: Monitor[]): Monitor[] {
  for (const { allowance } of monitors) allowance.sharers = monitors.length;
  return monitors;
}

/** Equal for equal specifications, whatever the order of their fields. */
function specKey(spec: MonitorSpec): string {
  return JSON.stringify(spec, (_, value: unknown) => (
    typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value));
}
