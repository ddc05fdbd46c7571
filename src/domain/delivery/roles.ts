import type { Alias, Deployment } from './deployment.ts';

/** Which versions predict rows of a deployment: the version that decides, or decides what its route leaves it, and the one under trial. */
export interface Roles {
  readonly champion: number;
  readonly challenger: number | null;
}

/** A deployment as whoever watches the line is told of it. */
export interface ToldDeployment extends Roles, Pick<Deployment, 'id' | 'fromIndex' | 'rollout' | 'renewal'> {
  /** The challenger's share of fruit in 0..1. */
  readonly weight: number;
}

export function toldOf({ id, version, challenger, route, fromIndex, rollout, renewal }: Deployment): ToldDeployment {
  return { id, champion: version, challenger, fromIndex, weight: route.kind === 'split' ? route.weight : 0, ...(rollout ? { rollout } : {}), ...(renewal === undefined ? {} : { renewal }) };
}

/** Who is live: the version of the newest deployment, or the champion where that version is gone, or no deployment was kept; null when there is neither. */
export function liveVersion(deployments: readonly Pick<Deployment, 'version'>[], aliases: Partial<Record<Alias, number>>, isThere: (version: number) => boolean): number | null {
  return [deployments.at(-1)?.version, aliases.champion].find((version) => version !== undefined && isThere(version)) ?? null;
}
