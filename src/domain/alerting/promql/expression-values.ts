import type { Labels } from '../alerts/matcher.ts';
import type { Expr } from './ast.ts';
import { evaluatePromql, type PromqlOptions } from './evaluate.ts';
import { parsePromql } from './parse.ts';
import type { SeriesStore } from './series.ts';

/** A part of an expression and what it came to. */
interface ExpressionPart {
  readonly text: string;
  /** Null when it came to nothing, or to several numbers. */
  readonly value: number | null;
}

export interface ExpressionValues {
  /** The expression with numbers in place of the parts that have one. */
  readonly live: string;
  readonly parts: readonly ExpressionPart[];
}

/**
 * An expression with the numbers of a moment in it: what stands on each side of its operators is evaluated, and of several series the
 * one whose labels do not contradict `labels` is meant. Throws `argument-invalid` for an expression that cannot be read.
 */
export function expressionValues(query: string, at: number, store: SeriesStore, labels: Labels, options: PromqlOptions = {}): ExpressionValues {
  const parts: ExpressionPart[] = [];
  const live = (expr: Expr): string => {
    if (expr.kind === 'binary') return around(expr, [expr.left, expr.right]);
    if (expr.kind === 'paren') return around(expr, [expr.expr]);
    const text = query.slice(expr.from, expr.to);
    if (expr.kind === 'number' || expr.kind === 'string' || expr.kind === 'range') return text;
    const value = numberOf(expr, at, store, labels, { ...options, text: query });
    parts.push({ text, value });
    return value === null ? text : formatted(value);
  };
  const around = ({ from, to }: Expr, inner: readonly Expr[]): string => {
    let [text, end] = ['', from];
    for (const expr of inner) {
      text += query.slice(end, expr.from) + live(expr);
      end = expr.to;
    }
    return text + query.slice(end, to);
  };
  return { live: live(parsePromql(query)), parts };
}

function numberOf(expr: Expr, at: number, store: SeriesStore, labels: Labels, options: PromqlOptions): number | null {
  const value = evaluatePromql(expr, at, store, options);
  if (value.type === 'scalar') return value.value;
  if (value.type !== 'vector') return null;
  const own = value.samples.filter((sample) => Object.entries(sample.labels).every(([name, label]) => !Object.hasOwn(labels, name) || labels[name] === label));
  return own.length === 1 ? own[0]!.value : null;
}

function formatted(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}
