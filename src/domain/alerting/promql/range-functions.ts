import type { ValueType } from './ast.ts';
import { refusal } from './refusal.ts';
import { secondsBetween } from './series.ts';
import { CompensatedSum, fold, greater, lesser, meanOverTime, quantileOf, sumOverTime, varianceOverTime } from './statistics.ts';
import type { Window } from './value.ts';

/** The window that was asked for; samples lie inside it. */
interface Frame {
  readonly start: number;
  readonly end: number;
  /** When the expression is evaluated, which differs from `end` under `offset`. */
  readonly now: number;
}

/** A function of one series' window and of the numbers beside it; null leaves the series out. */
export interface RangeFunction {
  /** The arguments, where there are others than the range. */
  readonly types?: readonly ValueType[];
  readonly of: (window: Window, frame: Frame, ...numbers: number[]) => number | null;
}

/** Extrapolation reaches the edge of the window when a sample lies within this many mean intervals of it. */
const NEAR_EDGE = 1.1;

/** `rate`, `increase` and `delta`: the difference over the samples, extrapolated towards the edges as Prometheus does. */
function extrapolated({ times, values }: Window, { start, end }: Frame, counter: boolean, perSecond: boolean): number | null {
  const last = times.length - 1;
  if (last < 1) return null;
  let difference = values[last]! - values[0]!;
  if (counter) for (let i = 1; i <= last; i += 1) if (values[i]! < values[i - 1]!) difference += values[i - 1]!;
  const sampled = secondsBetween(times[0]!, times[last]!);
  const mean = sampled / last;
  let before = secondsBetween(start, times[0]!);
  const after = secondsBetween(times[last]!, end);
  // A counter cannot have been below zero: the line ends where it would have started.
  if (counter && difference > 0 && values[0]! >= 0) {
    const toZero = sampled * (values[0]! / difference);
    if (toZero < before) before = toZero;
  }
  const reach = (gap: number) => (gap < mean * NEAR_EDGE ? gap : mean / 2);
  const factor = (sampled + reach(before) + reach(after)) / sampled;
  return difference * (perSecond ? factor / secondsBetween(start, end) : factor);
}

/** `irate` and `idelta`: from the last two samples. */
function instant({ times, values }: Window, rate: boolean): number | null {
  const last = times.length - 1;
  if (last < 1) return null;
  const reset = rate && values[last]! < values[last - 1]!;
  const difference = reset ? values[last]! : values[last]! - values[last - 1]!;
  return rate ? difference / secondsBetween(times[last - 1]!, times[last]!) : difference;
}

/** Least-squares line through the samples, of which there are at least two; the intercept is the value at `origin`. */
function regression({ times, values }: Window, origin: number): { slope: number; intercept: number } {
  const n = times.length;
  const first = values[0]!;
  if (countSteps(values, (_, value) => value !== first) === 0) return Number.isFinite(first) ? { slope: 0, intercept: first } : { slope: NaN, intercept: NaN };
  const sums = { x: new CompensatedSum(), y: new CompensatedSum(), xy: new CompensatedSum(), xx: new CompensatedSum() };
  for (let i = 0; i < n; i += 1) {
    const [x, y] = [secondsBetween(origin, times[i]!), values[i]!];
    sums.x.add(x);
    sums.y.add(y);
    sums.xy.add(x * y);
    sums.xx.add(x * x);
  }
  const [x, y] = [sums.x.corrected, sums.y.corrected];
  const slope = (sums.xy.corrected - (x * y) / n) / (sums.xx.corrected - (x * x) / n);
  return { slope, intercept: y / n - (slope * x) / n };
}

/** Double exponential smoothing; both factors lie between 0 and 1. */
function holtWinters({ values }: Window, smoothing: number, trending: number): number | null {
  for (const [word, factor] of [['smoothing', smoothing], ['trend', trending]] as const) {
    if (factor <= 0 || factor >= 1) throw refusal(`the ${word} factor of holt_winters lies between 0 and 1, ${factor} does not`);
  }
  if (values.length < 2) return null;
  let [before, level, trend] = [0, values[0]!, values[1]! - values[0]!];
  for (let i = 1; i < values.length; i += 1) {
    if (i > 1) trend = trending * (level - before) + (1 - trending) * trend;
    [before, level] = [level, smoothing * values[i]! + (1 - smoothing) * (level + trend)];
  }
  return level;
}

function countSteps(values: ArrayLike<number>, counts: (before: number, after: number) => boolean): number {
  let steps = 0;
  for (let i = 1; i < values.length; i += 1) if (counts(values[i - 1]!, values[i]!)) steps += 1;
  return steps;
}

const ofValues = (of: (values: ArrayLike<number>) => number): RangeFunction => ({ of: ({ values }) => of(values) });

/** Functions of a range vector. Their results lose the metric's name, except those in `KEEPS_NAME`. */
export const RANGE_FUNCTIONS: ReadonlyMap<string, RangeFunction> = new Map<string, RangeFunction>([
  ['rate', { of: (window, frame) => extrapolated(window, frame, true, true) }],
  ['increase', { of: (window, frame) => extrapolated(window, frame, true, false) }],
  ['delta', { of: (window, frame) => extrapolated(window, frame, false, false) }],
  ['irate', { of: (window) => instant(window, true) }],
  ['idelta', { of: (window) => instant(window, false) }],
  ['deriv', { of: (window) => (window.times.length < 2 ? null : regression(window, window.times[0]!).slope) }],
  ['predict_linear', {
    types: ['range', 'scalar'],
    of: (window, { now }, ahead = NaN) => {
      if (window.times.length < 2) return null;
      const { slope, intercept } = regression(window, now);
      return slope * ahead + intercept;
    },
  }],
  ['holt_winters', { types: ['range', 'scalar', 'scalar'], of: (window, _, smoothing = NaN, trending = NaN) => holtWinters(window, smoothing, trending) }],
  ['avg_over_time', ofValues(meanOverTime)],
  ['sum_over_time', ofValues(sumOverTime)],
  ['count_over_time', ofValues((values) => values.length)],
  ['min_over_time', ofValues((values) => fold(values, lesser))],
  ['max_over_time', ofValues((values) => fold(values, greater))],
  ['last_over_time', ofValues((values) => values[values.length - 1]!)],
  ['present_over_time', ofValues(() => 1)],
  ['stddev_over_time', ofValues((values) => Math.sqrt(varianceOverTime(values)))],
  ['stdvar_over_time', ofValues(varianceOverTime)],
  ['quantile_over_time', { types: ['scalar', 'range'], of: ({ values }, _, q = NaN) => quantileOf(q, values) }],
  ['changes', ofValues((values) => countSteps(values, (before, after) => before !== after && !(Number.isNaN(before) && Number.isNaN(after))))],
  ['resets', ofValues((values) => countSteps(values, (before, after) => after < before))],
]);

export const KEEPS_NAME: ReadonlySet<string> = new Set(['last_over_time']);
