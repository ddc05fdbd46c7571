import type { Labels } from '../alerts/matcher.ts';
import type { AlertStanding } from '../alerts/routing.ts';
import type { RuleAlert } from './rule-engine.ts';

/** Someone has seen an alert. It lasts until the alert is resolved. */
export interface Acknowledgement {
  readonly labels: Labels;
  readonly at: number;
  readonly note: string;
}

export interface CentreAlert extends RuleAlert {
  readonly standing: AlertStanding;
  readonly acknowledged: Acknowledgement | null;
}

/** Whether someone should hear of an alert: it fires, and nobody muted or acknowledged it. */
export function needsAttention({ state, standing, acknowledged }: CentreAlert): boolean {
  return state === 'firing' && standing.state === 'active' && !acknowledged;
}

export interface CentreGroup {
  readonly labels: Labels;
  readonly alerts: readonly CentreAlert[];
  /** Alerts that are neither muted nor acknowledged: what someone should hear of. */
  readonly unattended: number;
}
