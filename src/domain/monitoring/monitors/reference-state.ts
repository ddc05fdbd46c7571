/** Events after a deployment that make the reference. */
export const REFERENCE_ROWS = 1000;

/** Fruits that are drawn where a reference that is not at rest needs something to stand in for it. */
export const DRAWN_FRUITS = 600;

/** What stands in for a reference that is not there yet or cannot be used: the version's held-out test, or fruit drawn from the world that its data came from. */
export type StandIn = 'held-out' | 'drawn';

/**
 * How the stretch stands that a deployment is compared with. Indices are events, `to` is exclusive. No prediction may be called good on a
 * reference that is not `at-rest`.
 */
export type ReferenceState =
  /** Nothing has been judged by a deployed version. */
  | { readonly kind: 'none' }
  /** Being gathered: `count` of `needed` fruits are in, `known` of them with their truth. */
  | { readonly kind: 'collecting'; readonly from: number; readonly needed: number; readonly count: number; readonly known: number }
  | { readonly kind: 'at-rest'; readonly from: number; readonly to: number }
  /**
   * It changed inside, from event `brokeAt` on, or its accuracy contradicts what the version reached on held-out pictures. `signal` moved
   * most, by `shift` of its own standard deviations before the break (null where that cannot be said).
   */
  | {
    readonly kind: 'not-at-rest'; readonly from: number; readonly to: number; readonly reason: 'changed' | 'contradicted';
    readonly brokeAt: number | null; readonly signal: string; readonly shift: number | null; readonly standIns: readonly StandIn[];
  };
