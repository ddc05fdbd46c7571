import { splitSignal } from '../../../domain/monitoring/monitors/signal.ts';
import type { MonitorSpec } from '../../../domain/monitoring/monitors/spec.ts';
import type { Measurement } from '../../../domain/monitoring/monitors/monitor-result.ts';
import type { RuleStatus } from '../../../domain/alerting/rules/rule-engine.ts';
import { ruleName } from '../../../domain/alerting/rules/rule-file.ts';
import type { Threshold } from '../../charts/series.ts';
import { laneOfSignal } from './alert-moments.ts';

/** A threshold in the units of a lane, before it has words. */
export interface LaneLevel {
  lane: string;
  /** Who sets it: a monitor's name, or a rule's. */
  by: string;
  verb: 'drift' | 'alert';
  fires: 'above' | 'below';
  value: number;
}

/** Whether a monitor's limit can be drawn on the lane of its signal: one number of the window, in the signal's own unit. */
export function isOnLane({ signal, judge }: MonitorSpec): boolean {
  if (judge.kind !== 'threshold' || laneOfSignal(signal) === null) return false;
  return judge.aggregate === 'mean' || (signal === 'latency' && judge.aggregate !== 'max');
}

/** Whether the limit depends on the reference, so that live numbers are needed to draw it. */
export function needsNumbers(spec: MonitorSpec): boolean {
  return isOnLane(spec) && spec.judge.kind === 'threshold' && spec.judge.against !== 'absolute';
}

/** A monitor's drift limit on the lane of its signal; `values` are the live numbers of its result. Null when it is not known. */
export function monitorLevel(spec: MonitorSpec, values: Measurement['values'] | undefined): LaneLevel | null {
  const { judge, signal, name } = spec;
  if (!isOnLane(spec) || judge.kind !== 'threshold') return null;
  const reference = values?.['reference'] ?? NaN;
  const limit = {
    absolute: judge.drift, difference: reference + judge.drift, ratio: reference * judge.drift,
    'standard-errors': reference + judge.drift * (values?.['error'] ?? NaN),
  }[judge.against];
  if (!Number.isFinite(limit)) return null;
  const lane = laneOfSignal(signal)!;
  // The lane draws what was right, the monitor watches what was wrong.
  if (splitSignal(signal)[0] === 'error') return { lane, by: name, verb: 'drift', fires: judge.fires === 'above' ? 'below' : 'above', value: 1 - limit };
  return { lane, by: name, verb: 'drift', fires: judge.fires, value: limit };
}

/** A rule whose expression compares what a lane draws with something that can be asked for. */
interface RuleLevel { lane: string; by: string; fires: 'above' | 'below'; query: string }

const COMPARISON = /^\s*(orchard_accuracy|orchard_confidence_mean|orchard_queue_length|orchard_feature_mean)(\{[^}]*\})?\s*(<=?|>=?)\s*([\s\S]+)$/u;

/** Rules of the plain form `metric < something`, whose right-hand side is a threshold on the metric's lane. */
export function ruleLevels(rules: readonly RuleStatus[]): RuleLevel[] {
  return rules.flatMap(({ rule }): RuleLevel[] => {
    if (rule.kind !== 'alert') return [];
    const [, metric, labels = '', sign, query] = COMPARISON.exec(rule.expr) ?? [];
    if (metric === undefined || sign === undefined || query === undefined || /\b(and|or|unless|bool)\b/u.test(query)) return [];
    const feature = /feature="([^"]+)"/u.exec(labels)?.[1];
    const lane = metric === 'orchard_accuracy' ? 'accuracy' : metric === 'orchard_confidence_mean' ? 'confidence' : metric === 'orchard_queue_length' ? 'queue' : feature === undefined ? null : `feature.${feature}`;
    return lane === null ? [] : [{ lane, by: ruleName(rule), fires: sign.startsWith('<') ? 'below' : 'above', query }];
  });
}

/** The thresholds of one lane, each value once, with their words. */
export function thresholdsOn(lane: string, levels: readonly LaneLevel[], format: (value: number) => string): Threshold[] {
  const seen = new Map<string, Threshold>();
  for (const { lane: on, verb, fires, value } of levels) {
    if (on !== lane) continue;
    const words = `${verb} ${fires} ${format(value)}`;
    if (!seen.has(words)) seen.set(words, { value, words });
  }
  return [...seen.values()];
}
