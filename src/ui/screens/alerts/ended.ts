import type { Incident, IncidentPart } from '../../../domain/alerting/incidents/incidents.ts';

/** Whether an alert is about how often predictions are wrong, by its signal or else by the name of its rule. */
function isAboutPredictions({ labels }: Pick<IncidentPart, 'labels'>): boolean {
  return labels['signal'] === 'error' || (labels['signal'] === undefined && /accuracy|error/u.test(labels['alertname'] ?? ''));
}

/** The newest incident that is about predictions: how right those of now are belongs to it. Null without one. */
export function ofPredictions<Of extends Pick<Incident, 'parts' | 'startedAt'>>(incidents: readonly Of[]): Of | null {
  return incidents.filter(({ parts }) => parts.some(isAboutPredictions)).reduce<Of | null>((newest, incident) => (newest && newest.startedAt > incident.startedAt ? newest : incident), null);
}

/**
 * Whether an alert about predictions, or an incident with one, is over in name only while they are still wrong more often than by chance (`worse`): a
 * detector begins anew and a window slides on, and neither mends anything.
 */
export function endedWorse(of: Pick<IncidentPart, 'state' | 'labels'> | Pick<Incident, 'state' | 'parts'>, worse: boolean): boolean {
  return worse && of.state === 'resolved' && ('parts' in of ? of.parts.some(isAboutPredictions) : isAboutPredictions(of));
}

/** Whether a rule asks how often predictions are wrong. */
export const isRuleAboutPredictions = ({ expr }: { expr: string }): boolean => /accuracy|error/u.test(expr);

/** What stands in place of “resolved” there. */
export const STILL_WORSE = 'still worse';
