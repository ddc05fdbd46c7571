/** How a value is compared with a bound. */
export const COMPARISONS = {
  '>': (value: number, bound: number) => value > bound,
  '>=': (value: number, bound: number) => value >= bound,
  '<': (value: number, bound: number) => value < bound,
  '<=': (value: number, bound: number) => value <= bound,
  '==': (value: number, bound: number) => value === bound,
  '!=': (value: number, bound: number) => value !== bound && !Number.isNaN(value),
} as const;

export type Comparison = keyof typeof COMPARISONS;

/** A comparison of what is measured with a bound. */
export interface Condition {
  readonly op: Comparison;
  readonly value: number;
}

/** Whether a condition holds of a value. NaN makes every comparison false. */
export function holds({ op, value: bound }: Condition, value: number): boolean {
  return COMPARISONS[op](value, bound);
}
