import type { Alias, Deployment } from './deployment.ts';

/** Which versions predict rows of a deployment: the version that decides, or decides what its route leaves it, and the one under trial. */
export interface Roles {
  readonly champion: number;
  readonly challenger: number | null;
}

export function rolesOf({ version, challenger }: Pick<Deployment, 'version' | 'challenger'>): Roles {
  return { champion: version, challenger };
}

/** Who is live: the version of the newest deployment, or the champion where that version is gone, or no deployment was kept; null when there is neither. */
export function liveVersion(deployments: readonly Pick<Deployment, 'version'>[], aliases: Partial<Record<Alias, number>>, isThere: (version: number) => boolean): number | null {
  return [deployments.at(-1)?.version, aliases.champion].find((version) => version !== undefined && isThere(version)) ?? null;
}
