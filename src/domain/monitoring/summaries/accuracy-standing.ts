import type { Interval, Proportion } from '../../experiment/interval.ts';
import { DEFAULT_ALPHA, newcombeInterval, pooledTest, wilsonInterval } from '../../experiment/proportions.ts';

/** Truths on either side from which accuracies are compared. */
const LEAST_TRUTHS = 20;

/** How right the predictions are, beside how right they should be. Shares are 0..1. */
export interface AccuracyStanding {
  /** Null before the first truth. */
  readonly accuracy: number | null;
  /** Wilson's 95 % interval; null before the first truth. */
  readonly interval: Interval | null;
  readonly known: number;
  /** What it is compared with, and over how many truths; null when there is nothing. */
  readonly reference: number | null;
  readonly referenceInterval: Interval | null;
  readonly referenceKnown: number;
  readonly against: 'reference' | 'held-out' | null;
  /** Accuracy less reference, and Newcombe's 95 % interval of it; null where they cannot be compared. */
  readonly difference: number | null;
  readonly differenceInterval: Interval | null;
  /** Two-sided, of the pooled z-test. */
  readonly p: number | null;
  /** `below` and `above` only where the difference is more than chance: p < 0.05, and 0 outside of the interval. */
  readonly standing: 'below' | 'as-usual' | 'above' | 'unknown';
}

/**
 * Compares realised accuracy with that of a reference at rest or, without one, with what the version reached on held-out pictures. Trials are
 * predictions whose truth is known, successes those that were right.
 */
export function accuracyStanding(realised: Proportion, { reference = null, heldOut = null }: { readonly reference?: Proportion | null; readonly heldOut?: Proportion | null }): AccuracyStanding {
  const enough = (proportion: Proportion | null) => (proportion && proportion.trials >= LEAST_TRUTHS ? proportion : null);
  const usual = enough(reference) ?? enough(heldOut);
  const base = {
    accuracy: shareOf(realised), interval: wilsonInterval(realised), known: realised.trials,
    reference: usual && shareOf(usual), referenceInterval: usual && wilsonInterval(usual), referenceKnown: usual?.trials ?? 0,
    against: usual && (usual === reference ? 'reference' as const : 'held-out' as const),
  };
  if (!usual || !enough(realised)) return { ...base, difference: null, differenceInterval: null, p: null, standing: 'unknown' };
  const difference = base.accuracy! - base.reference!;
  const interval = newcombeInterval(usual, realised)!;
  // Nothing varies: both are all right, or all wrong.
  const p = pooledTest(usual, realised)?.p ?? 1;
  const surely = p < DEFAULT_ALPHA && (interval.lower > 0 || interval.upper < 0);
  return { ...base, difference, differenceInterval: interval, p, standing: !surely ? 'as-usual' : difference < 0 ? 'below' : 'above' };
}

function shareOf({ trials, successes }: Proportion): number | null {
  return trials === 0 ? null : successes / trials;
}
