import type { Matcher } from '../alerts/matcher.ts';

/** Where an expression stands in the query's text: [from, to). */
export interface Place { readonly from: number; readonly to: number }

/** A PromQL expression. Durations and times are seconds. */
export type Expr = NumberExpr | StringExpr | Paren | Selector | RangeSelector | Subquery | Call | Aggregation | Binary | Unary;

/** What an expression yields, known before it is evaluated. */
export type ValueType = 'scalar' | 'string' | 'vector' | 'range';

interface NumberExpr extends Place { readonly kind: 'number'; readonly value: number }
export interface StringExpr extends Place { readonly kind: 'string'; readonly value: string }
interface Paren extends Place { readonly kind: 'paren'; readonly expr: Expr }

/**
 * When a selector or subquery looks: `offset` seconds before the evaluation, or before the fixed moment `at`; `start` and `end` are those
 * of the whole query, also inside a subquery. Neither can be written as 0 or 'evaluation', so these mean that it was not said.
 */
export interface Moment { readonly offset: number; readonly at: number | 'start' | 'end' | 'evaluation' }

export interface Selector extends Place { readonly kind: 'selector'; readonly matchers: readonly Matcher[]; readonly moment: Moment }
interface RangeSelector extends Place { readonly kind: 'range'; readonly selector: Selector; readonly range: number }
export interface Subquery extends Place { readonly kind: 'subquery'; readonly expr: Expr; readonly range: number; readonly step: number | null; readonly moment: Moment }
export interface Call extends Place { readonly kind: 'call'; readonly name: string; readonly args: readonly Expr[] }
export interface Unary extends Place { readonly kind: 'unary'; readonly sign: '+' | '-'; readonly expr: Expr }

export interface Grouping { readonly mode: 'by' | 'without'; readonly labels: readonly string[] }

export interface Aggregation extends Place {
  readonly kind: 'aggregation';
  readonly op: string;
  readonly grouping: Grouping;
  readonly param: Expr | null;
  readonly expr: Expr;
}

/** How series of both sides find each other; `many` names the side that may have several for one of the other. */
export interface Matching {
  readonly mode: 'on' | 'ignoring';
  readonly labels: readonly string[];
  readonly many: 'left' | 'right' | null;
  /** Labels taken from the "one" side. */
  readonly include: readonly string[];
}

export interface Binary extends Place {
  readonly kind: 'binary';
  readonly op: string;
  readonly left: Expr;
  readonly right: Expr;
  readonly bool: boolean;
  readonly matching: Matching;
}

/** The expression inside any parentheses. */
export function bare(expr: Expr): Exclude<Expr, Paren> {
  let inner = expr;
  while (inner.kind === 'paren') inner = inner.expr;
  return inner;
}
