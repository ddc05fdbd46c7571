import { certainChange } from './certain-change.ts';
import { REFERENCE_ROWS } from './reference-state.ts';

/** Whether a reference that began now could be at rest, by what the newest fruits show: `unknown` while they are too few to tell. */
export type Stationarity =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'at-rest' }
  /** `signal` still moves, by `shift` of its own standard deviations (null where that cannot be said) inside the newest `rows` fruits. */
  | { readonly kind: 'moves'; readonly signal: string; readonly shift: number | null; readonly rows: number };

/** Fruits that tell whether the world is at rest. In half as many an ageing lamp moves too little to be told from one that does not age. */
const LEAST_ROWS = 750;

/** The newest fruits behind a change, as many as a reference has at most: [from, to); null where they are too few to tell. `end` is the event behind the newest one. */
export function newestStretch(changedAt: number, end: number): [from: number, to: number] | null {
  const from = Math.max(changedAt, end - REFERENCE_ROWS, 0);
  return end - from >= LEAST_ROWS ? [from, end] : null;
}

/** How these signals stand over the newest `rows` fruits, found as it is found inside a reference. */
export function stationarityOf(signals: Iterable<readonly [signal: string, values: Float32Array]>, rows: number): Stationarity {
  if (rows < LEAST_ROWS) return { kind: 'unknown' };
  const change = certainChange(signals);
  return change ? { kind: 'moves', signal: change.signal, shift: change.shift, rows } : { kind: 'at-rest' };
}
