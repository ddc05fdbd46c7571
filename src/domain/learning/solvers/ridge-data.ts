import { OrchardError } from '../../common/errors.ts';
import { cholesky, solveFactored } from './cholesky.ts';
import type { LinearHead } from './head.ts';

/** A Bᵀ for row-major A (n × d) and B (m × d), n × m: the one costly product, so that a caller can lend faster arithmetic. */
export type MultiplyTransposed = (a: Float32Array, n: number, b: Float32Array, m: number, d: number) => ArrayLike<number> | Promise<ArrayLike<number>>;

export interface RidgeData {
  /** All rows, n × d, row-major. */
  x: Float32Array;
  /** Widths of the blocks that a row consists of; d is their sum. */
  blocks: readonly number[];
  /** Class of each row. */
  classOf: ArrayLike<number>;
  classes: number;
  /** For changed copies the row of their picture, for pictures their own: what is left out, is left out together. Left out where there are no copies. */
  pictureOf?: ArrayLike<number>;
  /** How many rows of a picture, its own first, are views that it is judged by the mean of; 1 where left out. */
  views?: number;
}

/** What there is to choose: λ, and the factor that each block is scaled by before the fit. */
export interface RidgeChoice {
  ridge: number;
  weights: readonly number[];
}

export interface RidgeFit extends RidgeChoice {
  /** Takes unscaled rows; its logits are calibrated. */
  head: LinearHead;
  /** The same of all that there is: fitted on `more` as well, with the choices and the temperature of `head`. */
  whole: LinearHead;
  /** Factor that made calibrated logits of scores, from leave-one-out scores. */
  inverseTemperature: number;
  /** Rows that were left out in turn, and their scores before the temperature: rows × classes. */
  looRows: Int32Array;
  looScores: Float64Array;
}

/** What fits say of rows that each was made without. */
export interface LeftOut {
  /** Rows × classes, before the temperature. */
  scores: Float64Array;
  inverseTemperature: number;
}

/** Whether a row is a picture rather than a changed copy of one. */
export const isPicture = ({ pictureOf }: RidgeData, row: number): boolean => pictureOf === undefined || pictureOf[row] === row;

/** The score of a picture by a fit without it: that of its class less the mean error of the views that it is judged by. `errors`: rows of its group × classes. */
export function leftOutScore({ views = 1 }: RidgeData, truth: number, errors: Float64Array, rows: number, classes: number, at: number): number {
  const judged = Math.min(views, rows);
  let sum = 0;
  for (let view = 0; view < judged; view += 1) sum += errors[view * classes + at]!;
  return truth - sum / judged;
}

/** For each picture among `rows` its place in them, followed by those of its copies. */
export function pictureGroups(data: RidgeData, rows: Int32Array): number[][] {
  const groups = new Map<number, number[]>();
  rows.forEach((row, place) => { if (isPicture(data, row)) groups.set(row, [place]); });
  rows.forEach((row, place) => { if (!isPicture(data, row)) groups.get(data.pictureOf![row]!)?.push(place); });
  return [...groups.values()];
}

/** Solves a small symmetric positive definite system; `matrix` (n × n) and `b` (n × columns) are overwritten, the latter with the solution. */
export function solveSmall(matrix: Float64Array, n: number, b: Float64Array, columns: number): void {
  for (let i = 0; i < n; i += 1) matrix[i * n + i] = Math.max(matrix[i * n + i]!, 1e-12);
  if (!cholesky(matrix, n)) throw new OrchardError('training-diverged', 'a picture and its copies cannot be left out');
  solveFactored(matrix, n, b, columns);
}

export const widthOf = (data: RidgeData): number => data.blocks.reduce((sum, width) => sum + width, 0);

/** Share of each class among some rows: the means of the one-hot targets. */
export function classMeans(data: RidgeData, rows: Int32Array): Float64Array {
  const means = new Float64Array(data.classes);
  for (const row of rows) means[data.classOf[row]!]! += 1 / rows.length;
  return means;
}

/** One-hot targets, rows × classes. */
export function oneHot(data: RidgeData, rows: Int32Array): Float64Array<ArrayBuffer> {
  const y = new Float64Array(rows.length * data.classes);
  rows.forEach((row, i) => { y[i * data.classes + data.classOf[row]!] = 1; });
  return y;
}

/** One-hot targets less their means, rows × classes. */
export function centredTargets(data: RidgeData, rows: Int32Array, means: Float64Array): Float64Array<ArrayBuffer> {
  return oneHot(data, rows).map((target, at) => target - means[at % data.classes]!);
}

export function columnMeans(data: RidgeData, rows: Int32Array): Float64Array {
  const d = widthOf(data);
  const means = new Float64Array(d);
  for (const row of rows) for (let j = 0, at = row * d; j < d; j += 1, at += 1) means[j]! += data.x[at]!;
  return means.map((sum) => sum / rows.length);
}

/** Calls back with every column and the weight of its block. */
export function eachColumn(data: RidgeData, weights: readonly number[], visit: (column: number, weight: number) => void): void {
  let column = 0;
  data.blocks.forEach((width, block) => {
    for (const end = column + width; column < end; column += 1) visit(column, weights[block]!);
  });
}

/** A head whose scores are targetMeans at the column means, times `scale`. */
export function headAbout(data: RidgeData, kernel: Float64Array, rowMeans: Float64Array, targetMeans: Float64Array, scale: number): LinearHead {
  const bias = targetMeans.slice();
  rowMeans.forEach((mean, j) => {
    for (let c = 0; c < data.classes; c += 1) bias[c]! -= mean * kernel[j * data.classes + c]!;
  });
  return scaledHead(rowMeans.length, data.classes, kernel, bias, scale);
}

export function scaledHead(inputs: number, classes: number, kernel: Float64Array, bias: Float64Array, scale: number): LinearHead {
  return { inputs, classes, kernel: kernel.map((w) => w * scale), bias: bias.map((b) => b * scale) };
}

/** The Cholesky factor of matrix + λI, in place. Throws OrchardError `training-diverged` when it is singular. */
export function factored(matrix: Float64Array, n: number, ridge: number): Float64Array {
  for (let i = 0; i < n; i += 1) matrix[i * n + i]! += ridge;
  if (!cholesky(matrix, n)) throw new OrchardError('training-diverged', 'the normal equations are singular');
  return matrix;
}

/** At most `count` of the rows, evenly spread over them. */
export function spread(rows: Int32Array, count: number): Int32Array {
  if (rows.length <= count) return rows;
  return Int32Array.from({ length: count }, (_, i) => rows[Math.floor((i * rows.length) / count)]!);
}
