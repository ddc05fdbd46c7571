import { OrchardError } from '../../common/errors.ts';
import { ScaledHead, type Scaling } from './online-head.ts';

export interface RecursiveLeastSquaresOptions {
  readonly scaling: Scaling;
  readonly classes: number;
  /** Weighs ‖W‖², intercept included, against the sum of squares before anything is learnt; > 0. */
  readonly ridge?: number;
  /** What a row still weighs when another was learnt after it, 0 < λ ≤ 1: about 1 / (1 − λ) rows count. 1 forgets nothing. */
  readonly forgetting?: number;
}

/** How far the trace of P may grow beyond that of the beginning: columns that hardly differ from each other need room before what is old is forgotten in their difference too. */
export const MOST_GROWTH = 10_000;

/**
 * Least squares on one-hot targets, one row at a time with exponential forgetting (Haykin, Adaptive Filter Theory, 4th ed. 2002, table 9.1): with λ = 1 the ridge regression on all rows so far.
 * P, the inverse of the weighted normal matrix, is kept symmetric to the bit, and its trace never exceeds `MOST_GROWTH` times that of the beginning: where rows that are alike would let it grow without bound, nothing
 * is forgotten (a bounded trace: Åström and Wittenmark, Adaptive Control, 2nd ed. 1995, section 11.5). O((inputs + 1)²) a row. Throws `argument-invalid` for options out of range.
 */
export class RecursiveLeastSquares extends ScaledHead {
  readonly #forgetting: number;
  /** Row-major, (inputs + 1)². */
  readonly #p: Float64Array;
  readonly #most: number;
  readonly #pz: Float64Array;

  constructor({ scaling, classes, ridge = 1, forgetting = 1 }: RecursiveLeastSquaresOptions) {
    super(scaling, classes);
    if (!(ridge > 0 && Number.isFinite(ridge))) throw new OrchardError('argument-invalid', 'ridge');
    if (!(forgetting > 0 && forgetting <= 1)) throw new OrchardError('argument-invalid', 'forgetting');
    const size = this.inputs + 1;
    this.#forgetting = forgetting;
    this.#p = new Float64Array(size * size);
    for (let j = 0; j < size; j += 1) this.#p[j * size + j] = 1 / ridge;
    this.#most = MOST_GROWTH * (size / ridge);
    this.#pz = new Float64Array(size);
  }

  /** A copy of P, row-major. */
  get covariance(): Float64Array { return this.#p.slice(); }

  protected override update(classOf: number): void {
    const { z, classes, weights } = this;
    const size = z.length;
    const [p, pz] = [this.#p, this.#pz];
    let spread = this.#forgetting;
    for (let i = 0; i < size; i += 1) {
      let sum = 0;
      for (let j = 0; j < size; j += 1) sum += p[i * size + j]! * z[j]!;
      pz[i] = sum;
      spread += sum * z[i]!;
    }
    const error = this.logits().map((score, c) => (c === classOf ? 1 : 0) - score);
    for (let i = 0; i < size; i += 1) for (let c = 0; c < classes; c += 1) weights[i * classes + c]! += (pz[i]! / spread) * error[c]!;
    let trace = 0;
    for (let i = 0; i < size; i += 1) trace += p[i * size + i]! - (pz[i]! * pz[i]!) / spread;
    const grown = Math.min(1 / this.#forgetting, this.#most / trace);
    for (let i = 0; i < size; i += 1) {
      for (let j = i; j < size; j += 1) p[i * size + j] = p[j * size + i] = (p[i * size + j]! - (pz[i]! * pz[j]!) / spread) * grown;
    }
  }
}
