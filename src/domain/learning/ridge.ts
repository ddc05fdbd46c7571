import { OrchardError } from '../errors.ts';
import { cholesky, inverseDiagonal, solveFactored } from './cholesky.ts';
import type { LinearHead } from './head.ts';
import { inverseTemperature } from './temperature.ts';

/** Ridge strengths that `auto` tries. Inputs have rows of norm 1 or √2, so these reach from interpolation to near constant. */
export const RIDGE_GRID = [0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10] as const;
/** `auto` judges the grid on at most this many pictures: the best strength hardly depends on their number. */
const TUNING_ROWS = 256;
/** In the primal form the temperature is measured on at most this many pictures. */
const CALIBRATION_ROWS = 512;

/** A Bᵀ for row-major A (n × d) and B (m × d), n × m: the one costly product, so that a caller can lend faster arithmetic. */
export type MultiplyTransposed = (a: Float32Array, n: number, b: Float32Array, m: number, d: number) => ArrayLike<number> | Promise<ArrayLike<number>>;

export interface RidgeData {
  /** All rows, n × d, row-major. */
  x: Float32Array;
  d: number;
  /** Class of each row. */
  classOf: ArrayLike<number>;
  classes: number;
}

export interface RidgeFit {
  head: LinearHead;
  ridge: number;
  /** Factor that turns scores into calibrated logits, from leave-one-out scores. Already in `head`. */
  inverseTemperature: number;
  /** Rows that were left out in turn, and their scores before the temperature: rows × classes. */
  looRows: Int32Array;
  looScores: Float64Array;
}

function classMeans(data: RidgeData, rows: Int32Array): Float64Array {
  const means = new Float64Array(data.classes);
  for (const row of rows) means[data.classOf[row]!]! += 1 / rows.length;
  return means;
}

/** One-hot targets less their means. */
function centredTargets(data: RidgeData, rows: Int32Array, means: Float64Array): Float64Array<ArrayBuffer> {
  const y = new Float64Array(rows.length * data.classes);
  rows.forEach((row, i) => {
    for (let c = 0; c < data.classes; c += 1) y[i * data.classes + c] = (data.classOf[row] === c ? 1 : 0) - means[c]!;
  });
  return y;
}

function columnMeans(data: RidgeData, rows: Int32Array): Float64Array {
  const means = new Float64Array(data.d);
  for (const row of rows) for (let j = 0, at = row * data.d; j < data.d; j += 1, at += 1) means[j]! += data.x[at]!;
  return means.map((sum) => sum / rows.length);
}

function head(data: RidgeData, kernel: Float64Array, rowMeans: Float64Array, targetMeans: Float64Array, scale: number): LinearHead {
  const bias = targetMeans.slice();
  for (let j = 0; j < data.d; j += 1) for (let c = 0; c < data.classes; c += 1) bias[c]! -= rowMeans[j]! * kernel[j * data.classes + c]!;
  return { inputs: data.d, classes: data.classes, kernel: kernel.map((w) => w * scale), bias: bias.map((b) => b * scale) };
}

function factored(matrix: Float64Array, n: number, ridge: number): Float64Array {
  for (let i = 0; i < n; i += 1) matrix[i * n + i]! += ridge;
  if (!cholesky(matrix, n)) throw new OrchardError('training-diverged', 'the normal equations are singular');
  return matrix;
}

type SubGram = (some: Int32Array) => Float64Array;

/** Gram matrices of subsets of the rows, centred about the subset's mean. Multiplies once for all of `rows`. */
async function gramOf(data: RidgeData, rows: Int32Array, multiply: MultiplyTransposed): Promise<SubGram> {
  const gathered = new Float32Array(rows.length * data.d);
  rows.forEach((row, i) => gathered.set(data.x.subarray(row * data.d, (row + 1) * data.d), i * data.d));
  const all = await multiply(gathered, rows.length, gathered, rows.length, data.d);
  const placeOf = new Map(Array.from(rows, (row, i) => [row, i]));
  return (some) => {
    const n = some.length;
    const places = some.map((row) => placeOf.get(row)!);
    const gram = new Float64Array(n * n);
    const means = new Float64Array(n);
    for (let i = 0; i < n; i += 1) {
      const from = places[i]! * rows.length;
      for (let j = 0; j < n; j += 1) means[i]! += gram[i * n + j] = all[from + places[j]!]!;
      means[i]! /= n;
    }
    const mean = means.reduce((sum, value) => sum + value, 0) / n;
    for (let i = 0; i < n; i += 1) for (let j = 0; j < n; j += 1) gram[i * n + j]! += mean - means[i]! - means[j]!;
    return gram;
  };
}

interface DualFit { alpha: Float64Array; looScores: Float64Array; targetMeans: Float64Array }

/**
 * Dual ridge with a free intercept: α = (K + λI)⁻¹ y for the centred Gram matrix K. The fit's residual is λα and the
 * leverage is 1/n + 1 − λ(K + λI)⁻¹ᵢᵢ, so the error of leaving row i out is λαᵢ / (λ(K + λI)⁻¹ᵢᵢ − 1/n), exactly.
 */
function dual(data: RidgeData, rows: Int32Array, gram: Float64Array, ridge: number): DualFit {
  const n = rows.length;
  const { classes } = data;
  const targetMeans = classMeans(data, rows);
  const alpha = centredTargets(data, rows, targetMeans);
  const factor = factored(gram, n, ridge);
  solveFactored(factor, n, alpha, classes);
  const diagonal = inverseDiagonal(factor, n);
  const looScores = new Float64Array(n * classes);
  for (let i = 0; i < n; i += 1) {
    const rest = Math.max(1e-12, ridge * diagonal[i]! - 1 / n);
    for (let c = 0; c < classes; c += 1) {
      const truth = data.classOf[rows[i]!] === c ? 1 : 0;
      looScores[i * classes + c] = truth - (ridge * alpha[i * classes + c]!) / rest;
    }
  }
  return { alpha, looScores, targetMeans };
}

function squaredError(data: RidgeData, rows: Int32Array, scores: Float64Array): number {
  let sum = 0;
  rows.forEach((row, i) => {
    for (let c = 0; c < data.classes; c += 1) sum += (scores[i * data.classes + c]! - (data.classOf[row] === c ? 1 : 0)) ** 2;
  });
  return sum / rows.length;
}

/** At most `count` of the rows, evenly spread over them. */
function spread(rows: Int32Array, count: number): Int32Array {
  if (rows.length <= count) return rows;
  return Int32Array.from({ length: count }, (_, i) => rows[Math.floor((i * rows.length) / count)]!);
}

/** The strength of RIDGE_GRID with the least leave-one-out squared error (PRESS). */
function chooseRidge(data: RidgeData, rows: Int32Array, gram: SubGram): number {
  const centred = gram(rows);
  const errors = RIDGE_GRID.map((ridge) => squaredError(data, rows, dual(data, rows, centred.slice(), ridge).looScores));
  return RIDGE_GRID[errors.indexOf(Math.min(...errors))]!;
}

function fitDual(data: RidgeData, rows: Int32Array, gram: SubGram, ridge: number): RidgeFit {
  const { d, classes, x } = data;
  const { alpha, looScores, targetMeans } = dual(data, rows, gram(rows), ridge);
  // Σα = 0 for each class, so the rows need no centring here.
  const kernel = new Float64Array(d * classes);
  rows.forEach((row, i) => {
    for (let j = 0, at = row * d; j < d; j += 1, at += 1) {
      const value = x[at]!;
      if (value === 0) continue;
      for (let c = 0; c < classes; c += 1) kernel[j * classes + c]! += value * alpha[i * classes + c]!;
    }
  });
  const scale = inverseTemperature(looScores, Array.from(rows, (row) => data.classOf[row]!), classes);
  return { head: head(data, kernel, columnMeans(data, rows), targetMeans, scale), ridge, inverseTemperature: scale, looRows: rows, looScores };
}

/** Primal ridge, W = (XᵀX + λI)⁻¹ Xᵀy on centred rows, for more rows than columns. */
async function fitPrimal(data: RidgeData, rows: Int32Array, multiply: MultiplyTransposed, ridge: number): Promise<RidgeFit> {
  const { d, classes } = data;
  const n = rows.length;
  const means = columnMeans(data, rows);
  const targetMeans = classMeans(data, rows);
  const columns = new Float32Array(d * n);
  rows.forEach((row, i) => {
    for (let j = 0; j < d; j += 1) columns[j * n + i] = data.x[row * d + j]! - means[j]!;
  });
  const factor = factored(Float64Array.from(await multiply(columns, d, columns, d, n)), d, ridge);
  const y = centredTargets(data, rows, targetMeans);
  const kernel = new Float64Array(d * classes);
  for (let j = 0; j < d; j += 1) {
    for (let i = 0; i < n; i += 1) {
      const value = columns[j * n + i]!;
      for (let c = 0; c < classes; c += 1) kernel[j * classes + c]! += value * y[i * classes + c]!;
    }
  }
  solveFactored(factor, d, kernel, classes);
  const plain = head(data, kernel, means, targetMeans, 1);
  const looPlaces = spread(Int32Array.from({ length: n }, (_, i) => i), CALIBRATION_ROWS);
  const looScores = leaveOneOut(factor, plain, data, rows, looPlaces, (i, j) => columns[j * n + i]!);
  const looRows = looPlaces.map((i) => rows[i]!);
  const scale = inverseTemperature(looScores, Array.from(looRows, (row) => data.classOf[row]!), classes);
  return { head: head(data, kernel, means, targetMeans, scale), ridge, inverseTemperature: scale, looRows, looScores };
}

/** Leave-one-out scores of some rows from the primal factor L: the leverage is 1/n + ‖L⁻¹x‖². */
function leaveOneOut(factor: Float64Array, fit: LinearHead, data: RidgeData, rows: Int32Array, places: Int32Array, centred: (i: number, j: number) => number): Float64Array {
  const { d, classes } = data;
  const scores = new Float64Array(places.length * classes);
  const half = new Float64Array(d);
  places.forEach((place, at) => {
    let leverage = 1 / rows.length;
    for (let j = 0; j < d; j += 1) {
      let sum = centred(place, j);
      for (let k = 0, from = j * d; k < j; k += 1) sum -= factor[from + k]! * half[k]!;
      half[j] = sum / factor[j * d + j]!;
      leverage += half[j]! ** 2;
    }
    const row = rows[place]!;
    const rest = Math.max(1e-12, 1 - leverage);
    for (let c = 0; c < classes; c += 1) {
      let fitted = fit.bias[c]!;
      for (let j = 0; j < d; j += 1) fitted += data.x[row * d + j]! * fit.kernel[j * classes + c]!;
      const truth = data.classOf[row] === c ? 1 : 0;
      scores[at * classes + c] = truth - (truth - fitted) / rest;
    }
  });
  return scores;
}

/** Fits on different subsets of the same rows; the Gram matrix is shared. */
export interface RidgeSolver {
  fit(rows: Int32Array, ridge: number | 'auto'): Promise<RidgeFit>;
}

/**
 * Ridge regression on one-hot targets with a free intercept, scaled by a temperature so that softmax gives calibrated
 * probabilities. Solved in closed form in float64: the dual form when rows are fewer than columns, else the primal one.
 * `ridge` λ ≥ 0 weighs ‖W‖² against the sum of squares; `auto` takes the best of RIDGE_GRID by leave-one-out error.
 * `rows` are all those that will be asked for. Throws OrchardError `training-diverged` when the equations are singular.
 */
export function ridgeSolver(data: RidgeData, rows: Int32Array, multiply: MultiplyTransposed = multiplyTransposed): RidgeSolver {
  const shared = rows.length <= data.d ? gramOf(data, rows, multiply) : null;
  // Whoever fits hears of a failure; without a fit it is nobody's.
  shared?.catch(() => {});
  return {
    async fit(some, ridge) {
      const tuning = spread(some, TUNING_ROWS);
      const strength = ridge === 'auto' ? chooseRidge(data, tuning, await (shared ?? gramOf(data, tuning, multiply))) : ridge;
      if (some.length > data.d) return await fitPrimal(data, some, multiply, strength);
      return fitDual(data, some, await (shared ?? gramOf(data, some, multiply)), strength);
    },
  };
}

/** The plain form of MultiplyTransposed. */
export const multiplyTransposed: MultiplyTransposed = (a, n, b, m, d) => {
  const out = new Float64Array(n * m);
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < m; j += 1) {
      let sum = 0;
      for (let k = 0, p = i * d, q = j * d; k < d; k += 1) sum += a[p + k]! * b[q + k]!;
      out[i * m + j] = sum;
    }
  }
  return out;
};
