import type { Labels } from '../alerting/alerts/matcher.ts';
import type { MonitorStatus } from '../monitoring/monitors/monitor-set.ts';
import type { AlertingRule, Rule } from '../alerting/rules/rule-file.ts';

/** The signal that a metric of the line is about, for rules that name no monitor. */
const SIGNAL_OF: Readonly<Record<string, (labels: Labels) => string>> = {
  orchard_accuracy: () => 'error',
  orchard_accuracy_estimated: () => 'confidence',
  orchard_confidence_mean: () => 'confidence',
  orchard_predicted_share: () => 'predicted',
  orchard_feature_mean: ({ feature }) => (feature ? `feature.${feature}` : 'embedding'),
  orchard_prediction_latency_seconds: () => 'latency',
  orchard_queue_length: () => 'queue',
};

/**
 * The monitor that an alert of these labels names, or else the one in the worst state that watches what its rule reads; null when there is none.
 * `rules` are all that run: a series that one of them records stands for what it is made of.
 */
export function monitorBehind(monitors: readonly MonitorStatus[], labels: Labels, rule: AlertingRule | null, rules: readonly Rule[]): MonitorStatus | null {
  const named = monitors.find(({ spec }) => spec.id === labels['monitor']);
  if (named) return named;
  const read = rule ? readBy(rule.expr, rules) : '';
  const asked = /orchard_monitor_\w+\{[^}]*signal="([^"]+)"/u.exec(read)?.[1];
  const metric = Object.keys(SIGNAL_OF).find((name) => new RegExp(`${name}(?!_\\w*estimated)\\b|${name}_bucket`, 'u').test(read));
  const signal = asked ?? (metric && SIGNAL_OF[metric]!(labels));
  const candidates = signal ? monitors.filter(({ spec }) => spec.signal === signal) : monitors.filter(({ spec }) => /judge="psi"/u.test(read) && spec.judge.kind === 'test' && spec.judge.test === 'psi');
  const badness = ({ latest }: MonitorStatus) => (latest?.state === 'drift' ? 2 : latest?.state === 'warning' ? 1 : 0);
  return [...candidates].sort((a, b) => badness(b) - badness(a) || (b.latest?.statistic ?? 0) - (a.latest?.statistic ?? 0))[0] ?? null;
}

/** An expression, followed by those that the recorded series in it are made of. */
function readBy(expr: string, rules: readonly Rule[]): string {
  const read = [expr];
  const left = new Set(rules.filter((rule) => rule.kind === 'record'));
  for (const text of read) {
    const names = new Set(text.match(/[\w:]+/gu));
    for (const rule of left) {
      if (!names.has(rule.record)) continue;
      left.delete(rule);
      read.push(rule.expr);
    }
  }
  return read.join('\n');
}
