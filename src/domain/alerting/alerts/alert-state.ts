import { labelKey, type Labels } from './matcher.ts';

type AlertState = 'inactive' | 'pending' | 'firing';

/** How long a condition must hold before an alert fires, and how long it goes on firing after that, in seconds. */
interface AlertTiming {
  readonly forSeconds: number;
  readonly keepFiringForSeconds: number;
}

/** One alert of a rule: the condition for one label set. Times are seconds; null when it has not happened. */
export interface Alert {
  readonly labels: Labels;
  /** As they were filled when the condition held last. */
  readonly annotations: Labels;
  readonly state: AlertState;
  /** The latest value for which the condition held. */
  readonly value: number;
  readonly activeAt: number | null;
  readonly firedAt: number | null;
  readonly resolvedAt: number | null;
  /** Since when the condition has been false while the alert keeps firing. */
  readonly keepFiringSince: number | null;
}

export interface AlertEvent {
  readonly kind: 'pending' | 'firing' | 'resolved' | 'dropped';
  readonly alert: Alert;
}

/** An alert that has not begun. */
export function inactiveAlert(labels: Labels): Alert {
  return { labels, annotations: {}, state: 'inactive', value: NaN, activeAt: null, firedAt: null, resolvedAt: null, keepFiringSince: null };
}

/**
 * The alert after one evaluation. `value` is the result of the rule's expression, null when the condition is false, which
 * includes a missing series and NaN. Without `for` an alert fires at once; one false evaluation drops a pending one;
 * `keep_firing_for` counts from the first false evaluation while firing. As Prometheus' alerting rules.
 */
export function advance(alert: Alert, value: number | null, now: number, timing: AlertTiming): Alert {
  if (value === null) {
    if (alert.state === 'inactive') return alert;
    if (alert.state === 'pending') return { ...inactiveAlert(alert.labels), resolvedAt: alert.resolvedAt };
    const since = alert.keepFiringSince ?? now;
    if (timing.keepFiringForSeconds > 0 && now - since < timing.keepFiringForSeconds) return { ...alert, keepFiringSince: since };
    return { ...alert, state: 'inactive', resolvedAt: now, keepFiringSince: null };
  }
  const begun: Alert = alert.state === 'inactive' ? { ...inactiveAlert(alert.labels), state: 'pending', activeAt: now, value } : { ...alert, value, keepFiringSince: null };
  const due = begun.state === 'pending' && now - begun.activeAt! >= timing.forSeconds;
  return due ? { ...begun, state: 'firing', firedAt: now } : begun;
}

/** A series that a rule's expression returned, with the labels of the alert that it makes. */
interface AlertResult {
  readonly labels: Labels;
  readonly annotations?: Labels;
  readonly value: number;
}

/** The alerts of one rule, one a label set. Plain data: keep it, send it, continue from it. */
export type RuleAlerts = ReadonlyMap<string, Alert>;

/**
 * One evaluation of a rule over the series its expression returned. Answers the alerts that are not inactive, and what
 * happened. `dropped` is a pending alert whose condition did not last.
 */
export function evaluateAlerts(
  alerts: RuleAlerts, results: readonly AlertResult[], now: number, timing: AlertTiming,
): { readonly alerts: RuleAlerts; readonly events: readonly AlertEvent[] } {
  const values = new Map(results.map((result) => [labelKey(result.labels), result]));
  const next = new Map<string, Alert>();
  const events: AlertEvent[] = [];
  for (const key of new Set([...alerts.keys(), ...values.keys()])) {
    const before = alerts.get(key) ?? inactiveAlert(values.get(key)!.labels);
    const result = values.get(key);
    const advanced = advance(before, result?.value ?? null, now, timing);
    const after = result?.annotations ? { ...advanced, annotations: result.annotations } : advanced;
    if (after.state !== before.state) events.push({ kind: eventOf(before.state, after.state), alert: after });
    if (after.state !== 'inactive') next.set(key, after);
  }
  return { alerts: next, events };
}

/** What happens to the alerts of a rule that is no longer watched: they are gone at once. */
export function clearedAlerts(alerts: RuleAlerts, now: number): AlertEvent[] {
  return [...alerts.values()].map((alert) => ({ kind: eventOf(alert.state, 'inactive'), alert: { ...alert, state: 'inactive', resolvedAt: now, keepFiringSince: null } }));
}

function eventOf(before: AlertState, after: AlertState): AlertEvent['kind'] {
  if (after !== 'inactive') return after;
  return before === 'firing' ? 'resolved' : 'dropped';
}
