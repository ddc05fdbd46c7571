import type { Revision } from './scenario.ts';

/** A label delay, in events, and the event from which on it is in force. */
export interface DelaySince {
  readonly from: number;
  readonly labelDelay: number;
}

/** The label delays of a line, oldest first. */
export function delaysOf(revisions: readonly Revision[]): DelaySince[] {
  return revisions.map(({ from, scenario }) => ({ from, labelDelay: scenario.labelDelay }));
}

/**
 * Truths of events before this one are known once events before `judged` are judged. A delay that grows takes none back: nothing arrives until
 * the first truth that it still holds. Negative before the first truth: so many events are left until it comes, less one.
 */
export function knownUpTo(delays: readonly DelaySince[], judged: number): number {
  let known = 0;
  let newest = judged;
  delays.forEach(({ from, labelDelay }, i) => {
    if (from > judged && i > 0) return;
    newest = judged - labelDelay;
    known = Math.max(known, Math.min(judged, delays[i + 1]?.from ?? judged) - labelDelay);
  });
  return known > 0 ? known : newest;
}
