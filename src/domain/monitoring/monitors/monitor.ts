import { createDetector, restoreDetector, updatesOf } from '../detectors/catalogue.ts';
import type { Detector } from '../detectors/detector.ts';
import { Allowance, UPDATE_STEPS, RESULT_STEPS } from './allowance.ts';
import { Collector } from './collector.ts';
import { measurementOf } from './measurement.ts';
import type { Feed, Level, Placed } from './feed.ts';
import { detectorInput, judgeDetector, judgeWindow, needsReference, needsValues, stepsOf, type Judgement } from './judge.ts';
import type { MonitorSnapshot } from './monitor-snapshot.ts';
import type { Reference } from './reference.ts';
import { isNumber, signalKind, widthOf, type SignalKind } from './signal.ts';
import { MOST_ROWS, MOST_VECTORS, Sliding } from './sliding.ts';
import { problemOf, reasonOf, type MonitorSpec } from './spec.ts';
import { StandIns } from './stand-ins.ts';
import { mean } from '../../statistics/sample.ts';
import type { Measurement, MonitorState, MonitorResult } from './monitor-result.ts';

/** One monitor: a sliding window, what that is compared with, and the judge. */
export class Monitor {
  readonly spec: MonitorSpec;
  readonly #kind: SignalKind;
  /** Numbers of each value. */
  readonly #width: number;
  #window: Sliding;
  #collector: Collector;
  #detector: Detector | null;
  #state: MonitorState = 'too-few';
  #seen = false;
  #chunk: number | null = null;
  #latest: MonitorResult | null = null;
  #drifts = 0;
  #lastDriftIndex: number | null = null;
  #broken: string | null = null;
  /** Why it can never be judged, whatever comes. */
  readonly #unsound: string | null;
  #since = 0;
  /** Event with which its newest value came. */
  #newest: number | null = null;
  readonly standIns: StandIns;
  /** Written on demand, since most are never asked for. */
  #latestMeasurement: (() => Measurement) | null = null;
  /** Of its detector, for each value. */
  readonly #updates: number;
  /** Of its judge, for each result, beside those for the values. */
  readonly #steps: number;
  readonly allowance = new Allowance();

  constructor(spec: MonitorSpec) {
    this.spec = spec;
    this.#kind = signalKind(spec.signal)!;
    const { window, reference } = spec;
    this.#unsound = problemOf(spec);
    this.#width = widthOf(spec.signal);
    this.#window = window.by === 'count' ? new Sliding(window.rows, false, this.#width) : new Sliding(this.#width > 1 ? MOST_VECTORS : MOST_ROWS, true, this.#width);
    this.#collector = new Collector(reference, this.#width);
    this.standIns = new StandIns(spec);
    this.#steps = RESULT_STEPS + stepsOf(spec.judge);
    this.#detector = this.#freshDetector();
    this.#updates = spec.judge.kind === 'detector' && this.#detector ? updatesOf(spec.judge.detector, spec.judge.params) : 0;
  }

  get latest(): MonitorResult | null { return this.#latest; }
  get drifts(): number { return this.#drifts; }
  get lastDriftIndex(): number | null { return this.#lastDriftIndex; }

  setReference(reference: Reference | null): void {
    this.#collector.set(reference);
  }

  /** Gathers its reference of first rows again, from event `since` on, at most `rows` of them; `passed` are its values that have come. */
  recollect(since: number, rows: number | null, passed: readonly (Placed & { readonly values: Float32Array; readonly lag: number })[]): void {
    if (this.spec.reference.kind !== 'first') return;
    this.#collector = new Collector(this.spec.reference, this.#width, rows);
    this.#since = since;
    for (const { values, firstIndex, apart, lag } of passed) {
      for (let row = 0; row < values.length / this.#width; row += 1) {
        const came = apart ? apart.came[row]! : firstIndex + row;
        this.#gather(values, row, came, apart ? apart.of[row]! : came - lag);
      }
    }
    if (this.#detector) return;
    this.forgetWindow();
    this.#state = 'too-few';
    this.#latest = null;
  }

  /** How far what it judges lies from what it is compared with; null where either has no mean. `notAtRest`: as in a `Feed`. */
  level(notAtRest: number | null): Level | null {
    const drawn = this.standIns.drawnInstead(notAtRest);
    const contradicting = drawn ? null : this.#contradicting();
    const reference = drawn ?? contradicting ?? this.#collector.reference;
    const current = contradicting ? this.#collector.sample : this.#window.sample();
    if (!reference || reference.count === 0 || current.length === 0 || !isNumber(this.#kind)) return null;
    const [now, usual] = [mean(current), reference.mean];
    return { now, usual, shift: reference.std > 0 ? (now - usual) / reference.std : null };
  }

  /** Begins anew, as after a deployment. A reference that does not depend on the version may stay. */
  restart(keepReference: boolean): void {
    this.forgetWindow();
    if (!keepReference) this.#collector = new Collector(this.spec.reference, this.#width);
    this.#detector = this.#freshDetector();
    this.#state = 'too-few';
    this.#seen = false;
    this.#broken = null;
    this.#since = 0;
  }

  /** What kept it from taking rows is its result on them. */
  fail(error: unknown, index: number, out: MonitorResult[]): void {
    this.#emit({ state: 'error', message: reasonOf(error), index, sampleSize: 0 }, out);
  }

  /** Rows were skipped: those before are no longer the newest. */
  forgetWindow(): void {
    this.#window.clear();
    this.#chunk = null;
    this.#newest = null;
  }

  /** What was measured for its newest result, where that is a warning or a drift; null for any other. */
  get latestMeasurement(): Measurement | null { return this.#latestMeasurement?.() ?? null; }

  /** Takes rows and adds its results on them to `out`. */
  take(feed: Feed, out: MonitorResult[]): void {
    const { values, timeMs, firstIndex, apart, lag } = feed;
    const { window, reference } = this.spec;
    const every = window.by === 'count' ? window.every : 0;
    const rolls = reference.kind === 'last-good';
    let newest = this.#newest ?? -1;
    const detector = this.#detector;
    const waits = detector === null;
    const updateSteps = UPDATE_STEPS * this.#updates;
    const width = this.#width;
    for (let row = 0; row * width < values.length; row += 1) {
      const value = values[row * width]!;
      const index = apart ? apart.came[row]! : firstIndex + row;
      const event = apart ? apart.of[row]! : index - lag;
      this.allowance.grow();
      if (index > newest + 1 && every > 0 && newest >= 0 && skippedStep(newest, index, every)) this.#evaluate(newest, feed, out);
      if (window.by === 'time') {
        const time = timeMs[row]!;
        const chunk = Math.floor(time / window.everyMs);
        if (this.#chunk !== null && chunk !== this.#chunk) this.#evaluate(newest >= 0 ? newest : index - 1, feed, out);
        this.#chunk = chunk;
        while (this.#window.oldestTimeMs <= time - window.spanMs) {
          this.#leave();
          this.#window.shift();
        }
      }
      if (value === value) this.#seen = true;
      if (waits && this.#collector.gathering) this.#gather(values, row, index, event);
      else {
        if (!this.#collector.complete) this.#gather(values, row, index, event);
        if (rolls && this.#window.full) this.#leave();
        this.#window.push(values, row, timeMs[row]!, event);
        if (detector !== null && value === value && this.#broken === null && this.#pays(updateSteps, index, out)) this.#update(detector, value, index, feed, out);
      }
      newest = index;
      if (every > 0 && (index + 1) % every === 0 && !(apart && apart.came[row + 1] === index)) this.#evaluate(index, feed, out);
    }
    if (newest >= 0) this.#newest = newest;
  }

  /** What it measures at this moment; null while there is nothing to compare, or it cannot be judged. `notAtRest`: as in a `Feed`. */
  measure(labels: readonly string[], notAtRest: number | null): Measurement | null {
    const current = this.#window.sample();
    try {
      const { gathering, sample } = this.#collector;
      const reference = this.standIns.drawnInstead(notAtRest) ?? this.#contradicting();
      const values = gathering ? sample : current;
      if (reference && this.#canStandIn(reference, values)) return this.#measurementLater(this.#judgeBy(reference, values)!, values, labels, reference)();
      const judgement = this.#standing(current) === null ? this.#judgeBy(this.#collector.reference, current) : null;
      return judgement && this.#measurementLater(judgement, current, labels)();
    } catch {
      return null;
    }
  }

  snapshot(): MonitorSnapshot {
    return {
      window: this.#window.snapshot(), collector: this.#collector.snapshot(), detector: this.#detector?.snapshot() ?? null,
      state: this.#state, seen: this.#seen, chunk: this.#chunk, latest: this.#latest && { ...this.#latest, detail: null },
      drifts: this.#drifts, lastDriftIndex: this.#lastDriftIndex, broken: this.#broken, since: this.#since, newest: this.#newest, said: this.latestMeasurement,
      ...this.allowance.snapshot(),
    };
  }

  /** Throws `file-schema` or `file-version` for a snapshot that does not fit. */
  restore(snapshot: MonitorSnapshot): void {
    this.#window.restore(snapshot.window);
    this.#collector.restore(snapshot.collector);
    this.#detector = snapshot.detector && restoreDetector(snapshot.detector);
    this.#state = snapshot.state;
    this.#seen = snapshot.seen;
    this.#chunk = snapshot.chunk;
    this.#latest = snapshot.latest;
    this.#drifts = snapshot.drifts;
    this.#lastDriftIndex = snapshot.lastDriftIndex;
    this.#broken = snapshot.broken;
    this.#since = snapshot.since;
    this.#newest = snapshot.newest;
    const { said } = snapshot;
    this.#latestMeasurement = said && (() => said);
    this.allowance.restore(snapshot);
  }

  #gather(values: Float32Array, row: number, came: number, event: number): void {
    if (came >= this.#since) this.#collector.take(values, row, came, event);
  }

  /** The oldest row of the window is about to leave it. */
  #leave(): void {
    if (this.#state === 'ok') this.#collector.leave(this.#window);
  }

  #update(detector: Detector, value: number, index: number, feed: Feed, out: MonitorResult[]): void {
    try {
      detector.update(detectorInput(this.spec, value));
    } catch (error) {
      this.#broken = reasonOf(error);
      return;
    }
    if (detector.drift) this.#report(judgeDetector(detector), this.#window.sample(), index, feed, out);
  }

  #evaluate(index: number, feed: Feed, out: MonitorResult[]): void {
    // The drift that this very row brought has been reported.
    if (this.#detector?.drift && this.#latest?.index === index) return;
    const compared = Math.max(this.#collector.reference?.count ?? 0, this.standIns.count);
    if (!this.#pays(this.#steps + this.#window.length + compared, index, out)) return;
    const current = this.#window.sample();
    try {
      const standing = this.#standing(current);
      const gathered = standing?.state === 'too-few' && this.#collector.gathering ? this.#collector.sample : null;
      const isUnfit = standing?.state !== 'error' && this.standIns.isReferenceUnfit(index, feed.notAtRest);
      if ((gathered || isUnfit) && this.#standsIn(gathered ?? current, index, feed, out)) return;
      if (standing) this.#emit({ ...standing, index, sampleSize: this.#countOf(current) }, out);
      else this.#report(this.#judgeBy(this.#collector.reference, current), current, index, feed, out);
    } catch (error) {
      this.fail(error, index, out);
    }
  }

  /** Takes steps; false, and a result that says so, when there are none left. */
  #pays(steps: number, index: number, out: MonitorResult[]): boolean {
    const { allowance } = this;
    if (allowance.off !== null) return false;
    if (!allowance.take(steps)) this.#emit({ state: 'error', message: allowance.off!, index, sampleSize: 0 }, out);
    return allowance.off === null;
  }

  #freshDetector(): Detector | null {
    const { judge } = this.spec;
    return judge.kind === 'detector' && this.#unsound === null ? createDetector(judge.detector, judge.params) : null;
  }

  /** Reports what these values are beside what stands in for the reference; answers whether that says anything. */
  #standsIn(values: Float32Array, index: number, feed: Feed, out: MonitorResult[]): boolean {
    const drawn = this.standIns.isReferenceUnfit(index, feed.notAtRest) ? this.standIns.drawnInstead(feed.notAtRest) : null;
    const reference = drawn ?? this.standIns.tested;
    if (!reference || !this.#canStandIn(reference, values)) return false;
    const judgement = this.#judgeBy(reference, values)!;
    if (!drawn && judgement.state !== 'warning' && judgement.state !== 'drift') return false;
    this.#report(judgement, values, index, feed, out, reference);
    return true;
  }

  /** What the values of a reference in the making are found to contradict; null where they do not. */
  #contradicting(): Reference | null {
    return this.#collector.gathering && (this.#state === 'drift' || this.#state === 'warning') ? this.standIns.tested : null;
  }

  #canStandIn(reference: Reference, values: Float32Array): boolean {
    return this.standIns.suffices(reference, this.#countOf(values), this.#collector.gathering);
  }

  #countOf(values: Float32Array): number { return values.length / this.#width; }

  /** Why nothing can be judged; null when it can. */
  #standing(current: Float32Array): { state: MonitorState; message: string } | null {
    const { judge, minimumSample, reference: spec } = this.spec;
    const { reference, count, wanted, gathering } = this.#collector;
    const broken = this.#unsound ?? this.#broken;
    if (broken !== null) return { state: 'error', message: broken };
    if (!this.#seen) return { state: 'no-data', message: 'The signal has had no value yet.' };
    if (this.#detector === null && gathering) return { state: 'too-few', message: `The reference has ${count} of ${wanted} values.` };
    if (current.length === 0) return { state: 'no-data', message: 'The signal has no value in this window.' };
    if (this.#countOf(current) < minimumSample) return { state: 'too-few', message: `${this.#countOf(current)} of at least ${minimumSample} values.` };
    if (!needsReference(judge)) return null;
    if (!reference || reference.count === 0) {
      return spec.kind === 'version' ? { state: 'no-data', message: 'This version keeps no reference for the signal.' } : { state: 'too-few', message: `The reference has ${count} of ${wanted} values.` };
    }
    const origin = this.#collector.window;
    if (origin && origin.to >= this.#window.oldestEvent) return { state: 'too-few', message: 'The window still lies in its own reference.' };
    return needsValues(judge) && !reference.values ? { state: 'no-data', message: 'The reference has only a mean and a spread, and this test needs values.' } : null;
  }

  /** Null while its detector is warming up. */
  #judgeBy(reference: Reference | null, current: Float32Array): Judgement | null {
    const { judge } = this.spec;
    if (judge.kind !== 'detector') return judgeWindow(judge, reference, current);
    return this.#detector && judgeDetector(this.#detector);
  }

  #report(judgement: Judgement | null, current: Float32Array, index: number, feed: Feed, out: MonitorResult[], standIn: Reference | null = null): void {
    const sampleSize = this.#countOf(current);
    if (!judgement) {
      this.#emit({ state: 'too-few', message: 'The detector is warming up.', index, sampleSize }, out);
      return;
    }
    const notOk = judgement.state === 'ok' && standIn === null ? this.#reasonNotOk(index, feed) : null;
    if (notOk !== null) {
      this.#emit({ state: 'too-few', message: notOk, index, sampleSize }, out);
      return;
    }
    const { state, statistic, threshold, warningThreshold, fires, p } = judgement;
    const known = (number: number | null) => (Number.isNaN(number) ? null : number);
    const begins = (state === 'drift' && (this.#detector !== null || this.#state !== 'drift')) || (state === 'warning' && this.#state !== 'warning' && this.#state !== 'drift');
    const measurement = state === 'warning' || state === 'drift' ? this.#measurementLater(judgement, current, feed.labels, standIn) : null;
    this.#emit({
      state, statistic: known(statistic), threshold: known(threshold), warningThreshold: known(warningThreshold), fires, p: known(p), index, sampleSize,
      message: state === 'error' ? 'The statistic is undefined for these values.' : '',
      detail: begins && measurement ? measurement() : null,
      ...(standIn ? { referenceSize: standIn.count } : {}),
    }, out);
    this.#latestMeasurement = measurement;
  }

  /** Why an `ok` at an event would rest on no reference at rest; null when it would not. A detector needs no reference to tell of a change, but to say that there was none. */
  #reasonNotOk(index: number, feed: Feed): string | null {
    if (this.standIns.isReferenceUnfit(index, feed.notAtRest)) return 'No reference is at rest.';
    const { complete, count, wanted } = this.#collector;
    return this.#detector && !complete ? `The reference has ${count} of ${wanted} values.` : null;
  }

  #emit(result: Partial<MonitorResult> & Pick<MonitorResult, 'state' | 'index' | 'sampleSize' | 'message'>, out: MonitorResult[]): void {
    const whole: MonitorResult = {
      monitorId: this.spec.id, statistic: null, threshold: null, warningThreshold: null, fires: 'above', p: null, detail: null,
      referenceSize: this.#collector.reference?.count ?? 0, ...result,
    };
    if (whole.state === 'drift') {
      if (this.#detector || this.#state !== 'drift') this.#drifts += 1;
      this.#lastDriftIndex = whole.index;
    }
    this.#state = whole.state;
    this.#latest = whole;
    this.#latestMeasurement = null;
    out.push(whole);
  }

  /** The measurement behind a judgement, of what is compared now, whenever it is asked for. */
  #measurementLater(judgement: Judgement, current: Float32Array, labels: readonly string[], standIn: Reference | null = null): () => Measurement {
    const origin = fromFirst(this.#collector.window);
    const window = (standIn !== null && this.#collector.gathering ? origin : null) ?? fromFirst({ from: this.#window.oldestEvent, to: this.#window.newestEvent })!;
    // A detector's own window may reach back into the rows that are its reference.
    const apart = origin === null || origin.to < window.from;
    const reference = standIn ?? (apart ? this.#collector.reference : null);
    let measurement: Measurement | null = null;
    return () => (measurement ??= measurementOf(this.spec, this.#kind, labels, judgement, reference, current, window, standIn || !apart ? null : origin));
  }
}

/** Whether the last event of a step, after which a monitor judges, was no event of its own and lies between two of its own. */
function skippedStep(newest: number, index: number, every: number): boolean {
  return (newest + 1) % every !== 0 && Math.floor(index / every) > Math.floor(newest / every);
}

/** Events, none of which lies before the first. */
function fromFirst(events: Measurement['window'] | null): Measurement['window'] | null {
  return events && { from: Math.max(0, events.from || 0), to: Math.max(0, events.to || 0) };
}
