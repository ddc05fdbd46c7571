import type { LogRows } from '../log/rows.ts';
import { extract, OUTCOME, outcomesOf } from '../monitoring/monitors/extract.ts';
import { supplierNamed } from '../world/suppliers/suppliers.ts';
import { cultivarNamed, speciesNamed } from '../world/stream/kind.ts';

/** A stretch of the log, in pieces, in order. */
export type Window = readonly LogRows[];

/** What stands for a species, cultivar or attribute that nobody knows. */
export const UNKNOWN = 'unknown';

const BESIDE_FEATURES = ['confidence', 'entropy', 'latency', 'queue'] as const;

/** Every signal of these windows that is a number in each row, as monitors name them: features first. */
export function numericSignals(...windows: readonly Window[]): string[] {
  const features = new Set(windows.flat().flatMap((rows) => rows.features));
  return [...[...features].map((name) => `feature.${name}`), ...BESIDE_FEATURES];
}

/** A signal over a window, one number a row; NaN where there is none. Signals that wait for the truth have none here. */
export function signalValues(window: Window, signal: string): Float32Array {
  const values = new Float32Array(rowsIn(window));
  let length = 0;
  for (const rows of window) {
    const outcomes = new Uint8Array(rows.count).fill(OUTCOME.unknown);
    const piece = extract(signal, rows, { outcomes, previousFeatures: null, limits: null });
    values.set(piece.map((value) => (Number.isFinite(value) ? value : NaN)), length);
    length += rows.count;
  }
  return values;
}

export function rowsIn(window: Window): number {
  return window.reduce((sum, { count }) => sum + count, 0);
}

/** Calls `visit` for every row whose truth is known: those up to event `lastKnown` that have one. Predictions on labels never seen are wrong. */
export function eachKnown(window: Window, lastKnown: number, visit: (rows: LogRows, row: number, right: boolean) => void): void {
  for (const rows of window) {
    const outcomes = outcomesOf(rows);
    for (let row = 0; row < rows.count && rows.firstIndex + row <= lastKnown; row += 1) {
      if (outcomes[row] !== OUTCOME.unknown) visit(rows, row, outcomes[row] === OUTCOME.right);
    }
  }
}

export function predictedAt({ columns, labels }: LogRows, row: number): string {
  return labels[columns.predicted[row]!] ?? UNKNOWN;
}

export function speciesAt({ columns }: LogRows, row: number): string {
  return speciesNamed(columns.species[row]!) ?? UNKNOWN;
}

/** The cultivar's id in the catalogue, which is unique within its species. */
export function cultivarAt({ columns }: LogRows, row: number): string {
  return cultivarNamed(columns.species[row]!, columns.cultivar[row]!) ?? UNKNOWN;
}

/** The supplier's id; undefined where nobody is known to have sent it. */
export function senderAt({ columns }: LogRows, row: number): string | undefined {
  return supplierNamed(columns.supplier[row]!);
}
