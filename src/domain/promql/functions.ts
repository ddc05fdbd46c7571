import { OrchardError } from '../errors.ts';
import { anchored, type Labels } from '../alerting/matcher.ts';
import { NAME } from './series.ts';
import type { Sample } from './value.ts';

/** Functions of an instant vector and further numbers, value by value. Results lose the metric's name. */
export const MATH_FUNCTIONS: Readonly<Record<string, { readonly numbers: readonly [min: number, max: number]; readonly of: (value: number, ...numbers: number[]) => number }>> = {
  abs: { numbers: [0, 0], of: Math.abs },
  ceil: { numbers: [0, 0], of: Math.ceil },
  floor: { numbers: [0, 0], of: Math.floor },
  exp: { numbers: [0, 0], of: Math.exp },
  ln: { numbers: [0, 0], of: Math.log },
  log2: { numbers: [0, 0], of: Math.log2 },
  log10: { numbers: [0, 0], of: Math.log10 },
  sqrt: { numbers: [0, 0], of: Math.sqrt },
  sgn: { numbers: [0, 0], of: Math.sign },
  round: { numbers: [0, 1], of: (value, nearest = 1) => Math.floor(value / nearest + 0.5) * nearest },
  clamp: { numbers: [2, 2], of: (value, min = NaN, max = NaN) => Math.max(min, Math.min(max, value)) },
  clamp_min: { numbers: [1, 1], of: (value, min = NaN) => Math.max(min, value) },
  clamp_max: { numbers: [1, 1], of: (value, max = NaN) => Math.min(max, value) },
};

/** Series keep their label objects from one evaluation to the next, and so does what is made of them. */
const NAMELESS = new WeakMap<Labels, Labels>();

/** The labels without the metric's name. */
export function withoutName(labels: Labels): Labels {
  if (!(NAME in labels)) return labels;
  const known = NAMELESS.get(labels);
  if (known) return known;
  const { [NAME]: _, ...rest } = labels;
  NAMELESS.set(labels, rest);
  return rest;
}

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

function setLabel(labels: Labels, name: string, value: string): Labels {
  const { [name]: _, ...rest } = labels;
  return value === '' ? rest : { ...rest, [name]: value };
}

function checkedLabel(name: string): void {
  if (!LABEL_NAME.test(name)) throw new OrchardError('argument-invalid', `PromQL: ${JSON.stringify(name)} is not a label name`);
}

/** `label_replace`: where the source label fits the pattern whole, the target label becomes the replacement with $1, $2, … filled in. */
export function labelReplace(samples: readonly Sample[], target: string, replacement: string, source: string, pattern: string): Sample[] {
  checkedLabel(target);
  const expression = anchored(pattern);
  return samples.map(({ labels, value }) => {
    const found = expression.exec(labels[source] ?? '');
    if (!found) return { labels, value };
    const filled = replacement.replaceAll(/\$(?:\{(\w+)\}|(\d+))/g, (_, name?: string, digit?: string) => {
      const reference = name ?? digit ?? '';
      return (/^\d+$/.test(reference) ? found[Number(reference)] : found.groups?.[reference]) ?? '';
    });
    return { labels: setLabel(labels, target, filled), value };
  });
}

/** `label_join`: the target label becomes the values of the sources joined by the separator. */
export function labelJoin(samples: readonly Sample[], target: string, separator: string, sources: readonly string[]): Sample[] {
  checkedLabel(target);
  return samples.map(({ labels, value }) => ({ labels: setLabel(labels, target, sources.map((name) => labels[name] ?? '').join(separator)), value }));
}
