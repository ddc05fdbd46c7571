import type { Deployment } from '../../domain/delivery/deployment.ts';

/** One stretch during which a version was live. */
export interface LiveStretch {
  id: number;
  version: number;
  from: number;
  /** Exclusive; *now* for the one that is live. */
  to: number;
  live: boolean;
  /** It was soon replaced by the version before it. */
  rolledBack: boolean;
}

/** A change of who is live, as the registry keeps it. */
export interface LiveChange {
  id: number;
  version: number;
  fromIndex: number;
  reason: Deployment['reason'];
}

/** Who was live when, oldest first. A version that was replaced before it predicted anything is left out. */
export function liveStretchesOf(changes: readonly LiveChange[], now: number): LiveStretch[] {
  const ordered = [...changes].sort((a, b) => a.fromIndex - b.fromIndex || a.id - b.id);
  return ordered
    .map(({ id, version, fromIndex }, i): LiveStretch => {
      const next = ordered[i + 1];
      return { id, version, from: fromIndex, to: Math.max(next?.fromIndex ?? now, fromIndex), live: !next, rolledBack: next?.reason === 'rollback' };
    })
    .filter(({ from, to, live }) => live || to > from);
}
