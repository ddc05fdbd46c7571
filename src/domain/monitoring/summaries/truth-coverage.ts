import type { Proportion } from '../../experiment/interval.ts';
import { indexAt, type LogRows } from '../../log/rows.ts';
import { truthFor, UNKNOWN_TRUTH } from '../../world/stream/truth.ts';

/** How right predictions are by the truths that became known, and by all of them. */
export interface TruthCoverage {
  /** Predictions whose truth became known: trials, and how many of them were right. */
  readonly known: Proportion;
  /** Predictions whose truth is due and never becomes known, since the fruit was not shipped. */
  readonly neverKnown: number;
  /** All predictions whose truth is due, against the true label, which no line ever learns of them all. */
  readonly all: Proportion;
}

/** Counts rows up to event `lastKnown`, whose truths are due. Rows whose labels are about something that the orchard has no truth for are left out. */
export function truthCoverage(pieces: readonly LogRows[], lastKnown: number): TruthCoverage {
  const known = { trials: 0, successes: 0 };
  const all = { trials: 0, successes: 0 };
  for (const rows of pieces) {
    const { species, predicted, truth, reportedTruth } = rows.columns;
    const [reported, actual] = [truthFor(rows.labels, { species, reportedTruth }), truthFor(rows.labels, { species, reportedTruth: truth })];
    if (!reported || !actual) continue;
    for (let row = 0; row < rows.count && indexAt(rows, row) <= lastKnown; row += 1) {
      all.trials += 1;
      all.successes += Number(predicted[row] === actual[row]);
      if (reported[row] === UNKNOWN_TRUTH) continue;
      known.trials += 1;
      known.successes += Number(predicted[row] === reported[row]);
    }
  }
  return { known, neverKnown: all.trials - known.trials, all };
}
