import type { Labels } from '../alerts/matcher.ts';
import type { Json } from '../../monitoring/detectors/detector.ts';
import { OrchardError } from '../../common/errors.ts';
import { fromHalf } from '../../log/half.ts';
import { confidenceAt, lastIndexOf, type LogRows } from '../../log/rows.ts';
import { OUTCOME } from '../../monitoring/monitors/extract.ts';
import type { MonitorSpec } from '../../monitoring/monitors/spec.ts';
import { TruthDelay, type TruthDelaySnapshot } from '../../monitoring/monitors/truth-delay.ts';
import type { ConfidenceBand } from '../../monitoring/estimate/cbpe.ts';
import type { MonitorResult } from '../../monitoring/monitors/monitor-result.ts';
import type { MetricFamily } from './family.ts';
import { Registry, type Counter, type Gauge } from './registry.ts';
import { RollingSums, type RollingSnapshot } from './rolling-sums.ts';

/** Events between two samples of the metrics: at 432 simulated seconds a fruit, six hours. */
export const SAMPLE_EVENTS = 50;
/** Events that rolling gauges look back over. */
const WINDOW_EVENTS = 500;
const WINDOW_STEPS = WINDOW_EVENTS / SAMPLE_EVENTS;

/** What is expected of predictions whose truth has yet to come. */
interface Estimates {
  /** For each row the probability that its prediction is right; NaN where that cannot be said. */
  readonly right: Float32Array;
  /** The band around the mean of so many rows. */
  band(estimate: number, rows: number): ConfidenceBand | null;
}

/** Ten a decade (Renard's R10), so that a percentile that is compared with what the belt leaves is right to a quarter at worst. */
const RENARD = [1, 1.25, 1.6, 2, 2.5, 3.15, 4, 5, 6.3, 8];
const LATENCY_BOUNDS_SECONDS = [...[0.001, 0.01, 0.1, 1].flatMap((decade) => RENARD.map((step) => Number((decade * step).toPrecision(3)))), 10, 25, 60, 150, 600];
const STATE_VALUES: Partial<Record<MonitorResult['state'], number>> = { ok: 0, warning: 1, drift: 2 };
const SNAPSHOT_VERSION = 4;
/** Truths from which a share of right predictions is told. */
const LEAST_TRUTHS = 30;

/** What one version made of rows that lie between two samples. */
export interface PredictedStretch {
  readonly version: number;
  /** Its rows; there may be none. */
  readonly rows: LogRows;
  /** Whether its predictions count on the line; those of a shadow do not. */
  readonly decides: boolean;
  /** Of its monitors. */
  readonly results: readonly MonitorResult[];
  readonly estimates?: Estimates;
}

interface VersionSums { rolling: RollingSums; truths: TruthDelay }

export interface LineMetricsSnapshot {
  readonly version: number;
  readonly registry: Json;
  readonly rolling: RollingSnapshot;
  readonly versions: readonly { readonly version: number; readonly rolling: RollingSnapshot; readonly truths: TruthDelaySnapshot }[];
  readonly live: readonly number[];
}

/** Rows in pieces that end where a sample is due, each as its first row and the one after its last. */
export function* betweenSamples(rows: LogRows): Generator<readonly [from: number, to: number]> {
  for (let from = 0; from < rows.count;) {
    const to = Math.min(rows.count, from + SAMPLE_EVENTS - ((rows.firstIndex + from) % SAMPLE_EVENTS));
    yield [from, to];
    from = to;
  }
}

/** How the series of monitors name what judges. */
export function judgeLabel(judge: MonitorSpec['judge']): string {
  return judge.kind === 'test' ? judge.test : judge.kind === 'detector' ? judge.detector : judge.aggregate;
}

/** The line as Prometheus sees it: counters, gauges and a histogram, kept up with every row and every monitor's result. */
export class LineMetrics {
  readonly registry = new Registry();
  readonly #window = String(WINDOW_EVENTS);
  readonly #m;
  /** What is measured of pictures, whichever version predicts them. */
  #rolling = new RollingSums(WINDOW_STEPS);
  /** Versions that predict, and those of which truths have yet to come. */
  readonly #versions = new Map<number, VersionSums>();
  /** Versions that predict, the champion first. */
  #live: readonly number[] = [];
  readonly #referenceAccuracies = new Map<number, number>();
  #labelDelay: number;

  constructor(labelDelay: number) {
    this.#labelDelay = labelDelay;
    const r = this.registry;
    this.#m = {
      predictions: r.counter('orchard_predictions_total', 'Predictions, by model version and label.', ['version', 'label']),
      truths: r.counter('orchard_truths_total', 'Truths that have arrived, by model version and whether its prediction was right.', ['version', 'outcome']),
      latency: r.histogram('orchard_prediction_latency_seconds', 'Belt time from shutter to prediction: waiting and the model.', LATENCY_BOUNDS_SECONDS, ['version']),
      queue: r.gauge('orchard_queue_length', 'Pictures waiting before the model, in belt time.'),
      interval: r.gauge('orchard_belt_interval_seconds', 'Belt time from one fruit to the next: what production leaves for a prediction.'),
      accuracy: r.gauge('orchard_accuracy', 'Share of right predictions among the newest events whose truth is known.', ['version', 'window']),
      estimate: r.gauge('orchard_accuracy_estimated', 'Accuracy as the model’s own confidence lets expect it. Blind to concept drift.', ['version', 'window']),
      estimateLower: r.gauge('orchard_accuracy_estimated_lower', 'Three sampling errors below the estimated accuracy.', ['version', 'window']),
      estimateUpper: r.gauge('orchard_accuracy_estimated_upper', 'Three sampling errors above the estimated accuracy.', ['version', 'window']),
      referenceAccuracy: r.gauge('orchard_reference_accuracy', 'Share of right predictions on the test split of the version that is champion.', ['version']),
      confidence: r.gauge('orchard_confidence_mean', 'Mean probability of the winning label.', ['version', 'window']),
      share: r.gauge('orchard_predicted_share', 'Share of predictions with a label.', ['version', 'label', 'window']),
      feature: r.gauge('orchard_feature_mean', 'Mean of a readable feature.', ['feature', 'window']),
      time: r.gauge('orchard_simulated_time_seconds', 'Simulated time of the newest event, Unix time.'),
      statistic: r.gauge('orchard_monitor_statistic', 'What a monitor compares with its threshold.', ['version', 'monitor', 'signal', 'judge']),
      threshold: r.gauge('orchard_monitor_threshold', 'Where a monitor calls a drift.', ['version', 'monitor', 'signal', 'judge']),
      state: r.gauge('orchard_monitor_state', 'How a monitor stands: 0 ok, 1 warning, 2 drift. Absent while it cannot say.', ['version', 'monitor', 'signal', 'judge']),
      drifts: r.counter('orchard_monitor_drifts_total', 'How often a monitor has gone over to drift.', ['version', 'monitor', 'signal', 'judge']),
    };
  }

  set labelDelay(delay: number) {
    this.#labelDelay = delay;
    for (const { truths } of this.#versions.values()) truths.delay = delay;
  }

  /** The accuracy that a version is expected to have, from its registry entry. Shown while it is champion. */
  setReferenceAccuracy(version: number, accuracy: number): void {
    this.#referenceAccuracies.set(version, accuracy);
    if (version === this.#live[0]) this.#m.referenceAccuracy.set(accuracy, String(version));
  }

  /**
   * Takes rows that lie between two samples (`betweenSamples`), and what each version that predicts made of them, the champion first. When a sample is due
   * behind them it calls `sample` with the simulated time (seconds) and the event: however rows are cut into batches, samples are the same.
   */
  take(rows: LogRows, stretches: readonly PredictedStretch[], specs: ReadonlyMap<string, MonitorSpec>, sample: (timeSeconds: number, index: number) => void): void {
    if (rows.count === 0) return;
    const last = lastIndexOf(rows);
    this.#setLive(stretches.map(({ version }) => version));
    this.#measure(rows);
    for (const each of stretches) {
      this.#count(each, last);
      for (const result of each.results) this.#record(String(each.version), result, specs.get(result.monitorId));
    }
    for (const [version, { truths }] of this.#versions) {
      if (this.#live.includes(version)) continue;
      this.#countOutcomes(version, truths.pass(last));
      if (!truths.waits) this.#versions.delete(version);
    }
    if ((last + 1) % SAMPLE_EVENTS !== 0) return;
    this.#roll(stretches);
    sample(rows.columns.timeMs[rows.count - 1]! / 1000, last);
  }

  families(): MetricFamily[] {
    return this.registry.families();
  }

  /** Takes the series of monitors away that are no longer there. */
  keepMonitors(ids: ReadonlySet<string>): void {
    for (const metric of this.#ofMonitors) keep(metric, ({ monitor }) => ids.has(monitor!));
  }

  snapshot(): LineMetricsSnapshot {
    return {
      version: SNAPSHOT_VERSION, registry: this.registry.snapshot(), rolling: this.#rolling.snapshot(), live: this.#live,
      versions: Array.from(this.#versions, ([version, { rolling, truths }]) => ({ version, rolling: rolling.snapshot(), truths: truths.snapshot() })),
    };
  }

  /** Throws `file-version` or `file-schema` for a snapshot that does not fit. */
  static restore(snapshot: LineMetricsSnapshot): LineMetrics {
    if (snapshot?.version !== SNAPSHOT_VERSION) throw new OrchardError('file-version', `the metrics were saved by version ${String(snapshot?.version)}`);
    const metrics = new LineMetrics(0);
    metrics.registry.restore(snapshot.registry);
    metrics.#rolling.restore(snapshot.rolling);
    if (!Array.isArray(snapshot.versions) || !Array.isArray(snapshot.live)) throw new OrchardError('file-schema', 'the metrics of versions do not fit');
    for (const { version, rolling, truths } of snapshot.versions) {
      const sums = { rolling: new RollingSums(WINDOW_STEPS), truths: TruthDelay.restore(truths) };
      sums.rolling.restore(rolling);
      metrics.#versions.set(version, sums);
    }
    if (snapshot.live.some((version) => !metrics.#versions.has(version))) throw new OrchardError('file-schema', 'the metrics of a version that judges are missing');
    metrics.#live = snapshot.live;
    return metrics;
  }

  get #ofMonitors(): readonly (Gauge | Counter)[] {
    const { statistic, threshold, state, drifts } = this.#m;
    return [statistic, threshold, state, drifts];
  }

  /** Of versions that predict no longer what they counted stays, and what they stood at goes. */
  #setLive(versions: readonly number[]): void {
    if (versions.length === this.#live.length && versions.every((version, i) => version === this.#live[i])) return;
    const [before, { referenceAccuracy, accuracy, estimate, estimateLower, estimateUpper, confidence, share, statistic, threshold, state }] = [this.#live, this.#m];
    this.#live = versions;
    for (const version of versions) {
      if (before.includes(version)) continue;
      const truths = this.#versions.get(version)?.truths ?? new TruthDelay(this.#labelDelay);
      this.#versions.set(version, { rolling: new RollingSums(WINDOW_STEPS), truths });
    }
    const names = new Set(versions.map(String));
    for (const metric of [accuracy, estimate, estimateLower, estimateUpper, confidence, share, statistic, threshold, state]) keep(metric, ({ version }) => names.has(version!));
    const [champion] = versions;
    keep(referenceAccuracy, ({ version }) => version === String(champion));
    const expected = this.#referenceAccuracies.get(champion!);
    if (expected !== undefined) referenceAccuracy.set(expected, String(champion));
  }

  /** What is so of rows whoever predicted them. */
  #measure(rows: LogRows): void {
    const [{ columns, count, features }, m, r] = [rows, this.#m, this.#rolling];
    m.queue.set(columns.queue[count - 1]!);
    m.interval.set(columns.intervalMs[count - 1]! / 1000);
    m.time.set(columns.timeMs[count - 1]! / 1000);
    r.add('count', count);
    const width = features.length;
    for (let feature = 0; feature < width; feature += 1) {
      let [sum, measured] = [0, 0];
      for (let at = feature; at < count * width; at += width) {
        const value = fromHalf(columns.features[at]!);
        if (value !== value) continue;
        sum += value;
        measured += 1;
      }
      r.add(`feature.${features[feature]!}`, sum);
      if (measured < count) r.add(`missing.${features[feature]!}`, count - measured);
    }
  }

  /** Rows of one version; `last`: the newest event of the line. */
  #count({ version, rows, decides, estimates }: PredictedStretch, last: number): void {
    const [{ columns, count, labels }, m] = [rows, this.#m];
    const { rolling: r, truths } = this.#versions.get(version)!;
    this.#countOutcomes(version, truths.take(rows).codes, r);
    this.#countOutcomes(version, truths.pass(last), r);
    let confidence = 0;
    const predicted = new Float64Array(labels.length);
    for (let row = 0; row < count; row += 1) {
      predicted[columns.predicted[row]!]! += 1;
      confidence += confidenceAt(rows, row);
    }
    if (decides) for (let row = 0; row < count; row += 1) m.latency.observe(columns.latencyMs[row]! / 1000, String(version));
    if (decides) labels.forEach((label, i) => { if (predicted[i]! > 0) m.predictions.add(predicted[i]!, String(version), label); });
    for (const expected of estimates?.right ?? []) {
      if (Number.isNaN(expected)) continue;
      r.add('estimable', 1);
      r.add('estimated', expected);
    }
    r.add('count', count);
    r.add('confidence', confidence);
    labels.forEach((label, i) => r.add(`share.${label}`, predicted[i]!));
  }

  /** Outcomes of a version that have become known. */
  #countOutcomes(version: number, codes: Uint8Array, rolling?: RollingSums): void {
    let [hits, misses] = [0, 0];
    for (const code of codes) {
      if (code === OUTCOME.right) hits += 1;
      else if (code !== OUTCOME.unknown) misses += 1;
    }
    if (hits > 0) this.#m.truths.add(hits, String(version), 'right');
    if (misses > 0) this.#m.truths.add(misses, String(version), 'wrong');
    rolling?.add('known', hits + misses);
    rolling?.add('right', hits);
  }

  #roll(stretches: readonly PredictedStretch[]): void {
    const [line, m, window] = [this.#rolling, this.#m, this.#window];
    line.close();
    const names = line.names();
    const missing = new Set(ofKind(names, 'missing'));
    const rows = line.sum('count');
    for (const name of ofKind(names, 'feature')) {
      const measured = missing.has(name) ? rows - line.sum(`missing.${name}`) : rows;
      if (measured > 0) m.feature.set(line.sum(`feature.${name}`) / measured, name, window);
    }
    for (const { version: number, estimates } of stretches) {
      const [version, { rolling: r }] = [String(number), this.#versions.get(number)!];
      r.close();
      const [count, known] = [r.sum('count'), r.sum('known')];
      if (known >= LEAST_TRUTHS) m.accuracy.set(r.sum('right') / known, version, window);
      this.#estimate(version, r, estimates);
      if (count === 0) continue;
      m.confidence.set(r.sum('confidence') / count, version, window);
      for (const label of ofKind(r.names(), 'share')) m.share.set(r.sum(`share.${label}`) / count, version, label, window);
    }
  }

  /** A window that is only partly estimated says nothing. */
  #estimate(version: string, sums: RollingSums, estimates?: Estimates): void {
    const [{ estimate, estimateLower, estimateUpper }, window] = [this.#m, this.#window];
    const [rows, sum] = [sums.sum('estimable'), sums.sum('estimated')];
    const band = sums.full && rows > 0 && rows === sums.sum('count') ? estimates?.band(sum / rows, rows) : null;
    if (!band) for (const metric of [estimate, estimateLower, estimateUpper]) metric.remove(version, window);
    else {
      estimate.set(sum / rows, version, window);
      estimateLower.set(band.lower, version, window);
      estimateUpper.set(band.upper, version, window);
    }
  }

  #record(version: string, result: MonitorResult, spec: MonitorSpec | undefined): void {
    if (!spec) return;
    const { judge, signal, id } = spec;
    const key = [version, id, signal, judgeLabel(judge)] as const;
    const { statistic, threshold, state, drifts } = this.#m;
    const value = STATE_VALUES[result.state];
    const began = result.state === 'drift' && (judge.kind === 'detector' || state.value(...key) !== 2);
    drifts.add(began ? 1 : 0, ...key);
    if (value === undefined) for (const metric of [statistic, threshold, state]) metric.remove(...key);
    else {
      state.set(value, ...key);
      const compared = result.p ?? result.statistic;
      if (compared !== null) statistic.set(compared, ...key);
      if (result.threshold !== null) threshold.set(result.threshold, ...key);
    }
  }
}

/** Takes the series away whose labels are not to be kept. */
function keep(metric: Gauge | Counter, kept: (labels: Labels) => boolean): void {
  for (const { labels } of metric.family().samples) if (!kept(labels)) metric.remove(...metric.labelNames.map((name) => labels[name]!));
}

/** What sums of a kind are about: `label` for those named `kind.label`. */
function ofKind(names: readonly string[], kind: string): string[] {
  return names.filter((name) => name.startsWith(`${kind}.`)).map((name) => name.slice(kind.length + 1));
}
