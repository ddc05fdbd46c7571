import { labelKey, type Labels } from '../../../domain/alerting/matcher.ts';
import type { Silence } from '../../../domain/alerting/routing.ts';
import type { CentreAlert, CentreGroup } from '../../../domain/rules/alert-centre.ts';
import { isLoud } from '../../../domain/rules/loud.ts';
import type { RuleStatus } from '../../../domain/rules/rule-engine.ts';
import { ruleName } from '../../../domain/rules/rule-file.ts';
import { count } from '../../format.ts';
import { fruitAt, fruitWords } from './words.ts';

/** How much an alarm asks for attention, most first. `muted` fires, but was inhibited, silenced or acknowledged. */
export const RANKS = ['loud', 'pending', 'muted', 'resolved'] as const;
export type Rank = (typeof RANKS)[number];

/** One row of the overview: alarms that Alertmanager would tell of in one message. */
export interface GroupRow {
  key: string;
  name: string;
  /** The highest of its members. */
  rank: Rank;
  severity: string;
  /** Of its first member, and how many more stand behind it. */
  summary: string;
  /** By rank, then in the order of the rules. */
  alerts: readonly CentreAlert[];
  /** `3 firing, 2 muted`. */
  counts: string;
  /** When the first member of its rank began, simulated seconds. */
  since: number;
}

const COUNTED: Record<Rank, string> = { loud: 'firing', pending: 'pending', muted: 'muted', resolved: 'resolved' };
const SEVERITIES = ['critical', 'warning'];

export function rankOf(alert: CentreAlert): Rank {
  if (alert.state !== 'firing') return alert.state;
  return isLoud(alert) ? 'loud' : 'muted';
}

/** When the state that an alarm is in began, simulated seconds. */
export function beganAt({ state, activeAt, firedAt, resolvedAt }: CentreAlert): number {
  return (state === 'resolved' ? resolvedAt : state === 'firing' ? firedAt : activeAt) ?? 0;
}

/** What an alarm says of itself. */
export function summaryOf({ annotations, labels }: { annotations: Labels; labels: Labels }): string {
  return annotations['summary'] || labels['alertname'] || 'an alarm without a name';
}

/** Groups as rows: the loud first, the critical before the others, the newest before the older. */
export function groupRows(groups: readonly CentreGroup[]): GroupRow[] {
  const rows = groups.map(({ labels, alerts }): GroupRow => {
    const ordered = alerts.toSorted((a, b) => RANKS.indexOf(rankOf(a)) - RANKS.indexOf(rankOf(b)));
    const [first] = ordered;
    const rank = first ? rankOf(first) : 'resolved';
    const peers = ordered.filter((alert) => rankOf(alert) === rank);
    const counts = RANKS.flatMap((of) => {
      const n = ordered.filter((alert) => rankOf(alert) === of).length;
      return n > 0 ? [`${n} ${COUNTED[of]}`] : [];
    });
    return {
      key: labelKey(labels), name: labels['alertname'] ?? labelKey(labels), rank, alerts: ordered, counts: counts.join(', '),
      severity: first?.labels['severity'] ?? '', summary: first ? summaryOf(first) : '', since: Math.min(...peers.map(beganAt)),
    };
  });
  const order = (row: GroupRow): number => (SEVERITIES.includes(row.severity) ? SEVERITIES.indexOf(row.severity) : SEVERITIES.length);
  return rows.toSorted((a, b) => RANKS.indexOf(a.rank) - RANKS.indexOf(b.rank) || order(a) - order(b) || b.since - a.since);
}

/** Why nobody hears of an alarm that fires; empty when somebody does. */
export function mutedWords(alert: CentreAlert, silences: readonly Silence[]): string[] {
  if (alert.state !== 'firing') return [];
  const { inhibitedBy, silencedBy } = alert.standing;
  const by = silences.filter(({ id }) => silencedBy.includes(id));
  return [
    ...(inhibitedBy ? [`muted while ${inhibitedBy['alertname'] ?? labelKey(inhibitedBy)} fires`] : []),
    ...by.map(({ endsAt, reason }) => `silenced until ${fruitWords(endsAt)}: ${reason}`),
    ...(alert.acknowledged ? [`acknowledged at ${fruitWords(alert.acknowledged.at)}${alert.acknowledged.note ? `: ${alert.acknowledged.note}` : ''}`] : []),
  ];
}

/** The labels that tell an alarm from the others of its group. */
export function ownLabels({ labels }: { labels: Labels }): string {
  const { alertname: _, severity: __, ...own } = labels;
  return Object.entries(own).map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ');
}

/** The rule behind an alarm: the one that lists it, else the first of its name. */
export function ruleOf(rules: readonly RuleStatus[], { labels }: { labels: Labels }): RuleStatus | null {
  const key = labelKey(labels);
  return rules.find(({ alerts }) => alerts.some((alert) => labelKey(alert.labels) === key)) ?? rules.find(({ rule }) => ruleName(rule) === labels['alertname']) ?? null;
}

/** The loud alarm that a piece of news is about, else the first loud one. */
export function alarmOfNews(rows: readonly GroupRow[], news: { title: string; index: number } | null): CentreAlert | null {
  const loud = rows.flatMap(({ alerts }) => alerts).filter((alert) => rankOf(alert) === 'loud');
  return loud.find(({ labels, firedAt }) => news !== null && labels['alertname'] === news.title && fruitAt(firedAt ?? 0) === news.index) ?? loud[0] ?? null;
}

/** `2 alarms are firing, 4 are muted`, for the head of the screen. */
export function overviewWords(rows: readonly GroupRow[]): string {
  const of = (rank: Rank): number => rows.flatMap(({ alerts }) => alerts).filter((alert) => rankOf(alert) === rank).length;
  const [loud, pending, muted] = [of('loud'), of('pending'), of('muted')];
  const parts = [...(loud > 0 ? [`${count(loud, 'alarm')} firing`] : []), ...(pending > 0 ? [`${pending} pending`] : []), ...(muted > 0 ? [`${muted} muted`] : [])];
  return parts.length === 0 ? 'nothing is wrong' : parts.join(', ');
}
