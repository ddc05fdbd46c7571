import { advance, inactiveAlert } from '../../src/domain/alerting/alerts/alert-state.ts';
import { labelKey, type Labels } from '../../src/domain/alerting/alerts/matcher.ts';
import { parseMatcher } from '../../src/domain/alerting/alerts/matching.ts';
import { groupAlerts, standings } from '../../src/domain/alerting/alerts/routing.ts';
import { compare, fixtureNumber, type Mismatch } from './compare.ts';

interface RuleCase {
  readonly id: string;
  readonly values: readonly (number | string | null)[];
  readonly op: string;
  readonly threshold: number;
  readonly for_seconds: number;
  readonly keep_firing_for_seconds: number;
  readonly evaluation_interval_seconds: number;
  readonly expected_state: readonly string[];
  readonly expected_events: readonly unknown[];
}

interface AlertmanagerCase {
  readonly inhibit_rules: readonly { source_matchers: string[]; target_matchers: string[]; equal: string[] }[];
  readonly group_by: readonly string[];
  readonly silences: readonly { matchers: { name: string; value: string; isRegex: boolean; isEqual: boolean }[] }[];
  readonly alerts: readonly Labels[];
  readonly expected: readonly { labels: Labels; state: string; inhibited: boolean; silenced_by_index: number[] }[];
  readonly expected_groups: readonly { group_labels: Labels; n: number }[];
}

export interface AlertsFixture {
  readonly alert_rules?: readonly RuleCase[];
  readonly alertmanager?: AlertmanagerCase;
}

const HOLDS: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};

/** One verdict for each rule, each alert and the grouping. */
export function judgeAlerts(fixture: AlertsFixture): { id: string; mismatches: Mismatch[] }[] {
  const rules = (fixture.alert_rules ?? []).map((rule) => ({ id: rule.id, mismatches: judgeRule(rule) }));
  return fixture.alertmanager ? [...rules, ...judgeAlertmanager(fixture.alertmanager)] : rules;
}

function judgeRule(rule: RuleCase): Mismatch[] {
  const holds = HOLDS[rule.op];
  if (!holds) return [{ path: 'op', got: 'unknown to the judge', expected: rule.op }];
  let alert = inactiveAlert({});
  const states: string[] = [];
  const events: [number, string][] = [];
  rule.values.forEach((given, i) => {
    const value = given === null ? null : fixtureNumber(given);
    const before = alert.state;
    const active = value !== null && holds(value, rule.threshold) ? value : null;
    alert = advance(alert, active, i * rule.evaluation_interval_seconds, { forSeconds: rule.for_seconds, keepFiringForSeconds: rule.keep_firing_for_seconds });
    states.push(alert.state);
    if (alert.state === 'firing' && before !== 'firing') events.push([i, 'firing']);
    if (before === 'firing' && alert.state !== 'firing') events.push([i, 'resolved']);
  });
  return [...compare(states, rule.expected_state, undefined, 'state'), ...compare(events, rule.expected_events, undefined, 'events')];
}

function judgeAlertmanager(given: AlertmanagerCase): { id: string; mismatches: Mismatch[] }[] {
  const rules = given.inhibit_rules.map((rule) => ({ source: rule.source_matchers.map(parseMatcher), target: rule.target_matchers.map(parseMatcher), equal: rule.equal }));
  const silences = given.silences.map(({ matchers }, i) => ({ id: String(i), matchers, startsAt: 0, endsAt: 2, reason: 'fixture' }));
  const found = new Map(standings(given.alerts, rules, silences, 1).map((standing) => [labelKey(standing.labels), standing]));
  const verdicts = given.expected.map(({ labels, state, inhibited, silenced_by_index }) => {
    const standing = found.get(labelKey(labels));
    const got = standing && { state: standing.state, inhibited: standing.inhibitedBy !== null, silenced_by_index: standing.silencedBy.map(Number) };
    return { id: `alertmanager ${labelText(labels)}`, mismatches: compare(got, { state, inhibited, silenced_by_index }) };
  });
  const groups = (list: readonly { group_labels: Labels; n: number }[]) => list.map(({ group_labels, n }) => `${labelText(group_labels)} ${n}`).sort();
  const got = groups(groupAlerts(given.alerts, given.group_by).map(({ labels, members }) => ({ group_labels: labels, n: members.length })));
  return [...verdicts, { id: 'alertmanager groups', mismatches: compare(got, groups(given.expected_groups)) }];
}

const labelText = (labels: Labels) => `{${Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name}="${value}"`).join(', ')}}`;
