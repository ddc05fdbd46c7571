import { RowBuffer, type LogRows } from '../../../../src/domain/log/rows.ts';
import { timeAt } from '../../../../src/domain/world/stream/time.ts';

export interface MadeRow {
  /** Position of the winner among ripe, unripe. */
  predicted?: number;
  truth?: number;
  confidence?: number;
  features?: readonly number[];
  latencyMs?: number;
  queue?: number;
}

export const LABELS = ['ripe', 'unripe'];
export const FEATURES = ['brightness', 'sharpness', 'hue'];

/** Rows of the log made by hand, from event `firstIndex` on. */
export function madeRows(firstIndex: number, rows: readonly MadeRow[], { labels = LABELS, features = FEATURES, version = 1, deployment = 0 } = {}): LogRows {
  const count = rows.length;
  const column = () => new Uint8Array(count);
  const scores = new Float32Array(count * labels.length);
  const values = new Float32Array(count * features.length);
  rows.forEach(({ predicted = 0, confidence = 0.9, features: given = [] }, i) => {
    for (let label = 0; label < labels.length; label += 1) scores[i * labels.length + label] = label === predicted ? confidence : (1 - confidence) / (labels.length - 1);
    features.forEach((_, feature) => { values[i * features.length + feature] = given[feature] ?? 0.5 + ((i * 37 + feature * 11 + firstIndex * 37) % 101) / 1000; });
  });
  const buffer = new RowBuffer(firstIndex, labels, features);
  buffer.append({
    count, deployment, version: new Uint32Array(count).fill(version), labels,
    columns: {
      index: Uint32Array.from({ length: count }, (_, i) => firstIndex + i), timeMs: Float64Array.from({ length: count }, (_, i) => timeAt(firstIndex + i)),
      intervalMs: new Float32Array(count).fill(125), species: column(), cultivar: column(), ripeness: new Float32Array(count),
      truth: column(), reportedTruth: Uint8Array.from(rows, ({ truth = 0 }) => truth), drift: new Float32Array(count),
    },
    predicted: Uint8Array.from(rows, ({ predicted = 0 }) => predicted), scores, features: values,
    latencyMs: Float32Array.from(rows, ({ latencyMs = 5 }) => latencyMs), modelMs: new Float32Array(count),
    queue: Uint16Array.from(rows, ({ queue = 0 }) => queue),
  }, 0);
  return buffer.rows();
}

/** Uniform numbers in [0, 1) that are the same every time (mulberry32). */
export function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
