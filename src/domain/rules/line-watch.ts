import * as v from 'valibot';
import { labelKey, type Labels } from '../alerting/matcher.ts';
import { Budget, type Clock } from '../budget.ts';
import { OrchardError } from '../errors.ts';
import { LineMetrics, SAMPLE_EVENTS, type LineMetricsSnapshot } from '../exposition/line-metrics.ts';
import { DEFAULT_CAPACITY, SampledStore, type StoreSnapshot } from '../exposition/sampled-store.ts';
import { writeExposition } from '../exposition/text-format.ts';
import { sliceRows, type LogRows } from '../log/rows.ts';
import { MonitorSet, type VersionMoments } from '../monitors/monitor-set.ts';
import { findingSchema, type MonitorSetSnapshot } from '../monitors/set-snapshot.ts';
import type { MonitorSpec } from '../monitors/spec.ts';
import type { Detail, Verdict } from '../monitors/verdict.ts';
import { AccuracyEstimator, type EstimatorSnapshot, type EstimatorState } from '../performance/accuracy-estimator.ts';
import type { ConfidenceBand } from '../performance/cbpe.ts';
import { evaluatePromql, QUERY_LIMITS, type PromqlOptions } from '../promql/evaluate.ts';
import { readingsOf, type Readings } from '../promql/readings.ts';
import { parsePromql } from '../promql/parse.ts';
import type { Value } from '../promql/value.ts';
import { FRUIT_INTERVAL_MS } from '../stream/time.ts';
import { AlertCentre, type CentreGroup, type CentreSnapshot } from './alert-centre.ts';
import { DEFAULT_CENTRE } from './default-rules.ts';
import type { EngineSnapshot } from './engine-snapshot.ts';
import { Firings, MOST_FIRINGS, type Firing } from './firings.ts';
import { monitorBehind } from './monitor-behind.ts';
import { RuleEngine, type RuleEngineOptions, type Transition } from './rule-engine.ts';
import type { RuleFile } from './rule-file.ts';
import type { KnownMetrics } from './rule-warnings.ts';

/** Simulated time between two samples, seconds. A sample is as good as new until the next one comes. */
export const STEP_SECONDS = (SAMPLE_EVENTS * FRUIT_INTERVAL_MS) / 1000;

/** Verdicts with a detail that are kept, newest last: enough to say why an alarm fired long after it did. */
const MOST_FINDINGS = 200;
/** For how long the word of a detector counts whose window is one of time. */
const SPOKEN_EVENTS = 500;
const SNAPSHOT_VERSION = 2;
const QUERY_OPTIONS = { lookback: STEP_SECONDS, evaluationInterval: STEP_SECONDS } as const;
/** What rules can ask a line for. */
export const LINE_KNOWN: KnownMetrics = { names: new Set(new LineMetrics(0).registry.seriesNames()), lookbackSeconds: STEP_SECONDS };

const OPTIONS: RuleEngineOptions = { lookbackSeconds: STEP_SECONDS, intervalSeconds: STEP_SECONDS, resolvedForSeconds: 4 * STEP_SECONDS };

/** What rows brought about. */
export interface Watched {
  readonly verdicts: readonly Verdict[];
  readonly transitions: readonly Transition[];
}

export interface WatchSnapshot {
  readonly version: number;
  readonly monitors: MonitorSetSnapshot;
  readonly metrics: LineMetricsSnapshot;
  readonly store: StoreSnapshot;
  readonly engine: EngineSnapshot;
  readonly centre: CentreSnapshot;
  readonly findings: readonly Finding[];
  readonly firings: readonly Firing[];
  readonly estimator: EstimatorSnapshot;
}

/** A verdict that says why it came about. */
export type Finding = Verdict & { readonly detail: Detail };

/** What a registry entry tells of a version. */
export interface WatchedVersion {
  readonly version: number;
  /** Accuracy on its test split. */
  readonly accuracy: number;
  /** The rows of that split; else `moments`, where only those were kept. */
  readonly rows?: readonly LogRows[];
  readonly moments?: VersionMoments;
}

/**
 * All that looks at a line: monitors, metrics, their samples, rules and alerts. Everything runs on simulated time and on rows as
 * the log keeps them, so the same rows bring the same alarms, at any speed and after any reload.
 */
export class LineWatch {
  readonly monitors: MonitorSet;
  centre = new AlertCentre(DEFAULT_CENTRE);
  /** Rows of the snapshot that could not be read: silences and acknowledgements. */
  unread: readonly unknown[] = [];
  #metrics: LineMetrics;
  #estimator: AccuracyEstimator;
  #store = new SampledStore();
  readonly #engine: RuleEngine;
  #specs: ReadonlyMap<string, MonitorSpec>;
  readonly #clock: Clock | null;
  #atSeconds = 0;
  #findings: readonly Finding[] = [];
  #firings = new Firings();

  /** `clock`: for the last line of what rules and queries may cost. */
  constructor(specs: readonly MonitorSpec[], rules: RuleFile, labelDelay: number, { monitors = new MonitorSet(specs, labelDelay), clock = null }: { monitors?: MonitorSet; clock?: Clock | null } = {}) {
    this.monitors = monitors;
    this.#clock = clock;
    this.#metrics = new LineMetrics(labelDelay);
    this.#estimator = new AccuracyEstimator(labelDelay);
    this.#engine = new RuleEngine(rules, { ...OPTIONS, clock });
    this.#specs = byId(monitors.specs);
  }

  /** Simulated time of the newest sample, seconds; 0 before the first. */
  get atSeconds(): number { return this.#atSeconds; }

  set labelDelay(delay: number) {
    this.monitors.labelDelay = delay;
    this.#metrics.labelDelay = delay;
    this.#estimator.labelDelay = delay;
  }

  /** For rows of the log the probability that each verdict is right; NaN where that cannot be said. */
  expectedRight(rows: LogRows): Float32Array { return this.#estimator.expected(rows); }

  /** The band around an estimated accuracy of so many rows; null while nothing can be estimated. */
  estimateBand(accuracy: number, rows: number): ConfidenceBand | null { return this.#estimator.band(accuracy, rows); }

  /** Whether accuracy can be estimated without truths, and from what. */
  get estimate(): EstimatorState { return this.#estimator.state; }

  /** Takes rows, in order, each once. */
  take(rows: LogRows): Watched {
    const watched = { verdicts: [] as Verdict[], transitions: [] as Transition[] };
    // In pieces that end with a sample, so that what fires finds every number as it stands at that event.
    for (let from = 0; from < rows.count;) {
      const to = Math.min(rows.count, from + SAMPLE_EVENTS - ((rows.firstIndex + from) % SAMPLE_EVENTS));
      const { verdicts, transitions } = this.#take(sliceRows(rows, from, to));
      watched.verdicts.push(...verdicts);
      watched.transitions.push(...transitions);
      from = to;
    }
    return watched;
  }

  #take(rows: LogRows): Watched {
    const verdicts = this.monitors.take(rows);
    const findings = verdicts.filter((verdict): verdict is Finding => verdict.detail !== null);
    if (findings.length > 0) this.#findings = [...this.#findings, ...findings].slice(-MOST_FINDINGS);
    const right = this.#estimator.take(rows);
    const transitions: Transition[] = [];
    this.#metrics.take(rows, verdicts, this.#specs, (timeSeconds) => {
      this.#store.sample(this.#metrics.families(), timeSeconds);
      const changed = this.#engine.evaluate(this.#store, timeSeconds);
      transitions.push(...changed);
      this.#atSeconds = timeSeconds;
      this.#keep(changed.filter(({ kind }) => kind === 'firing').slice(-MOST_FIRINGS));
    }, { right, band: (estimate, count) => this.#estimator.band(estimate, count) });
    return { verdicts, transitions };
  }

  /** Exchanges the monitors; those that stay as they are go on. */
  setMonitors(specs: readonly MonitorSpec[]): void {
    this.monitors.setSpecs(specs);
    this.#specs = byId(specs);
    this.#metrics.keepMonitors(new Set(this.#specs.keys()));
  }

  /** Exchanges the rules; alerts of those that stay go on. Throws `argument-invalid` for one that cannot be read. */
  setRules(rules: RuleFile): void {
    this.#engine.setFile(rules);
  }

  /** What is known of the version that is, or is about to go, live. */
  setVersion({ version, accuracy, rows, moments }: WatchedVersion): void {
    this.#metrics.setReferenceAccuracy(version, accuracy);
    if (rows) {
      this.monitors.setVersionRows(version, rows);
      this.#estimator.setVersionRows(version, rows);
    } else if (moments) this.monitors.setVersionMoments(version, moments);
  }

  /** A PromQL query at a moment (simulated seconds), the newest sample's when left out. Throws `argument-invalid` and `over-budget` like `evaluatePromql`. */
  query(expr: string, atSeconds = this.#atSeconds): Value {
    return evaluatePromql(expr, atSeconds, this.#store, this.#queryOptions());
  }

  /** What one question of a person may cost, at all its moments. */
  #queryOptions(): PromqlOptions {
    return { ...QUERY_OPTIONS, budget: new Budget(QUERY_LIMITS, this.#clock) };
  }

  /**
   * A query at up to `points` of the moments that were sampled, the newest last: one series a label set. Throws like `query`, and for
   * expressions that yield text or a range.
   */
  queryRange(expr: string, points: number): { labels: Labels; times: number[]; values: number[] }[] {
    const options = { ...this.#queryOptions(), text: expr, selected: new Map() };
    const parsed = parsePromql(expr);
    const step = STEP_SECONDS * Math.max(1, Math.ceil(DEFAULT_CAPACITY / points));
    const series = new Map<string, { labels: Labels; times: number[]; values: number[] }>();
    for (let back = points - 1; back >= 0; back -= 1) {
      const at = this.#atSeconds - back * step;
      if (!(at >= 0)) continue;
      const value = evaluatePromql(parsed, at, this.#store, options);
      if (value.type !== 'vector' && value.type !== 'scalar') throw new OrchardError('argument-invalid', 'PromQL: a range query needs numbers at each moment');
      for (const { labels, value: number } of value.type === 'scalar' ? [{ labels: {}, value: value.value }] : value.samples) {
        const key = labelKey(labels);
        let line = series.get(key);
        if (!line) series.set(key, line = { labels, times: [], values: [] });
        line.times.push(at);
        line.values.push(number);
      }
    }
    return [...series.values()];
  }

  /** An expression with the numbers of a moment in it, for an alert of these labels. Throws like `query`. */
  readings(expr: string, atSeconds: number, labels: Labels): Readings {
    return readingsOf(expr, atSeconds, this.#store, labels, this.#queryOptions());
  }

  /** The metrics as they stand, in the text exposition format. */
  exposition(): string {
    return writeExposition(this.#metrics.families());
  }

  /** Lets a rule that was switched off run again. Throws `argument-invalid` when there is none of that key. */
  letRuleRun(key: string): void {
    this.#engine.letRun(key);
  }

  rules(): ReturnType<RuleEngine['status']> {
    return this.#engine.status();
  }

  get history(): readonly Transition[] { return this.#engine.history; }

  /** Alerts in groups, as someone should hear of them. */
  alerts(): CentreGroup[] {
    return this.centre.view(this.#engine.status().flatMap(({ alerts }) => alerts), this.#atSeconds);
  }

  /** The newest verdict of a monitor that says why, no later than an event; null when none is kept. */
  finding(monitorId: string, upTo = Infinity): Finding | null {
    return this.#findings.findLast((found) => found.monitorId === monitorId && found.index <= upTo) ?? null;
  }

  /** The snapshot with another centre's silences and acknowledgements. */
  snapshotWith(centre: AlertCentre): WatchSnapshot {
    return { ...this.snapshot(), centre: centre.snapshot() };
  }

  /** What an alert of these labels rested on when it began to fire at a moment (simulated seconds); null when that is not kept. */
  firing(labels: Labels, atSeconds: number): Firing | null {
    return this.#firings.of(labels, atSeconds);
  }

  /** Keeps what alerts rest on that fired at one moment. Their readings have one budget: those that are beyond it are none. */
  #keep(fired: readonly Transition[]): void {
    if (fired.length === 0) return;
    const [rules, monitors, options] = [this.#engine.status(), this.monitors.status(), this.#queryOptions()];
    for (const { at, group, labels } of fired) {
      const key = labelKey(labels);
      const running = rules.find((each) => each.group === group && each.alerts.some((alert) => labelKey(alert.labels) === key));
      const rule = running?.rule.kind === 'alert' ? running.rule : null;
      const monitor = monitorBehind(monitors, labels, rule, rules.map((each) => each.rule));
      const said = monitor && this.#said(monitor.spec);
      const readings = rule && this.#readingsOrNone(rule.expr, at, labels, options);
      this.#firings.add({
        at, labels: { ...labels }, monitorId: monitor?.spec.id ?? null, asOf: said?.index ?? this.monitors.lastIndex, detail: said?.detail ?? (monitor && this.monitors.explain(monitor.spec.id)),
        readings: readings && { ...readings, parts: readings.parts.map(({ text, value }) => ({ text, value: Number.isFinite(value) ? value : null })) },
      });
    }
  }

  /** What a monitor has said that rules read at this moment. A detector begins anew once it has spoken: its word counts for as long as its window. */
  #said({ id, judge, window }: MonitorSpec): { index: number; detail: Detail } | null {
    if (judge.kind !== 'detector') return this.monitors.said(id);
    const found = this.finding(id);
    return found && found.index > this.monitors.lastIndex - (window.by === 'count' ? window.rows : SPOKEN_EVENTS) ? found : null;
  }

  /** A part of an expression may fail by itself that does not fail within it. */
  #readingsOrNone(expr: string, at: number, labels: Labels, options: PromqlOptions): Readings | null {
    try {
      return readingsOf(expr, at, this.#store, labels, options);
    } catch {
      return null;
    }
  }

  snapshot(): WatchSnapshot {
    return {
      version: SNAPSHOT_VERSION, monitors: this.monitors.snapshot(), metrics: this.#metrics.snapshot(), store: this.#store.snapshot(),
      engine: this.#engine.snapshot(), centre: this.centre.snapshot(), findings: this.#findings, firings: this.#firings.snapshot(),
      estimator: this.#estimator.snapshot(),
    };
  }

  /** The watch that a snapshot was taken from, under these rules. Throws `file-version` or `file-schema` for one that does not fit. */
  static restore(snapshot: unknown, rules: RuleFile, clock: Clock | null = null): LineWatch {
    const saved = snapshot as Partial<WatchSnapshot> | null;
    if (typeof saved !== 'object' || saved === null) throw new OrchardError('file-schema', 'a snapshot of the watch is an object');
    if (saved.version !== SNAPSHOT_VERSION) throw new OrchardError('file-version', `the watch was saved by version ${String(saved.version)}, this Orchard reads ${SNAPSHOT_VERSION}`);
    const monitors = MonitorSet.restore(saved.monitors);
    const watch = new LineWatch(monitors.specs, rules, monitors.labelDelay, { monitors, clock });
    watch.#metrics = LineMetrics.restore(saved.metrics!);
    watch.#store = SampledStore.restore(saved.store);
    watch.#engine.restore(saved.engine);
    watch.unread = watch.centre.restore(saved.centre);
    watch.#findings = parsedFindings(saved.findings);
    watch.#firings = Firings.restore(saved.firings);
    watch.#estimator = AccuracyEstimator.restore(saved.estimator);
    watch.#atSeconds = saved.engine?.at ?? 0;
    return watch;
  }
}

function parsedFindings(saved: unknown): Finding[] {
  const parsed = v.safeParse(v.pipe(v.array(findingSchema), v.maxLength(MOST_FINDINGS)), saved);
  if (!parsed.success) throw new OrchardError('file-schema', `snapshot of the watch: ${parsed.issues[0].message}`);
  return parsed.output;
}

function byId(specs: readonly MonitorSpec[]): ReadonlyMap<string, MonitorSpec> {
  return new Map(specs.map((spec) => [spec.id, spec]));
}
