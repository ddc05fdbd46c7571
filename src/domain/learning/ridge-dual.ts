import { inverseDiagonal, solveFactored } from './cholesky.ts';
import type { LinearHead } from './head.ts';
import { centredTargets, classMeans, columnMeans, eachColumn, factored, headAbout, widthOf, type MultiplyTransposed, type RidgeChoice, type RidgeData, type RidgeFit } from './ridge-data.ts';
import { inverseTemperature } from './temperature.ts';

/** Gram matrices X Xᵀ of each block over some rows, from which those of any subset and weighting are put together. */
export interface Grams {
  /** Of the given rows, blocks weighted, centred about the rows' own mean: n × n. */
  centred(rows: Int32Array, weights: readonly number[]): Float64Array;
}

/** Multiplies once for all of `rows`; `centred` serves any subset of them. */
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
    centred(some, weights) {
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
      return centre(gram, m);
    },
  };
}

/** (I − 11ᵀ/n) K (I − 11ᵀ/n), in place. */
function centre(gram: Float64Array, n: number): Float64Array {
  const means = new Float64Array(n);
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < n; j += 1) means[i]! += gram[i * n + j]!;
    means[i]! /= n;
  }
  const mean = means.reduce((sum, value) => sum + value, 0) / n;
  for (let i = 0; i < n; i += 1) for (let j = 0; j < n; j += 1) gram[i * n + j]! += mean - means[i]! - means[j]!;
  return gram;
}

interface DualSolution { alpha: Float64Array; factor: Float64Array; targetMeans: Float64Array }

/** Dual ridge with a free intercept: α = (K + λI)⁻¹ y for the centred Gram matrix K, which is overwritten by its factor. */
function solve(data: RidgeData, rows: Int32Array, gram: Float64Array, ridge: number): DualSolution {
  const targetMeans = classMeans(data, rows);
  const alpha = centredTargets(data, rows, targetMeans);
  const factor = factored(gram, rows.length, ridge);
  solveFactored(factor, rows.length, alpha, data.classes);
  return { alpha, factor, targetMeans };
}

/**
 * Scores of each row from a fit without it. The fit's residual is λα and the leverage is 1/n + 1 − λ(K + λI)⁻¹ᵢᵢ, so the
 * error of leaving row i out is λαᵢ / (λ(K + λI)⁻¹ᵢᵢ − 1/n), exactly.
 */
function leaveOneOut(data: RidgeData, rows: Int32Array, { alpha, factor }: DualSolution, ridge: number): Float64Array {
  const n = rows.length;
  const { classes, classOf } = data;
  const diagonal = inverseDiagonal(factor, n);
  const scores = new Float64Array(n * classes);
  for (let i = 0; i < n; i += 1) {
    const rest = Math.max(1e-12, ridge * diagonal[i]! - 1 / n);
    for (let c = 0; c < classes; c += 1) {
      scores[i * classes + c] = (classOf[rows[i]!] === c ? 1 : 0) - (ridge * alpha[i * classes + c]!) / rest;
    }
  }
  return scores;
}

/** Leave-one-out scores for a centred Gram matrix, which is overwritten. */
export function dualLeaveOneOut(data: RidgeData, rows: Int32Array, gram: Float64Array, ridge: number): Float64Array {
  return leaveOneOut(data, rows, solve(data, rows, gram, ridge), ridge);
}

/** W = Xᵀα, each block by its weight squared: once for the columns, once for the rows it will be applied to. */
function kernelOf(data: RidgeData, rows: Int32Array, alpha: Float64Array, weights: readonly number[]): Float64Array {
  const { classes, x } = data;
  const d = widthOf(data);
  // Class by class, so that the innermost loop runs along both arrays. Σα = 0, so the rows need no centring.
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

export function fitDual(data: RidgeData, rows: Int32Array, grams: Grams, choice: RidgeChoice): RidgeFit {
  const { ridge, weights } = choice;
  const solution = solve(data, rows, grams.centred(rows, weights), ridge);
  const looScores = leaveOneOut(data, rows, solution, ridge);
  const scale = inverseTemperature(looScores, Array.from(rows, (row) => data.classOf[row]!), data.classes);
  return { head: headOf(data, rows, solution, weights, scale), ridge, weights, inverseTemperature: scale, looRows: rows, looScores };
}

export function refitDual(data: RidgeData, rows: Int32Array, grams: Grams, { ridge, weights, inverseTemperature: scale }: RidgeFit): LinearHead {
  return headOf(data, rows, solve(data, rows, grams.centred(rows, weights), ridge), weights, scale);
}

function headOf(data: RidgeData, rows: Int32Array, { alpha, targetMeans }: DualSolution, weights: readonly number[], scale: number): LinearHead {
  return headAbout(data, kernelOf(data, rows, alpha, weights), columnMeans(data, rows), targetMeans, scale);
}
