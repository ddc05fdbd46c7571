import type { Step } from '../policy/controller.ts';
import { alternatives, type Policy } from '../policy/policy.ts';
import type { RuleStatus } from '../alerting/rules/rule-engine.ts';

/** How the line stands by what a policy hears of the watch. */
export type Standing = Pick<Step, 'firing' | 'estimated' | 'drifted'>;

/** What of a watch is asked. */
interface Asked {
  /** What a query answers now; null where it fails or finds nothing. */
  number(query: string): number | null;
  rules(): readonly RuleStatus[];
}

/** What of the watch a policy asks for; what it does not ask for is not looked up. */
export interface StandingNeed {
  readonly alerts: boolean;
  readonly estimated: boolean;
  readonly drifted: boolean;
}

/** What a policy hears that has no need of the watch. */
export const UNWATCHED: Standing = { firing: [], estimated: null, drifted: null };

/** What a policy's triggers ask of the watch. */
export function standingNeed({ trigger }: Policy): StandingNeed {
  const single = alternatives(trigger).filter((each) => each !== 'never');
  return { alerts: single.some((each) => 'alert' in each), estimated: single.some((each) => 'estimated' in each), drifted: single.some((each) => 'drifted' in each) };
}

/** How the line stands behind the newest sample, where `version` predicts. On a real line and in the lab the same questions are asked. */
export function standingOf(watch: Asked, version: number, { alerts, estimated, drifted }: StandingNeed): Standing {
  const states = `orchard_monitor_state{signal=~"feature.*",version="${version}"}`;
  const finite = (query: string): number | null => {
    const value = watch.number(query);
    return value === null || !Number.isFinite(value) ? null : value;
  };
  const watched = drifted ? finite(`count(${states})`) : null;
  return {
    firing: alerts ? [...new Set(watch.rules().flatMap((rule) => rule.alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels['alertname'] ?? '')))] : [],
    estimated: estimated ? finite(`orchard_accuracy_estimated{version="${version}"}`) : null,
    drifted: watched === null ? null : (finite(`count(${states} == 2)`) ?? 0) / watched,
  };
}
