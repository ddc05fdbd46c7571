/** How a monitor stands. `too-few`: not enough rows to say anything; `no-data`: its signal is not there; `error`: it cannot be computed. */
export const MONITOR_STATES = ['ok', 'warning', 'drift', 'too-few', 'no-data', 'error'] as const;
export type MonitorState = (typeof MONITOR_STATES)[number];

/** What a monitor measured at one moment: its formula with the numbers in it, and both windows as distributions. */
export interface Measurement {
  /** The test in one line. */
  readonly formula: string;
  /** The same with the live numbers in it. */
  readonly live: string;
  /** The named numbers of the formula. */
  readonly values: Readonly<Record<string, number>>;
  /** Bin edges, one more than there are bins; null for labels. */
  readonly edges: readonly number[] | null;
  /** What the bins are called, for labels; null for numbers. */
  readonly categories: readonly string[] | null;
  /** Share of each bin. Null when the reference kept no values. */
  readonly reference: readonly number[] | null;
  readonly current: readonly number[];
  /** What each bin adds to the statistic, or, where it has no such parts, how much its share moved. Null without a reference. */
  readonly contributions: readonly number[] | null;
  /** Events whose values are compared, both included. */
  readonly window: { readonly from: number; readonly to: number };
  /** Events of the reference; null when they are not of this line. */
  readonly referenceWindow: { readonly from: number; readonly to: number } | null;
  readonly referenceMean: number | null;
  readonly currentMean: number | null;
}

/** What a monitor says at an event. */
export interface MonitorResult {
  readonly monitorId: string;
  /** Event at which it could be told. */
  readonly index: number;
  readonly state: MonitorState;
  /** Null while there is nothing to compare. */
  readonly statistic: number | null;
  /** The limit for a drift: of `p` when there is one, else of the statistic. */
  readonly threshold: number | null;
  readonly warningThreshold: number | null;
  readonly fires: 'above' | 'below';
  /** p-value of a test that has one. */
  readonly p: number | null;
  readonly sampleSize: number;
  readonly referenceSize: number;
  /** In plain words, for states that need them; '' otherwise. */
  readonly message: string;
  /** With the first result of a warning or drift, and every drift of a detector; ask `MonitorSet.measure` at other times. */
  readonly detail: Measurement | null;
}
