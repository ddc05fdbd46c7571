import { labelKey, type Labels } from '../alerts/matcher.ts';
import { needsAttention, type CentreAlert } from '../rules/centre-alert.ts';
import type { Transition } from '../rules/rule-engine.ts';
import type { Diagnosis } from './diagnosis.ts';

/** One alert's stay: from when its condition began to hold until it was resolved. Times are simulated seconds. */
export interface IncidentPart {
  readonly rule: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly state: 'pending' | 'firing' | 'resolved';
  readonly activeAt: number;
  /** Null while it is pending. */
  readonly firedAt: number | null;
  /** Null while it goes on. */
  readonly resolvedAt: number | null;
  readonly value: number | null;
  /** Fires, and nobody muted or acknowledged it. */
  readonly unattended: boolean;
  /** Why nobody hears of it though it fires: a silence before an acknowledgement before another alert; null otherwise. */
  readonly mutedBy: 'silenced' | 'acknowledged' | 'inhibited' | null;
}

/** Alerts that have one beginning, told as one thing. Times are simulated seconds. */
export interface Incident {
  /** The same for as long as its first part is. */
  readonly id: string;
  /** When the first part fired, or became pending where none has fired. */
  readonly startedAt: number;
  /** When the last part was resolved; null while one goes on. */
  readonly endedAt: number | null;
  readonly state: 'pending' | 'firing' | 'resolved';
  /** In order of firing; those that only wait come last. */
  readonly parts: readonly IncidentPart[];
  /** The signal that tells most of the cause; '' where no part names one. */
  readonly subject: string;
  /** Parts that someone should hear of. */
  readonly unattended: number;
}

/** A thousand fruits: what begins later than that after the last part has a beginning of its own. */
export const INCIDENT_GAP_SECONDS = 432_000;

/**
 * Groups alerts into incidents, oldest first. A part belongs to the incident that still has something on when it fires, or had half of `gapSeconds`
 * before (while the fruit of then is in the windows of now), unless more than `gapSeconds` have passed since the last part fired. `history` adds the parts that the centre shows no more.
 */
export function incidentsOf(alerts: readonly CentreAlert[], history: readonly Transition[], gapSeconds = INCIDENT_GAP_SECONDS): Incident[] {
  const groups: IncidentPart[][] = [];
  for (const part of [...partsOf(alerts, history)].sort(byBeginning)) {
    const open = groups.at(-1);
    const isOn = open?.some(({ resolvedAt }) => resolvedAt === null || resolvedAt + gapSeconds / 2 >= beginOf(part)) ?? false;
    if (open && isOn && beginOf(part) - beginOf(open.at(-1)!) <= gapSeconds) open.push(part);
    else groups.push([part]);
  }
  return groups.map(incidentFrom);
}

/** Rules on how right the predictions are, whatever signal their alerts name. */
const OF_ERRORS = new Set(['accuracy_low', 'errors_drifted']);

/** How surely an incident costs accuracy: 3 where an alert on errors fires, 2 where accuracy was found to have fallen, 1 where nobody knows, 0 where it was found to hold. */
export function costRank({ parts }: Pick<Incident, 'parts'>, found: Diagnosis | undefined): number {
  if (parts.some(({ state, rule, labels }) => state === 'firing' && (labels['signal'] === 'error' || OF_ERRORS.has(rule)))) return 3;
  return found === undefined || found.accuracy === 'unknown' ? 1 : found.accuracy === 'fell' ? 2 : 0;
}

/** The incident to tell of: one that fires before one that waits, of those that fire one that costs accuracy (`costRank`), the newest of equals; null when all is over. `diagnosed` is by id. */
export function presentIncident<Of extends Pick<Incident, 'id' | 'state' | 'parts'>>(incidents: readonly Of[], diagnosed: ReadonlyMap<string, Diagnosis> = new Map()): Of | null {
  const rankOf = (incident: Of): number => costRank(incident, diagnosed.get(incident.id));
  const firing = incidents.filter(({ state }) => state === 'firing');
  const most = Math.max(...firing.map(rankOf));
  return firing.findLast((incident) => rankOf(incident) === most) ?? incidents.findLast(({ state }) => state === 'pending') ?? null;
}

function incidentFrom(group: readonly IncidentPart[]): Incident {
  const parts = group.toSorted((a, b) => Number(a.firedAt === null) - Number(b.firedAt === null) || byBeginning(a, b));
  const first = parts[0]!;
  const open = parts.filter(({ resolvedAt }) => resolvedAt === null);
  return {
    id: `${beginOf(first)} ${labelKey(first.labels)}`, startedAt: beginOf(first), parts,
    endedAt: open.length > 0 ? null : Math.max(...parts.map(({ resolvedAt }) => resolvedAt!)),
    state: open.some(({ state }) => state === 'firing') ? 'firing' : open.length > 0 ? 'pending' : 'resolved',
    subject: subjectOf(parts), unattended: parts.filter(({ unattended }) => unattended).length,
  };
}

/** An input says more of the cause than what the model made of it: the first one to move, of several at one moment the furthest beyond. */
function subjectOf(parts: readonly IncidentPart[]): string {
  const signals = parts.filter(({ labels }) => labels['signal'] !== undefined);
  const inputs = signals.filter(({ labels }) => labels['signal']!.startsWith('feature.'));
  const [first] = inputs;
  if (!first) return signals[0]?.labels['signal'] ?? '';
  const together = inputs.filter((part) => beginOf(part) === beginOf(first));
  return together.reduce((most, part) => ((part.value ?? 0) > (most.value ?? 0) ? part : most)).labels['signal']!;
}

/** Stays that history knows, then those that only the centre does: pending ones, and what fired before history begins. */
function partsOf(alerts: readonly CentreAlert[], history: readonly Transition[]): IncidentPart[] {
  const parts: IncidentPart[] = [];
  const open = new Map<string, IncidentPart>();
  for (const { at, rule, kind, labels, annotations, value } of history) {
    const key = labelKey(labels);
    if (kind === 'firing') open.set(key, { rule, labels, annotations, state: 'firing', activeAt: at, firedAt: at, resolvedAt: null, value, unattended: false, mutedBy: null });
    const begun = open.get(key);
    if (kind !== 'resolved' || !begun) continue;
    parts.push({ ...begun, state: 'resolved', resolvedAt: at });
    open.delete(key);
  }
  const going = alerts.filter(({ state }) => state !== 'resolved').map((alert): IncidentPart => {
    const { labels, annotations, state, activeAt, firedAt, value } = alert;
    const begun = open.get(labelKey(labels));
    const from = firedAt ?? activeAt ?? begun?.firedAt ?? 0;
    return { rule: labels['alertname'] ?? '', labels, annotations, state, activeAt: activeAt ?? from, firedAt: state === 'firing' ? from : null, resolvedAt: null, value: begun?.value ?? value, unattended: needsAttention(alert), mutedBy: mutedByWhat(alert) };
  });
  // What history says fires, and the centre does not know, ended with its rule.
  const resolved = alerts.filter(({ state, labels }) => state === 'resolved' && !parts.some((part) => labelKey(part.labels) === labelKey(labels)));
  const ended = resolved.map(({ labels, annotations, activeAt, firedAt, resolvedAt, value }): IncidentPart => {
    const from = firedAt ?? activeAt ?? resolvedAt ?? 0;
    return { rule: labels['alertname'] ?? '', labels, annotations, state: 'resolved', activeAt: activeAt ?? from, firedAt: from, resolvedAt: resolvedAt ?? from, value, unattended: false, mutedBy: null };
  });
  return [...parts, ...going, ...ended];
}

function mutedByWhat({ state, standing, acknowledged }: CentreAlert): IncidentPart['mutedBy'] {
  if (state !== 'firing') return null;
  return standing.silencedBy.length > 0 ? 'silenced' : acknowledged ? 'acknowledged' : standing.inhibitedBy ? 'inhibited' : null;
}

function beginOf({ firedAt, activeAt }: IncidentPart): number {
  return firedAt ?? activeAt;
}

function byBeginning(a: IncidentPart, b: IncidentPart): number {
  return beginOf(a) - beginOf(b);
}
