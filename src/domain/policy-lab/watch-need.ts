import { matchesAll } from '../alerting/alerts/matching.ts';
import { judgeLabel } from '../alerting/metrics/line-metrics.ts';
import { parsePromql } from '../alerting/promql/parse.ts';
import { selectorsOf } from '../alerting/promql/selectors.ts';
import { NAME } from '../alerting/promql/series.ts';
import { defaultRules } from '../alerting/rules/default-rules.ts';
import { ruleName, type Rule, type RuleFile } from '../alerting/rules/rule-file.ts';
import { READABLE_FEATURES } from '../data/features/readable.ts';
import { defaultMonitors } from '../monitoring/monitors/defaults.ts';
import type { MonitorSpec } from '../monitoring/monitors/spec.ts';
import { alternatives, type Policy } from '../policy/policy.ts';
import { RIPENESS_LABELS } from '../world/stream/event.ts';

/** Names of the features that a lab's line is measured by. */
export const FEATURE_NAMES: readonly string[] = READABLE_FEATURES.map(({ name }) => name);
/** The alerts that a policy of the lab can hear. */
export const LAB_ALERTS: readonly string[] = [...new Set(defaultRules.groups.flatMap(({ rules }) => rules.flatMap((rule) => (rule.kind === 'alert' ? [rule.alert] : []))))];

const MONITORS = defaultMonitors(RIPENESS_LABELS, FEATURE_NAMES);
const RULES = defaultRules.groups.flatMap(({ rules }) => rules);

/** What of the default monitors and rules a policy rests on: monitors and rules stand on their own, so that the others can be left away. */
export interface WatchNeed {
  readonly monitors: readonly MonitorSpec[];
  readonly rules: RuleFile;
  readonly estimated: boolean;
  readonly drifted: boolean;
  /** Equal for equal needs. */
  readonly key: string;
}

/** What a policy has to hear of the watch; null for one that truths and fruits are enough for. */
export function watchNeed({ trigger }: Policy): WatchNeed | null {
  const alerts = new Set<string>();
  let [estimated, drifted] = [false, false];
  for (const each of alternatives(trigger)) {
    if (each === 'never') continue;
    if ('alert' in each) alerts.add(each.alert);
    estimated ||= 'estimated' in each;
    drifted ||= 'drifted' in each;
  }
  if (alerts.size === 0 && !estimated && !drifted) return null;
  const rules = rulesBehind(alerts);
  const monitors = MONITORS.filter((spec) => (drifted && spec.signal.startsWith('feature.')) || [...rules].some((rule) => reads(rule, spec)));
  return {
    monitors, rules: { groups: defaultRules.groups.map((group) => ({ ...group, rules: group.rules.filter((rule) => rules.has(rule)) })) }, estimated, drifted,
    key: JSON.stringify([monitors.map(({ id }) => id), [...rules].map(ruleName), estimated, drifted]),
  };
}

/** The rules of some alerts, and those that record what they read. */
function rulesBehind(alerts: ReadonlySet<string>): Set<Rule> {
  const found = new Set(RULES.filter((rule) => rule.kind === 'alert' && alerts.has(rule.alert)));
  // A set that grows while it is walked is walked to its end.
  for (const rule of found) {
    const names = new Set(selectorsOf(parsePromql(rule.expr)).flatMap(({ matchers }) => matchers.filter(({ name }) => name === NAME).map(({ value }) => value)));
    for (const other of RULES) if (other.kind === 'record' && names.has(other.record)) found.add(other);
  }
  return found;
}

function reads(rule: Rule, { id, signal, judge }: MonitorSpec): boolean {
  const labels = { monitor: id, signal, judge: judgeLabel(judge) };
  return selectorsOf(parsePromql(rule.expr)).some(({ matchers }) => (
    matchers.some(({ name, value }) => name === NAME && value.startsWith('orchard_monitor_')) && matchesAll(matchers.filter(({ name }) => name !== NAME && name !== 'version'), labels)));
}
