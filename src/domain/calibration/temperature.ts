import { OrchardError } from '../errors.ts';
import { inverseTemperature } from '../learning/temperature.ts';

export interface TemperatureFit {
  /** Logits are divided by this: above 1 for an overconfident model. Within 0.001..1000. */
  readonly temperature: number;
  /** Mean negative log-likelihood in nats at temperature 1 and at the fitted one. */
  readonly nllBefore: number;
  readonly nllAfter: number;
}

/**
 * Temperature scaling: the T that minimises the mean negative log-likelihood of softmax(logits / T). `logits` is row-major.
 * Throws `argument-invalid` for no rows or a row count that does not fit. Guo, Pleiss, Sun, Weinberger, ICML 2017.
 */
export function fitTemperature(logits: ArrayLike<number>, truth: ArrayLike<number>, classes: number): TemperatureFit {
  if (truth.length === 0 || logits.length !== truth.length * classes) {
    throw new OrchardError('argument-invalid', `temperature scaling of ${logits.length} logits for ${truth.length} truths of ${classes} classes`);
  }
  const scale = inverseTemperature(logits, truth, classes);
  return { temperature: 1 / scale, nllBefore: meanNll(logits, truth, classes, 1), nllAfter: meanNll(logits, truth, classes, scale) };
}

function meanNll(logits: ArrayLike<number>, truth: ArrayLike<number>, classes: number, scale: number): number {
  let sum = 0;
  for (let i = 0; i < truth.length; i += 1) {
    const from = i * classes;
    let most = -Infinity;
    for (let k = 0; k < classes; k += 1) most = Math.max(most, scale * logits[from + k]!);
    let total = 0;
    for (let k = 0; k < classes; k += 1) total += Math.exp(scale * logits[from + k]! - most);
    sum += most + Math.log(total) - scale * logits[from + truth[i]!]!;
  }
  return sum / truth.length;
}
