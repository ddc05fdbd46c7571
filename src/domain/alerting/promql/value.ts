import type { Labels } from '../alerts/matcher.ts';

export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

/** A stretch of samples of one series, taken from (end − range, end]. */
export interface Window {
  readonly labels: Labels;
  readonly times: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

export interface RangeVector {
  readonly type: 'range';
  readonly windows: readonly Window[];
  /** The window that was asked for, in seconds. */
  readonly start: number;
  readonly end: number;
}

/** What an expression yields. */
export type Value =
  | { readonly type: 'scalar'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'vector'; readonly samples: readonly Sample[] }
  | RangeVector;

/** A value as Prometheus' API writes it. */
export function formatValue(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return Object.is(value, -0) ? '-0' : String(value);
}

/** A value in full decimal digits without an exponent, the shortest that mean it, as `count_values` writes it. */
export function formatDecimal(value: number): string {
  const [mantissa = '', exponent] = formatValue(value).split('e');
  if (exponent === undefined) return mantissa;
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(mantissa)!;
  const [digits, point] = [whole + fraction, whole.length + Number(exponent)];
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.padEnd(point, '0')}`;
}
