import { OrchardError } from '../../common/errors.ts';
import { columnStatistics } from '../solvers/logistic.ts';
import type { OnlineHead, Scaling } from './online-head.ts';
import { RecursiveLeastSquares } from './recursive-least-squares.ts';
import { StochasticGradient } from './stochastic-gradient.ts';

/** Pictures as rows of features with their classes: what a head begins with. */
export interface FirstRows { readonly x: Float32Array; readonly inputs: number; readonly classOf: ArrayLike<number> }

/** How fast the heads let go of what is old, or take in what is new. */
export interface HeadSettings {
  /** What a truth still weighs in recursive least squares when another came after it, 0 < λ ≤ 1. */
  readonly forgetting: number;
  /** Step along the gradient of one truth, > 0. */
  readonly rate: number;
}

export const HEAD_KEYS = ['rls', 'sgd'] as const;
export type HeadKey = (typeof HEAD_KEYS)[number];

export const USUAL_HEADS: HeadSettings = { forgetting: 0.999, rate: 0.03 };
/** Passes of gradient descent over the first rows: a step a row is slow to take them in. */
export const SGD_PASSES = 20;
/** Step and ridge are for rows of about as many columns: with more of them a row moves the logits further, and there is more to fit by chance. */
const USUAL_INPUTS = 32;
const CHUNK = 16;

/** Has a head learn rows in order, so many times over. Yields the share that is done. */
export function* taught<H extends OnlineHead>(head: H, { x, inputs, classOf }: FirstRows, passes: number): Generator<number, H> {
  const rows = classOf.length;
  for (let turn = 0; turn < passes * rows; turn += 1) {
    const row = turn % rows;
    head.learn(x.subarray(row * inputs, (row + 1) * inputs), classOf[row]!);
    if ((turn + 1) % CHUNK === 0) yield (turn + 1) / (passes * rows);
  }
  return head;
}

/** Both heads, having learnt the first rows. Throws `data-one-class` where those tell nothing apart, `argument-invalid` for settings out of range. */
export function* begunHeads(first: FirstRows, classes: number, { forgetting, rate }: HeadSettings): Generator<number, Record<HeadKey, OnlineHead>> {
  if (new Set(Array.from(first.classOf)).size < 2) throw new OrchardError('data-one-class');
  const scaling: Scaling = columnStatistics(first.x, first.inputs, Array.from({ length: first.classOf.length }, (_, row) => row));
  const rls = new RecursiveLeastSquares({ scaling, classes, forgetting, ridge: Math.max(1, first.inputs / USUAL_INPUTS) });
  const sgd = new StochasticGradient({ scaling, classes, rate: rate * Math.min(1, USUAL_INPUTS / first.inputs) });
  for (const share of taught(rls, first, 1)) yield share / 2;
  for (const share of taught(sgd, first, SGD_PASSES)) yield 0.5 + share / 2;
  return { rls, sgd };
}
