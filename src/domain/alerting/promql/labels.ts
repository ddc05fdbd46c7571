import type { Labels } from '../alerts/matcher.ts';
import { refusal } from './refusal.ts';
import { NAME } from './series.ts';

/** Series keep their label objects from one evaluation to the next, and so does what is made of them. */
const NAMELESS = new WeakMap<Labels, Labels>();

/** The labels without the metric's name. */
export function withoutName(labels: Labels): Labels {
  if (!Object.hasOwn(labels, NAME)) return labels;
  const known = NAMELESS.get(labels);
  if (known) return known;
  const { [NAME]: _, ...rest } = labels;
  NAMELESS.set(labels, rest);
  return rest;
}

/** The labels with one of them set; an empty value takes it away. */
export function withLabel(labels: Labels, name: string, value: string): Labels {
  const { [name]: _, ...rest } = labels;
  return value === '' ? rest : { ...rest, [name]: value };
}

/** The labels of these names. */
export function onlyLabels(labels: Labels, names: readonly string[]): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => names.includes(name)));
}

/** The labels except those of these names. */
export function withoutLabels(labels: Labels, names: readonly string[]): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !names.includes(name)));
}

/** Throws `argument-invalid` for what cannot be the name of a label. */
export function requireLabelName(name: string): void {
  if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name)) throw refusal(`${JSON.stringify(name)} is not a label name`);
}
