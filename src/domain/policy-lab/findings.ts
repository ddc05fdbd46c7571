import { mean } from '../statistics/sample.ts';
import { summaries, type LabResult, type LabSummary } from './result.ts';

/** What one policy's cost on a story is made of, mean over the seeds. */
export interface CostParts {
  readonly mistakes: number;
  readonly renewals: number;
}

/** Which policy is cheapest on a story, and why. */
export interface StoryFinding {
  readonly scenario: string;
  readonly best: LabSummary;
  /** Others that cost exactly the same. */
  readonly ties: readonly string[];
  /** The cheapest of those that cost more; null where there is none. */
  readonly next: LabSummary | null;
  readonly bestParts: CostParts;
  readonly nextParts: CostParts | null;
  /** What the best saves most of against the next. */
  readonly saves: 'mistakes' | 'renewals';
  /** Cheaper than the next under every seed; else what lies between them may be chance. */
  readonly isCheaperEachTime: boolean;
  readonly optimum: LabSummary;
  readonly never: LabSummary;
  readonly always: LabSummary;
}

/** What a result says of a story; null while no policy has a row of it. */
export function storyFinding(result: LabResult, scenario: string): StoryFinding | null {
  const all = summaries(result, scenario);
  const policies = all.filter(({ policy }) => policy !== null).sort((a, b) => a.cost.mean - b.cost.mean);
  const baseline = (which: string): LabSummary => all.find((each) => each.baseline === which)!;
  const [best] = policies;
  if (!best) return null;
  const next = policies.find(({ cost }) => cost.mean > best.cost.mean) ?? null;
  const [bestParts, nextParts] = [partsOf(result, scenario, best.policy!), next && partsOf(result, scenario, next.policy!)];
  const costs = (policy: string): number[] => rowsOf(result, scenario, policy).map(({ cost }) => cost);
  const nextCosts = next && costs(next.policy!);
  return {
    scenario, best, next, bestParts, nextParts,
    ties: policies.filter((each) => each !== best && each.cost.mean === best.cost.mean).map(({ policy }) => policy!),
    saves: nextParts && nextParts.renewals - bestParts.renewals > nextParts.mistakes - bestParts.mistakes ? 'renewals' : 'mistakes',
    isCheaperEachTime: nextCosts !== null && costs(best.policy!).every((cost, i) => cost < nextCosts[i]!),
    optimum: baseline('optimum'), never: baseline('never'), always: baseline('always'),
  };
}

/** What a policy's cost on a story is made of. */
export function partsOf(result: LabResult, scenario: string, policy: string): CostParts {
  const rows = rowsOf(result, scenario, policy);
  const mistakes = mean(rows.map(({ errors }) => errors.reduce((sum, wrong) => sum + wrong, 0) * result.plan.costs.error));
  return { mistakes, renewals: mean(rows.map(({ cost }) => cost)) - mistakes };
}

/** A policy's rows of a story, by seed. */
function rowsOf({ rows }: LabResult, scenario: string, policy: string): LabResult['rows'] {
  return rows.filter((row) => row.scenario === scenario && row.policy === policy);
}
