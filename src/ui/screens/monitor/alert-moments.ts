import { unitsApart } from '../../../domain/alerting/incidents/units-apart.ts';
import type { Labels } from '../../../domain/alerting/alerts/matcher.ts';
import { splitSignal } from '../../../domain/monitoring/monitors/signal.ts';
import type { RuleStatus, Transition } from '../../../domain/alerting/rules/rule-engine.ts';
import { ruleName } from '../../../domain/alerting/rules/rule-file.ts';
import type { LaneAlert } from '../../charts/series.ts';
import { nameText } from '../../names.ts';

/** Something that an alert did at an event. */
export interface AlertMoment {
  index: number;
  state: LaneAlert['state'];
  rule: string;
  words: string;
  /** Signal that the alert is about; '' when its labels name none. */
  signal: string;
  /** Ids of the lanes that show what the alert is about, best first. */
  lanes: readonly string[];
}

/** Metrics in an expression, and the lane that draws them. */
const METRIC_LANES: readonly (readonly [metric: RegExp, lane: string])[] = [
  [/orchard_accuracy|orchard_truths_total|orchard:error_rate/u, 'accuracy'],
  [/orchard_confidence_mean/u, 'confidence'],
  [/orchard_predicted_share|orchard_predictions_total/u, 'share'],
  [/latency/u, 'latency'],
  [/orchard_queue_length/u, 'queue'],
];

/** The lane on which a signal itself is drawn; null when none does. */
export function laneOfSignal(signal: string): string | null {
  const [family] = splitSignal(signal);
  if (family === 'feature') return signal;
  return { error: 'accuracy', confidence: 'confidence', predicted: 'share', share: 'share', latency: 'latency', queue: 'queue', fault: 'faults' }[family] ?? null;
}

function lanesOf({ monitor, signal }: Labels, expression: string): string[] {
  const own = signal === undefined ? (METRIC_LANES.find(([metric]) => metric.test(expression))?.[1] ?? null) : laneOfSignal(signal);
  return [...(monitor === undefined ? [] : [`monitor.${monitor}`]), ...(own === null ? [] : [own])];
}

/** When alerts fired and were resolved, and which wait to fire, oldest first. `eventOf` turns simulated seconds into an event. */
export function alertMoments(history: readonly Transition[], rules: readonly RuleStatus[], eventOf: (seconds: number) => number): AlertMoment[] {
  const expressions = new Map(rules.map(({ group, rule }) => [`${group}/${ruleName(rule)}`, rule.expr]));
  const moment = (at: number, state: LaneAlert['state'], group: string, rule: string, labels: Labels, annotations: Labels): AlertMoment => ({
    index: eventOf(at), state, rule, signal: labels['signal'] ?? '',
    words: `${nameText(rule)}${labels['signal'] === undefined ? '' : ` (${nameText(labels['signal'])})`} ${state}${annotations['summary'] && state !== 'resolved' ? `: ${nameText(unitsApart(annotations['summary']))}` : ''}`,
    lanes: lanesOf(labels, expressions.get(`${group}/${rule}`) ?? ''),
  });
  const done = history.flatMap(({ at, group, rule, kind, labels, annotations }) => (
    kind === 'firing' || kind === 'resolved' ? [moment(at, kind, group, rule, labels, annotations)] : []));
  const waiting = rules.flatMap(({ group, rule, alerts }) => alerts.flatMap(({ state, activeAt, labels, annotations }) => (
    state === 'pending' && activeAt !== null ? [moment(activeAt, 'pending', group, ruleName(rule), labels, annotations)] : [])));
  return [...done, ...waiting].sort((a, b) => a.index - b.index);
}

/** The worst of the alerts that are on about what a group asks, by the lanes that show it; null when all are silent. */
export function alertOn(lanes: readonly string[], rules: readonly RuleStatus[]): 'firing' | 'pending' | null {
  const on = rules.flatMap(({ rule, alerts }) => alerts.filter(({ labels }) => lanesOf(labels, rule.expr).some((lane) => lanes.includes(lane))));
  return on.some(({ state }) => state === 'firing') ? 'firing' : on.some(({ state }) => state === 'pending') ? 'pending' : null;
}

/** Moments of one lane, as its diamonds; each on the series of its own signal where the lane has several. */
export function diamondsOn(lane: string, moments: readonly AlertMoment[], valueOf: (moment: AlertMoment) => number | undefined = () => undefined): LaneAlert[] {
  return moments.filter(({ lanes }) => lanes.includes(lane)).map((moment) => {
    const value = valueOf(moment);
    return { index: moment.index, state: moment.state, rule: moment.rule, ...(value === undefined ? {} : { value }) };
  });
}
