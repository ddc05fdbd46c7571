import { labelKey, type Labels } from '../../../domain/alerting/alerts/matcher.ts';
import type { Silence } from '../../../domain/alerting/alerts/routing.ts';
import type { Incident, IncidentPart } from '../../../domain/alerting/incidents/incidents.ts';
import { unitsApart } from '../../../domain/alerting/incidents/units-apart.ts';
import type { ReferenceState } from '../../../domain/monitoring/monitors/reference-state.ts';
import type { CentreAlert, CentreGroup } from '../../../domain/alerting/rules/centre-alert.ts';
import type { RuleStatus } from '../../../domain/alerting/rules/rule-engine.ts';
import { ruleName } from '../../../domain/alerting/rules/rule-file.ts';
import { count } from '../../format.ts';
import { nameText } from '../../names.ts';
import { fruitText } from './texts.ts';

/** How much something asks for attention, most first. `quiet` fires, but was inhibited, silenced or acknowledged. */
const RANKS = ['unattended', 'pending', 'quiet', 'resolved'] as const;
type Rank = (typeof RANKS)[number];

/** Of an incident or of one of its parts. */
export function rankOf({ state, unattended }: { state: IncidentPart['state']; unattended: boolean | number }): Rank {
  if (state !== 'firing') return state;
  return unattended ? 'unattended' : 'quiet';
}

/** The word for a rank: of what is quiet, why, where all of it has one reason. */
export function rankWord(of: { state: IncidentPart['state']; unattended: boolean | number; parts?: readonly IncidentPart[]; mutedBy?: IncidentPart['mutedBy'] }): string {
  const rank = rankOf(of);
  if (rank !== 'quiet') return rank === 'unattended' ? 'firing' : rank;
  const reasons = new Set(of.parts ? of.parts.flatMap(({ mutedBy }) => (mutedBy === null || mutedBy === 'inhibited' ? [] : [mutedBy])) : [of.mutedBy]);
  const [only] = reasons;
  return reasons.size === 1 && only && only !== 'inhibited' ? only : 'muted';
}

/** What an alert says of itself. */
export function summaryOf({ annotations, labels }: { annotations: Labels; labels: Labels }): string {
  return unitsApart(annotations['summary'] ?? '') || labels['alertname'] || 'an alert without a name';
}

/** What goes on, and what was resolved so lately that the centre still lists some of it: the unattended first, of those the newest. */
export function listedIncidents<Of extends Incident>(incidents: readonly Of[], groups: readonly CentreGroup[]): Of[] {
  const listed = new Set(groups.flatMap(({ alerts }) => alerts.map((alert) => `${labelKey(alert.labels)} ${alert.firedAt}`)));
  const isShown = ({ state, parts }: Incident): boolean => state !== 'resolved' || parts.some((part) => listed.has(`${labelKey(part.labels)} ${part.firedAt}`));
  return incidents.filter(isShown).sort((a, b) => RANKS.indexOf(rankOf(a)) - RANKS.indexOf(rankOf(b)) || b.startedAt - a.startedAt);
}

/** The part that tells most of the cause. */
export function mainPart({ subject, parts }: Pick<Incident, 'subject' | 'parts'>): IncidentPart {
  return parts.find(({ labels }) => subject !== '' && labels['signal'] === subject) ?? parts.find(({ unattended }) => unattended) ?? parts[0]!;
}

/** The alert of a part as the centre lists it; made from the part where it is listed no more. */
export function alertOf({ labels, annotations, state, value, activeAt, firedAt, resolvedAt }: IncidentPart, groups: readonly CentreGroup[]): { alert: CentreAlert; gone: boolean } {
  const key = labelKey(labels);
  const listed = groups.flatMap(({ alerts }) => alerts).find((alert) => labelKey(alert.labels) === key && (alert.firedAt ?? alert.activeAt) === (firedAt ?? activeAt));
  return {
    alert: listed ?? { labels, annotations, state, value: value ?? NaN, activeAt, firedAt, resolvedAt, standing: { labels, state: 'active', inhibitedBy: null, silencedBy: [] }, acknowledged: null },
    gone: !listed,
  };
}

/** Why nobody hears of an alert that fires; empty when somebody does. */
export function mutedText(alert: CentreAlert, silences: readonly Silence[]): string[] {
  if (alert.state !== 'firing') return [];
  const { inhibitedBy, silencedBy } = alert.standing;
  const by = silences.filter(({ id }) => silencedBy.includes(id));
  return [
    ...(inhibitedBy ? [`muted while ${nameText(inhibitedBy['alertname'] ?? labelKey(inhibitedBy))} fires`] : []),
    ...by.map(({ endsAt, reason }) => `silenced until ${fruitText(endsAt)}: ${nameText(reason)}`),
    ...(alert.acknowledged ? [`acknowledged at ${fruitText(alert.acknowledged.at)}${alert.acknowledged.note ? `: ${nameText(alert.acknowledged.note)}` : ''}`] : []),
  ];
}

/** `5 alerts with one beginning; 17 more say the same and are muted, 1 is acknowledged`. */
export function partsText(parts: readonly IncidentPart[]): string {
  const of = (mutedBy: IncidentPart['mutedBy']): number => parts.filter((part) => part.mutedBy === mutedBy).length;
  const inhibited = of('inhibited');
  const told = parts.length - inhibited;
  const are = (n: number, word: string): string[] => (n === 0 ? [] : [`${n} ${n === 1 ? 'is' : 'are'} ${word}`]);
  const rest = [...(inhibited === 0 ? [] : [`${inhibited} more ${inhibited === 1 ? 'says' : 'say'} the same and ${inhibited === 1 ? 'is' : 'are'} muted`]), ...are(of('silenced'), 'silenced'), ...are(of('acknowledged'), 'acknowledged')];
  return `${told === 1 ? 'one alert' : `${count(told, 'alert')} with one beginning`}${rest.length > 0 ? `; ${rest.join(', ')}` : ''}`;
}

/** The labels that tell an alert from the others of its rule. */
export function ownLabels({ labels }: { labels: Labels }): string {
  const { alertname: _, severity: __, ...own } = labels;
  return Object.entries(own).map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ');
}

/** The rule behind an alert: the one that lists it, else the first of its name. */
export function ruleOf(rules: readonly RuleStatus[], { labels }: { labels: Labels }): RuleStatus | null {
  const key = labelKey(labels);
  return rules.find(({ alerts }) => alerts.some((alert) => labelKey(alert.labels) === key)) ?? rules.find(({ rule }) => ruleName(rule) === labels['alertname']) ?? null;
}

/** `1 incident firing, 1 quiet`, for the head of the screen. `worse`: predictions are wrong more often than by chance, whether or not anything fires. */
export function overviewText(incidents: readonly Incident[], worse = false): string {
  const of = (rank: Rank): number => incidents.filter((incident) => rankOf(incident) === rank).length;
  const [unattended, pending, quiet] = [of('unattended'), of('pending'), of('quiet')];
  const parts = [...(unattended > 0 ? [`${count(unattended, 'incident')} firing`] : []), ...(pending > 0 ? [`${pending} pending`] : []), ...(quiet > 0 ? [`${quiet} firing, and seen or silenced`] : [])];
  return parts.length === 0 ? nothingFires(worse) : parts.join(', ');
}

/** That no alert says anything, which is not that all is well: predictions may be `worse`, or what monitors compare with may not be there. */
export function nothingFires(worse: boolean, reference: ReferenceState['kind'] = 'at-rest'): string {
  if (worse) return 'nothing fires, though predictions are wrong more often than they should be';
  return `nothing fires${reference === 'collecting' ? ' yet, since most of them wait for the reference' : reference === 'not-at-rest' ? ', though the reference was not at rest' : ''}`;
}

/** `180 monitors and 12 rules watch the line`, and how many more there are that do not. */
export function watchingText({ monitors, rules }: { monitors: readonly { off: boolean }[]; rules: readonly { off: boolean }[] }): string {
  const on = (all: readonly { off: boolean }[]): number => all.filter(({ off }) => !off).length;
  const off = [{ n: monitors.length - on(monitors), one: 'monitor' }, { n: rules.length - on(rules), one: 'rule' }].flatMap(({ n, one }) => (n > 0 ? [count(n, one)] : []));
  return `${count(on(monitors), 'monitor')} and ${count(on(rules), 'rule')} watch the line${off.length === 0 ? '' : `, ${off.join(' and ')} ${off.length === 1 && off[0]!.startsWith('1 ') ? 'is' : 'are'} switched off`}`;
}
