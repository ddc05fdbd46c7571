import { fromHalf } from '../../log/half.ts';
import { confidenceAt } from '../../log/rows.ts';
import type { LogRows } from '../../log/rows.ts';
import { LATENCY_BUCKETS, latencyBucket } from './latency.ts';
import { OUTSIDE_LABELS, UNKNOWN_TRUTH, truthFor } from '../../world/stream/truth.ts';

/** Events of a bin before any coarsening. */
export const BIN_EVENTS = 25;
/** Most bins that are kept; beyond, pairs are merged and every bin is twice as wide. */
export const MAX_BINS = 16_384;

/** Counts of one label, a number a bin. */
interface LabelColumns {
  /** Predictions. */
  predicted: Float64Array;
  /** Predictions on events whose truth can be known. */
  claimed: Float64Array;
  /** Events whose truth is this label. */
  support: Float64Array;
  /** Predictions that were right. */
  hit: Float64Array;
}

/** Sums over the events of each bin. */
interface BinColumns {
  count: Float64Array;
  /** Events with a truth for the labels of the model that judged them. */
  labelled: Float64Array;
  right: Float64Array;
  confidence: Float64Array;
  /** Belt time, ms. */
  activeMs: Float64Array;
  drift: Float64Array;
  /** Greatest, not a sum. */
  queue: Float64Array;
  /** bins × LATENCY_BUCKETS, row-major. */
  latency: Uint16Array;
}

/** Bins as they are stored: the same sums, with latencies as the buckets that are not empty. */
export interface StoredBins {
  width: number;
  first: number;
  length: number;
  lastIndex: number;
  columns: Record<(typeof SCALARS)[number] | 'queue', ArrayLike<number>>;
  labels: ReadonlyMap<string, Record<(typeof LABEL_COLUMNS)[number], ArrayLike<number>>>;
  features: ReadonlyMap<string, ArrayLike<number>>;
  versions: ReadonlyMap<number, number>;
  /** How many pairs each bin has, and the pairs one after the other. */
  latency: { pairs: ArrayLike<number>; buckets: ArrayLike<number>; counts: ArrayLike<number> };
}

export const SCALARS = ['count', 'labelled', 'right', 'confidence', 'activeMs', 'drift'] as const;
export const LABEL_COLUMNS = ['predicted', 'claimed', 'support', 'hit'] as const;

/**
 * A line's history as sums over bins of events: what every chart of the monitor is drawn from. Bin b holds the events
 * b·width to (b+1)·width − 1. Memory is set aside once and stays: when the bins run out, pairs are merged.
 * Sums include events whose truth has yet to arrive; `seriesFrom` leaves those out.
 */
export class Bins {
  /** Events a bin: 25 times a power of two. */
  width = BIN_EVENTS;
  /** Number of the bin at position 0. */
  first = 0;
  /** Bins in use. */
  length = 0;
  /** Newest event, −1 before the first. */
  lastIndex = -1;
  readonly capacity: number;
  readonly columns: BinColumns;
  readonly labels = new Map<string, LabelColumns>();
  /** Sums by feature name. */
  readonly features = new Map<string, Float64Array>();
  /** First event that each version judged. */
  readonly versions = new Map<number, number>();

  constructor(capacity = MAX_BINS) {
    this.capacity = capacity;
    const column = () => new Float64Array(capacity);
    this.columns = {
      count: column(), labelled: column(), right: column(), confidence: column(), activeMs: column(), drift: column(), queue: column(),
      latency: new Uint16Array(capacity * LATENCY_BUCKETS),
    };
  }

  /** Counts rows in. Rows come in order of their index, each once. */
  add(rows: LogRows): void {
    const { columns, count, firstIndex } = rows;
    if (count === 0) return;
    const into = this.columns;
    const truth = truthFor(rows.labels, columns);
    const labels = rows.labels.map((label) => this.labelColumns(label));
    const features = rows.features.map((name) => this.featureColumn(name));
    for (let row = 0; row < count; row += 1) {
      const at = this.#reach(firstIndex + row);
      const predicted = columns.predicted[row]!;
      const prediction = labels[predicted]!;
      into.count[at]! += 1;
      into.confidence[at]! += confidenceAt(rows, row);
      into.activeMs[at]! += columns.intervalMs[row]!;
      into.drift[at]! += columns.drift[row]!;
      into.queue[at] = Math.max(into.queue[at]!, columns.queue[row]!);
      into.latency[at * LATENCY_BUCKETS + latencyBucket(columns.latencyMs[row]!)]! += 1;
      prediction.predicted[at]! += 1;
      const known = truth?.[row] ?? UNKNOWN_TRUTH;
      if (known !== UNKNOWN_TRUTH) {
        into.labelled[at]! += 1;
        prediction.claimed[at]! += 1;
        if (known !== OUTSIDE_LABELS) labels[known]!.support[at]! += 1;
        if (known === predicted) {
          into.right[at]! += 1;
          prediction.hit[at]! += 1;
        }
      }
      const base = row * features.length;
      for (let feature = 0; feature < features.length; feature += 1) features[feature]![at]! += fromHalf(columns.features[base + feature]!);
      const version = columns.version[row]!;
      if (!this.versions.has(version)) this.versions.set(version, firstIndex + row);
    }
    this.lastIndex = firstIndex + count - 1;
  }

  /** Makes empty bins wide enough for the events `firstIndex` to `lastIndex`, which spares merging them later. */
  reserve(firstIndex: number, lastIndex: number): void {
    while (this.length === 0 && Math.floor(lastIndex / this.width) - Math.floor(firstIndex / this.width) >= this.capacity) this.width *= 2;
  }

  /** Adds stored sums that come after, of bins no wider than these unless these are empty, or share the last bin of, these. */
  merge(stored: StoredBins): void {
    while (this.length === 0 && this.width < stored.width) this.width *= 2;
    const eventOf = (bin: number) => (stored.first + bin) * stored.width;
    // Reaching the last bin may merge pairs: only then do positions hold.
    this.#reach(eventOf(0));
    this.#reach(eventOf(stored.length - 1));
    const at = Uint32Array.from({ length: stored.length }, (_, bin) => this.#reach(eventOf(bin)));
    const sum = (target: Float64Array, source: ArrayLike<number>): void => {
      for (let bin = 0; bin < at.length; bin += 1) target[at[bin]!]! += source[bin]!;
    };
    for (const name of SCALARS) sum(this.columns[name], stored.columns[name]);
    for (const [label, columns] of stored.labels) {
      const mine = this.labelColumns(label);
      for (const name of LABEL_COLUMNS) sum(mine[name], columns[name]);
    }
    for (const [name, column] of stored.features) sum(this.featureColumn(name), column);
    const { queue, latency } = this.columns;
    let pair = 0;
    for (let bin = 0; bin < at.length; bin += 1) {
      const to = at[bin]!;
      queue[to] = Math.max(queue[to]!, stored.columns.queue[bin]!);
      for (const end = pair + stored.latency.pairs[bin]!; pair < end; pair += 1) latency[to * LATENCY_BUCKETS + stored.latency.buckets[pair]!]! += stored.latency.counts[pair]!;
    }
    for (const [version, index] of stored.versions) if (!this.versions.has(version)) this.versions.set(version, index);
    this.lastIndex = Math.max(this.lastIndex, stored.lastIndex);
  }

  labelColumns(label: string): LabelColumns {
    let columns = this.labels.get(label);
    if (!columns) {
      const column = () => new Float64Array(this.capacity);
      columns = { predicted: column(), claimed: column(), support: column(), hit: column() };
      this.labels.set(label, columns);
    }
    return columns;
  }

  featureColumn(name: string): Float64Array {
    let column = this.features.get(name);
    if (!column) {
      column = new Float64Array(this.capacity);
      this.features.set(name, column);
    }
    return column;
  }

  /** Position of the bin of an event, which becomes the last one when it lies beyond. */
  #reach(index: number): number {
    if (this.length === 0) this.first = Math.floor(index / this.width);
    while (Math.floor(index / this.width) - this.first >= this.capacity) this.#coarsen();
    const at = Math.floor(index / this.width) - this.first;
    if (at < 0) throw new RangeError(`event ${index} lies before the first bin`);
    if (at >= this.length) this.length = at + 1;
    return at;
  }

  #coarsen(): void {
    const { first, length } = this;
    const half = first >> 1;
    const target = (bin: number) => ((first + bin) >> 1) - half;
    const fold = (column: Float64Array | Uint16Array, stride = 1): void => {
      for (let bin = 0; bin < length; bin += 1) {
        const to = target(bin) * stride;
        const from = bin * stride;
        if (to === from) continue;
        const joins = bin > 0 && target(bin - 1) * stride === to;
        for (let i = 0; i < stride; i += 1) column[to + i] = joins ? column[to + i]! + column[from + i]! : column[from + i]!;
      }
      column.fill(0, (target(length - 1) + 1) * stride, length * stride);
    };
    const { queue } = this.columns;
    for (let bin = 1; bin < length; bin += 1) queue[target(bin)] = target(bin) === target(bin - 1) ? Math.max(queue[target(bin)]!, queue[bin]!) : queue[bin]!;
    queue.fill(0, target(length - 1) + 1, length);
    for (const name of SCALARS) fold(this.columns[name]);
    fold(this.columns.latency, LATENCY_BUCKETS);
    for (const columns of this.labels.values()) for (const name of LABEL_COLUMNS) fold(columns[name]);
    for (const column of this.features.values()) fold(column);
    this.length = target(length - 1) + 1;
    this.first = half;
    this.width *= 2;
  }
}

/** The bins of some rows alone, no wider than they need. */
export function binsOf(rows: LogRows): Bins {
  const bins = new Bins(Math.ceil(rows.count / BIN_EVENTS) + 1);
  bins.add(rows);
  return bins;
}
