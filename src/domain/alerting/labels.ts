import * as v from 'valibot';
import type { Labels } from './matcher.ts';

/**
 * Labels from outside. Any name is a label as any other, `constructor` and `__proto__` too: labels are own properties, made by
 * `Object.fromEntries` or a spread and read by `labelOf`. (A record of valibot leaves such names out.)
 */
export const labelsSchema = v.custom<Labels>((value) => (
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every((text) => typeof text === 'string')), 'labels are texts by name');

/** The value of a label, empty when there is none; `constructor` and the like are labels as any other. */
export function labelOf(labels: Labels, name: string): string {
  return Object.hasOwn(labels, name) ? labels[name]! : '';
}
