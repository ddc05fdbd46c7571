import { beginRollout } from '../rollout/rollout.ts';
import type { RolloutState } from '../rollout/rollout-state.ts';
import type { Deployment } from './deployment.ts';
import { toldOf } from './roles.ts';

/**
 * A rollout as it is to be shown: as its fruits left it, and with what a hand has done since, which no fruit has told of yet. Null when there was none that the
 * line's record knows of.
 */
export function shownRollout(state: RolloutState | null, deployments: readonly Deployment[]): RolloutState | null {
  const newest = deployments.at(-1);
  const begun = deployments.findLast(({ rollout }) => rollout?.act === 'start');
  if (!newest || !begun) return null;
  const known = state?.id === begun.id ? state : firstOf(begun);
  if (!known || newest.fromIndex <= known.lastIndex) return known;
  const since = newest.fromIndex;
  switch (newest.rollout?.act) {
    case 'pause': return { ...known, phase: 'paused', cause: 'hand', heldByHand: true, since };
    case 'resume': return { ...known, phase: 'progressing', cause: null, heldByHand: false, since };
    case 'promote': return newest.rollout.id === null ? { ...known, phase: 'healthy', cause: 'hand', since } : known;
    case 'abort': return newest.rollout.id === null ? { ...known, phase: newest.rollout.cause ? 'degraded' : 'aborted', cause: newest.rollout.cause ?? 'hand', since } : known;
    case undefined: return known.phase === 'progressing' || known.phase === 'paused' ? { ...known, phase: 'aborted', cause: 'replaced', since } : known;
    default: return known;
  }
}

function firstOf(begun: Deployment): RolloutState | null {
  const { id, champion, challenger, fromIndex, weight, rollout } = toldOf(begun);
  return rollout?.act === 'start' && challenger !== null ? beginRollout({ id, champion, challenger, fromIndex, weight, strategy: rollout.strategy }) : null;
}
