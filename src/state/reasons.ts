import type { Labels } from '../domain/alerting/alerts/matcher.ts';
import { scenarioAt } from '../domain/world/drift/revisions.ts';
import type { Drift } from '../domain/world/drift/scenario.ts';
import { weightAt } from '../domain/world/drift/weight.ts';
import { comparedWindows } from '../domain/explanation/compared-windows.ts';
import type { WindowComparison } from '../domain/explanation/compare-windows.ts';
import type { WeakSpots } from '../domain/explanation/weak-spots.ts';
import type { MonitorStatus } from '../domain/monitoring/monitors/monitor-set.ts';
import { splitSignal, waitsForTruth } from '../domain/monitoring/monitors/signal.ts';
import type { Detail } from '../domain/monitoring/monitors/monitor-result.ts';
import type { Readings } from '../domain/alerting/promql/readings.ts';
import type { Firing } from '../domain/watch/firings.ts';
import type { Finding } from '../domain/watch/finding.ts';
import { monitorBehind } from '../domain/watch/monitor-behind.ts';
import type { AlertingRule } from '../domain/alerting/rules/rule-file.ts';
import type { EventRange } from '../../workers/protocol/evidence.ts';
import type { Alerts } from './alerts.svelte.ts';
import type { Line } from './line.svelte.ts';
import type { Registry } from './registry.svelte.ts';
import type { Services } from './services.ts';

export type { EventRange, Finding, Readings, WeakSpots, WindowComparison };

/** A weight below this counts as no drift. */
const LEAST_WEIGHT = 0.02;
/** Events of a stretch at which it is looked for. */
const LOOKS = 16;

/** A true drift that was at work when an alert fired. */
export interface TrueDrift {
  drift: Drift;
  /** Events from its onset, or where it recurs from its last one, to the alert. */
  delayEvents: number;
}

/** Why an alert fired: everything there is to say, as of the moment that it did. */
export interface Why {
  /** Event at which it fired, or for a monitor at which its result came. */
  index: number;
  rule: AlertingRule | null;
  /** The rule's expression with the numbers of the moment; null without a rule, and when its samples are no longer kept. */
  readings: Readings | null;
  /** The monitor behind it, or the one that watches the same signal. */
  monitor: MonitorStatus | null;
  /** Its result with reasons; null when that is no longer kept. */
  finding: Finding | null;
  /** The reasons: as they stood when the alert fired, else the finding's; those of now when the moment is now, and when nothing is kept. */
  detail: Detail | null;
  /** The event whose numbers the reasons hold; null for those of now. */
  asOf: number | null;
  before: EventRange;
  /** The newest events of the moment, as many as the monitor looks at. */
  after: EventRange;
  /** What `before` is: the monitor's own reference, or the first fruit after the deployment. */
  beforeIs: 'reference' | 'deployment';
  comparison: WindowComparison | null;
  weakest: WeakSpots | null;
  /** The drifts that were at work; null while they are hidden. */
  truth: TrueDrift[] | null;
}

/** Puts together why alerts fire. */
export class Reasons {
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

  /** Why an alert of these labels fired at a moment (simulated seconds). `signal`: show the fruit and the distribution of that one. */
  async ofAlert(labels: Labels, firedAtSeconds: number, options: { signal?: string } = {}): Promise<Why> {
    const report = await this.#alerts.refresh();
    const rules = report.rules.map((status) => status.rule);
    const rule = rules.find((candidate) => candidate.kind === 'alert' && candidate.alert === labels['alertname']);
    const alerting = rule?.kind === 'alert' ? rule : null;
    const firing = await this.#services.monitor.call('firing', { labels: { ...labels }, atSeconds: firedAtSeconds });
    const readings = firing?.readings ?? (alerting && await this.#services.monitor.call('readings', { expr: alerting.expr, atSeconds: firedAtSeconds, labels: { ...labels } }));
    const monitor = firing ? report.monitors.find(({ spec }) => spec.id === firing.monitorId) ?? null : monitorBehind(report.monitors, labels, alerting, rules);
    return this.#why(alerting, readings, monitor, this.#alerts.eventOf(firedAtSeconds), options, firing);
  }

  /** Why a monitor stands as it does, or stood at an event. */
  async ofMonitor(id: string, upTo?: number, options: { signal?: string } = {}): Promise<Why> {
    const report = await this.#alerts.refresh();
    const monitor = report.monitors.find(({ spec }) => spec.id === id) ?? null;
    return this.#why(null, null, monitor, upTo ?? report.lastIndex, options);
  }

  async #why(rule: AlertingRule | null, readings: Readings | null, monitor: MonitorStatus | null, index: number, { signal }: { signal?: string }, firing: Firing | null = null): Promise<Why> {
    const { finding, now } = monitor ? await this.#alerts.explain(monitor.spec.id, index) : { finding: null, now: null };
    const isNow = index >= (this.#alerts.report?.lastIndex ?? Infinity);
    const kept = firing?.detail ? { detail: firing.detail, asOf: firing.asOf } : null;
    const past = kept ?? (isNow && now ? null : finding && { detail: finding.detail, asOf: finding.index });
    const [detail, asOf] = [past?.detail ?? now, past?.asOf ?? null];
    const deployed = this.#registry.deployments.findLast(({ fromIndex }) => fromIndex <= index)?.fromIndex ?? 0;
    const lag = monitor && waitsForTruth(monitor.spec.signal) ? index + 1 - this.#line.knownAt(index + 1) : 0;
    // An alert fires a while after the result that first said so; what a detector has found begins where it says.
    const judged = detail && { from: detail.window.from, to: detail.window.to + 1, fixed: monitor?.spec.judge.kind === 'detector' };
    const reference = detail?.referenceWindow ? { from: detail.referenceWindow.from, to: detail.referenceWindow.to + 1 } : null;
    const { before, after } = comparedWindows({ index, lag, judged, reference, state: this.#line.reference, deployedAt: deployed });
    const shown = signal ?? shownSignal(monitor);
    const [comparison, weakest] = await Promise.all([
      this.#services.monitor.call('compare', { before, after, ...(shown === undefined ? {} : { signal: shown }) }),
      this.#services.monitor.call('weakSpots', { ...after, ...(this.#line.revealed ? { revisions: [...this.#line.revisions] } : {}) }),
    ]);
    return {
      index, rule, readings, monitor, finding, detail, asOf, before, after, beforeIs: reference ? 'reference' : 'deployment', comparison, weakest,
      truth: this.#line.revealed ? driftsBetween(scenarioAt(this.#line.revisions, index).drifts, after.from, index) : null,
    };
  }
}

/** The drifts that were at work anywhere between two events, both included. A recurring one counts from its last rise. */
export function driftsBetween(drifts: readonly Drift[], from: number, to: number): TrueDrift[] {
  const moments = Array.from({ length: LOOKS + 1 }, (_, i) => from + ((to - from) * i) / LOOKS);
  return drifts
    .filter((drift) => drift.onset <= to && moments.some((at) => weightAt(drift, Math.round(at)) > LEAST_WEIGHT))
    .map((drift) => {
      const since = to - drift.onset;
      return { drift, delayEvents: drift.pattern === 'recurring' && drift.period > 0 ? since % drift.period : since };
    });
}

/** What of a monitor's signal can be shown as numbers of single fruit. */
function shownSignal(monitor: MonitorStatus | null): string | undefined {
  if (!monitor) return undefined;
  const { signal } = monitor.spec;
  const [family] = splitSignal(signal);
  return family === 'feature' || signal === 'confidence' || signal === 'entropy' ? signal : undefined;
}
