import { OrchardError } from '../../common/errors.ts';
import { labelKey, type Labels, type Matcher } from '../alerts/matcher.ts';
import { matchesAll } from '../alerts/matching.ts';

export const NAME = '__name__';

/** Samples of one series, times in seconds, rising. The name is the label `__name__`. */
export interface Series {
  readonly labels: Labels;
  readonly times: ArrayLike<number>;
  readonly values: ArrayLike<number>;
  /** Moments, rising, at which the series ended: what was sampled before one is not seen from then on. Prometheus calls them stale markers. */
  readonly ends?: ArrayLike<number>;
}

/** Whether a series ended after one of its samples, up to a moment. */
export function hasEnded({ ends }: Series, sampledAt: number, moment: number): boolean {
  if (ends === undefined || ends.length === 0) return false;
  const newest = countUntil(ends, moment) - 1;
  return newest >= 0 && ends[newest]! > sampledAt;
}

/** Where an evaluation finds its samples. */
export interface SeriesStore {
  /** The series that meet every matcher. `pay` takes the steps of looking, and throws when there are none left. */
  select(matchers: readonly Matcher[], pay?: (steps: number) => void): readonly Series[];
}

/** A store over series in memory. Throws `argument-invalid` when two have the same labels or times do not rise. */
export function seriesStore(all: readonly Series[]): SeriesStore {
  const byName = new Map<string, Series[]>();
  const keys = new Set<string>();
  for (const series of all) {
    const key = labelKey(series.labels);
    if (keys.has(key)) throw new OrchardError('argument-invalid', `two series have the labels ${key}`);
    keys.add(key);
    for (let i = 1; i < series.times.length; i += 1) {
      if (!(series.times[i]! > series.times[i - 1]!)) throw new OrchardError('argument-invalid', `the times of ${key} do not rise`);
    }
    const name = series.labels[NAME] ?? '';
    byName.set(name, [...(byName.get(name) ?? []), series]);
  }
  return {
    select(matchers, pay) {
      const name = matchers.find((matcher) => matcher.name === NAME && matcher.isEqual && !matcher.isRegex);
      const candidates = name ? (byName.get(name.value) ?? []) : all;
      return candidates.filter(({ labels }) => matchesAll(matchers, labels, pay));
    },
  };
}

/** Seconds from one moment to another, without the noise of subtracting large numbers: times are whole milliseconds, as in Prometheus. */
export function secondsBetween(from: number, to: number): number {
  return Math.round((to - from) * 1000) / 1000;
}

/** How many samples lie at or before a moment. */
export function countUntil(times: ArrayLike<number>, moment: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! <= moment) low = middle + 1;
    else high = middle;
  }
  return low;
}
