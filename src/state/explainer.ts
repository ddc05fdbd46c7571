import type { Labels } from '../domain/alerting/alerts/matcher.ts';
import { comparedWindows } from '../domain/explanation/compared-windows.ts';
import type { MonitorStatus } from '../domain/monitoring/monitors/monitor-set.ts';
import { splitSignal, waitsForTruth } from '../domain/monitoring/monitors/signal.ts';
import type { Changed, Explanation, Measured } from '../domain/watch/explanation.ts';
import type { Firing } from '../domain/watch/firings.ts';
import { monitorBehind } from '../domain/watch/monitor-behind.ts';
import { driftsBetween } from '../domain/world/drift/drifts-between.ts';
import { scenarioAt } from '../domain/world/drift/revisions.ts';
import type { Alerts } from './alerts.svelte.ts';
import type { Line } from './line.svelte.ts';
import type { Registry } from './registry.svelte.ts';
import type { Services } from './services.ts';

interface ExplainOptions {
  /** The signal whose fruit and distribution are wanted. */
  signal?: string;
}

/** Explains why alerts fire. */
export class Explainer {
  readonly #services: Services;
  readonly #alerts: Alerts;
  readonly #line: Line;
  readonly #registry: Registry;

  constructor(services: Services, alerts: Alerts, line: Line, registry: Registry) {
    this.#services = services;
    this.#alerts = alerts;
    this.#line = line;
    this.#registry = registry;
  }

  /** Why an alert of these labels fired at a moment (simulated seconds). */
  async ofAlert(labels: Labels, firedAtSeconds: number, options: ExplainOptions = {}): Promise<Explanation> {
    const report = await this.#alerts.refresh();
    const rules = report.rules.map((status) => status.rule);
    const candidate = rules.find((each) => each.kind === 'alert' && each.alert === labels['alertname']);
    const rule = candidate?.kind === 'alert' ? candidate : null;
    const firing = await this.#services.monitor.call('firing', { labels: { ...labels }, atSeconds: firedAtSeconds });
    const expression = firing?.readings ?? (rule && await this.#services.monitor.call('expressionValues', { expr: rule.expr, atSeconds: firedAtSeconds, labels: { ...labels } }));
    const monitor = firing ? report.monitors.find(({ spec }) => spec.id === firing.monitorId) ?? null : monitorBehind(report.monitors, labels, rule, rules);
    const index = this.#alerts.eventOf(firedAtSeconds);
    return this.#explanation(index, { rule, expression, monitor, ...await this.#measurement(monitor, index, firing) }, options);
  }

  /** Why a monitor stands as it does, or stood at an event. */
  async ofMonitor(id: string, upTo?: number, options: ExplainOptions = {}): Promise<Explanation> {
    const report = await this.#alerts.refresh();
    const monitor = report.monitors.find(({ spec }) => spec.id === id) ?? null;
    const index = upTo ?? report.lastIndex;
    return this.#explanation(index, { rule: null, expression: null, monitor, ...await this.#measurement(monitor, index, null) }, options);
  }

  async #explanation(index: number, measured: Measured, options: ExplainOptions): Promise<Explanation> {
    return { index, measured, changed: await this.#changed(index, measured, options) };
  }

  /** What the monitor measured at an event, as well as that is still known. */
  async #measurement(monitor: MonitorStatus | null, index: number, firing: Firing | null): Promise<Pick<Measured, 'result' | 'measurement' | 'asOf'>> {
    const { result, now } = monitor ? await this.#alerts.measurements(monitor.spec.id, index) : { result: null, now: null };
    if (firing?.detail) return { result, measurement: firing.detail, asOf: firing.asOf };
    const isNow = index >= (this.#alerts.report?.lastIndex ?? Infinity);
    if (!result || (isNow && now)) return { result, measurement: now, asOf: null };
    return { result, measurement: result.detail, asOf: result.index };
  }

  /** What changed in the data up to an event. */
  async #changed(index: number, { monitor, measurement }: Measured, { signal = shownSignal(monitor) }: ExplainOptions): Promise<Changed> {
    const deployedAt = this.#registry.deployments.findLast(({ fromIndex }) => fromIndex <= index)?.fromIndex ?? 0;
    const lag = monitor && waitsForTruth(monitor.spec.signal) ? index + 1 - this.#line.knownAt(index + 1) : 0;
    // An alert fires a while after the result that first said so; what a detector has found begins where it says.
    const judged = measurement && { from: measurement.window.from, to: measurement.window.to + 1, fixed: monitor?.spec.judge.kind === 'detector' };
    const reference = measurement?.referenceWindow ? { from: measurement.referenceWindow.from, to: measurement.referenceWindow.to + 1 } : null;
    const { before, after } = comparedWindows({ index, lag, judged, reference, state: this.#line.reference, deployedAt });
    const [comparison, weakest] = await Promise.all([
      this.#services.monitor.call('compare', { before, after, ...(signal === undefined ? {} : { signal }) }),
      this.#services.monitor.call('weakSpots', { ...after, ...(this.#line.revealed ? { revisions: [...this.#line.revisions] } : {}) }),
    ]);
    const trueDrifts = this.#line.revealed ? driftsBetween(scenarioAt(this.#line.revisions, index).drifts, after.from, index) : null;
    return { before, after, beforeIs: reference ? 'reference' : 'deployment', comparison, weakest, trueDrifts };
  }
}

/** What of a monitor's signal can be shown as numbers of single fruit. */
function shownSignal(monitor: MonitorStatus | null): string | undefined {
  if (!monitor) return undefined;
  const { signal } = monitor.spec;
  const [family] = splitSignal(signal);
  return family === 'feature' || signal === 'confidence' || signal === 'entropy' ? signal : undefined;
}
