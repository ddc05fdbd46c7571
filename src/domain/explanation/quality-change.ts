import { ANY_SHARE } from '../experiment/interval.ts';
import { wilsonInterval } from '../experiment/proportions.ts';
import type { ConfidenceBand } from '../monitoring/estimate/cbpe.ts';
import { LEAST_ROWS } from './moves.ts';
import { proportionTest } from './weakest-slices.ts';
import { eachKnown, type Window } from './windows.ts';

/** Accuracy by the truths that have arrived. */
export interface RealizedAccuracy {
  /** Rows whose truth is known. */
  readonly known: number;
  readonly right: number;
  /** Null when none is known. */
  readonly accuracy: number | null;
  /** Wilson's 95 % interval. */
  readonly lower: number;
  readonly upper: number;
}

/** Accuracy as estimated without truths. */
export interface EstimatedAccuracy {
  /** Rows that have an estimate. */
  readonly rows: number;
  /** Null when none has. */
  readonly accuracy: number | null;
  /** Of ±3 sampling errors; null without an estimate, and where nobody told the error. */
  readonly band: ConfidenceBand | null;
}

/** What became of the quality of predictions between two windows. */
export interface QualityChange {
  readonly realized: {
    readonly before: RealizedAccuracy;
    readonly after: RealizedAccuracy;
    /** Fewer than 20 truths in a window: `difference` and `p` are null. */
    readonly tooFew: boolean;
    /** Accuracy after less before. */
    readonly difference: number | null;
    /** Two-sided; see `proportionTest`. */
    readonly p: number | null;
  };
  /** Null when no estimates were given. `tooFew`, `difference` as above. */
  readonly estimated: { readonly before: EstimatedAccuracy; readonly after: EstimatedAccuracy; readonly tooFew: boolean; readonly difference: number | null } | null;
}

/** Where estimates come from: see `AccuracyEstimator`. */
export interface Estimates {
  /** Probability that the prediction on an event is right; NaN where it is not known. */
  readonly at: (index: number) => number;
  readonly band?: (accuracy: number, rows: number) => ConfidenceBand | null;
}

/** Compares realized accuracy, by truths of events up to `lastKnown`, and estimated accuracy. */
export function qualityChange(before: Window, after: Window, lastKnown: number, estimates?: Estimates): QualityChange {
  const [x, y] = [realizedOf(before, lastKnown), realizedOf(after, lastKnown)];
  const tooFew = Math.min(x.known, y.known) < LEAST_ROWS;
  return {
    realized: {
      before: x, after: y, tooFew,
      difference: tooFew ? null : y.accuracy! - x.accuracy!, p: tooFew ? null : proportionTest(y.right, y.known, x.right, x.known),
    },
    estimated: estimates ? estimatedChange(before, after, estimates) : null,
  };
}

function estimatedChange(before: Window, after: Window, estimates: Estimates): QualityChange['estimated'] {
  const [x, y] = [estimatedOf(before, estimates), estimatedOf(after, estimates)];
  const tooFew = Math.min(x.rows, y.rows) < LEAST_ROWS;
  return { before: x, after: y, tooFew, difference: tooFew ? null : y.accuracy! - x.accuracy! };
}

function realizedOf(window: Window, lastKnown: number): RealizedAccuracy {
  let [known, right] = [0, 0];
  eachKnown(window, lastKnown, (_, __, isRight) => {
    known += 1;
    if (isRight) right += 1;
  });
  return { known, right, accuracy: known === 0 ? null : right / known, ...(wilsonInterval({ trials: known, successes: right }) ?? ANY_SHARE) };
}

function estimatedOf(window: Window, { at, band }: Estimates): EstimatedAccuracy {
  let [rows, sum] = [0, 0];
  for (const { firstIndex, count } of window) {
    for (let row = 0; row < count; row += 1) {
      const probability = at(firstIndex + row);
      if (Number.isNaN(probability)) continue;
      rows += 1;
      sum += probability;
    }
  }
  return { rows, accuracy: rows === 0 ? null : sum / rows, band: rows === 0 ? null : band?.(sum / rows, rows) ?? null };
}
