import { OrchardError } from '../../common/errors.ts';
import type { LinearHead } from '../solvers/head.ts';

/** A linear head that learns with every truth. */
export interface OnlineHead {
  /** Rows that it has learnt from. */
  readonly learnt: number;
  /** Scores of one row of raw features by class; the greatest decides. */
  scores(row: ArrayLike<number>): Float64Array;
  /** Takes one row and its class, 0-based. Answers whether it did: a row with a number that is not finite is left out. Throws `argument-invalid` for a class that there is not. */
  learn(row: ArrayLike<number>, classOf: number): boolean;
  /** As it stands, over raw columns. Columns beyond `LONGEST_Z` deviations are cut off when it learns and scores, which this head does not do. */
  head(): LinearHead;
}

/** What columns are measured in: mean and standard deviation of each, of the rows that a head begins with. A spread of 0 leaves a column out. */
export interface Scaling {
  readonly mean: ArrayLike<number>;
  readonly std: ArrayLike<number>;
}

/** Deviations beyond which a column is cut off, so that one broken photograph cannot throw what thousands have taught. */
export const LONGEST_Z = 8;
/** Least spread that still counts. */
const LEAST_STD = 1e-4;

/** The parts that online heads share: `weights` are (inputs + 1) × classes, row-major over scaled columns, the intercept last. */
export abstract class ScaledHead implements OnlineHead {
  readonly inputs: number;
  readonly classes: number;
  protected readonly weights: Float64Array;
  protected readonly z: Float64Array;
  readonly #mean: Float64Array;
  readonly #factor: Float64Array;
  #learnt = 0;

  constructor({ mean, std }: Scaling, classes: number) {
    if (mean.length === 0 || mean.length !== std.length) throw new OrchardError('argument-invalid', 'as many means as deviations');
    if (!(Number.isInteger(classes) && classes >= 2)) throw new OrchardError('argument-invalid', 'at least two classes');
    this.inputs = mean.length;
    this.classes = classes;
    this.#mean = Float64Array.from(mean);
    this.#factor = Float64Array.from(std, (value) => (value < LEAST_STD ? 0 : 1 / value));
    this.weights = new Float64Array((this.inputs + 1) * classes);
    this.z = new Float64Array(this.inputs + 1).fill(1);
  }

  get learnt(): number { return this.#learnt; }

  scores(row: ArrayLike<number>): Float64Array {
    this.#scale(row);
    return this.logits();
  }

  learn(row: ArrayLike<number>, classOf: number): boolean {
    if (!(Number.isInteger(classOf) && classOf >= 0 && classOf < this.classes)) throw new OrchardError('argument-invalid', `class ${classOf}`);
    if (!this.#scale(row)) return false;
    this.update(classOf);
    this.#learnt += 1;
    return true;
  }

  head(): LinearHead {
    const { inputs, classes, weights } = this;
    const kernel = Float64Array.from({ length: inputs * classes }, (_, i) => weights[i]! * this.#factor[Math.floor(i / classes)]!);
    const bias = weights.slice(inputs * classes);
    for (let j = 0; j < inputs; j += 1) for (let c = 0; c < classes; c += 1) bias[c]! -= this.#mean[j]! * kernel[j * classes + c]!;
    return { inputs, classes, kernel, bias };
  }

  /** Learns the scaled row in `z`. */
  protected abstract update(classOf: number): void;

  /** weightsᵀ · z. */
  protected logits(): Float64Array {
    const { classes, weights, z } = this;
    const out = new Float64Array(classes);
    for (let j = 0; j < z.length; j += 1) for (let c = 0; c < classes; c += 1) out[c]! += z[j]! * weights[j * classes + c]!;
    return out;
  }

  /** Puts a row into `z`; what is not finite counts as the mean. Answers whether all of it was finite. */
  #scale(row: ArrayLike<number>): boolean {
    let isWhole = true;
    for (let j = 0; j < this.inputs; j += 1) {
      const value = (row[j]! - this.#mean[j]!) * this.#factor[j]!;
      const isFinite = Number.isFinite(value);
      isWhole &&= isFinite;
      this.z[j] = isFinite ? Math.min(LONGEST_Z, Math.max(-LONGEST_Z, value)) : 0;
    }
    return isWhole;
  }
}
