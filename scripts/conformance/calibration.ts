import { fitIsotonic, isotonicAt } from '../../src/domain/learning/calibration/isotonic.ts';
import { inverseTemperature } from '../../src/domain/learning/calibration/temperature.ts';
import { outside, standardDeviationThresholds } from '../../src/domain/monitoring/estimate/thresholds.ts';
import { attempt, fixtureNumber } from './compare.ts';

/** What the product's isotonic regression says, in the fixture's words. */
export function answerIsotonic({ x, y, query }: { x: number[]; y: number[]; query: number[] }): unknown {
  return attempt(() => {
    const curve = fitIsotonic(x, y);
    return { predict: query.map((score) => isotonicAt(curve, score)), x_thresholds: curve.x, y_thresholds: curve.y };
  });
}

/** What the product's temperature scaling says, in the fixture's words. */
export function answerTemperature({ logits, y_true_index }: { logits: number[][]; y_true_index: number[] }): unknown {
  return attempt(() => {
    const scale = inverseTemperature(logits.flat(), y_true_index, logits[0]?.length ?? 0);
    const meanLoss = (at: number): number => logits.reduce((sum, row, i) => sum + lossOf(row.map((logit) => logit * at), y_true_index[i]!), 0) / logits.length;
    return { T: 1 / scale, nll_before: meanLoss(1), nll_after: meanLoss(scale) };
  });
}

/** Negative log-likelihood of a label under softmax(logits), nats. */
function lossOf(logits: readonly number[], label: number): number {
  const most = Math.max(...logits);
  return most + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - most), 0)) - logits[label]!;
}

interface ThresholdCase {
  readonly values: readonly (number | string)[];
  readonly std_lower_multiplier: number | null;
  readonly std_upper_multiplier: number | null;
  readonly lower_limit: number | null;
  readonly upper_limit: number | null;
  readonly queries: readonly (number | string)[];
}

/** What the product's standard-deviation thresholds say, in the fixture's words. */
export function answerThresholds(given: ThresholdCase): unknown {
  return attempt(() => {
    const thresholds = standardDeviationThresholds(given.values.map(number), {
      lowerMultiplier: given.std_lower_multiplier,
      upperMultiplier: given.std_upper_multiplier,
      lowerLimit: given.lower_limit,
      upperLimit: given.upper_limit,
    });
    const { mean, stdPopulation, lower, upper } = thresholds;
    return { mean, std_ddof0: stdPopulation, lower, upper, alerts: given.queries.map((query) => outside(number(query), thresholds)) };
  });
}

const number = (value: number | string) => fixtureNumber(value) ?? NaN;
