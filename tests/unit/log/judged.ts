import type { PredictionBatch } from '../../../workers/protocol/stream.ts';

export interface JudgedOptions {
  first?: number;
  count: number;
  labels?: readonly string[];
  features?: readonly string[];
  version?: number;
  deployment?: number;
  generation?: number;
}

/** A small reproducible hash in 0..1: rows differ from each other and from column to column, but not from run to run. */
export function noise(index: number, column: number): number {
  let x = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(column + 1, 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d);
  x = Math.imul(x ^ (x >>> 12), 0x297a2d39);
  return ((x ^ (x >>> 15)) >>> 0) / 2 ** 32;
}

/** Predicted events from `first` on. Each is a function of its index. */
export function judged({ first = 0, count, labels = ['ripe', 'unripe'], features = [], version = 1, deployment = 0, generation = 1 }: JudgedOptions): PredictionBatch {
  const fill = <A extends Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array>(array: A, value: (index: number) => number): A => {
    for (let row = 0; row < count; row += 1) array[row] = value(first + row);
    return array;
  };
  const scores = new Float32Array(count * labels.length);
  const predicted = new Uint8Array(count);
  for (let row = 0; row < count; row += 1) {
    const raw = labels.map((_, label) => noise(first + row, 100 + label) + 0.01);
    const sum = raw.reduce((a, b) => a + b, 0);
    raw.forEach((value, label) => { scores[row * labels.length + label] = value / sum; });
    predicted[row] = raw.indexOf(Math.max(...raw));
  }
  const values = new Float32Array(count * features.length);
  for (let i = 0; i < values.length; i += 1) values[i] = noise(first * features.length + i, 7);
  return {
    type: 'predictions', generation, count, deployment, version: new Uint32Array(count).fill(version), labels, predicted, scores, features: values,
    columns: {
      index: fill(new Uint32Array(count), (index) => index),
      timeMs: fill(new Float64Array(count), (index) => 1_700_000_000_000 + index * 60_000),
      intervalMs: fill(new Float32Array(count), (index) => 5 + noise(index, 10) * 120),
      species: fill(new Uint8Array(count), (index) => Math.floor(noise(index, 1) * 8)),
      cultivar: fill(new Uint8Array(count), (index) => Math.floor(noise(index, 2) * 4)),
      supplier: fill(new Uint8Array(count), (index) => Math.floor(index / 40) % 6),
      ripeness: fill(new Float32Array(count), (index) => noise(index, 3)),
      truth: fill(new Uint8Array(count), (index) => (noise(index, 4) < 0.5 ? 0 : 1)),
      reportedTruth: fill(new Uint8Array(count), (index) => (noise(index, 4) < 0.45 ? 0 : 1)),
      drift: fill(new Float32Array(count), (index) => noise(index, 5)),
    },
    latencyMs: fill(new Float32Array(count), (index) => 2 + noise(index, 6) * 200),
    modelMs: fill(new Float32Array(count), (index) => 1 + noise(index, 8)),
    queue: fill(new Uint16Array(count), (index) => Math.floor(noise(index, 9) * 50)),
  };
}
