import { beginRollout } from '../rollout/rollout.ts';
import { isOver, type RolloutState } from '../rollout/rollout-state.ts';
import type { Deployment } from './deployment.ts';
import { toldOf } from './roles.ts';

/**
 * A rollout as it is to be shown: as its fruits left it, and with what a hand has done since, which no fruit has told of yet. Null when there was none that the
 * line's record knows of.
 */
export function shownRollout(state: RolloutState | null, deployments: readonly Deployment[]): RolloutState | null {
  const at = deployments.findLastIndex(({ rollout }) => rollout?.act === 'start');
  const begun = deployments[at];
  if (!begun) return null;
  const known = state?.id === begun.id ? state : firstOf(begun);
  return known && deployments.slice(at + 1).filter(({ fromIndex }) => fromIndex > known.lastIndex).reduce(after, known);
}

/** A rollout after one more deployment; what ended it first stays its end. */
function after(known: RolloutState, { fromIndex: since, rollout }: Deployment): RolloutState {
  if (isOver(known)) return known;
  switch (rollout?.act) {
    case 'pause': return { ...known, phase: 'paused', cause: 'hand', heldByHand: true, since };
    case 'resume': return { ...known, phase: 'progressing', cause: null, heldByHand: false, since };
    case 'promote': return rollout.id === null ? { ...known, phase: 'healthy', cause: 'hand', since } : known;
    case 'abort': return rollout.id === null ? { ...known, phase: rollout.cause ? 'degraded' : 'aborted', cause: rollout.cause ?? 'hand', since } : known;
    case undefined: return { ...known, phase: 'aborted', cause: 'replaced', since };
    default: return known;
  }
}

function firstOf(begun: Deployment): RolloutState | null {
  const { id, champion, challenger, fromIndex, weight, rollout } = toldOf(begun);
  return rollout?.act === 'start' && challenger !== null ? beginRollout({ id, champion, challenger, fromIndex, weight, strategy: rollout.strategy }) : null;
}
