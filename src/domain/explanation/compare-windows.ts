import { benjaminiHochberg } from '../statistics/multiple-testing.ts';
import { sliceRows } from '../log/rows.ts';
import { likeWithLike, type LikeWithLike } from './like-with-like.ts';
import { columnMove, distributionOf, labelMove, LEAST_ROWS, type ColumnMove, type Distribution, type LabelMove } from './moves.ts';
import { qualityChange, type Estimates, type QualityChange } from './quality-change.ts';
import { contrastingFruit, type FruitPair } from './contrasting-fruit.ts';
import { numericSignals, predictedAt, rowsIn, speciesAt, type Window } from './windows.ts';

/** p-value of one of several tests. */
export interface Adjusted {
  /** Adjusted for all comparisons of the two windows together; null where there are too few rows. */
  readonly adjustedP: number | null;
  /** `adjustedP` ≤ alpha. */
  readonly significant: boolean;
}

export interface WindowComparison {
  /** Rows of each window. */
  readonly rows: { readonly before: number; readonly after: number };
  /** A window has fewer than 20 rows, so that nothing is compared. */
  readonly tooFew: boolean;
  /** Numbers, those that moved most (by Kolmogorov–Smirnov statistic) first, those with too few values later, those of the line last. The chosen signal is never cut. */
  readonly columns: readonly (ColumnMove & Adjusted)[];
  /** How many there were before `columns` was cut. */
  readonly columnCount: number;
  readonly predicted: LabelMove & Adjusted;
  readonly species: LabelMove & Adjusted;
  /** Of the chosen signal, or the one that moved most of those that a picture can show; null when there is none. */
  readonly distribution: Distribution | null;
  /** For the chosen signal, or the one that moved most of those that a picture can show; null when none moved significantly. */
  readonly fruit: { readonly signal: string; readonly pairs: readonly FruitPair[] } | null;
  readonly quality: QualityChange;
  /** Fruits paired like with like; null where the windows are too short to be compared. */
  readonly like: LikeWithLike | null;
}

export interface CompareOptions {
  /** Newest event whose truth has arrived; −1 when none has. */
  readonly lastKnown: number;
  readonly estimates?: Estimates;
  /** The signal whose distributions and fruit are wanted, such as `feature.hue`. */
  readonly signal?: string;
  /** Greatest adjusted p-value that counts. */
  readonly alpha?: number;
  readonly mostColumns?: number;
  readonly mostPairs?: number;
}

/** Signals of the line, which no picture shows. They move with the machine and its pace, so they stand behind what the fruit does. */
const OF_THE_LINE = ['latency', 'queue'];

/**
 * What is different between two stretches of the log: plain data, for "why did this fire?". All p-values are adjusted together
 * (Benjamini, Hochberg 1995). The two never overlap: rows of `given`, the window before, that lie in or behind the window after are left out. Moves are ordered by their size and not by p-values, since with many rows everything is significant.
 */
export function compareWindows(given: Window, after: Window, { lastKnown, estimates, signal, alpha = 0.05, mostColumns = 12, mostPairs = 6 }: CompareOptions): WindowComparison {
  const before = apart(given, after);
  const moves = numericSignals(before, after).map((name) => columnMove(before, after, name)).sort(bySize);
  const [predicted, species] = [labelMove(before, after, predictedAt), labelMove(before, after, speciesAt)];
  const tested = [...moves, predicted, species].flatMap(({ p }) => p ?? []);
  const adjusted = benjaminiHochberg(tested);
  const withAdjustedP = <T extends { readonly p: number | null }>(move: T): T & Adjusted => {
    // Equal p-values have equal adjusted ones.
    const adjustedP = move.p === null ? null : adjusted[tested.indexOf(move.p)]!;
    return { ...move, adjustedP, significant: adjustedP !== null && adjustedP <= alpha };
  };
  const rows = { before: rowsIn(before), after: rowsIn(after) };
  const tooFew = Math.min(rows.before, rows.after) < LEAST_ROWS;
  const most = moves.find((move) => move.ks !== null && move.ks > 0 && !OF_THE_LINE.includes(move.signal));
  const shown = signal === undefined ? moves.find((move) => withAdjustedP(move).significant && !OF_THE_LINE.includes(move.signal)) : columnMove(before, after, signal);
  const charted = signal ?? most?.signal;
  const direction = shown ? directionOf(shown) : 0;
  return {
    rows, tooFew, like: tooFew ? null : likeWithLike(before, after, lastKnown),
    columns: moves.filter((move, i) => i < mostColumns || move.signal === signal).map(withAdjustedP), columnCount: moves.length,
    predicted: withAdjustedP(predicted), species: withAdjustedP(species),
    distribution: charted === undefined ? null : distributionOf(before, after, charted),
    fruit: shown ? { signal: shown.signal, pairs: direction === 0 ? [] : contrastingFruit(before, after, shown.signal, direction, mostPairs) } : null,
    quality: qualityChange(before, after, lastKnown, estimates),
  };
}

/** What of a window lies before another one, or, where it begins behind that, all of it. */
function apart(window: Window, other: Window): Window {
  const [first, last] = [other[0]?.firstIndex ?? Infinity, other.at(-1)];
  const end = last ? last.firstIndex + last.count : -Infinity;
  if (window.every(({ firstIndex, count }) => firstIndex >= end || firstIndex + count <= first)) return window;
  return window.flatMap((rows) => (rows.firstIndex >= first ? [] : [sliceRows(rows, 0, Math.min(rows.count, first - rows.firstIndex))]));
}

/** The way of the mean: where values spread to both sides, the widest gap may lie on the side to which few have gone. */
function directionOf({ before, after, direction }: ColumnMove): -1 | 0 | 1 {
  if (before.mean === null || after.mean === null || before.mean === after.mean) return direction;
  return after.mean > before.mean ? 1 : -1;
}

function bySize(a: ColumnMove, b: ColumnMove): number {
  return Number(OF_THE_LINE.includes(a.signal)) - Number(OF_THE_LINE.includes(b.signal)) || (b.ks ?? -1) - (a.ks ?? -1) || Math.abs(b.shift ?? 0) - Math.abs(a.shift ?? 0) || (a.signal < b.signal ? -1 : 1);
}
