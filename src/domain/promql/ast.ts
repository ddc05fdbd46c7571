import type { Matcher } from '../alerting/matcher.ts';

/** A PromQL expression. Durations and times are seconds. */
export type Expr = NumberExpr | StringExpr | Selector | RangeSelector | Subquery | Call | Aggregation | Binary | Negation;

export interface NumberExpr { readonly kind: 'number'; readonly value: number }
export interface StringExpr { readonly kind: 'string'; readonly value: string }

/** When a selector or subquery looks: `offset` seconds before the evaluation, or before the fixed moment `at`. */
export interface Moment { readonly offset: number; readonly at: number | 'evaluation' }

export interface Selector { readonly kind: 'selector'; readonly matchers: readonly Matcher[]; readonly moment: Moment }
export interface RangeSelector { readonly kind: 'range'; readonly selector: Selector; readonly range: number }
export interface Subquery { readonly kind: 'subquery'; readonly expr: Expr; readonly range: number; readonly step: number | null; readonly moment: Moment }
export interface Call { readonly kind: 'call'; readonly name: string; readonly args: readonly Expr[] }
export interface Negation { readonly kind: 'negation'; readonly expr: Expr }

export interface Grouping { readonly mode: 'by' | 'without'; readonly labels: readonly string[] }

export interface Aggregation {
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

export interface Binary {
  readonly kind: 'binary';
  readonly op: string;
  readonly left: Expr;
  readonly right: Expr;
  readonly bool: boolean;
  readonly matching: Matching;
}
