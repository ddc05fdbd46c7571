import type { ReferenceState } from '../monitoring/monitors/reference-state.ts';

/** Events `from` to `to` (exclusive). */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Events before an alert that are looked at when no monitor says which. */
const WINDOW_EVENTS = 500;
/** Events after a deployment that stand for "before" when the reference is not of this line. */
const FIRST_EVENTS = 1000;
/** A stretch that has to be cut keeps so many events, where the other can give way instead. */
const LEAST_KEPT = 100;

export interface Compared {
  /** Newest event of the moment. */
  readonly index: number;
  /** Events that the truth is late, for an alert that waits for it; else 0. */
  readonly lag: number;
  /** What the monitor judged; null when it does not say. `fixed`: a detector's, which has found it itself. */
  readonly judged: (Stretch & { readonly fixed: boolean }) | null;
  /** The monitor's own reference on this line; null when it has none. */
  readonly reference: Stretch | null;
  /** How the reference of the deployment stands. */
  readonly state: ReferenceState;
  /** First event of the version that was live. */
  readonly deployedAt: number;
}

/**
 * The two stretches that tell why an alert went off: after, as much as was judged and the newest of the moment, ending with the newest truth where the alert waits
 * for truths; and before, the reference, else the first events of the deployment, up to where it was still at rest. They never overlap: the later one begins
 * behind the reference where that leaves enough of it, else the earlier one ends where the later begins.
 */
export function comparedWindows({ index, lag, judged, reference, state, deployedAt }: Compared): { readonly before: Stretch; readonly after: Stretch } {
  const end = Math.max(1, judged?.fixed ? judged.to : index - lag + 1);
  const size = judged ? judged.to - judged.from : WINDOW_EVENTS;
  const start = judged?.fixed ? judged.from : Math.max(0, end - size);
  const usual = reference ?? { from: deployedAt, to: deployedAt + FIRST_EVENTS };
  const broke = state.kind === 'not-at-rest' ? state.brokeAt : null;
  const rested = broke !== null && broke > usual.from && broke < usual.to && broke <= index ? { from: usual.from, to: broke } : usual;
  const from = end - rested.to >= LEAST_KEPT ? Math.max(start, rested.to) : Math.max(start, Math.min(rested.to, usual.from + LEAST_KEPT));
  const after = { from: Math.min(from, end - 1), to: end };
  return { before: { from: Math.min(rested.from, after.from), to: Math.min(rested.to, after.from) }, after };
}
