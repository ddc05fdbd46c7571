import type { Deployment } from './version.ts';

/** Who judges rows of a deployment: the version that decides, or decides what its route leaves it, and the one under trial. */
export interface Roles {
  readonly champion: number;
  readonly challenger: number | null;
}

export function rolesOf({ version, challenger }: Pick<Deployment, 'version' | 'challenger'>): Roles {
  return { champion: version, challenger };
}
