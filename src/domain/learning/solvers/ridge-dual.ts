import { inverseDiagonal, solveFactored } from './cholesky.ts';
import type { LinearHead } from './head.ts';
import { eachColumn, factored, leftOutScore, oneHot, pictureGroups, scaledHead, solveSmall, spread, widthOf, type MultiplyTransposed, type RidgeChoice, type RidgeData, type RidgeFit } from './ridge-data.ts';
import { inverseTemperature } from '../calibration/temperature.ts';

/** Gram matrices X Xᵀ of each block over some rows, from which those of any subset and weighting are put together. */
export interface Grams {
  /** Of the given rows, blocks weighted: n × n. */
  of(rows: Int32Array, weights: readonly number[]): Float64Array;
}

/** Multiplies once for all of `rows`; `of` serves any subset of them. */
export async function gramsOf(data: RidgeData, rows: Int32Array, multiply: MultiplyTransposed): Promise<Grams> {
  const d = widthOf(data);
  const n = rows.length;
  const blocks: ArrayLike<number>[] = [];
  let from = 0;
  for (const width of data.blocks) {
    const part = new Float32Array(n * width);
    rows.forEach((row, i) => part.set(data.x.subarray(row * d + from, row * d + from + width), i * width));
    blocks.push(await multiply(part, n, part, n, width));
    from += width;
  }
  const placeOf = new Map(Array.from(rows, (row, i) => [row, i]));
  return {
    of(some, weights) {
      const m = some.length;
      const places = some.map((row) => placeOf.get(row)!);
      const gram = new Float64Array(m * m);
      blocks.forEach((block, b) => {
        const square = weights[b]! ** 2;
        if (square === 0) return;
        for (let i = 0; i < m; i += 1) {
          const start = places[i]! * n;
          for (let j = 0; j < m; j += 1) gram[i * m + j]! += square * block[start + places[j]!]!;
        }
      });
      return gram;
    },
  };
}

interface DualSolution {
  /** Weight of each row, rows × classes; those of a class add up to 0. */
  alpha: Float64Array;
  intercept: Float64Array;
  /** (K + λI)⁻¹1 and its sum. */
  ones: Float64Array;
  sum: number;
}

/** The Cholesky factor of K + λI for some rows: its leading part is that of the first of them alone. */
interface Factor { values: Float64Array; stride: number }

/** Dual ridge with a free intercept, [K + λI, 1; 1ᵀ, 0] [α; b] = [y; 0]. */
function solve(data: RidgeData, rows: Int32Array, { values, stride }: Factor): DualSolution {
  const n = rows.length;
  const { classes } = data;
  const alpha = oneHot(data, rows);
  const ones = new Float64Array(n).fill(1);
  solveFactored(values, n, alpha, classes, stride);
  solveFactored(values, n, ones, 1, stride);
  const sum = ones.reduce((total, value) => total + value, 0);
  const intercept = new Float64Array(classes);
  for (let i = 0; i < n; i += 1) for (let c = 0; c < classes; c += 1) intercept[c]! += alpha[i * classes + c]! / sum;
  for (let i = 0; i < n; i += 1) for (let c = 0; c < classes; c += 1) alpha[i * classes + c]! -= ones[i]! * intercept[c]!;
  return { alpha, intercept, ones, sum };
}

/**
 * Scores of each row from a fit without it: the error of leaving row i out is αᵢ over the i-th diagonal element of the inverse of the
 * bordered matrix, exactly (Cawley, Talbot: Fast exact leave-one-out cross-validation of sparse least-squares support vector
 * machines, 2004).
 */
function leaveOneOut(data: RidgeData, rows: Int32Array, { values, stride }: Factor, { alpha, ones, sum }: DualSolution): Float64Array {
  const { classes, classOf } = data;
  const diagonal = inverseDiagonal(values, rows.length, stride);
  const scores = new Float64Array(rows.length * classes);
  rows.forEach((row, i) => {
    const rest = Math.max(1e-12, diagonal[i]! - ones[i]! ** 2 / sum);
    for (let c = 0; c < classes; c += 1) scores[i * classes + c] = (classOf[row] === c ? 1 : 0) - alpha[i * classes + c]! / rest;
  });
  return scores;
}

/** Pictures that are left out with their copies; more would cost time and hardly change the temperature. */
const MOST_GROUPS = 160;

/**
 * Scores of each picture, by the mean of its views, from a fit without it and without its copies. As one row's error is α over a diagonal element, the errors of a group are the solution of the
 * inverse's block of that group, exactly: C⁻¹_GG e_G = α_G.
 */
function leaveGroupsOut(data: RidgeData, rows: Int32Array, factor: Factor, { alpha, ones, sum }: DualSolution): { rows: Int32Array; scores: Float64Array } {
  const { classes, classOf } = data;
  const groups = pictureGroups(data, rows);
  const chosen = Array.from(spread(Int32Array.from(groups.keys()), MOST_GROUPS), (at) => groups[at]!);
  const scores = new Float64Array(chosen.length * classes);
  chosen.forEach((places, at) => {
    const size = places.length;
    const columns = places.map((place) => inverseColumn(factor, rows.length, place));
    const block = new Float64Array(size * size);
    const errors = new Float64Array(size * classes);
    places.forEach((a, i) => {
      places.forEach((b, j) => { block[i * size + j] = dot(columns[i]!, columns[j]!, Math.max(a, b)) - (ones[a]! * ones[b]!) / sum; });
      for (let c = 0; c < classes; c += 1) errors[i * classes + c] = alpha[a * classes + c]!;
    });
    solveSmall(block, size, errors, classes);
    for (let c = 0; c < classes; c += 1) scores[at * classes + c] = leftOutScore(data, classOf[rows[places[0]!]!] === c ? 1 : 0, errors, size, classes, c);
  });
  return { rows: Int32Array.from(chosen, ([place]) => rows[place!]!), scores };
}

/** Column `place` of L⁻¹; it is 0 above. */
function inverseColumn({ values, stride }: Factor, n: number, place: number): Float64Array {
  const column = new Float64Array(n);
  for (let i = place; i < n; i += 1) {
    let value = i === place ? 1 : 0;
    for (let k = place, row = i * stride; k < i; k += 1) value -= values[row + k]! * column[k]!;
    column[i] = value / values[i * stride + i]!;
  }
  return column;
}

function dot(a: Float64Array, b: Float64Array, from: number): number {
  let sum = 0;
  for (let k = from; k < a.length; k += 1) sum += a[k]! * b[k]!;
  return sum;
}

/** Leave-one-out scores for a Gram matrix, which is overwritten. */
export function dualLeaveOneOut(data: RidgeData, rows: Int32Array, gram: Float64Array, ridge: number): Float64Array {
  const factor = { values: factored(gram, rows.length, ridge), stride: rows.length };
  return leaveOneOut(data, rows, factor, solve(data, rows, factor));
}

/** W = Xᵀα, each block by its weight squared: once for the columns, once for the rows it will be applied to. */
function kernelOf(data: RidgeData, rows: Int32Array, alpha: Float64Array, weights: readonly number[]): Float64Array {
  const { classes, x } = data;
  const d = widthOf(data);
  // Class by class, so that the innermost loop runs along both arrays.
  const sums = new Float64Array(classes * d);
  for (let i = 0; i < rows.length; i += 1) {
    const from = rows[i]! * d;
    for (let c = 0; c < classes; c += 1) {
      const factor = alpha[i * classes + c]!;
      for (let j = 0, to = c * d; j < d; j += 1, to += 1) sums[to]! += factor * x[from + j]!;
    }
  }
  const kernel = new Float64Array(d * classes);
  eachColumn(data, weights, (j, weight) => {
    for (let c = 0; c < classes; c += 1) kernel[j * classes + c] = weight * weight * sums[c * d + j]!;
  });
  return kernel;
}

/** Fits `rows`, and `more` with them: one factor serves both. */
export function fitDual(data: RidgeData, rows: Int32Array, more: Int32Array, grams: Grams, choice: RidgeChoice): RidgeFit {
  const { ridge, weights } = choice;
  const all = Int32Array.from([...rows, ...more]);
  const factor = { values: factored(grams.of(all, weights), all.length, ridge), stride: all.length };
  const solution = solve(data, rows, factor);
  const { rows: looRows, scores: looScores } = data.pictureOf ? leaveGroupsOut(data, rows, factor, solution) : { rows, scores: leaveOneOut(data, rows, factor, solution) };
  const scale = inverseTemperature(looScores, Array.from(looRows, (row) => data.classOf[row]!), data.classes);
  const head = headOf(data, rows, solution, weights, scale);
  const whole = more.length === 0 ? head : headOf(data, all, solve(data, all, factor), weights, scale);
  return { ...choice, head, whole, inverseTemperature: scale, looRows, looScores };
}

function headOf(data: RidgeData, rows: Int32Array, { alpha, intercept }: DualSolution, weights: readonly number[], scale: number): LinearHead {
  return scaledHead(widthOf(data), data.classes, kernelOf(data, rows, alpha, weights), intercept, scale);
}
