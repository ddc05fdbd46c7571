import type { Window } from './value.ts';

/** The window that was asked for; samples lie inside it. */
export interface Frame {
  readonly start: number;
  readonly end: number;
  /** When the expression is evaluated, which differs from `end` under `offset`. */
  readonly now: number;
}

/** A function of one series' window; null leaves the series out. */
export type RangeFunction = (window: Window, frame: Frame, parameter: number) => number | null;

/** Extrapolation reaches the edge of the window when a sample lies within this many mean intervals of it. */
const NEAR_EDGE = 1.1;

/** `rate`, `increase` and `delta`: the difference over the samples, extrapolated towards the edges as Prometheus does. */
function extrapolated({ times, values }: Window, { start, end }: Frame, counter: boolean, perSecond: boolean): number | null {
  const last = times.length - 1;
  if (last < 1) return null;
  let difference = values[last]! - values[0]!;
  if (counter) for (let i = 1; i <= last; i += 1) if (values[i]! < values[i - 1]!) difference += values[i - 1]!;
  const sampled = times[last]! - times[0]!;
  const mean = sampled / last;
  let before = times[0]! - start;
  const after = end - times[last]!;
  // A counter cannot have been below zero: the line ends where it would have started.
  if (counter && difference > 0 && values[0]! >= 0) before = Math.min(before, sampled * (values[0]! / difference));
  const reach = (gap: number) => (gap < mean * NEAR_EDGE ? gap : mean / 2);
  const factor = (sampled + reach(before) + reach(after)) / sampled;
  return difference * (perSecond ? factor / (end - start) : factor);
}

/** `irate` and `idelta`: from the last two samples. */
function instant({ times, values }: Window, rate: boolean): number | null {
  const last = times.length - 1;
  if (last < 1) return null;
  const reset = rate && values[last]! < values[last - 1]!;
  const difference = reset ? values[last]! : values[last]! - values[last - 1]!;
  return rate ? difference / (times[last]! - times[last - 1]!) : difference;
}

/** Least-squares line through the samples; the intercept is the value at `origin`. */
function regression({ times, values }: Window, origin: number): { slope: number; intercept: number } | null {
  const n = times.length;
  if (n < 2) return null;
  if (countSteps(values, different) === 0) return { slope: Number.isFinite(values[0]!) ? 0 : NaN, intercept: values[0]! };
  let [sumX, sumY] = [0, 0];
  for (let i = 0; i < n; i += 1) {
    sumX += times[i]! - origin;
    sumY += values[i]!;
  }
  const [meanX, meanY] = [sumX / n, sumY / n];
  let [covariance, variance] = [0, 0];
  for (let i = 0; i < n; i += 1) {
    const dx = times[i]! - origin - meanX;
    covariance += dx * (values[i]! - meanY);
    variance += dx * dx;
  }
  const slope = covariance / variance;
  return { slope, intercept: meanY - slope * meanX };
}

/** Left to right, as Prometheus folds a window or a group; there is always a first value. */
export function fold(values: ArrayLike<number>, join: (sofar: number, value: number) => number): number {
  let result = values[0]!;
  for (let i = 1; i < values.length; i += 1) result = join(result, values[i]!);
  return result;
}

export function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += values[i]!;
  return sum;
}

export const meanOf = (values: ArrayLike<number>) => sumOf(values) / values.length;

/** Population variance. */
export function varianceOf(values: ArrayLike<number>): number {
  const centre = meanOf(values);
  let squares = 0;
  for (let i = 0; i < values.length; i += 1) squares += (values[i]! - centre) ** 2;
  return squares / values.length;
}

/** The greater of two, a number before NaN. */
export const greater = (a: number, b: number) => (b > a || Number.isNaN(a) ? b : a);
export const lesser = (a: number, b: number) => (b < a || Number.isNaN(a) ? b : a);

/** φ-quantile with linear interpolation; −Inf and +Inf outside [0, 1]. NaN sorts first. */
export function quantileOf(q: number, values: ArrayLike<number>): number {
  if (values.length === 0 || Number.isNaN(q)) return NaN;
  if (q < 0) return -Infinity;
  if (q > 1) return Infinity;
  // Typed arrays sort by value with NaN last, so the ranks are counted from behind the NaNs.
  const sorted = Float64Array.from(values).sort();
  let odd = 0;
  while (odd < sorted.length && Number.isNaN(sorted[sorted.length - 1 - odd]!)) odd += 1;
  const at = (place: number) => (place < odd ? NaN : sorted[place - odd]!);
  const rank = q * (sorted.length - 1);
  const low = Math.floor(rank);
  const weight = rank - low;
  return at(low) * (1 - weight) + at(Math.min(low + 1, sorted.length - 1)) * weight;
}

function countSteps(values: ArrayLike<number>, counts: (before: number, after: number) => boolean): number {
  let steps = 0;
  for (let i = 1; i < values.length; i += 1) if (counts(values[i - 1]!, values[i]!)) steps += 1;
  return steps;
}

const different = (a: number, b: number) => a !== b && !(Number.isNaN(a) && Number.isNaN(b));

/** Functions of a range vector. Their results lose the metric's name, except those in `KEEPS_NAME`. */
export const RANGE_FUNCTIONS: Readonly<Record<string, RangeFunction>> = {
  rate: (window, frame) => extrapolated(window, frame, true, true),
  increase: (window, frame) => extrapolated(window, frame, true, false),
  delta: (window, frame) => extrapolated(window, frame, false, false),
  irate: (window) => instant(window, true),
  idelta: (window) => instant(window, false),
  deriv: (window) => regression(window, window.times[0]!)?.slope ?? null,
  predict_linear: (window, { now }, ahead) => {
    const line = regression(window, now);
    return line && line.intercept + line.slope * ahead;
  },
  avg_over_time: ({ values }) => meanOf(values),
  sum_over_time: ({ values }) => sumOf(values),
  count_over_time: ({ values }) => values.length,
  min_over_time: ({ values }) => fold(values, lesser),
  max_over_time: ({ values }) => fold(values, greater),
  last_over_time: ({ values }) => values[values.length - 1]!,
  present_over_time: () => 1,
  stddev_over_time: ({ values }) => Math.sqrt(varianceOf(values)),
  stdvar_over_time: ({ values }) => varianceOf(values),
  quantile_over_time: ({ values }, _, q) => quantileOf(q, values),
  changes: ({ values }) => countSteps(values, different),
  resets: ({ values }) => countSteps(values, (before, after) => after < before),
};

export const KEEPS_NAME: ReadonlySet<string> = new Set(['last_over_time']);

/** Range functions with a number beside the range: which argument is the range. */
export const RANGE_ARGUMENT: Readonly<Record<string, number>> = { quantile_over_time: 1, predict_linear: 0 };
