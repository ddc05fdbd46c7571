import { labelKey, type Labels } from '../alerting/alerts/matcher.ts';
import { Budget, type Clock } from '../common/budget.ts';
import { OrchardError } from '../common/errors.ts';
import { betweenSamples, LineMetrics, SAMPLE_EVENTS, type PredictedStretch } from '../alerting/metrics/line-metrics.ts';
import { DEFAULT_CAPACITY, SampledStore } from '../alerting/metrics/sampled-store.ts';
import { writeExposition } from '../alerting/metrics/text-format.ts';
import { inShadow, pickRows, sliceRows, stretches, type LogRows } from '../log/rows.ts';
import type { MonitorSet } from '../monitoring/monitors/monitor-set.ts';
import type { MonitorSpec } from '../monitoring/monitors/spec.ts';
import type { Measurement, MonitorResult } from '../monitoring/monitors/monitor-result.ts';
import type { EstimatorState } from '../monitoring/estimate/accuracy-estimator.ts';
import type { ConfidenceBand } from '../monitoring/estimate/cbpe.ts';
import { evaluatePromql, QUERY_LIMITS, type PromqlOptions } from '../alerting/promql/evaluate.ts';
import { expressionValues, type ExpressionValues } from '../alerting/promql/expression-values.ts';
import { parsePromql } from '../alerting/promql/parse.ts';
import type { Value } from '../alerting/promql/value.ts';
import type { Roles, ToldDeployment } from '../delivery/roles.ts';
import { FRUIT_INTERVAL_MS } from '../world/stream/time.ts';
import { AlertCentre } from '../alerting/rules/alert-centre.ts';
import type { CentreGroup } from '../alerting/rules/centre-alert.ts';
import { DEFAULT_CENTRE } from '../alerting/rules/default-rules.ts';
import { MOST_MEASURED_RESULTS, readMeasuredResults, type MeasuredResult } from './measured-result.ts';
import { Firings, MOST_FIRINGS, type Firing } from './firings.ts';
import { monitorBehind } from './monitor-behind.ts';
import { PlaceWatch, stretchOf, type WatchedVersion } from './place-watch.ts';
import { LinePolicy } from './line-policy.ts';
import { LineRollouts } from './line-rollouts.ts';
import { standingNeed, standingOf } from './policy-standing.ts';
import { readWatchSnapshot, WATCH_SNAPSHOT_VERSION, type WatchSnapshot } from './watch-snapshot.ts';
import { RuleEngine, type RuleAlert, type RuleEngineOptions, type Transition } from '../alerting/rules/rule-engine.ts';
import type { RuleFile } from '../alerting/rules/rule-file.ts';
import type { KnownMetrics } from '../alerting/rules/rule-warnings.ts';

/** Simulated time between two samples, seconds. A sample is as good as new until the next one comes. */
const STEP_SECONDS = (SAMPLE_EVENTS * FRUIT_INTERVAL_MS) / 1000;

/** For how long a drift of a detector counts whose window is one of time. */
const DRIFT_COUNTS_EVENTS = 500;
const QUERY_OPTIONS = { lookback: STEP_SECONDS, evaluationInterval: STEP_SECONDS } as const;
/** What rules can ask a line for. */
export const LINE_KNOWN: KnownMetrics = { names: new Set(new LineMetrics(0).registry.seriesNames()), lookbackSeconds: STEP_SECONDS };

const OPTIONS: RuleEngineOptions = { lookbackSeconds: STEP_SECONDS, intervalSeconds: STEP_SECONDS, resolvedForSeconds: 4 * STEP_SECONDS };

/** What rows brought about. */
interface Watched {
  readonly results: readonly MonitorResult[];
  readonly transitions: readonly Transition[];
}

/**
 * All that looks at a line: monitors, metrics, their samples, rules and alerts. Everything runs on simulated time and on rows as
 * the log keeps them, so the same rows bring the same alerts, at any speed and after any reload. What is watched of a version is kept by its place: a
 * rollout that begins takes nothing from the champion, and a challenger that is promoted brings its own along.
 */
export class LineWatch {
  centre = new AlertCentre(DEFAULT_CENTRE);
  readonly rollouts = new LineRollouts();
  readonly policy: LinePolicy;
  /** Rows of the snapshot that could not be read: silences and acknowledgements. */
  unread: readonly unknown[] = [];
  #metrics: LineMetrics;
  #champion: PlaceWatch;
  #challenger: PlaceWatch | null = null;
  readonly #roles = new Map<number, Roles>();
  readonly #versions = new Map<number, WatchedVersion>();
  #store = new SampledStore();
  readonly #engine: RuleEngine;
  #specs: ReadonlyMap<string, MonitorSpec>;
  readonly #clock: Clock | null;
  #atSeconds = 0;
  #measuredResults: readonly MeasuredResult[] = [];
  #firings = new Firings();

  /** `clock`: for the last line of what rules and queries may cost. */
  constructor(specs: readonly MonitorSpec[], rules: RuleFile, labelDelay: number, { champion = PlaceWatch.of(specs, labelDelay), clock = null }: { champion?: PlaceWatch; clock?: Clock | null } = {}) {
    this.#champion = champion;
    this.#clock = clock;
    this.#metrics = new LineMetrics(labelDelay);
    this.rollouts.labelDelay = labelDelay;
    this.policy = new LinePolicy(labelDelay);
    this.#engine = new RuleEngine(rules, { ...OPTIONS, clock });
    this.#specs = byId(champion.monitors.specs);
  }

  /** The champion's. */
  get monitors(): MonitorSet { return this.#champion.monitors; }

  /** The challenger's; null while nobody is under trial. */
  get challenger(): { readonly version: number | null; readonly monitors: MonitorSet } | null { return this.#challenger; }

  /** Simulated time of the newest sample, seconds; 0 before the first. */
  get atSeconds(): number { return this.#atSeconds; }

  set labelDelay(delay: number) {
    this.#metrics.labelDelay = delay;
    for (const place of this.#places) place.labelDelay = delay;
    this.rollouts.setLabelDelay(delay);
    this.policy.labelDelay = delay;
  }

  /** For rows of the log the probability that each prediction is right; NaN where that cannot be said. */
  expectedRight(rows: LogRows): Float32Array { return this.#champion.estimator.expected(rows); }

  /** The band around an estimated accuracy of so many rows; null while nothing can be estimated. */
  estimateBand(accuracy: number, rows: number): ConfidenceBand | null { return this.#champion.band(accuracy, rows); }

  /** Whether accuracy can be estimated without truths, and from what. */
  get estimate(): EstimatorState { return this.#champion.estimator.state; }

  /** Tells which versions predict in a deployment, and what it is to a rollout, before its rows come. */
  setDeployment(told: ToldDeployment): void {
    this.#roles.set(told.id, { champion: told.champion, challenger: told.challenger });
    this.rollouts.tell(told);
  }

  /** Takes rows, in order, each once. */
  take(rows: LogRows): Watched {
    const watched = { results: [] as MonitorResult[], transitions: [] as Transition[] };
    // In pieces that end with a sample, so that what fires finds every number as it stands at that event.
    for (const [from, to] of betweenSamples(rows)) {
      for (const [begin, end, roles] of this.#stretches(rows, from, to)) {
        const { results, transitions } = this.#take(sliceRows(rows, begin, end), roles);
        watched.results.push(...results);
        watched.transitions.push(...transitions);
      }
    }
    return watched;
  }

  /** Rows `from` to `to` in stretches in which the same versions predict. */
  * #stretches(rows: LogRows, from: number, to: number): Generator<readonly [from: number, to: number, roles: Roles]> {
    const { deployment, version } = rows.columns;
    const isLike = (a: number, b: number) => deployment[a] === deployment[b] && (version[a] === version[b] || this.#roles.has(deployment[a]!));
    for (const [begin, end] of stretches(from, to, isLike)) yield [begin, end, this.#roles.get(deployment[begin]!) ?? { champion: version[begin]!, challenger: null }];
  }

  #take(rows: LogRows, roles: Roles): Watched {
    this.#assign(roles);
    const stretch = stretchOf(rows);
    const own = pickRows(rows, rowsWhere(rows.columns.version, roles.champion));
    const predicted = [predictedBy(this.#champion, roles.champion, own, true, stretch)];
    if (roles.challenger !== null) {
      const decided = rowsWhere(rows.columns.version, roles.challenger);
      const shadowed = rows.shadow && decided.length === 0 ? rowsWhere(rows.shadow.version, roles.challenger) : [];
      const rival = shadowed.length > 0 ? inShadow(pickRows(rows, shadowed)) : pickRows(rows, decided);
      predicted.push(predictedBy(this.#challenger!, roles.challenger, rival, shadowed.length === 0, stretch));
    }
    const { results } = predicted[0]!;
    const measured = results.filter((result): result is MeasuredResult => result.detail !== null);
    if (measured.length > 0) this.#measuredResults = [...this.#measuredResults, ...measured].slice(-MOST_MEASURED_RESULTS);
    const transitions: Transition[] = [];
    let isSample = false;
    this.#metrics.take(rows, predicted, this.#specs, (timeSeconds) => {
      isSample = true;
      this.#store.sample(this.#metrics.families(), timeSeconds);
      const changed = this.#engine.evaluate(this.#store, timeSeconds);
      transitions.push(...changed);
      for (const { kind, labels, at } of changed) if (kind === 'resolved' || kind === 'dropped') this.centre.resolve(labels, at);
      this.#atSeconds = timeSeconds;
      this.#keep(changed.filter(({ kind }) => kind === 'firing').slice(-MOST_FIRINGS));
    });
    this.rollouts.take(rows, isSample, (query) => this.number(query));
    this.policy.take(rows, roles.champion, this.rollouts.deployment(rows.columns.deployment[0]!), isSample, (policy) => standingOf(this, roles.champion, standingNeed(policy)));
    return { results: [...results], transitions };
  }

  /** What a query answers now, of a vector its first number; null where it fails or finds nothing. */
  number(query: string): number | null {
    try {
      const value = this.query(query);
      return value.type === 'scalar' ? value.value : value.type === 'vector' ? value.samples[0]?.value ?? null : null;
    } catch {
      return null;
    }
  }

  /** Gives each version its place: one that goes on predicting keeps it, a challenger that decides now takes its own along, any other begins anew. */
  #assign({ champion, challenger }: Roles): void {
    if (this.#champion.version !== champion && this.#challenger?.version === champion) [this.#champion, this.#challenger] = [this.#challenger, null];
    if (challenger === null) this.#challenger = null;
    else if (this.#challenger?.version !== challenger) {
      this.#challenger = PlaceWatch.of(this.monitors.specs, this.monitors.labelDelay);
      for (const known of this.#versions.values()) this.#challenger.know(known);
    }
  }

  get #places(): readonly PlaceWatch[] { return this.#challenger ? [this.#champion, this.#challenger] : [this.#champion]; }

  /** Exchanges the monitors; those that stay as they are go on. */
  setMonitors(specs: readonly MonitorSpec[]): void {
    for (const { monitors } of this.#places) monitors.setSpecs(specs);
    this.#specs = byId(specs);
    this.#metrics.keepMonitors(new Set(this.#specs.keys()));
  }

  /** Exchanges the rules; alerts of those that stay go on. Throws `argument-invalid` for one that cannot be read. */
  setRules(rules: RuleFile): void {
    this.#engine.setFile(rules);
    this.settleAcknowledgements();
  }

  /** Of alerts that are not there, now that the watch has come to the end of its rows, nobody has seen one. */
  settleAcknowledgements(): void {
    this.centre.keepActive(this.#alerts());
  }

  /** What is known of a version that predicts, or is about to. */
  setVersion(known: WatchedVersion): void {
    this.#versions.set(known.version, known);
    this.#metrics.setReferenceAccuracy(known.version, known.accuracy);
    for (const place of this.#places) place.know(known);
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
  expressionValues(expr: string, atSeconds: number, labels: Labels): ExpressionValues {
    return expressionValues(expr, atSeconds, this.#store, labels, this.#queryOptions());
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
    return this.centre.view(this.#alerts(), this.#atSeconds);
  }

  #alerts(): RuleAlert[] {
    return this.#engine.status().flatMap(({ alerts }) => alerts);
  }

  /** The newest result of a monitor that holds its measurement, no later than an event; null when none is kept. */
  measuredResult(monitorId: string, upTo = Infinity): MeasuredResult | null {
    return this.#measuredResults.findLast((found) => found.monitorId === monitorId && found.index <= upTo) ?? null;
  }

  /** The snapshot with another centre's silences and acknowledgements. */
  snapshotWith(centre: AlertCentre): WatchSnapshot {
    return { ...this.snapshot(), centre: centre.snapshot() };
  }

  /** What an alert of these labels rested on when it began to fire at a moment (simulated seconds); null when that is not kept. */
  firing(labels: Labels, atSeconds: number): Firing | null {
    return this.#firings.of(labels, atSeconds);
  }

  /** Keeps what alerts rest on that fired at one moment. The values of their expressions share one budget: those beyond it are left out. */
  #keep(fired: readonly Transition[]): void {
    if (fired.length === 0) return;
    const [rules, monitors, options] = [this.#engine.status(), this.monitors.status(), this.#queryOptions()];
    for (const { at, group, labels } of fired) {
      const key = labelKey(labels);
      const running = rules.find((each) => each.group === group && each.alerts.some((alert) => labelKey(alert.labels) === key));
      const rule = running?.rule.kind === 'alert' ? running.rule : null;
      const monitor = monitorBehind(monitors, labels, rule, rules.map((each) => each.rule));
      const current = monitor && this.#currentMeasurement(monitor.spec);
      const readings = rule && this.#expressionValuesOrNull(rule.expr, at, labels, options);
      this.#firings.add({
        at, labels: { ...labels }, monitorId: monitor?.spec.id ?? null, asOf: current?.index ?? this.monitors.lastIndex, detail: current?.detail ?? (monitor && this.monitors.measure(monitor.spec.id)),
        readings: readings && { ...readings, parts: readings.parts.map(({ text, value }) => ({ text, value: Number.isFinite(value) ? value : null })) },
      });
    }
  }

  /** What rules read of a monitor at this moment. A detector begins anew after a drift: that drift counts for as long as its window. */
  #currentMeasurement({ id, judge, window }: MonitorSpec): { index: number; detail: Measurement } | null {
    if (judge.kind !== 'detector') return this.monitors.latestMeasured(id);
    const found = this.measuredResult(id);
    return found && found.index > this.monitors.lastIndex - (window.by === 'count' ? window.rows : DRIFT_COUNTS_EVENTS) ? found : null;
  }

  /** A part of an expression may fail by itself that does not fail within it. */
  #expressionValuesOrNull(expr: string, at: number, labels: Labels, options: PromqlOptions): ExpressionValues | null {
    try {
      return expressionValues(expr, at, this.#store, labels, options);
    } catch {
      return null;
    }
  }

  snapshot(): WatchSnapshot {
    return {
      version: WATCH_SNAPSHOT_VERSION, champion: this.#champion.snapshot(), challenger: this.#challenger?.snapshot() ?? null,
      roles: Array.from(this.#roles, ([id, roles]) => ({ id, ...roles })), metrics: this.#metrics.snapshot(), store: this.#store.snapshot(),
      engine: this.#engine.snapshot(), centre: this.centre.snapshot(), findings: this.#measuredResults, firings: this.#firings.snapshot(), rollout: this.rollouts.snapshot(), policy: this.policy.snapshot(),
    };
  }

  /** The watch that a snapshot was taken from, under these rules. Throws `file-version` or `file-schema` for one that does not fit. */
  static restore(snapshot: unknown, rules: RuleFile, clock: Clock | null = null): LineWatch {
    const saved = readWatchSnapshot(snapshot);
    const champion = PlaceWatch.restore(saved.champion);
    const { specs, labelDelay } = champion.monitors;
    const watch = new LineWatch(specs, rules, labelDelay, { champion, clock });
    watch.#challenger = saved.challenger && PlaceWatch.restore(saved.challenger);
    for (const { id, ...roles } of saved.roles) watch.#roles.set(id, roles);
    watch.#metrics = LineMetrics.restore(saved.metrics);
    watch.#store = SampledStore.restore(saved.store);
    watch.#engine.restore(saved.engine);
    watch.unread = watch.centre.restore(saved.centre);
    watch.#measuredResults = readMeasuredResults(saved.findings);
    watch.#firings = Firings.restore(saved.firings);
    watch.#atSeconds = saved.engine?.at ?? 0;
    watch.rollouts.restore(saved.rollout ?? null);
    if (saved.policy) watch.policy.restore(saved.policy);
    return watch;
  }
}

/** Has a place take the rows of a version, out of a stretch of the line. */
function predictedBy(place: PlaceWatch, version: number, rows: LogRows, decides: boolean, stretch: Measurement['window']): PredictedStretch {
  const { results, right } = place.take(version, rows, stretch);
  return { version, rows, decides, results, estimates: { right, band: (estimate, count) => place.band(estimate, count) } };
}

/** Positions of the rows of a version. */
function rowsWhere(versions: Uint32Array, version: number): number[] {
  const rows: number[] = [];
  for (let row = 0; row < versions.length; row += 1) if (versions[row] === version) rows.push(row);
  return rows;
}

function byId(specs: readonly MonitorSpec[]): ReadonlyMap<string, MonitorSpec> {
  return new Map(specs.map((spec) => [spec.id, spec]));
}
