import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import type { Labels } from '../alerting/matcher.ts';
import { evaluatePromql, type PromqlOptions } from './evaluate.ts';
import type { SeriesStore } from './series.ts';

/** A part of an expression and what it came to. */
export interface Reading {
  readonly text: string;
  /** Null when it came to nothing, or to several numbers. */
  readonly value: number | null;
}

export interface Readings {
  /** The expression with numbers in place of the parts that have one. */
  readonly live: string;
  readonly parts: readonly Reading[];
}

/**
 * An expression with the numbers of a moment in it: what stands on each side of its operators is evaluated, and of several series the
 * one whose labels do not contradict `labels` is meant. Throws `argument-invalid` for an expression that cannot be read.
 */
export function readingsOf(query: string, at: number, store: SeriesStore, labels: Labels, options: PromqlOptions = {}): Readings {
  const parts: Reading[] = [];
  const live = (node: SyntaxNode): string => {
    const text = query.slice(node.from, node.to);
    if (node.name === 'BinaryExpr' || node.name === 'ParenExpr') return withChildren(node);
    if (node.name === 'NumberDurationLiteral' || node.name === 'NumberLiteral' || !EXPRESSIONS.has(node.name)) return text;
    const value = numberOf(text, at, store, labels, options);
    parts.push({ text, value });
    return value === null ? text : formatted(value);
  };
  const withChildren = (node: SyntaxNode): string => {
    let text = '';
    let end = node.from;
    for (let child = node.firstChild; child; child = child.nextSibling) {
      text += query.slice(end, child.from) + live(child);
      end = child.to;
    }
    return text + query.slice(end, node.to);
  };
  const top = parser.parse(query).topNode.firstChild;
  return { live: top ? live(top) : query, parts };
}

const EXPRESSIONS = new Set(['VectorSelector', 'FunctionCall', 'AggregateExpr', 'UnaryExpr', 'SubqueryExpr', 'StepInvariantExpr']);

function numberOf(text: string, at: number, store: SeriesStore, labels: Labels, options: PromqlOptions): number | null {
  const value = evaluatePromql(text, at, store, options);
  if (value.type === 'scalar') return value.value;
  if (value.type !== 'vector') return null;
  const own = value.samples.filter((sample) => Object.entries(sample.labels).every(([name, label]) => !(name in labels) || labels[name] === label));
  return own.length === 1 ? own[0]!.value : null;
}

function formatted(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}
