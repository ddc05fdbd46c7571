import type { Json } from '../detectors/detector.ts';
import { OrchardError } from '../errors.ts';
import { fromHalf } from '../log/half.ts';
import { confidenceAt, sliceRows } from '../log/rows.ts';
import type { LogRows } from '../log/rows.ts';
import { OUTCOME } from '../monitors/extract.ts';
import type { MonitorSpec } from '../monitors/spec.ts';
import { TruthDelay, type TruthDelaySnapshot } from '../monitors/truth-delay.ts';
import type { ConfidenceBand } from '../performance/cbpe.ts';
import type { Verdict } from '../monitors/verdict.ts';
import type { MetricFamily } from './family.ts';
import { Registry } from './registry.ts';
import { RollingSums, type RollingSnapshot } from './rolling-sums.ts';

/** Events between two samples of the metrics: at 432 simulated seconds a fruit, six hours. */
export const SAMPLE_EVENTS = 50;
/** Events that rolling gauges look back over. */
export const WINDOW_EVENTS = 500;

/** What is expected of verdicts whose truth has yet to come. */
export interface Estimates {
  /** For each row the probability that its verdict is right; NaN where that cannot be said. */
  readonly right: Float32Array;
  /** The band around the mean of so many rows. */
  band(estimate: number, rows: number): ConfidenceBand | null;
}

/** Ten a decade (Renard's R10), so that a percentile that is compared with what the belt leaves is right to a quarter at worst. */
const RENARD = [1, 1.25, 1.6, 2, 2.5, 3.15, 4, 5, 6.3, 8];
const LATENCY_BOUNDS_SECONDS = [...[0.001, 0.01, 0.1, 1].flatMap((decade) => RENARD.map((step) => Number((decade * step).toPrecision(3)))), 10, 25, 60, 150, 600];
const STATE_VALUES: Partial<Record<Verdict['state'], number>> = { ok: 0, warning: 1, drift: 2 };
const SNAPSHOT_VERSION = 3;

export interface LineMetricsSnapshot {
  readonly version: number;
  readonly registry: Json;
  readonly rolling: RollingSnapshot;
  readonly truths: TruthDelaySnapshot;
  readonly modelVersion: number | null;
}

/** The line as Prometheus sees it: counters, gauges and a histogram, kept up with every row and every verdict. */
export class LineMetrics {
  readonly registry = new Registry();
  readonly #window = String(WINDOW_EVENTS);
  readonly #m;
  #rolling = new RollingSums(WINDOW_EVENTS / SAMPLE_EVENTS);
  #truths: TruthDelay;
  readonly #referenceAccuracies = new Map<number, number>();
  #version: number | null = null;

  constructor(labelDelay: number) {
    this.#truths = new TruthDelay(labelDelay);
    const r = this.registry;
    this.#m = {
      predictions: r.counter('orchard_predictions_total', 'Verdicts, by model version and label.', ['version', 'label']),
      truths: r.counter('orchard_truths_total', 'Truths that have arrived, by whether the verdict was right.', ['outcome']),
      latency: r.histogram('orchard_prediction_latency_seconds', 'Belt time from shutter to verdict: waiting and the model.', LATENCY_BOUNDS_SECONDS),
      queue: r.gauge('orchard_queue_length', 'Pictures waiting before the model, in belt time.'),
      interval: r.gauge('orchard_belt_interval_seconds', 'Belt time from one fruit to the next: what production leaves for a verdict.'),
      accuracy: r.gauge('orchard_accuracy', 'Share of right verdicts among the newest events whose truth is known.', ['window']),
      estimate: r.gauge('orchard_accuracy_estimated', 'Accuracy as the model’s own confidence lets expect it. Blind to concept drift.', ['window']),
      estimateLower: r.gauge('orchard_accuracy_estimated_lower', 'Three sampling errors below the estimated accuracy.', ['window']),
      estimateUpper: r.gauge('orchard_accuracy_estimated_upper', 'Three sampling errors above the estimated accuracy.', ['window']),
      referenceAccuracy: r.gauge('orchard_reference_accuracy', 'Share of right verdicts on the test split of the live version.', ['version']),
      confidence: r.gauge('orchard_confidence_mean', 'Mean probability of the winning label.', ['window']),
      share: r.gauge('orchard_predicted_share', 'Share of verdicts with a label.', ['label', 'window']),
      feature: r.gauge('orchard_feature_mean', 'Mean of a readable feature.', ['feature', 'window']),
      time: r.gauge('orchard_simulated_time_seconds', 'Simulated time of the newest event, Unix time.'),
      statistic: r.gauge('orchard_monitor_statistic', 'What a monitor compares with its threshold.', ['monitor', 'signal', 'judge']),
      threshold: r.gauge('orchard_monitor_threshold', 'Where a monitor calls a drift.', ['monitor', 'signal', 'judge']),
      state: r.gauge('orchard_monitor_state', 'How a monitor stands: 0 ok, 1 warning, 2 drift. Absent while it cannot say.', ['monitor', 'signal', 'judge']),
      drifts: r.counter('orchard_monitor_drifts_total', 'How often a monitor has gone over to drift.', ['monitor', 'signal', 'judge']),
    };
  }

  set labelDelay(delay: number) { this.#truths.delay = delay; }

  /** The accuracy that a version is expected to have, from its registry entry. Shown from the first row that it judges on. */
  setReferenceAccuracy(version: number, accuracy: number): void {
    this.#referenceAccuracies.set(version, accuracy);
    if (version === this.#version) this.#m.referenceAccuracy.set(accuracy, String(version));
  }

  /**
   * Takes rows and the verdicts on them. Whenever a sample is due it calls `sample` with the simulated time (seconds) and the
   * event, when all metrics stand as they did at that event: however rows are cut into batches, samples are the same.
   */
  take(rows: LogRows, verdicts: readonly Verdict[], specs: ReadonlyMap<string, MonitorSpec>, sample: (timeSeconds: number, index: number) => void, estimates?: Estimates): void {
    let next = 0;
    for (let from = 0; from < rows.count;) {
      const start = rows.firstIndex + from;
      const due = Math.floor(start / SAMPLE_EVENTS) * SAMPLE_EVENTS + SAMPLE_EVENTS - 1;
      const end = Math.min(rows.count, due - rows.firstIndex + 1);
      let to = from + 1;
      while (to < end && rows.columns.version[to] === rows.columns.version[from]) to += 1;
      this.#count(sliceRows(rows, from, to), estimates?.right.subarray(from, to));
      const last = rows.firstIndex + to - 1;
      for (; next < verdicts.length && verdicts[next]!.index <= last; next += 1) this.#judge(verdicts[next]!, specs.get(verdicts[next]!.monitorId));
      if (last === due) {
        this.#roll(estimates);
        sample(rows.columns.timeMs[to - 1]! / 1000, last);
      }
      from = to;
    }
  }

  families(): MetricFamily[] {
    return this.registry.families();
  }

  /** Takes the series of monitors away that are no longer there. */
  keepMonitors(ids: ReadonlySet<string>): void {
    const { statistic, threshold, state, drifts } = this.#m;
    for (const metric of [statistic, threshold, state, drifts]) {
      for (const { labels } of metric.family().samples) if (!ids.has(labels.monitor!)) metric.remove(labels.monitor!, labels.signal!, labels.judge!);
    }
  }

  snapshot(): LineMetricsSnapshot {
    return { version: SNAPSHOT_VERSION, registry: this.registry.snapshot(), rolling: this.#rolling.snapshot(), truths: this.#truths.snapshot(), modelVersion: this.#version };
  }

  /** Throws `file-version` or `file-schema` for a snapshot that does not fit. */
  static restore(snapshot: LineMetricsSnapshot): LineMetrics {
    if (snapshot?.version !== SNAPSHOT_VERSION) throw new OrchardError('file-version', `the metrics were saved by version ${String(snapshot?.version)}`);
    const metrics = new LineMetrics(0);
    metrics.registry.restore(snapshot.registry);
    metrics.#rolling.restore(snapshot.rolling);
    metrics.#truths = TruthDelay.restore(snapshot.truths);
    metrics.#version = snapshot.modelVersion;
    return metrics;
  }

  /** Rows of one version. */
  #count(rows: LogRows, right?: Float32Array): void {
    const { columns, count, labels, features } = rows;
    const m = this.#m;
    const known = this.#truths.take(rows).codes;
    let [hits, misses, confidence] = [0, 0, 0];
    const predicted = new Float64Array(labels.length);
    for (let row = 0; row < count; row += 1) {
      predicted[columns.predicted[row]!]! += 1;
      confidence += confidenceAt(rows, row);
      m.latency.observe(columns.latencyMs[row]! / 1000);
      if (known[row] === OUTCOME.right) hits += 1;
      else if (known[row] !== OUTCOME.unknown) misses += 1;
    }
    if (columns.version[0] !== this.#version) this.#deploy(columns.version[0]!);
    const version = String(columns.version[0]);
    labels.forEach((label, i) => { if (predicted[i]! > 0) m.predictions.add(predicted[i]!, version, label); });
    if (hits > 0) m.truths.add(hits, 'right');
    if (misses > 0) m.truths.add(misses, 'wrong');
    m.queue.set(columns.queue[count - 1]!);
    m.interval.set(columns.intervalMs[count - 1]! / 1000);
    m.time.set(columns.timeMs[count - 1]! / 1000);
    const r = this.#rolling;
    r.add('known', hits + misses);
    r.add('right', hits);
    for (const expected of right ?? []) {
      if (Number.isNaN(expected)) continue;
      r.add('estimable', 1);
      r.add('estimated', expected);
    }
    r.add('count', count);
    r.add('confidence', confidence);
    labels.forEach((label, i) => r.add(`share.${label}`, predicted[i]!));
    const width = features.length;
    for (let feature = 0; feature < width; feature += 1) {
      let sum = 0;
      for (let at = feature; at < count * width; at += width) sum += fromHalf(columns.features[at]!);
      r.add(`feature.${features[feature]!}`, sum);
    }
  }

  #deploy(version: number): void {
    this.#version = version;
    const { referenceAccuracy } = this.#m;
    for (const { labels } of referenceAccuracy.family().samples) referenceAccuracy.remove(labels.version!);
    const accuracy = this.#referenceAccuracies.get(version);
    if (accuracy !== undefined) referenceAccuracy.set(accuracy, String(version));
  }

  #roll(estimates?: Estimates): void {
    const [r, m, window] = [this.#rolling, this.#m, this.#window];
    r.close();
    const count = r.sum('count');
    const known = r.sum('known');
    if (known > 0) m.accuracy.set(r.sum('right') / known, window);
    m.confidence.set(r.sum('confidence') / count, window);
    this.#estimate(r.sum('estimable'), r.sum('estimated'), estimates);
    for (const name of r.names()) {
      const [kind, rest] = [name.slice(0, name.indexOf('.')), name.slice(name.indexOf('.') + 1)];
      if (kind === 'share') m.share.set(r.sum(name) / count, rest, window);
      if (kind === 'feature') m.feature.set(r.sum(name) / count, rest, window);
    }
  }

  /** A window that is only partly estimated says nothing. */
  #estimate(rows: number, sum: number, estimates?: Estimates): void {
    const [{ estimate, estimateLower, estimateUpper }, window] = [this.#m, this.#window];
    const band = rows === WINDOW_EVENTS ? estimates?.band(sum / rows, rows) : null;
    if (!band) for (const metric of [estimate, estimateLower, estimateUpper]) metric.remove(window);
    else {
      estimate.set(sum / rows, window);
      estimateLower.set(band.lower, window);
      estimateUpper.set(band.upper, window);
    }
  }

  #judge(verdict: Verdict, spec: MonitorSpec | undefined): void {
    if (!spec) return;
    const { judge, signal, id } = spec;
    const key = [id, signal, judge.kind === 'test' ? judge.test : judge.kind === 'detector' ? judge.detector : judge.aggregate] as const;
    const { statistic, threshold, state, drifts } = this.#m;
    const value = STATE_VALUES[verdict.state];
    const began = verdict.state === 'drift' && (judge.kind === 'detector' || state.value(...key) !== 2);
    drifts.add(began ? 1 : 0, ...key);
    if (value === undefined) for (const metric of [statistic, threshold, state]) metric.remove(...key);
    else {
      state.set(value, ...key);
      const compared = verdict.p ?? verdict.statistic;
      if (compared !== null) statistic.set(compared, ...key);
      if (verdict.threshold !== null) threshold.set(verdict.threshold, ...key);
    }
  }
}
