import { cameBack } from '../domain/delivery/came-back.ts';
import type { Deployment } from '../domain/delivery/deployment.ts';
import { number } from './format.ts';

/** What there is to say of a version that a policy brought back instead of training one; null for any other deployment. */
export function cameBackText(deployments: readonly Deployment[], deployment: Deployment): string | null {
  const before = cameBack(deployments, deployment);
  return before && `v${deployment.version} came back: it had decided fruits ${number(before.from)} to ${number(before.to - 1)}, and beat v${deployment.replaced} on the newest truths. Nothing was trained.`;
}
