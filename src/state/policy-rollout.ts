import type { Route } from '../domain/delivery/route.ts';
import { parsePolicy, type Policy, type PolicyRollout } from '../domain/policy/policy.ts';
import { strategyOf } from '../domain/rollout/default-strategy.ts';
import type { Strategy } from '../domain/rollout/strategy.ts';
import { readMetrics, readSteps } from '../domain/rollout/written-rollout.ts';

/** The strategy by which a policy's rollout tries a version. Throws `strategy-invalid` for one that means nothing. */
export async function policyStrategy({ mode, weight, steps, analysis }: PolicyRollout, champion: number, challenger: number): Promise<Strategy> {
  // PromQL comes when a strategy is made.
  const { checkedStrategy } = await import('../domain/rollout/check-strategy.ts');
  const numbered = analysis?.map((metric) => ({ ...metric, query: metric.query.replaceAll('{{args.champion}}', String(champion)).replaceAll('{{args.challenger}}', String(challenger)) }));
  return checkedStrategy(strategyOf({ mode, champion, challenger, weight, steps: steps && readSteps(steps), metrics: numbered && readMetrics(numbered) }));
}

/** A policy of any origin that a line can run under. Throws `policy-invalid`, and `strategy-invalid` for a rollout that means nothing. */
export async function checkedPolicy(input: unknown): Promise<Policy> {
  const policy = parsePolicy(input);
  if (policy.rollout) await policyStrategy(policy.rollout, 1, 2);
  return policy;
}

/** How the version under trial gets fruit when a strategy begins. */
export function firstRoute({ mode, lots, steps: [first] }: Strategy): Route {
  return mode === 'shadow' ? { kind: 'shadow' } : { kind: 'split', weight: first?.kind === 'setWeight' ? first.weight / 100 : 0, ...(lots ? { lots: true } : {}) };
}
