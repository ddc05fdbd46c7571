import { OrchardError } from '../../common/errors.ts';
import { softmaxRows } from '../calibration/temperature.ts';
import { ScaledHead, type Scaling } from './online-head.ts';

export interface StochasticGradientOptions {
  readonly scaling: Scaling;
  readonly classes: number;
  /** Step along the gradient of one row, > 0. Constant, so that the newest rows always count. */
  readonly rate?: number;
  /** Share of the weights that each row takes away, 0 ≤ decay < 1; the intercept keeps its own. */
  readonly decay?: number;
}

/**
 * Multinomial logistic regression by plain stochastic gradient descent, a step a row (Bottou, Large-Scale Machine Learning with Stochastic Gradient Descent, 2010): w ← (1 − decay) w + rate · (target − softmax) z.
 * O(inputs) a row. Throws `argument-invalid` for options out of range.
 */
export class StochasticGradient extends ScaledHead {
  readonly #rate: number;
  readonly #kept: number;

  constructor({ scaling, classes, rate = 0.01, decay = 0 }: StochasticGradientOptions) {
    super(scaling, classes);
    if (!(rate > 0 && Number.isFinite(rate))) throw new OrchardError('argument-invalid', 'rate');
    if (!(decay >= 0 && decay < 1)) throw new OrchardError('argument-invalid', 'decay');
    this.#rate = rate;
    this.#kept = 1 - decay;
  }

  protected override update(classOf: number): void {
    const { z, inputs, classes, weights } = this;
    const shares = softmaxRows(this.logits(), classes);
    for (let j = 0; j < z.length; j += 1) {
      const kept = j < inputs ? this.#kept : 1;
      for (let c = 0; c < classes; c += 1) weights[j * classes + c] = kept * weights[j * classes + c]! + this.#rate * ((c === classOf ? 1 : 0) - shares[c]!) * z[j]!;
    }
  }
}
