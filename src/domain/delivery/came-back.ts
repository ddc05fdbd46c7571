import type { Deployment } from './deployment.ts';

/** The newest time before a deployment in which its version decided: events `from` to `to` − 1. */
export interface EarlierTime {
  readonly from: number;
  readonly to: number;
}

/** When the version that a policy's swap brings back decided last; null for a deployment that is no swap. `deployments`: all of the line, oldest first. */
export function cameBack(deployments: readonly Pick<Deployment, 'id' | 'version' | 'fromIndex'>[], { id, version, reason }: Pick<Deployment, 'id' | 'version' | 'reason'>): EarlierTime | null {
  if (reason !== 'swapped') return null;
  const before = deployments.slice(0, deployments.findIndex((each) => each.id === id));
  const last = before.findLastIndex((each) => each.version === version);
  if (last < 0) return null;
  // What is decided in one go may be several deployments: a rollout beside it leaves the version as it is.
  const first = before.findLastIndex((each, i) => i < last && each.version !== version) + 1;
  return { from: before[first]!.fromIndex, to: before[last + 1]?.fromIndex ?? before[last]!.fromIndex };
}
