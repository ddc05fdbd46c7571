import type { AccuracyStanding } from '../../monitoring/summaries/accuracy-standing.ts';
import type { DriftKind } from '../../world/orchard/drift-kinds.ts';

/** What was found when somebody asked why an incident began. */
export interface Diagnosis {
  /** What points to which kind of drift; `slow` when it is about time; null when nothing moved clearly. */
  readonly kind: DriftKind | 'slow' | null;
  /** What became of accuracy; `unknown` where too few truths have come. */
  readonly accuracy: 'fell' | 'held' | 'rose' | 'unknown';
}

/** A diagnosis together with how right the line is now: it was made as of the alert, and accuracy may have fallen since. */
export function asOfNow(found: Diagnosis, standing: AccuracyStanding['standing'] | undefined): Diagnosis {
  return standing === 'below' ? { ...found, accuracy: 'fell' } : found;
}
