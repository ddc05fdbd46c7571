import type { Interval } from '../experiment/interval.ts';
import type { PairedCounts } from '../experiment/paired.ts';
import type { Share } from '../delivery/comparison/pair.ts';

/** How right a version was: over all fruit that counts, and in each bin of events; null without any. */
export interface ReplayedAccuracy extends Share {
  readonly bins: readonly (Share | null)[];
}

/** A mean a fruit with its 95 % interval, by the normal approximation; null for the interval of fewer than two fruits. */
export interface MeanEstimate {
  readonly mean: number;
  readonly interval: Interval | null;
}

/** What a version's verdicts were worth, each the one of the greatest expected value. */
export interface ReplayedValue {
  readonly of: number;
  readonly total: number;
  readonly perFruit: MeanEstimate;
  /** Total and fruits of each bin of events. */
  readonly bins: readonly { readonly of: number; readonly total: number }[];
}

/** A version against the baseline on the same fruits; a difference is the version's less the baseline's. */
export interface ReplayedPair {
  readonly counts: PairedCounts;
  readonly difference: number;
  /** Bonett and Price, 95 %. */
  readonly interval: Interval;
  /** Exact McNemar, two-sided. */
  readonly p: number;
  /** Of the value a fruit; null where no value is counted. */
  readonly value: MeanEstimate | null;
}

/** What is looked at apart: a kind of fruit, a cultivar, who sent it, or what the baseline said. */
export type SliceKind = 'species' | 'cultivar' | 'supplier' | 'predicted';

/** A part of the fruit that counts. */
export interface ReplayedSlice {
  readonly by: SliceKind;
  readonly name: string;
  readonly of: number;
  readonly accuracy: Readonly<Record<string, Share>>;
  /** Against the baseline; its interval is as much wider as many slices of its kind are looked at (Bonferroni). */
  readonly difference: Readonly<Record<string, { readonly difference: number; readonly interval: Interval }>>;
}

/** A fruit on which a version and the baseline part. */
export interface PartedFruit {
  readonly index: number;
  readonly truth: string;
  readonly baseline: { readonly said: string; readonly confidence: number };
  readonly version: { readonly said: string; readonly confidence: number };
}

/** Why a version is not held against the others: the line has no truth for its labels, or its truth is another than the baseline's. */
export type Incomparable = 'no-truth' | 'other-truth';

/** Several versions on the same recorded events. Whatever is by version has the version's key. */
export interface ReplayResult {
  readonly from: number;
  readonly to: number;
  /** Events that have been replayed, that will be, and that the log holds of the stretch. More than are replayed makes it a sample, drawn evenly over the stretch. */
  readonly sample: { readonly done: number; readonly planned: number; readonly recorded: number };
  /** Key of the version that the others are held against. */
  readonly baseline: string;
  /** Keys of the versions that were predicted from the features of the log, which are rounded, wherever it has them. */
  readonly fromLog: readonly string[];
  /** Replayed fruits that count: their truth was reported, and none of the versions has learnt from them. */
  readonly judged: number;
  /** Replayed fruits whose truth has not been reported yet. */
  readonly waiting: number;
  /** Events whose truth never becomes known, since they were not shipped. */
  readonly neverKnown: number;
  /** Replayed fruits that each version has learnt from; they count for none. */
  readonly learnt: Readonly<Record<string, number>>;
  /** First event of each bin. */
  readonly index: readonly number[];
  readonly accuracy: Readonly<Record<string, ReplayedAccuracy | null>>;
  /** How right the line itself was on the fruits that count, by whoever decided; null where no row of the log is at hand. */
  readonly logged: ReplayedAccuracy | null;
  /** Of the events that a registered version decided on the line, how many it predicts again with the same label and confidence, to the bit in which the log keeps them. */
  readonly reproduced: Readonly<Record<string, { readonly same: number; readonly of: number }>>;
  readonly value: Readonly<Record<string, ReplayedValue | null>>;
  readonly slices: readonly ReplayedSlice[];
  readonly paired: Readonly<Record<string, ReplayedPair | null>>;
  /** Newest first, right by the version and wrong by the baseline; at most `MOST_PARTED`, `paired` has them all counted. */
  readonly mended: Readonly<Record<string, readonly PartedFruit[]>>;
  /** The reverse. */
  readonly broken: Readonly<Record<string, readonly PartedFruit[]>>;
  readonly incomparable: Readonly<Record<string, Incomparable>>;
}

/** Fruits that are listed at most as mended, or as broken, by a version. */
export const MOST_PARTED = 200;
