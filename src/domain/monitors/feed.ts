/** Rows that a batch brings for one monitor: `values[i]` belongs to event `firstIndex + i`. */
export interface Feed {
  readonly values: Float32Array;
  readonly timeMs: Float64Array;
  readonly from: number;
  readonly to: number;
  readonly firstIndex: number;
  readonly labels: readonly string[];
  /** Events that the values lie behind their rows: for signals that wait for the truth. */
  readonly lag: number;
  /** Event from which it is known that the reference of the deployment is not at rest; null while it is not. */
  readonly notAtRest: number | null;
}

/** Where a monitor's window lies beside its reference: two means, and their distance in standard deviations of the reference. */
export interface Level {
  readonly now: number;
  readonly usual: number;
  readonly shift: number | null;
}
