const COMPARISON = /^(?:==|!=|<=|>=|<|>)/u;
const SET_OPERATOR = /^(?:and|or|unless)\b/u;

/**
 * The side of a rule's outermost comparison that moves: of `a{b="c"} < 0.9` that is `a{b="c"}`. An expression without one, or with a
 * set operator outside all brackets, is answered as it is. Only a display depends on it, so it knows brackets and texts and no more.
 */
export function watchedPart(expr: string): string {
  let depth = 0;
  let found: { at: number; length: number } | null = null;
  for (let at = 0; at < expr.length; at += 1) {
    const sign = expr[at]!;
    if (sign === '"' || sign === "'" || sign === '`') {
      at = endOfText(expr, at);
    } else if ('([{'.includes(sign)) depth += 1;
    else if (')]}'.includes(sign)) depth -= 1;
    else if (depth === 0) {
      const rest = expr.slice(at);
      if (SET_OPERATOR.test(rest) && !/\w$/u.test(expr.slice(0, at))) return expr;
      const comparison = COMPARISON.exec(rest);
      if (comparison) {
        found ??= { at, length: comparison[0].length };
        at += comparison[0].length - 1;
      }
    }
  }
  if (!found) return expr;
  const left = expr.slice(0, found.at).trim();
  return Number.isFinite(Number(left)) ? expr.slice(found.at + found.length).replace(/^\s*bool\b/u, '').trim() : left;
}

function endOfText(expr: string, start: number): number {
  const quote = expr[start];
  for (let at = start + 1; at < expr.length; at += 1) {
    if (expr[at] === '\\' && quote !== '`') at += 1;
    else if (expr[at] === quote) return at;
  }
  return expr.length;
}
