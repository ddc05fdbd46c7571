import { wholePattern } from '../regex/re2.ts';
import { labelOf } from '../alerting/labels.ts';
import { requireLabelName, withLabel } from './labels.ts';
import type { Sample } from './value.ts';

/** A function of an instant vector, value by value, and of `numbers` further numbers, at least and at most. */
export interface ValueFunction {
  readonly numbers: readonly [least: number, most: number];
  readonly of: (value: number, ...numbers: number[]) => number;
}

const alone = (of: (value: number) => number): ValueFunction => ({ numbers: [0, 0], of });
const withNumber = (of: (value: number, number: number) => number): ValueFunction => ({ numbers: [1, 1], of: of as ValueFunction['of'] });

/** As in Go, and other than in JavaScript, an infinity that decides the matter goes before NaN. */
export const greaterOf = (a: number, b: number) => (a === Infinity || b === Infinity ? Infinity : Math.max(a, b));
export const lesserOf = (a: number, b: number) => (a === -Infinity || b === -Infinity ? -Infinity : Math.min(a, b));

/** Functions value by value. Results lose the metric's name. */
export const VALUE_FUNCTIONS: ReadonlyMap<string, ValueFunction> = new Map([
  ...(['abs', 'ceil', 'floor', 'exp', 'sqrt', 'log2', 'log10', 'sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'sinh', 'cosh', 'tanh', 'asinh', 'acosh', 'atanh'] as const)
    .map((name) => [name, alone(Math[name])] as const),
  ['ln', alone(Math.log)],
  ['sgn', alone(Math.sign)],
  ['rad', alone((degrees) => (degrees * Math.PI) / 180)],
  ['deg', alone((radians) => (radians * 180) / Math.PI)],
  ['clamp_min', withNumber(greaterOf)],
  ['clamp_max', withNumber(lesserOf)],
  // Ties go up; dividing by the inverse loses fewer digits than multiplying by 0.1 and the like.
  ['round', { numbers: [0, 1], of: (value, nearest = 1) => Math.floor(value * (1 / nearest) + 0.5) / (1 / nearest) }],
]);

/** `label_replace`: where the source label fits the pattern whole, the target label becomes the replacement with $1, $name, … filled in. */
export function labelReplace(samples: readonly Sample[], target: string, replacement: string, source: string, pattern: string): Sample[] {
  requireLabelName(target);
  const whole = wholePattern(pattern);
  return samples.map(({ labels, value }) => {
    const filled = whole.expand(labelOf(labels, source), replacement);
    return { labels: filled === null ? labels : withLabel(labels, target, filled), value };
  });
}

/** `label_join`: the target label becomes the values of the sources joined by the separator. */
export function labelJoin(samples: readonly Sample[], target: string, separator: string, sources: readonly string[]): Sample[] {
  for (const name of [target, ...sources]) requireLabelName(name);
  return samples.map(({ labels, value }) => ({ labels: withLabel(labels, target, sources.map((name) => labelOf(labels, name)).join(separator)), value }));
}
