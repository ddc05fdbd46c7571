import type { Interval } from '../../../domain/experiment/interval.ts';

/** A scale of shares that ends at 1: where it begins, in tenths, and its ticks. */
interface ShareScale {
  from: number;
  ticks: number[];
  place(share: number): number;
}

/** Accuracies stand high: the scale begins at 60 % unless something reaches further down. */
const USUAL_FROM = 0.6;
/** More ticks than this are too close. */
const MOST_TICKS = 6;

/** A scale that holds all of some intervals. */
export function shareScale(intervals: readonly Interval[]): ShareScale {
  const lowest = Math.min(USUAL_FROM, ...intervals.map(({ lower }) => lower));
  const from = Math.max(0, Math.floor(lowest * 10 + 1e-9) / 10);
  const step = Math.round((1 - from) * 10) >= MOST_TICKS ? 0.2 : 0.1;
  const ticks: number[] = [];
  for (let tick = 1; tick >= from - 1e-9; tick -= step) ticks.unshift(Math.round(tick * 10) / 10);
  return { from, ticks, place: (share) => (share - from) / (1 - from) };
}

/** A scale of differences that holds all of some intervals and no difference, even on both sides; ends in tens of points. */
export function differenceScale(intervals: readonly Interval[]): { most: number; place(difference: number): number } {
  const furthest = Math.max(0.05, ...intervals.flatMap(({ lower, upper }) => [Math.abs(lower), Math.abs(upper)]));
  const most = Math.ceil(furthest * 20) / 20;
  return { most, place: (difference) => (difference + most) / (2 * most) };
}
