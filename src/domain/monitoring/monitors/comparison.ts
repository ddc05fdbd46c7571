import type { Reference } from './reference.ts';

export interface ComparisonResult {
  readonly statistic: number;
  readonly p: number | null;
  /** Values of the reference and of the window that were looked at, where they are not all. */
  readonly looked?: { readonly n: number; readonly m: number };
  /** Further numbers that belong to the result. */
  readonly values?: Readonly<Record<string, number>>;
}

/** A way to compare a window with a reference. */
export interface Comparison {
  readonly id: string;
  readonly title: string;
  /** `points`: numbers, or several numbers together. */
  readonly of: 'numbers' | 'categories' | 'points';
  /** What thresholds are about: the p-value (fires below) or the statistic (fires above). */
  readonly compares: 'p' | 'statistic';
  readonly formula: string;
  readonly help: string;
  readonly defaults: { readonly warning: number; readonly drift: number };
  /** What it costs beside looking at each value once, in values. */
  readonly steps?: number;
  /** Fewest values of a side that it can compare; 1 where nothing is said. */
  readonly least?: number;
  run(reference: Reference, current: Float32Array): ComparisonResult;
}
