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
 * Truths of events before this one are known once events before `predicted` are predicted. A delay that grows takes none back: nothing arrives until
 * the first truth that it still holds. Negative before the first truth: so many events are left until it comes, less one.
 */
export function knownUpTo(delays: readonly DelaySince[], predicted: number): number {
  let known = 0;
  let newest = predicted;
  delays.forEach(({ from, labelDelay }, i) => {
    if (from > predicted && i > 0) return;
    newest = predicted - labelDelay;
    known = Math.max(known, Math.min(predicted, delays[i + 1]?.from ?? predicted) - labelDelay);
  });
  return known > 0 ? known : newest;
}
