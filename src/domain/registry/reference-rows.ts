import { RowBuffer, type LogRows } from '../log/rows.ts';
import { encodeSegment } from '../log/segment.ts';
import { packBytes } from '../common/base64.ts';
import { truthKind } from '../world/stream/truth.ts';
import { SPECIES } from '../world/orchard/world.ts';
import { RIPENESS_LABELS } from '../world/stream/event.ts';

/** Most rows of a test split that a version keeps. */
export const MOST_REFERENCE_ROWS = 1000;

/** A test split as a model predicted it: arrays of a row each, positions in `labels`. */
export interface PredictedSplit {
  labels: readonly string[];
  truth: readonly number[];
  predicted: readonly number[];
  /** Row-major probabilities. */
  scores: Float32Array;
  featureNames: readonly string[];
  /** Row-major. */
  features: Float32Array;
}

/** The split as rows of the log, evenly thinned to at most `MOST_REFERENCE_ROWS`, so that monitors compare like with like; '' for an empty one. */
export function packReferenceRows(split: PredictedSplit): string {
  const rows = referenceRows(split);
  return rows.count === 0 ? '' : packBytes(new Uint8Array(encodeSegment(rows)));
}

function referenceRows({ labels, truth, predicted, scores, featureNames, features }: PredictedSplit): LogRows {
  const stride = Math.max(1, truth.length / MOST_REFERENCE_ROWS);
  const kept = Array.from({ length: Math.min(truth.length, MOST_REFERENCE_ROWS) }, (_, i) => Math.floor(i * stride));
  const count = kept.length;
  const bytes = (value: (row: number) => number) => Uint8Array.from(kept, value);
  const floats = (source: Float32Array, width: number) => Float32Array.from({ length: count * width }, (_, i) => source[kept[Math.floor(i / width)]! * width + (i % width)]!);
  const names = labels.map((label) => label.trim().toLowerCase());
  const kind = truthKind(labels);
  // 255 stands for no truth that the orchard knows of.
  const word = (words: readonly string[], row: number) => (words.includes(names[truth[row]!]!) ? words.indexOf(names[truth[row]!]!) : 255);
  const ripeness = kind === 'ripeness' ? bytes((row) => word(RIPENESS_LABELS, row)) : bytes(() => 255);
  const buffer = new RowBuffer(0, labels, featureNames);
  buffer.append({
    count, deployment: 0, version: new Uint32Array(count), labels,
    columns: {
      index: Uint32Array.from({ length: count }, (_, i) => i), timeMs: new Float64Array(count), intervalMs: new Float32Array(count),
      species: kind === 'species' ? bytes((row) => word(SPECIES, row)) : new Uint8Array(count), cultivar: new Uint8Array(count),
      ripeness: new Float32Array(count), truth: ripeness, reportedTruth: ripeness, drift: new Float32Array(count),
    },
    predicted: bytes((row) => predicted[row]!), scores: floats(scores, labels.length), features: floats(features, featureNames.length),
    latencyMs: new Float32Array(count), modelMs: new Float32Array(count), queue: new Uint16Array(count),
  }, 0);
  return buffer.rows();
}
