import * as v from 'valibot';
import { OrchardError } from '../../common/errors.ts';
import { indexAt, lastIndexOf, sameNames, shareOf, toShare, versionStretches, type LogRows } from '../../log/rows.ts';
import { UNKNOWN_TRUTH, PHOTOGRAPH, truthFor, truthKind } from '../../world/stream/truth.ts';
import { packBytes, packDoubles, packFloats, unpackBytes, unpackDoubles, unpackFloats } from '../../common/base64.ts';
import { calibratedAt, calibrate, type Calibration } from '../../learning/calibration/score-calibration.ts';
import { accuracyBand, type ConfidenceBand } from './cbpe.ts';

/** Rows of the line with a truth that make a reference, where the version brought none. */
export const REFERENCE_ROWS = 500;
/** Held-out rows with a truth from which a version's own are preferred. */
const LEAST_VERSION_ROWS = 200;

const SNAPSHOT_VERSION = 1;

/** How the estimate stands: it waits for `need` truths and has `have`; it speaks; or there will never be a truth to learn from. */
export type EstimatorState =
  | { readonly kind: 'calibrating'; readonly have: number; readonly need: number }
  | { readonly kind: 'ready'; readonly reference: 'version' | 'line'; readonly size: number; readonly accuracy: number; readonly calibrated: boolean }
  | { readonly kind: 'impossible' };

export interface EstimatorSnapshot {
  readonly version: number;
  readonly lastIndex: number;
  /** Newest event whose truth is known; −1 before the first. */
  readonly known?: number | undefined;
  readonly labelDelay: number;
  readonly modelVersion: number | null;
  readonly labels: readonly string[];
  readonly source: 'version' | 'line';
  readonly ready: boolean;
  /** The reference as far as it is gathered, packed. */
  readonly scores: string;
  readonly truths: string;
  readonly predicted: string;
  readonly indices: string;
}

/** Rows that probabilities are calibrated on. */
class Gathered {
  /** Row-major. */
  scores: number[] = [];
  truths: number[] = [];
  predicted: number[] = [];
  indices: number[] = [];

  get length(): number { return this.truths.length; }
  get right(): number[] { return this.truths.map((truth, i) => (truth === this.predicted[i] ? 1 : 0)); }

  /** Takes rows with a truth from `from` to `to` (exclusive), until there are `most`. */
  take(rows: LogRows, truth: ArrayLike<number>, from: number, to: number, most: number): void {
    const { columns, labels } = rows;
    const k = labels.length;
    for (let row = from; row < to && this.length < most; row += 1) {
      if (truth[row] === UNKNOWN_TRUTH) continue;
      for (let at = row * k; at < (row + 1) * k; at += 1) this.scores.push(shareOf(columns.scores[at]!));
      this.truths.push(truth[row]!);
      this.predicted.push(columns.predicted[row]!);
      this.indices.push(indexAt(rows, row));
    }
  }
}

/**
 * Accuracy without truths, row by row: the calibrated probability that each prediction is right. Its mean over rows estimates their
 * accuracy for as long as P(y given x) stays what it was on the reference (see `cbpe.ts`). The reference is what the live version
 * was tested on, or else the first 500 events that it judged, once their truths have arrived; a truth arrives `labelDelay` events
 * later, and none is used before. It takes for granted that the truth is one of the labels: rows where it was none are counted as wrong in
 * the reference, but teach no probability.
 */
export class AccuracyEstimator {
  #labelDelay: number;
  #lastIndex = -1;
  /** Newest event whose truth is known: a longer delay takes none back. */
  #known = -1;
  #version: number | null = null;
  #labels: readonly string[] = [];
  #source: 'version' | 'line' = 'line';
  /** Photographs bring a truth for any label. */
  #seesPhotographs = false;
  #gathered = new Gathered();
  #calibration: Calibration | null = null;
  /** Whether each row of the reference was judged right, while ready. */
  #right: readonly number[] = [];
  readonly #versionRows = new Map<number, { rows: readonly LogRows[]; truths: readonly ArrayLike<number>[] | undefined }>();

  constructor(labelDelay: number) {
    this.#labelDelay = labelDelay;
  }

  /** Events until a truth is known. A change holds from the next row on. */
  get labelDelay(): number { return this.#labelDelay; }
  set labelDelay(delay: number) {
    this.#labelDelay = delay;
    this.#learn();
  }

  /**
   * The rows that a version was tested on; with fewer than 200 truths they are not used. `truths`, one list of label positions a piece
   * (255: not known), is for labels that the orchard has no truth for. If the version is live, holds from the next row on.
   */
  setVersionRows(version: number, rows: readonly LogRows[], truths?: readonly ArrayLike<number>[]): void {
    this.#versionRows.set(version, { rows, truths });
    if (version === this.#version) this.#adoptVersion();
  }

  /**
   * Takes rows, in order of their index, each once; rows may be skipped. Answers for each the probability that its prediction is right, NaN
   * while that cannot be said. Throws `argument-invalid` for rows that were taken before.
   */
  take(rows: LogRows): Float32Array<ArrayBuffer> {
    if (rows.firstIndex <= this.#lastIndex) throw new OrchardError('argument-invalid', `row ${rows.firstIndex} comes after row ${this.#lastIndex}`);
    const out = new Float32Array(rows.count).fill(NaN);
    const { version, species } = rows.columns;
    this.#seesPhotographs ||= species[0] === PHOTOGRAPH;
    for (const [from, to] of versionStretches(rows)) {
      if (version[from] !== this.#version || !sameNames(rows.labels, this.#labels)) this.#deploy(version[from]!, rows.labels);
      this.#estimate(rows, this.#calibration ? from : this.#gather(rows, from, to), to, out);
    }
    this.#lastIndex = Math.max(this.#lastIndex, lastIndexOf(rows));
    this.#learn();
    return out;
  }

  /** For rows of the log, in any order, what `take` would answer for them now: NaN for those that another version judged. */
  expected(rows: LogRows): Float32Array<ArrayBuffer> {
    const out = new Float32Array(rows.count).fill(NaN);
    if (!this.#calibration || !sameNames(rows.labels, this.#labels)) return out;
    this.#estimate(rows, 0, rows.count, out);
    return out.map((right, row) => (rows.columns.version[row] === this.#version ? right : NaN));
  }

  get state(): EstimatorState {
    if (this.#calibration) {
      const size = this.#right.length;
      const accuracy = this.#right.reduce((sum, bit) => sum + bit, 0) / size;
      return { kind: 'ready', reference: this.#source, size, accuracy, calibrated: this.#calibration.some(Boolean) };
    }
    if (this.#version !== null && !this.#seesPhotographs && this.#gathered.length === 0 && truthKind(this.#labels) === 'none') return { kind: 'impossible' };
    return { kind: 'calibrating', have: this.#gathered.indices.filter((index) => index <= this.#known).length, need: REFERENCE_ROWS };
  }

  /** The band of ±3 sampling errors around the estimated accuracy of `rows` rows; null while not ready. See `accuracyBand`. */
  band(estimate: number, rows: number): ConfidenceBand | null {
    return this.#calibration && accuracyBand(this.#right, rows, estimate);
  }

  /** All that is needed to go on, as JSON. */
  snapshot(): EstimatorSnapshot {
    const { scores, truths, predicted, indices } = this.#gathered;
    return {
      version: SNAPSHOT_VERSION, lastIndex: this.#lastIndex, known: this.#known, labelDelay: this.labelDelay, modelVersion: this.#version, labels: [...this.#labels],
      source: this.#source, ready: this.#calibration !== null, scores: packFloats(Float32Array.from(scores, toShare)),
      truths: packBytes(Uint8Array.from(truths)), predicted: packBytes(Uint8Array.from(predicted)), indices: packDoubles(Float64Array.from(indices)),
    };
  }

  /**
   * The estimator that a snapshot was taken from; a version's reference travels with it. Throws `file-version` for a snapshot of
   * another version and `file-schema` for one that does not fit.
   */
  static restore(snapshot: unknown): AccuracyEstimator {
    const saved = readSnapshot(snapshot);
    const estimator = new AccuracyEstimator(saved.labelDelay);
    estimator.#lastIndex = saved.lastIndex;
    estimator.#known = saved.known ?? -1;
    estimator.#learn();
    estimator.#version = saved.modelVersion;
    estimator.#labels = saved.labels;
    estimator.#source = saved.source;
    const gathered = estimator.#gathered;
    gathered.scores = Array.from(unpackFloats(saved.scores), shareOf);
    gathered.truths = Array.from(unpackBytes(saved.truths));
    gathered.predicted = Array.from(unpackBytes(saved.predicted));
    gathered.indices = Array.from(unpackDoubles(saved.indices));
    const { length, scores, predicted, indices } = gathered;
    const fits = scores.length === length * saved.labels.length && predicted.length === length && indices.length === length
      && scores.every((share) => share >= 0 && share <= 1) && (!saved.ready || length > 0);
    if (!fits) throw new OrchardError('file-schema', 'the reference of an estimate does not fit');
    if (saved.ready) estimator.#finish();
    return estimator;
  }

  #learn(): void {
    this.#known = Math.max(this.#known, this.#lastIndex - this.#labelDelay);
  }

  #deploy(version: number, labels: readonly string[]): void {
    this.#version = version;
    this.#labels = labels;
    this.#source = 'line';
    this.#gathered = new Gathered();
    this.#calibration = null;
    this.#adoptVersion();
  }

  #adoptVersion(): void {
    const { rows = [], truths } = this.#versionRows.get(this.#version ?? -1) ?? {};
    const gathered = new Gathered();
    rows.forEach((piece, i) => {
      const truth = truths ? truths[i]! : truthFor(piece.labels, piece.columns);
      if (truth && sameNames(piece.labels, this.#labels)) gathered.take(piece, truth, 0, piece.count, Infinity);
    });
    if (gathered.length < LEAST_VERSION_ROWS) return;
    this.#source = 'version';
    this.#gathered = gathered;
    this.#finish();
  }

  /** Gathers rows of the line. Answers the first row at which the last truth that was waited for is there; `to` when none is. */
  #gather(rows: LogRows, from: number, to: number): number {
    const gathered = this.#gathered;
    if (gathered.length < REFERENCE_ROWS) {
      const truth = truthFor(rows.labels, rows.columns);
      if (truth) gathered.take(rows, truth, from, to, REFERENCE_ROWS);
      if (gathered.length < REFERENCE_ROWS) return to;
    }
    const last = gathered.indices[REFERENCE_ROWS - 1]!;
    let ready = from;
    if (last > this.#known) while (ready < to && indexAt(rows, ready) < last + this.labelDelay) ready += 1;
    if (ready >= to) return to;
    this.#finish();
    return ready;
  }

  #finish(): void {
    const { scores, truths, right } = this.#gathered;
    this.#calibration = calibrate(scores, truths, this.#labels.length);
    this.#right = right;
  }

  #estimate({ columns, labels }: LogRows, from: number, to: number, out: Float32Array): void {
    const k = labels.length;
    const scores = new Float64Array(k);
    for (let row = from; row < to; row += 1) {
      for (let label = 0; label < k; label += 1) scores[label] = shareOf(columns.scores[row * k + label]!);
      out[row] = calibratedAt(this.#calibration!, scores, 0, columns.predicted[row]!);
    }
  }
}

const natural = v.pipe(v.number(), v.integer(), v.minValue(0));
const schema = v.object({
  version: v.literal(SNAPSHOT_VERSION), lastIndex: v.pipe(v.number(), v.integer(), v.minValue(-1)), known: v.optional(v.pipe(v.number(), v.integer(), v.minValue(-1))), labelDelay: natural,
  modelVersion: v.nullable(natural), labels: v.array(v.string()), source: v.picklist(['version', 'line']), ready: v.boolean(),
  scores: v.string(), truths: v.string(), predicted: v.string(), indices: v.string(),
});

function readSnapshot(value: unknown): EstimatorSnapshot {
  const version = (value as { version?: unknown } | null)?.version;
  if (typeof value === 'object' && value !== null && version !== SNAPSHOT_VERSION) {
    throw new OrchardError('file-version', `the estimate was saved by version ${String(version)}, this Orchard reads ${SNAPSHOT_VERSION}`);
  }
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new OrchardError('file-schema', `snapshot of an estimate: ${v.getDotPath(issue) ?? ''} ${issue.message}`);
}
