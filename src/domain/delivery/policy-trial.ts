import type { Deployment } from './deployment.ts';

/** How the trial of a version that a policy began stands, and the event at which it ended; null while it goes on. */
export interface PolicyTrial {
  readonly outcome: 'running' | 'promoted' | 'ended';
  readonly at: number | null;
}

/** What became of the trial that a renewal began (`renewalKey`); null where it began none. `deployments`: all of the line, oldest first. */
export function policyTrial(deployments: readonly Pick<Deployment, 'rollout' | 'renewal' | 'fromIndex' | 'challenger'>[], renewal: string): PolicyTrial | null {
  const start = deployments.findIndex((each) => each.renewal === renewal && each.rollout?.act === 'start');
  if (start < 0) return null;
  // Whoever deploys something else ends it as well.
  const end = deployments.slice(start + 1).find(({ rollout, challenger }) => challenger === null || rollout?.act === 'start');
  return end ? { outcome: end.rollout?.act === 'promote' ? 'promoted' : 'ended', at: end.fromIndex } : { outcome: 'running', at: null };
}
