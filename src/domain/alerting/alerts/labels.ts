import * as v from 'valibot';
import type { Labels } from './matcher.ts';

/** Labels of one alert that somebody names. */
const MOST_LABELS = 200;
/** UTF-16 units of all their names and values: what is done about an alert is written with every checkpoint. */
const MOST_CHARACTERS = 20_000;

/**
 * Labels from outside. Any name is a label as any other, `constructor` and `__proto__` too: labels are own properties, made by
 * `Object.fromEntries` or a spread and read by `labelOf`. (A record of valibot leaves such names out.)
 */
export const labelsSchema = v.custom<Labels>((value) => (
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every((text) => typeof text === 'string')), 'labels are texts by name');

/** Labels by which somebody names an alert: as many, and as long, as an alert may have that something is done about. */
export const namedLabelsSchema = v.pipe(
  labelsSchema,
  v.check((labels) => Object.keys(labels).length <= MOST_LABELS, `an alert has at most ${MOST_LABELS} labels`),
  v.check((labels) => Object.entries(labels).reduce((sum, [name, value]) => sum + name.length + value.length, 0) <= MOST_CHARACTERS, `labels have at most ${MOST_CHARACTERS} characters`),
);

/** The value of a label, empty when there is none; `constructor` and the like are labels as any other. */
export function labelOf(labels: Labels, name: string): string {
  return Object.hasOwn(labels, name) ? labels[name]! : '';
}
