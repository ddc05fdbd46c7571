import { indexAt, type LogRows } from '../../log/rows.ts';
import type { KnownOutcomes } from './truth-delay.ts';

/** Where values of a signal lie on the line. */
export interface Placed {
  /** Event with which the first value came; the others follow, unless `apart` says otherwise. */
  readonly firstIndex: number;
  /** Simulated time of each value. */
  readonly timeMs: Float64Array;
  /** Event with which each value came, and the one that it tells of; null where values are consecutive. */
  readonly apart: { readonly came: ArrayLike<number>; readonly of: ArrayLike<number> } | null;
}

/** Values that rows bring for one monitor. */
export interface Feed extends Placed {
  /** One number a row, or as many as the signal has (`widthOf`), row by row. */
  readonly values: Float32Array;
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

/** Where the values of a signal lie that these rows bring; `known`: what became known with them, for a signal that waits for the truth. */
export function placedIn(rows: LogRows, known: KnownOutcomes | null): Placed {
  const { firstIndex, indices, columns: { timeMs } } = rows;
  if (!known?.apart) return { firstIndex, timeMs, apart: indices ? { came: indices, of: indices } : null };
  const { rows: broughtBy, events } = known.apart;
  return {
    firstIndex, timeMs: Float64Array.from(broughtBy, (row) => timeMs[row]!),
    apart: { came: Uint32Array.from(broughtBy, (row) => indexAt(rows, row)), of: events },
  };
}
