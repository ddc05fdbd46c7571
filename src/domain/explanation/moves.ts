import { categoryShares, chiSquareIndependence, countCategories, cramersV, expectedCounts } from '../statistics/categorical.ts';
import { doaneEdges, histogram, shares } from '../statistics/histogram.ts';
import { ksTest } from '../statistics/ks.ts';
import { mean, standardDeviation } from '../statistics/sample.ts';
import type { LogRows } from '../log/rows.ts';
import { signalValues, type Window } from './windows.ts';

/** Known values of a window from which it is compared with another one. */
export const LEAST_ROWS = 20;
/** Expected count below which a chi-square p-value is only rough. Cochran, Biometrics 10, 1954. */
const LEAST_EXPECTED = 5;

export interface Moments {
  /** Values that are known. */
  readonly count: number;
  /** Null without values. */
  readonly mean: number | null;
  /** Population standard deviation; null without values. */
  readonly std: number | null;
}

/** How a number has moved between two windows. Where there are too few values, everything that compares is null. */
export interface ColumnMove {
  /** As monitors name it, such as `feature.hue` or `confidence`. */
  readonly signal: string;
  readonly tooFew: boolean;
  readonly before: Moments;
  readonly after: Moments;
  /** (mean after − mean before) / standard deviation before; null also where that is 0. */
  readonly shift: number | null;
  /** Kolmogorov–Smirnov statistic, 0..1. */
  readonly ks: number | null;
  /** −1 when values have mostly become smaller, 1 when larger: the side of the widest gap; 0 when nothing moved. */
  readonly direction: -1 | 0 | 1;
  /** Its two-sided p-value, asymptotic as in `scipy.stats.ks_2samp`; with ties it is too large rather than too small. */
  readonly p: number | null;
}

/** How labels have moved between two windows. Where there are too few rows, everything that compares is null. */
export interface LabelMove {
  readonly tooFew: boolean;
  /** In code-point order, those of either window. */
  readonly categories: readonly string[];
  /** Shares of the rows; zeros for a window without rows. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** Chi-square test of independence without a correction; one category alone has statistic 0 and p 1. */
  readonly chiSquare: number | null;
  readonly p: number | null;
  /** Cramér's V, 0..1: how much it matters, whatever the number of rows. */
  readonly cramersV: number | null;
  /** Some expected count is below five, so that p is only rough. */
  readonly rough: boolean;
}

/** Both windows over the same bins. */
export interface Distribution {
  readonly signal: string;
  /** One more than there are bins. */
  readonly edges: readonly number[];
  /** Share of each bin; null for a window without values. */
  readonly before: readonly number[] | null;
  readonly after: readonly number[] | null;
}

const known = (values: Float32Array) => values.filter((value) => !Number.isNaN(value));

/** Compares a number of both windows. */
export function columnMove(before: Window, after: Window, signal: string): ColumnMove {
  const [x, y] = [known(signalValues(before, signal)), known(signalValues(after, signal))];
  const moments = [momentsOf(x), momentsOf(y)] as const;
  const base = { signal, before: moments[0], after: moments[1] };
  if (Math.min(x.length, y.length) < LEAST_ROWS) return { ...base, tooFew: true, shift: null, ks: null, direction: 0, p: null };
  const { statistic, sign, pValue } = ksTest(x, y, 'asymptotic');
  const spread = moments[0].std!;
  return {
    ...base, tooFew: false, shift: spread > 0 ? (moments[1].mean! - moments[0].mean!) / spread : null,
    ks: statistic, direction: statistic === 0 ? 0 : sign, p: pValue,
  };
}

/** Compares what `read` says of each row. */
export function labelMove(before: Window, after: Window, read: (rows: LogRows, row: number) => string): LabelMove {
  const labels = (window: Window) => window.flatMap((rows) => Array.from({ length: rows.count }, (_, row) => read(rows, row)));
  const [x, y] = [labels(before), labels(after)];
  const few = { tooFew: true, chiSquare: null, p: null, cramersV: null, rough: false };
  if (x.length === 0 || y.length === 0) {
    const [only] = [x, y].filter(({ length }) => length > 0);
    const alone = only ? countCategories(only, only) : null;
    const given = Array.from(alone ? categoryShares(alone).reference : []);
    const none = given.map(() => 0);
    return { ...few, categories: alone?.categories ?? [], before: only === x ? given : none, after: only === y ? given : none };
  }
  const counts = countCategories(x, y);
  const share = categoryShares(counts);
  const base = { categories: counts.categories, before: Array.from(share.reference), after: Array.from(share.current) };
  if (Math.min(x.length, y.length) < LEAST_ROWS) return { ...base, ...few };
  const { statistic, pValue } = chiSquareIndependence(counts, false);
  const single = counts.categories.length === 1;
  return {
    ...base, tooFew: false, chiSquare: statistic, p: pValue, cramersV: single ? 0 : cramersV(counts),
    rough: !single && expectedCounts(counts).some((row) => row.some((count) => count < LEAST_EXPECTED)),
  };
}

/** A number of both windows over bins by Doane's rule on both together; null when neither has a value. */
export function distributionOf(before: Window, after: Window, signal: string): Distribution | null {
  const [x, y] = [known(signalValues(before, signal)), known(signalValues(after, signal))];
  if (x.length + y.length === 0) return null;
  const both = new Float32Array(x.length + y.length);
  both.set(x);
  both.set(y, x.length);
  const edges = doaneEdges(both);
  const bars = (values: Float32Array) => (values.length === 0 ? null : Array.from(shares(histogram(values, edges), values.length)));
  return { signal, edges: Array.from(edges), before: bars(x), after: bars(y) };
}

function momentsOf(values: Float32Array): Moments {
  if (values.length === 0) return { count: 0, mean: null, std: null };
  // Rounding would give a constant a spread.
  const constant = values.every((value) => value === values[0]);
  return { count: values.length, mean: constant ? values[0]! : mean(values), std: constant ? 0 : standardDeviation(values) };
}
