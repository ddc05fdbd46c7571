import { EMBEDDING_DISTANCE } from '../../data/embedding/embedding-space.ts';
import { READABLE_FEATURES } from '../../data/features/readable.ts';
import { fromHalf } from '../../log/half.ts';
import { shareOf } from '../../log/rows.ts';
import type { LogRows } from '../../log/rows.ts';
import { OUTSIDE_LABELS, UNKNOWN_TRUTH, truthFor } from '../../world/stream/truth.ts';
import { outOfRange, type Limits } from './limits.ts';
import { splitSignal, waitsForTruth } from './signal.ts';

/** What is known of a prediction once its truth has arrived. */
export const OUTCOME = { right: 0, wrong: 1, unknown: 2, unseen: 3 } as const;

/** What beside the rows a signal may need. */
export interface ExtractContext {
  /** Outcomes as they become known: one a row, where rows follow each other. */
  readonly outcomes: Uint8Array;
  /** Features of the row before the first, null when there is none. */
  readonly previousFeatures: Uint16Array | null;
  readonly limits: Limits | null;
}

/** One number a row (of `features` all of them, row by row), or for a signal that waits for the truth one an outcome; NaN where there is none, and for a signal that these rows do not have. */
export function extract(signal: string, rows: LogRows, context: ExtractContext): Float32Array<ArrayBuffer> {
  const out = new Float32Array(waitsForTruth(signal) ? context.outcomes.length : rows.count);
  const { columns, labels } = rows;
  const [family, name] = splitSignal(signal);
  switch (family) {
    case 'error': return fill(out, (row) => errorBit(context.outcomes[row]!));
    case 'confidence': return fill(out, (row) => shareOf(columns.scores[row * labels.length + columns.predicted[row]!]!));
    case 'entropy': return entropies(rows, out);
    case 'predicted': return fill(out, (row) => columns.predicted[row]!);
    case 'latency': return fill(out, (row) => columns.latencyMs[row]!);
    case 'queue': return fill(out, (row) => columns.queue[row]!);
    case 'share': {
      const label = labels.indexOf(name);
      return label < 0 ? out.fill(NaN) : fill(out, (row) => (columns.predicted[row] === label ? 1 : 0));
    }
    case 'feature': return feature(rows, name, out);
    case 'features': return vectors(rows);
    case 'embedding': return feature(rows, EMBEDDING_DISTANCE, out);
    case 'fault': return fault(rows, name, context, out);
    default: return out.fill(NaN);
  }
}

/** The outcome of each row, to be told when its truth is known. */
export function outcomesOf(rows: LogRows): Uint8Array<ArrayBuffer> {
  const truth = truthFor(rows.labels, rows.columns);
  const outcomes = new Uint8Array(rows.count).fill(OUTCOME.unknown);
  if (!truth) return outcomes;
  for (let row = 0; row < rows.count; row += 1) {
    const known = truth[row]!;
    if (known === UNKNOWN_TRUTH) continue;
    outcomes[row] = known === OUTSIDE_LABELS ? OUTCOME.unseen : known === rows.columns.predicted[row] ? OUTCOME.right : OUTCOME.wrong;
  }
  return outcomes;
}

function errorBit(outcome: number): number {
  return outcome === OUTCOME.unknown ? NaN : outcome === OUTCOME.right ? 0 : 1;
}

function fill(out: Float32Array<ArrayBuffer>, read: (row: number) => number): Float32Array<ArrayBuffer> {
  for (let row = 0; row < out.length; row += 1) out[row] = read(row);
  return out;
}

/** −Σ p ln p, over its greatest value ln k. */
function entropies({ columns, labels }: LogRows, out: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  const k = labels.length;
  const most = Math.log(Math.max(2, k));
  return fill(out, (row) => {
    let sum = 0;
    for (let label = row * k; label < (row + 1) * k; label += 1) {
      const p = shareOf(columns.scores[label]!);
      if (p > 0) sum -= p * Math.log(p);
    }
    return Math.min(1, sum / most);
  });
}

function feature({ columns, features }: LogRows, name: string, out: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  const position = features.indexOf(name);
  if (position < 0) return out.fill(NaN);
  const width = features.length;
  for (let row = 0, at = position; row < out.length; row += 1, at += width) {
    const value = fromHalf(columns.features[at]!);
    out[row] = Number.isFinite(value) ? value : NaN;
  }
  return out;
}

/** A row that lacks one of the numbers has none. */
function vectors({ columns, features, count }: LogRows): Float32Array<ArrayBuffer> {
  const positions = READABLE_FEATURES.map(({ name }) => features.indexOf(name));
  const out = new Float32Array(count * positions.length);
  if (positions.includes(-1)) return out.fill(NaN);
  for (let row = 0, to = 0; row < count; row += 1, to += positions.length) {
    for (let i = 0; i < positions.length; i += 1) out[to + i] = fromHalf(columns.features[row * features.length + positions[i]!]!);
    if (!out.subarray(to, to + positions.length).every(Number.isFinite)) out.fill(NaN, to, to + positions.length);
  }
  return out;
}

function fault(rows: LogRows, name: string, { outcomes, previousFeatures, limits }: ExtractContext, out: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  switch (name) {
    case 'unseen-label': return fill(out, (row) => (outcomes[row] === OUTCOME.unknown ? NaN : outcomes[row] === OUTCOME.unseen ? 1 : 0));
    case 'frozen': return frozen(rows, previousFeatures, out);
    case 'out-of-range': return limits ? outOfRange(rows, limits) : out.fill(NaN);
    case 'dark': return below(feature(rows, 'brightness', out), limits?.dark);
    case 'blurred': return below(feature(rows, 'sharpness', out), limits?.blurred);
    default: return out.fill(NaN);
  }
}

function below(values: Float32Array<ArrayBuffer>, limit: number | undefined): Float32Array<ArrayBuffer> {
  return fill(values, (row) => (limit === undefined || Number.isNaN(values[row]!) ? NaN : values[row]! < limit ? 1 : 0));
}

/** Two pictures with the very same features are one picture: noise alone makes any two differ. */
function frozen({ columns, features }: LogRows, previous: Uint16Array | null, out: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  const width = features.length;
  if (width === 0) return out.fill(NaN);
  const stored = columns.features;
  return fill(out, (row) => {
    const at = row * width;
    const before = row === 0 ? previous : stored;
    if (!before || (row === 0 && before.length !== width)) return 0;
    const from = row === 0 ? 0 : at - width;
    for (let i = 0; i < width; i += 1) if (stored[at + i] !== before[from + i]) return 0;
    return 1;
  });
}
