import { OrchardError } from '../../common/errors.ts';
import { patternSize, wholePattern } from '../../common/re2.ts';
import { labelOf } from '../alerts/labels.ts';
import { requireLabelName, withLabel } from './labels.ts';
import type { Sample } from './value.ts';

/** A function of an instant vector, value by value, and of `numbers` further numbers, at least and at most. */
interface ValueFunction {
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

/** Characters of a label's value. Joined and filled in again and again, a text doubles each time. */
const LONGEST_VALUE = 2000;

function requireShort(length: number): void {
  if (length > LONGEST_VALUE) throw new OrchardError('over-budget', `PromQL: a label would have more than ${LONGEST_VALUE} characters`);
}

/** `label_replace`: where the source label fits the pattern whole, the target label becomes the replacement with $1, $name, … filled in. `pay` takes the steps of matching. */
export function labelReplace(samples: readonly Sample[], target: string, replacement: string, source: string, pattern: string, pay: (steps: number) => void): Sample[] {
  requireLabelName(target);
  pay(patternSize(pattern));
  const whole = wholePattern(pattern);
  requireShort(replacement.length);
  return samples.map(({ labels, value }) => {
    const from = labelOf(labels, source);
    pay(whole.steps(from) + Math.ceil(((replacement.length + 1) * (from.length + 1)) / 1000));
    const filled = whole.expand(from, replacement);
    requireShort(filled?.length ?? 0);
    return { labels: filled === null ? labels : withLabel(labels, target, filled), value };
  });
}

/** `label_join`: the target label becomes the values of the sources joined by the separator. */
export function labelJoin(samples: readonly Sample[], target: string, separator: string, sources: readonly string[]): Sample[] {
  for (const name of [target, ...sources]) requireLabelName(name);
  return samples.map(({ labels, value }) => {
    const parts = sources.map((name) => labelOf(labels, name));
    requireShort(parts.reduce((length, part) => length + part.length + separator.length, -separator.length));
    return { labels: withLabel(labels, target, parts.join(separator)), value };
  });
}
