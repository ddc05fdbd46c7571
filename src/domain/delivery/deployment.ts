import { actionOf, type RolloutRecord } from '../rollout/rollout-record.ts';
import type { Route } from './route.ts';

/** Names for versions that move. */
export const ALIASES = ['champion', 'challenger'] as const;
export type Alias = (typeof ALIASES)[number];

/** One change of which version predicts on the line. */
export interface Deployment {
  /** Counted from 1 over a project; rows of the log carry it. */
  id: number;
  /** The version that decides, or decides what the route leaves it. */
  version: number;
  /** The version under trial; null while there is none. */
  challenger: number | null;
  /** How the challenger gets fruit. */
  route: Route;
  /** First event that this version predicts. */
  fromIndex: number;
  /** Unix ms. */
  atMs: number;
  reason: 'deploy' | 'rollback' | 'first' | 'restore' | 'rollout' | 'promote' | 'abort' | 'trained' | 'swapped';
  replaced: number | null;
  /** What it is to a rollout; absent for one that has to do with none. */
  rollout?: RolloutRecord | undefined;
  /** The renewal of a policy that it carries out (`renewalKey`); absent for one that a hand made. */
  renewal?: string | undefined;
}

/** Whether a deployment was decided beforehand, so that it may lie ahead of the line. */
export function isDecided({ rollout, renewal }: Pick<Deployment, 'rollout' | 'renewal'>): boolean {
  return renewal !== undefined || actionOf(rollout) !== null;
}
