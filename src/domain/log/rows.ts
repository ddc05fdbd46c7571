import { toHalf, fromHalf } from './half.ts';
import { SEGMENT_ROWS } from './segment-rows.ts';
import { NO_SUPPLIER } from '../world/suppliers/suppliers.ts';
import { reportedAs, shippedLabels } from '../world/stream/truth.ts';

/** What the line tells of each predicted event. A batch of the stream is one. All arrays have `count` rows. */
export interface PredictedRows {
  count: number;
  deployment: number;
  /** The version that decided each row. */
  version: Uint32Array;
  labels: readonly string[];
  /** Names of the readable features, when the batch brings its own. */
  featureNames?: readonly string[];
  columns: {
    index: Uint32Array;
    timeMs: Float64Array;
    /** Belt time since the fruit before, ms. */
    intervalMs: Float32Array;
    species: Uint8Array;
    cultivar: Uint8Array;
    /** Position in SUPPLIERS; nobody is known where it is left out. */
    supplier?: Uint8Array;
    ripeness: Float32Array;
    truth: Uint8Array;
    reportedTruth: Uint8Array;
    drift: Float32Array;
  };
  predicted: Uint8Array;
  /** count × labels.length probabilities. */
  scores: Float32Array;
  /** count × features, row-major. */
  features: Float32Array;
  latencyMs: Float32Array;
  modelMs: Float32Array;
  queue: Uint16Array;
  shadow?: PredictedInShadow;
}

/** What a version said of every row of a batch without deciding. `scores` are over the labels of the batch. */
export interface PredictedInShadow {
  version: number;
  predicted: Uint8Array;
  scores: Float32Array;
}

/**
 * Predictions as they are kept: row i has index `firstIndex + i`, or `indices[i]` where events of others lie between. Shares (ripeness, scores)
 * are kept in steps of 1/65,535, features as half floats (0.05 %), everything else exactly. With two labels and 24 features a row takes 94 bytes.
 */
export interface LogRows {
  readonly firstIndex: number;
  /** Event of each row, rising; absent where one follows the other. */
  readonly indices?: Uint32Array;
  readonly count: number;
  readonly labels: readonly string[];
  readonly features: readonly string[];
  readonly columns: RowColumns;
  /** What a version said without deciding; absent where none did of any row. */
  readonly shadow?: ShadowColumns;
}

export interface ShadowColumns {
  /** 0 where no version predicted in the shadow. */
  version: Uint32Array<ArrayBuffer>;
  predicted: Uint8Array<ArrayBuffer>;
  /** count × labels.length shares, row-major. */
  scores: Uint16Array<ArrayBuffer>;
}

/** The type of each column of a shadow. */
export const SHADOW_COLUMNS = { version: Uint32Array, predicted: Uint8Array, scores: Uint16Array } as const;

export interface RowColumns {
  timeMs: Float64Array<ArrayBuffer>;
  /** Belt time since the fruit before, ms, which is what the belt leaves for a prediction: its sum over rows is how long the belt ran. */
  intervalMs: Float32Array<ArrayBuffer>;
  latencyMs: Float32Array<ArrayBuffer>;
  modelMs: Float32Array<ArrayBuffer>;
  drift: Float32Array<ArrayBuffer>;
  /** 0 for rows of before deployments were counted. */
  deployment: Uint32Array<ArrayBuffer>;
  /** The version that decided. */
  version: Uint32Array<ArrayBuffer>;
  queue: Uint16Array<ArrayBuffer>;
  /** Shares: see `shareOf`. Of a photograph, its position in its set over 65,535; 0 for a frame of a camera. */
  ripeness: Uint16Array<ArrayBuffer>;
  /** Position in SPECIES; `PHOTOGRAPH` where the event shows one. */
  species: Uint8Array<ArrayBuffer>;
  /** Of a photograph: 0 for one of the first set, 1 for one of the second, 2 for a frame of a camera. */
  cultivar: Uint8Array<ArrayBuffer>;
  /** Position in SUPPLIERS; `NO_SUPPLIER` where nobody is known, as in rows of before they were told. */
  supplier: Uint8Array<ArrayBuffer>;
  /** 0 ripe, 1 unripe; of a photograph a position in `labels`. */
  truth: Uint8Array<ArrayBuffer>;
  /** As `truth`; `UNKNOWN_TRUTH` where none ever becomes known. */
  reportedTruth: Uint8Array<ArrayBuffer>;
  /** Position in `labels`. */
  predicted: Uint8Array<ArrayBuffer>;
  /** count × labels.length shares, row-major. */
  scores: Uint16Array<ArrayBuffer>;
  /** count × features.length halves, row-major. */
  features: Uint16Array<ArrayBuffer>;
}

/** The type of each column, and how many numbers it has a row. */
export const ROW_COLUMNS = {
  timeMs: Float64Array, intervalMs: Float32Array, latencyMs: Float32Array, modelMs: Float32Array, drift: Float32Array,
  deployment: Uint32Array, version: Uint32Array, queue: Uint16Array, ripeness: Uint16Array, species: Uint8Array, cultivar: Uint8Array, supplier: Uint8Array, truth: Uint8Array,
  reportedTruth: Uint8Array, predicted: Uint8Array, scores: Uint16Array, features: Uint16Array,
} as const;

export function numbersPerRow(column: keyof RowColumns, labels: number, features: number): number {
  return column === 'scores' ? labels : column === 'features' ? features : 1;
}

/** A share in 0..1 as 16 bits. */
export function toShare(value: number): number {
  return Math.round(Math.min(1, Math.max(0, value)) * 65_535);
}

/** The share in 0..1 that 16 bits stand for. */
export function shareOf(stored: number): number {
  return stored / 65_535;
}

/** Probability of label `label` in row `row`. */
export function scoreAt({ columns, labels }: LogRows, row: number, label: number): number {
  return shareOf(columns.scores[row * labels.length + label]!);
}

/** Value of feature `feature` in row `row`. */
export function featureAt({ columns, features }: LogRows, row: number, feature: number): number {
  return fromHalf(columns.features[row * features.length + feature]!);
}

/** Probability of the winner in row `row`. */
export function confidenceAt(rows: LogRows, row: number): number {
  return scoreAt(rows, row, rows.columns.predicted[row]!);
}

/** Event of row `row`. */
export function indexAt({ firstIndex, indices }: LogRows, row: number): number {
  return indices ? indices[row]! : firstIndex + row;
}

/** Event of the last row; the one before the first where there is none. */
export function lastIndexOf(rows: LogRows): number {
  return rows.count === 0 ? rows.firstIndex - 1 : indexAt(rows, rows.count - 1);
}

/** Rows `from` to `to` (exclusive) of `rows`, as views of the same memory. */
export function sliceRows(rows: LogRows, from: number, to: number): LogRows {
  const { labels, features, shadow, indices } = rows;
  const slice = <Columns extends object>(columns: Columns): Columns => eachColumn(columns, (column, name) => {
    const width = numbersPerRow(name, labels.length, features.length);
    return column.subarray(from * width, to * width);
  });
  return {
    firstIndex: from < rows.count ? indexAt(rows, from) : lastIndexOf(rows) + 1, count: to - from, labels, features, columns: slice(rows.columns),
    ...(indices ? { indices: indices.subarray(from, to) } : {}), ...(shadow ? { shadow: slice(shadow) } : {}),
  };
}

/** The rows at positions `picked`, rising, as a copy; `rows` themselves when they are all of them. */
export function pickRows(rows: LogRows, picked: ArrayLike<number>): LogRows {
  if (picked.length === rows.count) return rows;
  const { labels, features, shadow } = rows;
  const pick = <Columns extends object>(columns: Columns): Columns => eachColumn(columns, (column, name) => {
    const width = numbersPerRow(name, labels.length, features.length);
    const out = new (column.constructor as new (length: number) => typeof column)(picked.length * width);
    for (let i = 0; i < picked.length; i += 1) out.set(column.subarray(picked[i]! * width, (picked[i]! + 1) * width), i * width);
    return out;
  });
  const indices = Uint32Array.from(picked, (row) => indexAt(rows, row));
  return { firstIndex: indices[0] ?? rows.firstIndex, count: picked.length, labels, features, columns: pick(rows.columns), indices, ...(shadow ? { shadow: pick(shadow) } : {}) };
}

type Column = RowColumns[keyof RowColumns];

function eachColumn<Columns extends object>(columns: Columns, change: (column: Column, name: keyof RowColumns) => Column): Columns {
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, change(column as Column, name as keyof RowColumns)])) as Columns;
}

/** Rows as the version that predicted them in the shadow predicted them; `rows` must all have one. */
export function inShadow(rows: LogRows): LogRows {
  const { shadow, ...rest } = rows;
  return { ...rest, columns: { ...rows.columns, ...shadow! } };
}

/** Stretches of rows that one version predicted, from its first row to the one after its last. */
export function* versionStretches({ count, columns: { version } }: LogRows): Generator<readonly [from: number, to: number]> {
  yield* stretches(0, count, (a, b) => version[a] === version[b]);
}

/** Stretches of positions `from` to `to` (exclusive) in which each is like the first, from the first to the one after the last. */
export function* stretches(from: number, to: number, isLike: (first: number, other: number) => boolean): Generator<readonly [from: number, to: number]> {
  for (let begin = from; begin < to;) {
    let end = begin + 1;
    while (end < to && isLike(begin, end)) end += 1;
    yield [begin, end];
    begin = end;
  }
}

/** A segment in the making: takes batches until it is full. */
export class RowBuffer {
  readonly firstIndex: number;
  readonly labels: readonly string[];
  readonly features: readonly string[];
  #count = 0;
  readonly #columns: RowColumns;
  readonly #shadow: ShadowColumns | null;
  readonly #shipped: readonly boolean[];

  /** `hasShadow`: whether it keeps what a version says without deciding. */
  constructor(firstIndex: number, labels: readonly string[], features: readonly string[], hasShadow = false) {
    this.firstIndex = firstIndex;
    this.labels = [...labels];
    this.#shipped = shippedLabels(labels);
    this.features = [...features];
    const empty = (types: object) => Object.fromEntries(Object.entries(types).map(([name, Type]: [string, new (length: number) => Column]) => (
      [name, new Type(SEGMENT_ROWS * numbersPerRow(name as keyof RowColumns, labels.length, features.length))]
    )));
    this.#columns = empty(ROW_COLUMNS) as unknown as RowColumns;
    this.#shadow = hasShadow ? empty(SHADOW_COLUMNS) as unknown as ShadowColumns : null;
  }

  get count(): number { return this.#count; }
  get full(): boolean { return this.#count === SEGMENT_ROWS; }
  get nextIndex(): number { return this.firstIndex + this.#count; }

  /** What has been taken so far, or the rows `from` to `to` of it: views that later rows do not change. */
  rows(from = 0, to = this.#count): LogRows {
    return sliceRows({
      firstIndex: this.firstIndex, count: SEGMENT_ROWS, labels: this.labels, features: this.features, columns: this.#columns, ...(this.#shadow ? { shadow: this.#shadow } : {}),
    }, from, to);
  }

  /** Whether rows of these labels and features fit in beside those that are there. */
  accepts(labels: readonly string[], features: readonly string[], hasShadow = false): boolean {
    return sameNames(labels, this.labels) && sameNames(features, this.features) && hasShadow === (this.#shadow !== null);
  }

  /** Takes rows of a batch from `fromRow` on while their indices follow each other and there is room. Answers how many. */
  append(batch: PredictedRows, fromRow: number): number {
    const to = this.#columns;
    const from = batch.columns;
    const start = this.#count;
    const end = Math.min(batch.count, fromRow + SEGMENT_ROWS - start);
    let row = fromRow;
    while (row < end && from.index[row] === this.nextIndex) {
      to.ripeness[this.#count] = toShare(from.ripeness[row]!);
      this.#count += 1;
      row += 1;
    }
    const copy = (target: Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array, source: typeof target) => target.set(source.subarray(fromRow, row), start);
    copy(to.timeMs, from.timeMs);
    copy(to.intervalMs, from.intervalMs);
    copy(to.latencyMs, batch.latencyMs);
    copy(to.modelMs, batch.modelMs);
    copy(to.drift, from.drift);
    copy(to.queue, batch.queue);
    copy(to.species, from.species);
    copy(to.cultivar, from.cultivar);
    if (from.supplier) copy(to.supplier, from.supplier);
    else to.supplier.fill(NO_SUPPLIER, start, this.#count);
    copy(to.truth, from.truth);
    copy(to.predicted, batch.predicted);
    for (let at = fromRow; at < row; at += 1) to.reportedTruth[at - fromRow + start] = reportedAs(from.reportedTruth[at]!, this.#shipped[batch.predicted[at]!] ?? true);
    copy(to.version, batch.version);
    to.deployment.fill(batch.deployment, start, this.#count);
    convert(to.scores, start, batch.scores, fromRow, row, this.labels.length, toShare);
    convert(to.features, start, batch.features, fromRow, row, this.features.length, toHalf);
    if (this.#shadow && batch.shadow) {
      this.#shadow.version.fill(batch.shadow.version, start, this.#count);
      copy(this.#shadow.predicted, batch.shadow.predicted);
      convert(this.#shadow.scores, start, batch.shadow.scores, fromRow, row, this.labels.length, toShare);
    }
    return row - fromRow;
  }

  /** Takes stored rows that follow on, as many as there is room for. */
  appendRows(rows: LogRows): void {
    const count = Math.min(rows.count, SEGMENT_ROWS - this.#count);
    const { columns, shadow } = sliceRows(rows, 0, count);
    const put = (to: object, from: object) => eachColumn(from, (column, name) => {
      (to as RowColumns)[name].set(column, this.#count * numbersPerRow(name, this.labels.length, this.features.length));
      return column;
    });
    put(this.#columns, columns);
    if (this.#shadow && shadow) put(this.#shadow, shadow);
    this.#count += count;
  }
}

function convert(
  target: Uint16Array, start: number, source: Float32Array, fromRow: number, toRow: number, width: number, encode: (value: number) => number,
): void {
  const shift = (start - fromRow) * width;
  for (let i = fromRow * width; i < toRow * width; i += 1) target[i + shift] = encode(source[i]!);
}

/** Whether two lists of labels or features are the same, in their order. */
export function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((name, i) => name === b[i]));
}
