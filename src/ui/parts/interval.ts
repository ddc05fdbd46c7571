import type { Interval } from '../../domain/experiment/interval.ts';
import { number } from '../format.ts';

/** An axis that intervals lie on; `place` answers 0..1 along it for what it holds. */
export interface IntervalScale {
  ticks: readonly { value: number; words: string }[];
  place(value: number): number;
}

/** One estimate with what its n leaves open. */
export interface IntervalRow {
  key: string;
  /** In the scale's unit, as `lower` and `upper` are. */
  at: number;
  lower: number;
  upper: number;
  mark?: 'disc' | 'diamond' | 'ring';
  tone?: 'ink' | 'challenger' | 'quiet' | 'good' | 'bad';
  /** Stands right of it: `newest 120`. */
  label?: string;
  /** Read aloud in its place: `newest 120: +7.5 points, +1.8 to +13.2`. Without any, a table beside it says the same. */
  words?: string;
}

/** Accuracies stand high: the scale begins at 60 % unless something reaches further down. */
const USUAL_FROM = 0.6;
/** More ticks than this are too close. */
const MOST_TICKS = 6;

/** A scale of shares that ends at 1, begins in tenths, at `usual` or below it, and holds all of some intervals. */
export function shareScale(intervals: readonly Pick<Interval, 'lower'>[], usual = USUAL_FROM): IntervalScale {
  const lowest = Math.min(usual, ...intervals.map(({ lower }) => lower));
  const from = Math.max(0, Math.floor(lowest * 10 + 1e-9) / 10);
  const step = Math.round((1 - from) * 10) >= MOST_TICKS ? 0.2 : 0.1;
  const ticks: { value: number; words: string }[] = [];
  for (let tick = 1; tick >= from - 1e-9; tick -= step) ticks.unshift({ value: Math.round(tick * 10) / 10, words: number(Math.round(100 * tick)) });
  return { ticks, place: (share) => (share - from) / (1 - from) };
}

/** A scale of differences of shares that holds all of some intervals and no difference, even on both sides; ends in fives of points. */
export function differenceScale(intervals: readonly Pick<Interval, 'lower' | 'upper'>[]): IntervalScale {
  const furthest = Math.max(0.05, ...intervals.flatMap(({ lower, upper }) => [Math.abs(lower), Math.abs(upper)]));
  const most = Math.ceil(furthest * 20 - 1e-9) / 20;
  return {
    ticks: [{ value: -most, words: number(Math.round(-100 * most)) }, { value: 0, words: 'no difference' }, { value: most, words: `+${number(Math.round(100 * most))}` }],
    place: (difference) => (difference + most) / (2 * most),
  };
}
