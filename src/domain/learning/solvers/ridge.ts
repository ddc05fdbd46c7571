import { inverseTemperature } from '../calibration/temperature.ts';
import { dualLeaveOneOut, fitDual, gramsOf, type Grams } from './ridge-dual.ts';
import { fitPrimal, primalLeaveOneOut } from './ridge-primal.ts';
import { isPicture, spread, widthOf, type LeftOut, type MultiplyTransposed, type RidgeChoice, type RidgeData, type RidgeFit } from './ridge-data.ts';

export type { LeftOut, MultiplyTransposed, RidgeData } from './ridge-data.ts';

/** Ridge strengths that `auto` tries, for blocks of rows of norm 1: from near interpolation to near constant. */
export const RIDGE_GRID = [0.003, 0.006, 0.01, 0.02, 0.03, 0.06, 0.1, 0.3, 1, 3] as const;
/** Weights that the blocks after the first one may get beside it. 0 leaves a block out. */
const BLOCK_WEIGHTS = [0, 0.35, 0.7, 1] as const;
/** The same of a head that is judged by several views, which takes the least weights as good as the best ones (docs/recognition.md). */
const VIEWED_WEIGHTS = [0, 0.1, 0.2, 0.35, 0.7, 1] as const;
/** Less weight is as good as the best one when it errs more by at most this many standard errors: the rule of Breiman et al. (1984). */
const WEIGHT_AS_GOOD = 1;
/** The choice is made on at most this many pictures, without changed copies: the best one hardly depends on their number, and a copy that stays in would tell of its picture. */
const TUNING_ROWS = 160;
/** The blocks' weights are compared at these strengths, around which the best ones lie. */
const PILOT_RIDGES = [0.01, 0.03, 0.1] as const;
/** A stronger ridge is as good as the best one when it errs more by at most this many standard errors. */
const AS_GOOD = 0.5;

/** Squared error of each row's scores against its one-hot target. */
function squaredErrors(data: RidgeData, rows: Int32Array, scores: Float64Array): number[] {
  return Array.from(rows, (row, i) => {
    let sum = 0;
    for (let c = 0; c < data.classes; c += 1) sum += (scores[i * data.classes + c]! - (data.classOf[row] === c ? 1 : 0)) ** 2;
    return sum;
  });
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function standardError(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)) / values.length);
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** Every way of weighting the blocks, the first one always counting 1. */
function weightings(blocks: number, steps: readonly number[]): number[][] {
  let all: number[][] = [[1]];
  for (let block = 1; block < blocks; block += 1) all = all.flatMap((weights) => steps.map((weight) => [...weights, weight]));
  return all;
}

/**
 * Block weights by the least leave-one-out squared error (PRESS), and with them the strongest ridge that is as good as the
 * best one (after the one-standard-error rule of Breiman et al. 1984): pictures of one visit resemble each other, which
 * flatters weak ridges when one is left out. With views the least weights are taken that are as good as the best ones: what is beside the embedding is as much of the
 * visit as of the fruit.
 */
function choose(data: RidgeData, rows: Int32Array, grams: Grams, ridges: readonly number[]): RidgeChoice {
  const errorsOf = (gram: Float64Array, ridge: number) => squaredErrors(data, rows, dualLeaveOneOut(data, rows, gram.slice(), ridge));
  const pilots = data.blocks.length === 1 ? [] : ridges.length > 1 ? PILOT_RIDGES : ridges;
  const isViewed = data.views !== undefined;
  const weighted = weightings(data.blocks.length, isViewed ? VIEWED_WEIGHTS : BLOCK_WEIGHTS).map((weights) => {
    const gram = grams.of(rows, weights);
    const errors = pilots.map((ridge) => errorsOf(gram, ridge)).reduce<number[]>((least, each) => (least.length === 0 || mean(each) < mean(least) ? each : least), []);
    return { weights, gram, error: errors.length === 0 ? Infinity : mean(errors), spread: isViewed && errors.length > 0 ? standardError(errors) : 0 };
  });
  const best = weighted.reduce((least, each) => (each.error < least.error ? each : least));
  const asGood = isViewed ? weighted.filter(({ error }) => error <= best.error + WEIGHT_AS_GOOD * best.spread) : [best];
  const { weights, gram } = asGood.reduce((least, each) => (total(each.weights) < total(least.weights) ? each : least));
  const tried = ridges.map((ridge) => ({ ridge, errors: errorsOf(gram, ridge) }));
  const { errors } = tried.reduce((least, each) => (mean(each.errors) < mean(least.errors) ? each : least));
  const bound = mean(errors) + AS_GOOD * standardError(errors);
  return { ridge: Math.max(...tried.filter((each) => mean(each.errors) <= bound).map(({ ridge }) => ridge)), weights };
}

/** Fits on different subsets of the same rows, which share their Gram matrices. */
interface RidgeSolver {
  /** Chooses what is left open on these rows: λ when `auto`, and the blocks' weights. */
  choose(rows: Int32Array, ridge: number | 'auto'): Promise<RidgeChoice>;
  /** Fits `rows`; then, with what was chosen and measured there, `rows` and `more` together. */
  fit(rows: Int32Array, choice: RidgeChoice, more?: Int32Array): Promise<RidgeFit>;
  /**
   * Scores of each row by a fit on the others, rows × classes, and the factor that makes calibrated logits of them. Exact, in closed form: the time of
   * one fit where rows are no more than columns, else n · d² / 2 more, for which `each` is called between rows and may wait, or throw to end it.
   */
  leaveOneOut(rows: Int32Array, choice: RidgeChoice, each?: (done: number) => Promise<void>): Promise<LeftOut>;
}

/**
 * Ridge regression on one-hot targets with a free intercept, scaled by a temperature so that softmax gives calibrated
 * probabilities. Solved in closed form in float64: the dual form when rows are no more than columns, else the primal one.
 * λ ≥ 0 weighs ‖W‖² against the sum of squares. `rows` are all those that will be asked for.
 * Throws OrchardError `training-diverged` when the equations are singular.
 */
export function ridgeSolver(data: RidgeData, rows: Int32Array, multiply: MultiplyTransposed = multiplyTransposed): RidgeSolver {
  const d = widthOf(data);
  const shared = rows.length <= d ? gramsOf(data, rows, multiply) : null;
  // Whoever fits hears of a failure; without a fit it is nobody's.
  shared?.catch(() => {});
  return {
    async choose(some, ridge) {
      if (ridge !== 'auto' && data.blocks.length === 1) return { ridge, weights: [1] };
      const tuning = spread(some.filter((row) => isPicture(data, row)), TUNING_ROWS);
      return choose(data, tuning, await (shared ?? gramsOf(data, tuning, multiply)), ridge === 'auto' ? RIDGE_GRID : [ridge]);
    },
    async fit(some, choice, more = new Int32Array(0)) {
      return shared === null ? await fitPrimal(data, some, more, multiply, choice) : fitDual(data, some, more, await shared, choice);
    },
    async leaveOneOut(some, choice, each) {
      const scores = shared === null ? await primalLeaveOneOut(data, some, multiply, choice, each) : dualLeaveOneOut(data, some, (await shared).of(some, choice.weights), choice.ridge);
      return { scores, inverseTemperature: inverseTemperature(scores, Array.from(some, (row) => data.classOf[row]!), data.classes) };
    },
  };
}

/** The plain form of MultiplyTransposed. */
const multiplyTransposed: MultiplyTransposed = (a, n, b, m, d) => {
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
