import type { Expr, Selector } from './ast.ts';

/** What an expression asks the series for, in the order of its text. */
export function selectorsOf(expr: Expr): Selector[] {
  switch (expr.kind) {
    case 'selector': return [expr];
    case 'range': return [expr.selector];
    case 'subquery': case 'paren': case 'unary': return selectorsOf(expr.expr);
    case 'call': return expr.args.flatMap(selectorsOf);
    case 'aggregation': return [...(expr.param ? selectorsOf(expr.param) : []), ...selectorsOf(expr.expr)];
    case 'binary': return [...selectorsOf(expr.left), ...selectorsOf(expr.right)];
    default: return [];
  }
}
