import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { OrchardError } from '../errors.ts';
import { checkedMatcher, type Matcher } from '../alerting/matcher.ts';
import type { Aggregation, Binary, Expr, Grouping, Matching, Moment, NumberExpr, RangeSelector, Selector, Subquery } from './ast.ts';

const NOW: Moment = { offset: 0, at: 'evaluation' };
const UNITS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, y: 31_536_000 };

const refuse = (detail: string) => new OrchardError('argument-invalid', `PromQL: ${detail}`);

/** Reads a PromQL expression by Prometheus' own grammar. Throws `argument-invalid` saying what is wrong and where. */
export function parsePromql(query: string): Expr {
  if (query.trim() === '') throw refuse('the expression is empty');
  const tree = parser.parse(query);
  tree.iterate({
    enter(node) {
      if (node.type.isError) throw syntaxError(query, node.from);
    },
  });
  const top = tree.topNode.firstChild;
  if (!top) throw syntaxError(query, 0);
  return new Reader(query).expr(top);
}

/** Seconds of `5m`, `1h30m`, `90` or `0.5`. Throws `argument-invalid` for anything else. */
export function parseDuration(text: string): number {
  if (/^\d*\.?\d+(e[+-]?\d+)?$/i.test(text)) return Number(text);
  if (!/^(\d+(ms|[smhdwy]))+$/.test(text)) throw refuse(`${text} is not a duration; write 30s, 5m or 1h30m`);
  let seconds = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|[smhdwy])/g)) seconds += Number(count) * UNITS[unit!]!;
  return seconds;
}

function syntaxError(query: string, position: number): OrchardError {
  const word = /([a-zA-Z_][a-zA-Z0-9_]*)\s*$/.exec(query.slice(0, position))?.[1];
  if (query[position] === '(' && word) return refuse(`there is no function ${word}`);
  const rest = query.slice(position, position + 20);
  return refuse(rest === '' ? 'the expression breaks off' : `unexpected ${JSON.stringify(rest)} at position ${position + 1}`);
}

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child);
  return children;
}

/** Turns nodes of the grammar into our expressions. */
class Reader {
  private readonly query: string;

  constructor(query: string) {
    this.query = query;
  }

  private text(node: SyntaxNode): string {
    return this.query.slice(node.from, node.to);
  }

  expr(node: SyntaxNode): Expr {
    const children = childrenOf(node);
    switch (node.name) {
      case 'NumberDurationLiteral': return { kind: 'number', value: numberOf(this.text(node)) };
      case 'StringLiteral': return { kind: 'string', value: unquote(this.text(node)) };
      case 'ParenExpr': return this.expr(children[0]!);
      case 'VectorSelector': return this.selector(children);
      case 'MatrixSelector': return this.range(children);
      case 'SubqueryExpr': return this.subquery(children);
      case 'OffsetExpr': return this.moved(this.expr(children[0]!), { offset: this.duration(children[2]!) });
      case 'StepInvariantExpr': return this.moved(this.expr(children[0]!), { at: this.atTime(children[2]!) });
      case 'UnaryExpr': {
        const expr = this.expr(children[1]!);
        return this.text(children[0]!) === '-' ? { kind: 'negation', expr } : expr;
      }
      case 'FunctionCall': return { kind: 'call', name: this.text(children[0]!), args: this.args(children[1]) };
      case 'AggregateExpr': return this.aggregation(children);
      case 'BinaryExpr': return this.binary(children);
      default: throw refuse(`${this.text(node)} is not supported here`);
    }
  }

  private args(body: SyntaxNode | undefined): Expr[] {
    return body ? childrenOf(body).map((child) => this.expr(child)) : [];
  }

  private selector(children: readonly SyntaxNode[]): Selector {
    const matchers: Matcher[] = [];
    for (const child of children) {
      if (child.name === 'Identifier') matchers.push({ name: '__name__', value: this.text(child), isRegex: false, isEqual: true });
      else for (const matcher of childrenOf(child)) matchers.push(this.matcher(matcher));
    }
    if (matchers.every(({ value, isRegex, isEqual }) => isEqual && !isRegex && value === '')) throw refuse('a selector needs a metric name or a label that is not empty');
    return { kind: 'selector', matchers, moment: NOW };
  }

  private matcher(node: SyntaxNode): Matcher {
    const [label, operator, value] = childrenOf(node);
    if (!label || !operator || !value) return { name: '__name__', value: unquote(this.text(label ?? node)), isRegex: false, isEqual: true };
    const name = label.name === 'QuotedLabelName' ? unquote(this.text(label)) : this.text(label);
    const sign = this.text(operator);
    return checkedMatcher({ name, value: unquote(this.text(value)), isRegex: sign.endsWith('~'), isEqual: !sign.startsWith('!') });
  }

  private range(children: readonly SyntaxNode[]): RangeSelector {
    const selector = this.expr(children[0]!);
    if (selector.kind !== 'selector') throw refuse('a range in [] follows a selector');
    return { kind: 'range', selector, range: this.positive(children[1]!) };
  }

  private subquery(children: readonly SyntaxNode[]): Subquery {
    const [inner, range, step] = children;
    return { kind: 'subquery', expr: this.expr(inner!), range: this.positive(range!), step: step ? this.positive(step) : null, moment: NOW };
  }

  private moved(expr: Expr, change: Partial<Moment>): Expr {
    if (expr.kind === 'selector' || expr.kind === 'subquery') return { ...expr, moment: { ...expr.moment, ...change } };
    if (expr.kind === 'range') return { ...expr, selector: { ...expr.selector, moment: { ...expr.selector.moment, ...change } } };
    throw refuse('offset and @ follow a selector or a subquery');
  }

  private positive(node: SyntaxNode): number {
    const seconds = this.duration(node);
    if (!(seconds > 0)) throw refuse('a range must be longer than nothing');
    return seconds;
  }

  private duration(node: SyntaxNode): number {
    const text = this.text(node).replaceAll(/\s/g, '');
    return text.startsWith('-') ? -parseDuration(text.slice(1)) : parseDuration(text);
  }

  private atTime(node: SyntaxNode): Moment['at'] {
    return node.name === 'AtModifierPreprocessors' ? 'evaluation' : numberOf(this.text(node));
  }

  private aggregation(children: readonly SyntaxNode[]): Aggregation {
    const op = this.text(children[0]!).toLowerCase();
    const modifier = children.find(({ name }) => name === 'AggregateModifier');
    const args = this.args(children.find(({ name }) => name === 'FunctionCallBody'));
    const wanted = ['topk', 'bottomk', 'quantile', 'count_values'].includes(op) ? 2 : 1;
    if (args.length !== wanted) throw refuse(`${op} takes ${wanted === 1 ? 'one argument' : 'two arguments'}, got ${args.length}`);
    return { kind: 'aggregation', op, grouping: this.grouping(modifier), param: wanted === 2 ? args[0]! : null, expr: args[wanted - 1]! };
  }

  private grouping(modifier: SyntaxNode | undefined): Grouping {
    if (!modifier) return { mode: 'by', labels: [] };
    const [mode, labels] = childrenOf(modifier);
    return { mode: mode?.name === 'Without' ? 'without' : 'by', labels: this.labelNames(labels) };
  }

  private labelNames(node: SyntaxNode | undefined): string[] {
    return node ? childrenOf(node).map((label) => (label.name === 'QuotedLabelName' ? unquote(this.text(label)) : this.text(label))) : [];
  }

  private binary(children: readonly SyntaxNode[]): Expr {
    const binary = this.operation(children);
    // The grammar reads −2 as one number, yet a power binds tighter than a sign: −2 ^ 2 is −4.
    if (binary.op !== '^' || children[0]!.name !== 'NumberDurationLiteral' || !this.text(children[0]!).startsWith('-')) return binary;
    return { kind: 'negation', expr: { ...binary, left: { kind: 'number', value: -(binary.left as NumberExpr).value } } };
  }

  private operation(children: readonly SyntaxNode[]): Binary {
    const [left, operator] = children;
    const right = children[children.length - 1]!;
    const bool = children.some(({ name }) => name === 'BoolModifier');
    return {
      kind: 'binary',
      op: this.text(operator!).toLowerCase(),
      left: this.expr(left!),
      right: this.expr(right),
      bool,
      matching: this.matching(children.find(({ name }) => name === 'MatchingModifierClause')),
    };
  }

  private matching(clause: SyntaxNode | undefined): Matching {
    const matching = { mode: 'ignoring' as Matching['mode'], labels: [] as string[], many: null as Matching['many'], include: [] as string[] };
    for (const child of clause ? childrenOf(clause) : []) {
      if (child.name === 'On') matching.mode = 'on';
      else if (child.name === 'GroupLeft') matching.many = 'left';
      else if (child.name === 'GroupRight') matching.many = 'right';
      else if (child.name === 'GroupingLabels') matching[matching.many === null ? 'labels' : 'include'] = this.labelNames(child);
    }
    return matching;
  }
}

function numberOf(text: string): number {
  const sign = text.startsWith('-') ? -1 : 1;
  const bare = text.replace(/^[+-]/, '').toLowerCase();
  if (bare === 'inf') return sign * Infinity;
  if (bare === 'nan') return NaN;
  const plain = Number(bare.replaceAll('_', ''));
  return sign * (Number.isNaN(plain) ? parseDuration(bare) : plain);
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' };

function unquote(text: string): string {
  const inner = text.slice(1, -1);
  if (text.startsWith('`')) return inner;
  return inner.replaceAll(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)/gs, (_, sign: string) =>
    sign.length > 1 ? String.fromCharCode(Number.parseInt(sign.slice(1), 16)) : (ESCAPES[sign] ?? sign));
}
