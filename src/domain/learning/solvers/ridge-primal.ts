import { solveFactored } from './cholesky.ts';
import type { LinearHead } from './head.ts';
import { centredTargets, classMeans, columnMeans, eachColumn, factored, headAbout, leftOutScore, pictureGroups, solveSmall, spread, widthOf, type MultiplyTransposed, type RidgeChoice, type RidgeData, type RidgeFit } from './ridge-data.ts';
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
  const groups = pictureGroups(data, rows);
  const left = Array.from(spread(Int32Array.from(groups.keys()), CALIBRATION_ROWS), (at) => groups[at]!);
  const looRows = Int32Array.from(left, ([place]) => rows[place!]!);
  const looScores = leaveGroupsOut(headOf(data, solution, 1), data, rows, left, (place) => halfSolved(factor, means.length, n, columns, place));
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
    const some = Array.from({ length: Math.min(ROWS_AT_ONCE, rows.length - from) }, (_, i) => [from + i]);
    scores.set(leaveGroupsOut(head, data, rows, some, (place) => halfSolved(factor, means.length, rows.length, columns, place)), from * data.classes);
  }
  return scores;
}

const headOf = (data: RidgeData, { kernel, means, targetMeans }: PrimalSolution, scale: number): LinearHead => headAbout(data, kernel, means, targetMeans, scale);

/** L⁻¹x for column `place` of the d × n matrix: the leverage of two rows is 1/n and the product of theirs. */
function halfSolved(factor: Float64Array, d: number, n: number, columns: Float32Array, place: number): Float64Array {
  const half = new Float64Array(d);
  for (let j = 0; j < d; j += 1) {
    let value = columns[j * n + place]!;
    for (let k = 0, from = j * d; k < j; k += 1) value -= factor[from + k]! * half[k]!;
    half[j] = value / factor[j * d + j]!;
  }
  return half;
}

/** Scores of the picture of each group, by the mean of its views, from a fit without the group: (I − H_GG) e = residuals, which for one row is its residual over 1 − its leverage. */
function leaveGroupsOut(fit: LinearHead, data: RidgeData, rows: Int32Array, groups: readonly number[][], halfOf: (place: number) => Float64Array): Float64Array {
  const { classes, inputs } = fit;
  const scores = new Float64Array(groups.length * classes);
  groups.forEach((places, at) => {
    const size = places.length;
    const halves = places.map(halfOf);
    const block = new Float64Array(size * size);
    const errors = new Float64Array(size * classes);
    places.forEach((place, i) => {
      for (let j = 0; j < size; j += 1) {
        let leverage = 1 / rows.length;
        for (let k = 0; k < inputs; k += 1) leverage += halves[i]![k]! * halves[j]![k]!;
        block[i * size + j] = (i === j ? 1 : 0) - leverage;
      }
      const row = rows[place]!;
      for (let c = 0; c < classes; c += 1) {
        let fitted = fit.bias[c]!;
        for (let j = 0; j < inputs; j += 1) fitted += data.x[row * inputs + j]! * fit.kernel[j * classes + c]!;
        errors[i * classes + c] = (data.classOf[row] === c ? 1 : 0) - fitted;
      }
    });
    solveSmall(block, size, errors, classes);
    const truth = data.classOf[rows[places[0]!]!];
    for (let c = 0; c < classes; c += 1) scores[at * classes + c] = leftOutScore(data, truth === c ? 1 : 0, errors, size, classes, c);
  });
  return scores;
}
