import { rankChange, shareChange } from '../statistics/change-point.ts';
import { mean, standardDeviation } from '../statistics/sample.ts';

/**
 * Standard errors from which a change is certain. With some forty signals, eight looks and all splits that is one false alarm in about a thousand
 * references (boundary crossing of a Brownian bridge, each split by its own variance).
 */
const CERTAIN = 5.5;

/** The change inside a stretch that is the surest of all signals'. */
export interface CertainChange {
  readonly signal: string;
  /** Position of the first value after it. */
  readonly at: number;
  /** How far the mean went, in standard deviations of what came before; null where nothing varied before. */
  readonly shift: number | null;
}

/** Looks for a change inside each signal's values, in order; NaN is left out. Null where none is certain. */
export function certainChange(signals: Iterable<readonly [signal: string, values: Float32Array]>): CertainChange | null {
  let most: { signal: string; at: number; score: number; values: Float32Array } | null = null;
  for (const [signal, all] of signals) {
    const values = all.some(Number.isNaN) ? all.filter((value) => !Number.isNaN(value)) : all;
    const found = signal === 'error' || signal.startsWith('share.') ? shareChange(values) : rankChange(values);
    if (found && Math.abs(found.score) >= Math.max(CERTAIN, Math.abs(most?.score ?? 0))) most = { signal, ...found, values };
  }
  if (!most) return null;
  const { signal, at, values } = most;
  const before = values.subarray(0, at);
  const spread = standardDeviation(before);
  return { signal, at, shift: spread > 0 ? (mean(values.subarray(at)) - mean(before)) / spread : null };
}
