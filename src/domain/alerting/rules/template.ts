import type { Labels } from '../alerts/matcher.ts';
import type { Budget } from '../../common/budget.ts';
import { codeOf, textOfError } from '../../common/errors.ts';
import type { Sample } from '../promql/value.ts';
import { execute } from './template/execute.ts';
import { parseTree } from './template/parse.ts';
import { AlertData, QueriedSample, refuse, TemplateMap } from './template/values.ts';

/** What a template may speak of. */
export interface TemplateContext {
  readonly labels: Labels;
  readonly value: number;
  /** Evaluates PromQL for the function `query`; absent where there is nothing to ask. */
  readonly query?: (expr: string) => readonly Sample[];
  /** What filling in may cost, a step for each part that is filled in and each hundred characters of a text. */
  readonly budget?: Budget;
}

/** A template that has been read. */
export type Template = (context: TemplateContext) => string;

/**
 * Reads an annotation or label template, in the language of Go's `text/template` with the functions of Prometheus 2.42. Throws
 * `argument-invalid` for what Prometheus refuses, and for the few things that `docs/conformance.md` lists as not supported.
 */
export function parseTemplate(text: string): Template {
  if (!text.includes('{{')) return () => text;
  const tree = parseTree(text);
  return ({ labels, value, query, budget }) => execute(tree, new AlertData(labels, value), (expr) => {
    if (!query) throw refuse('there is nothing to query here');
    return query(expr).map((sample) => new QueriedSample(TemplateMap.of(sample.labels), sample.value));
  }, (steps) => budget?.spend(steps));
}

/** A template filled in; when it fails, the text that says so, as Prometheus does, so that an alert is never lost by its wording. Throws `over-budget` only. */
export function fillTemplate(template: Template, context: TemplateContext): string {
  try {
    return template(context);
  } catch (error) {
    if (codeOf(error) === 'over-budget') throw error;
    return `<error expanding template: ${textOfError(error)}>`;
  }
}
