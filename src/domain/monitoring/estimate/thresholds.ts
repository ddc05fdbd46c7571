import { OrchardError } from '../../common/errors.ts';

/** Thresholds around what was normal. `null` multipliers and limits switch a side or its clipping off. */
interface StandardDeviationRule {
  readonly lowerMultiplier: number | null;
  readonly upperMultiplier: number | null;
  /** The values that the metric can take at all; thresholds beyond are moved onto them. */
  readonly lowerLimit: number | null;
  readonly upperLimit: number | null;
}

interface Thresholds {
  readonly mean: number;
  readonly stdPopulation: number;
  readonly lower: number | null;
  readonly upper: number | null;
}

/**
 * mean ± multiplier · population standard deviation of the reference chunks, clipped to the limits. NaN values are left out.
 * As NannyML's `StandardDeviationThreshold`. Throws `argument-invalid` when nothing is left or a multiplier is negative.
 */
export function standardDeviationThresholds(values: ArrayLike<number>, rule: StandardDeviationRule): Thresholds {
  const known = Array.from(values).filter((value) => !Number.isNaN(value));
  if (known.length === 0) throw new OrchardError('argument-invalid', 'thresholds need at least one value that is a number');
  const { lowerMultiplier, upperMultiplier, lowerLimit, upperLimit } = rule;
  if ((lowerMultiplier ?? 0) < 0 || (upperMultiplier ?? 0) < 0) throw new OrchardError('argument-invalid', 'threshold multipliers must not be negative');
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const constant = known.every((value) => value === known[0]);
  const centre = constant ? known[0]! : mean;
  const stdPopulation = constant ? 0 : Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length);
  return {
    mean: centre,
    stdPopulation,
    lower: lowerMultiplier === null ? null : Math.max(lowerLimit ?? -Infinity, centre - lowerMultiplier * stdPopulation),
    upper: upperMultiplier === null ? null : Math.min(upperLimit ?? Infinity, centre + upperMultiplier * stdPopulation),
  };
}

/** Whether a value lies strictly outside. NaN does not. */
export function outside(value: number, { lower, upper }: Pick<Thresholds, 'lower' | 'upper'>): boolean {
  return (lower !== null && value < lower) || (upper !== null && value > upper);
}
