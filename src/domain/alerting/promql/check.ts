import { matchesValue } from '../alerts/matching.ts';
import type { Aggregation, Binary, Call, Expr, Selector, ValueType } from './ast.ts';
import { COMPARISONS, SET_OPERATORS } from './operators.ts';
import { refusal } from './refusal.ts';
import { SIGNATURES } from './signatures.ts';

const WORDS: Readonly<Record<ValueType, string>> = {
  scalar: 'a number', string: 'a text in quotes', vector: 'an instant vector', range: 'a range vector, such as metric[5m]',
};

/** The type of an expression. Throws `argument-invalid` where Prometheus finds the types, or what a selector demands, unsound. */
export function checkTypes(expr: Expr): ValueType {
  switch (expr.kind) {
    case 'number': return 'scalar';
    case 'string': return 'string';
    case 'paren': return checkTypes(expr.expr);
    case 'selector': return checkSelector(expr);
    case 'range': return checkSelector(expr.selector), 'range';
    case 'subquery': return want('vector', expr.expr, 'a subquery'), 'range';
    case 'unary': {
      const type = checkTypes(expr.expr);
      if (type !== 'scalar' && type !== 'vector') throw refusal(`a sign stands before a number or an instant vector, not ${WORDS[type]}`);
      return type;
    }
    case 'call': return checkCall(expr);
    case 'aggregation': return checkAggregation(expr);
    case 'binary': return checkBinary(expr);
  }
}

function want(type: ValueType, expr: Expr, where: string): void {
  const got = checkTypes(expr);
  if (got !== type) throw refusal(`${where} takes ${WORDS[type]}; expected ${WORDS[type]}, got ${WORDS[got]}`);
}

function checkSelector({ matchers }: Selector): ValueType {
  if (matchers.every((matcher) => matchesValue(matcher, ''))) throw refusal('a selector needs a metric name, or a matcher that an empty label does not meet');
  return 'vector';
}

function checkCall({ name, args }: Call): ValueType {
  const { types, least, most, returns } = SIGNATURES.get(name)!;
  if (args.length < least || args.length > most) {
    const count = least === most ? least : most === Infinity ? `at least ${least}` : `${least} to ${most}`;
    throw refusal(`${name} takes ${count} argument${count === 1 ? '' : 's'}, got ${args.length}`);
  }
  args.forEach((arg, i) => want(types[Math.min(i, types.length - 1)]!, arg, name));
  return returns;
}

function checkAggregation({ op, param, expr }: Aggregation): ValueType {
  want('vector', expr, op);
  if (param) want(op === 'count_values' ? 'string' : 'scalar', param, op);
  return 'vector';
}

function checkBinary({ op, left, right, bool, matching }: Binary): ValueType {
  const [a, b] = [checkTypes(left), checkTypes(right)];
  for (const type of [a, b]) if (type !== 'scalar' && type !== 'vector') throw refusal(`${op} joins numbers and instant vectors, it cannot join ${WORDS[type]}`);
  const comparison = COMPARISONS.has(op);
  if (bool && !comparison) throw refusal('bool belongs to comparisons only');
  if (comparison && !bool && a === 'scalar' && b === 'scalar') throw refusal('comparisons between numbers need bool');
  const twice = matching.mode === 'on' ? matching.labels.find((label) => matching.include.includes(label)) : undefined;
  if (twice !== undefined) throw refusal(`label ${twice} is both in on (…) and in group_${matching.many}`);
  if (a === 'scalar' || b === 'scalar') {
    if (SET_OPERATORS.has(op)) throw refusal(`${op} cannot join a number`);
    if (matching.labels.length > 0) throw refusal(`${matching.mode} (…) belongs between instant vectors`);
    return a === 'scalar' && b === 'scalar' ? 'scalar' : 'vector';
  }
  if (SET_OPERATORS.has(op) && matching.many) throw refusal(`${op} takes no group_${matching.many}`);
  return 'vector';
}
