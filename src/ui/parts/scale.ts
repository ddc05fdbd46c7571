/** What a scale spans. On a log scale `min` is above 0. */
export interface ScaleRange {
  min: number;
  max: number;
  step?: number;
  log: boolean;
}

/** How many keyboard steps a log scale has from end to end. */
export const LOG_STEPS = 200;

/** Where a value stands on the scale, 0 at the left end, 1 at the right; values outside stand at the ends. */
export function fractionOf(value: number, { min, max, log }: ScaleRange): number {
  const fraction = log ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
  return Number.isFinite(fraction) ? Math.min(1, Math.max(0, fraction)) : 0;
}

/** The value at a fraction of the scale, rounded to the step, or on a log scale without one to two significant digits. */
export function valueAt(fraction: number, { min, max, step, log }: ScaleRange): number {
  const raw = log ? min * (max / min) ** fraction : min + (max - min) * fraction;
  const rounded = step ? Math.round(raw / step) * step : log ? Number(raw.toPrecision(2)) : raw;
  return Math.min(max, Math.max(min, Number(rounded.toPrecision(12))));
}
