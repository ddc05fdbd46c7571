import { fitIsotonic, isotonicAt } from '../../src/domain/calibration/isotonic.ts';
import { fitTemperature } from '../../src/domain/calibration/temperature.ts';
import { outside, standardDeviationThresholds } from '../../src/domain/performance/thresholds.ts';
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
    const fit = fitTemperature(logits.flat(), y_true_index, logits[0]?.length ?? 0);
    return { T: fit.temperature, nll_before: fit.nllBefore, nll_after: fit.nllAfter };
  });
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
