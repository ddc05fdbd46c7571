import { solveFactored } from './cholesky.ts';
import type { LinearHead } from './head.ts';
import { centredTargets, classMeans, columnMeans, eachColumn, factored, headAbout, spread, widthOf, type MultiplyTransposed, type RidgeChoice, type RidgeData, type RidgeFit } from './ridge-data.ts';
import { inverseTemperature } from '../calibration/temperature.ts';

/** The temperature is measured on at most this many pictures. */
const CALIBRATION_ROWS = 512;
/** Rows that are left out between two looks at whoever waits. */
const ROWS_AT_ONCE = 64;

interface PrimalSolution { kernel: Float64Array; factor: Float64Array; columns: Float32Array; means: Float64Array; targetMeans: Float64Array }

/** Primal ridge, W = (XᵀX + λI)⁻¹ Xᵀy on centred, weighted columns, for more rows than columns. */
async function solve(data: RidgeData, rows: Int32Array, multiply: MultiplyTransposed, { ridge, weights }: RidgeChoice): Promise<PrimalSolution> {
  const { classes } = data;
  const d = widthOf(data);
  const n = rows.length;
  const means = columnMeans(data, rows);
  const targetMeans = classMeans(data, rows);
  const columns = new Float32Array(d * n);
  eachColumn(data, weights, (j, weight) => rows.forEach((row, i) => { columns[j * n + i] = weight * (data.x[row * d + j]! - means[j]!); }));
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
  eachColumn(data, weights, (j, weight) => {
    for (let c = 0; c < classes; c += 1) kernel[j * classes + c]! *= weight;
  });
  return { kernel, factor, columns, means, targetMeans };
}

export async function fitPrimal(data: RidgeData, rows: Int32Array, more: Int32Array, multiply: MultiplyTransposed, choice: RidgeChoice): Promise<RidgeFit> {
  const solution = await solve(data, rows, multiply, choice);
  const { factor, columns, means } = solution;
  const n = rows.length;
  const places = spread(Int32Array.from({ length: n }, (_, i) => i), CALIBRATION_ROWS);
  const looRows = places.map((i) => rows[i]!);
  const looScores = leaveOneOut(headOf(data, solution, 1), data, looRows, (at) => leverage(factor, means.length, n, columns, places[at]!));
  const scale = inverseTemperature(looScores, Array.from(looRows, (row) => data.classOf[row]!), data.classes);
  const head = headOf(data, solution, scale);
  const whole = more.length === 0 ? head : headOf(data, await solve(data, Int32Array.from([...rows, ...more]), multiply, choice), scale);
  return { ...choice, head, whole, inverseTemperature: scale, looRows, looScores };
}

/** Scores of every row by a fit on the others, rows × classes. `each` is called now and then with the rows that are done. */
export async function primalLeaveOneOut(data: RidgeData, rows: Int32Array, multiply: MultiplyTransposed, choice: RidgeChoice, each?: (done: number) => Promise<void>): Promise<Float64Array> {
  const solution = await solve(data, rows, multiply, choice);
  const { factor, columns, means } = solution;
  const head = headOf(data, solution, 1);
  const scores = new Float64Array(rows.length * data.classes);
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    await each?.(from);
    const some = rows.subarray(from, from + ROWS_AT_ONCE);
    scores.set(leaveOneOut(head, data, some, (at) => leverage(factor, means.length, rows.length, columns, from + at)), from * data.classes);
  }
  return scores;
}

const headOf = (data: RidgeData, { kernel, means, targetMeans }: PrimalSolution, scale: number): LinearHead => headAbout(data, kernel, means, targetMeans, scale);

/** 1/n + ‖L⁻¹x‖² for column `place` of the d × n matrix. */
function leverage(factor: Float64Array, d: number, n: number, columns: Float32Array, place: number): number {
  const half = new Float64Array(d);
  let sum = 1 / n;
  for (let j = 0; j < d; j += 1) {
    let value = columns[j * n + place]!;
    for (let k = 0, from = j * d; k < j; k += 1) value -= factor[from + k]! * half[k]!;
    half[j] = value / factor[j * d + j]!;
    sum += half[j]! ** 2;
  }
  return sum;
}

/** Leave-one-out scores: the residual of each row over 1 − its leverage. */
function leaveOneOut(fit: LinearHead, data: RidgeData, rows: Int32Array, leverageOf: (at: number) => number): Float64Array {
  const { classes, inputs } = fit;
  const scores = new Float64Array(rows.length * classes);
  rows.forEach((row, at) => {
    const rest = Math.max(1e-12, 1 - leverageOf(at));
    for (let c = 0; c < classes; c += 1) {
      let fitted = fit.bias[c]!;
      for (let j = 0; j < inputs; j += 1) fitted += data.x[row * inputs + j]! * fit.kernel[j * classes + c]!;
      const truth = data.classOf[row] === c ? 1 : 0;
      scores[at * classes + c] = truth - (truth - fitted) / rest;
    }
  });
  return scores;
}
