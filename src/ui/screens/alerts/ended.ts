import type { Incident, IncidentPart } from '../../../domain/alerting/incidents/incidents.ts';

/** Whether an alert is about how often verdicts are wrong, by its signal or else by the name of its rule. */
export function isAboutVerdicts({ labels }: Pick<IncidentPart, 'labels'>): boolean {
  return labels['signal'] === 'error' || (labels['signal'] === undefined && /accuracy|error/u.test(labels['alertname'] ?? ''));
}

/** The newest incident that is about verdicts: how right those of now are belongs to it. Null without one. */
export function ofVerdicts<Of extends Pick<Incident, 'parts' | 'startedAt'>>(incidents: readonly Of[]): Of | null {
  return incidents.filter(({ parts }) => parts.some(isAboutVerdicts)).reduce<Of | null>((newest, incident) => (newest && newest.startedAt > incident.startedAt ? newest : incident), null);
}

/**
 * Whether an alert about verdicts, or an incident with one, is over in name only while they are still wrong more often than by chance (`worse`): a
 * detector begins anew and a window slides on, and neither mends anything.
 */
export function endedWorse(of: Pick<IncidentPart, 'state' | 'labels'> | Pick<Incident, 'state' | 'parts'>, worse: boolean): boolean {
  return worse && of.state === 'resolved' && ('parts' in of ? of.parts.some(isAboutVerdicts) : isAboutVerdicts(of));
}

/** Whether a rule asks how often verdicts are wrong. */
export const isRuleAboutVerdicts = ({ expr }: { expr: string }): boolean => /accuracy|error/u.test(expr);

/** What stands in place of “resolved” there. */
export const STILL_WORSE = 'still worse';
