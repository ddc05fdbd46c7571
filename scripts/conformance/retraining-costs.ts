import { bestCourse, followRule, regretOf, type RetrainingCourse, type RetrainingRule } from '../../src/domain/policy/retraining.ts';
import { attempt } from './compare.ts';

export interface RetrainingCase {
  readonly initial: readonly number[];
  readonly stale: readonly (readonly (number | null)[])[];
  readonly kappa: readonly number[];
  readonly period: number;
  readonly tau: number;
  readonly cumulative_tau: number;
}

/** What the product says of courses of retraining, in the fixture's words. */
export function answerRetraining({ initial, stale, kappa, period, tau, cumulative_tau }: RetrainingCase): unknown {
  return attempt(() => {
    const costs = { initial, stale, price: kappa };
    const best = bestCourse(costs);
    const course = ({ total, after }: RetrainingCourse) => ({ total, retrain_after: after });
    const follow = (rule: RetrainingRule) => {
      const followed = followRule(costs, rule);
      return { ...course(followed), regret: regretOf(followed, best) };
    };
    return {
      optimal: course(best),
      never: follow({ kind: 'never' }),
      always: follow({ kind: 'always' }),
      periodic: follow({ kind: 'periodic', period }),
      cara_t: follow({ kind: 'cara-t', tau }),
      cara_ct: follow({ kind: 'cara-ct', tau: cumulative_tau }),
    };
  });
}
