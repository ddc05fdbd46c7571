import type { Matcher } from '../alerts/matcher.ts';
import { checkedMatcher } from '../alerts/matching.ts';
import { Budget, type BudgetLimits } from '../../common/budget.ts';
import { OrchardError } from '../../common/errors.ts';
import { patternSize } from '../../common/re2.ts';
import type { Aggregation, Binary, Call, Expr, Grouping, Matching, Moment, Place, Selector, Subquery } from './ast.ts';
import { checkTypes } from './check.ts';
import { AGGREGATORS, tokensOf, unexpected, type Token } from './lex.ts';
import { readDuration, readNumber, readString } from './literals.ts';
import { refusal, written } from './refusal.ts';
import { NAME } from './series.ts';
import { SIGNATURES, UNSUPPORTED } from './signatures.ts';

/** From loose to tight; `^` alone joins from the right, and a sign binds like `*`. */
const PRECEDENCE: ReadonlyMap<string, number> = new Map([
  ['or'], ['and', 'unless'], ['==', '!=', '<', '<=', '>', '>='], ['+', '-'], ['*', '/', '%', 'atan2'], ['^'],
].flatMap((operators, i) => operators.map((operator) => [operator, i + 1] as const)));
const SIGN_PRECEDENCE = PRECEDENCE.get('*')!;

/** Keywords that are names of metrics, and of labels in by (…), where nothing else can stand. */
const METRIC_WORDS: ReadonlySet<string> = new Set([...AGGREGATORS, 'name', 'metric', 'by', 'and', 'or', 'unless', 'offset', 'without', 'start', 'end']);
const LABEL_WORDS: ReadonlySet<string> = new Set([...AGGREGATORS, 'name', 'by', 'and', 'or', 'unless', 'atan2', 'offset', 'on', 'ignoring', 'group_left', 'group_right', 'bool', 'start', 'end']);
const WITH_PARAMETER: ReadonlySet<string> = new Set(['topk', 'bottomk', 'quantile', 'count_values']);

const ANY_MOMENT: Moment = { offset: 0, at: 'evaluation' };
/** Deeper expressions are refused before they exhaust the stack. */
const DEEPEST = 500;
/** Characters of an expression. */
const LONGEST = 20_000;
/** What the regular expressions of a query may cost to compile. */
const READING_LIMITS: BudgetLimits = { steps: 100_000, ms: 5000 };

/**
 * Reads a PromQL expression as Prometheus 2.42 does, types included. Throws `argument-invalid` saying what is wrong and where, also for one
 * that is nested too deeply, and `over-budget` for one that is too long or has regular expressions that are too large. `budget`: what several have together.
 */
export function parsePromql(query: string, budget = new Budget(READING_LIMITS)): Expr {
  if (query.length > LONGEST) throw new OrchardError('over-budget', `PromQL: the expression has more than ${LONGEST} characters`);
  const expr = new Parser(query, budget).whole();
  checkTypes(expr);
  return expr;
}

class Parser {
  private readonly query: string;
  private readonly tokens: readonly Token[];
  private index = 0;
  private depth = 0;
  private readonly budget: Budget;

  constructor(query: string, budget: Budget) {
    this.query = query;
    this.budget = budget;
    this.tokens = tokensOf(query);
  }

  whole(): Expr {
    if (this.tokens.length === 1) throw refusal('the expression is empty');
    const expr = this.expression(0);
    this.take('eof');
    return expr;
  }

  private get next(): Token {
    return this.tokens[this.index]!;
  }

  /** The next word, which must be of one of these kinds. */
  private take(...kinds: readonly string[]): Token {
    const token = this.next;
    if (!kinds.includes(token.kind)) throw unexpected(this.query, token.from);
    if (token.kind !== 'eof') this.index += 1;
    return token;
  }

  private takeIf(...kinds: readonly string[]): Token | null {
    return kinds.includes(this.next.kind) ? this.take(this.next.kind) : null;
  }

  /** From where `first` begins to where the last word that was taken ends. */
  private place(first: Place): Place {
    return { from: first.from, to: this.tokens[this.index - 1]!.to };
  }

  /** An expression whose operators bind at least as tightly as `least`. */
  private expression(least: number): Expr {
    const before = this.depth;
    this.deeper();
    let left = this.signed();
    for (;;) {
      const precedence = PRECEDENCE.get(this.next.kind);
      if (precedence === undefined || precedence < least) break;
      this.deeper();
      left = this.binary(left, precedence);
    }
    this.depth = before;
    return left;
  }

  private deeper(): void {
    this.depth += 1;
    if (this.depth > DEEPEST) throw refusal(`${written(this.next, this.query)}the expression is nested more than ${DEEPEST} deep`);
  }

  private signed(): Expr {
    const sign = this.takeIf('+', '-');
    if (!sign) return this.modified(this.primary());
    const expr = this.expression(SIGN_PRECEDENCE + 1);
    return { kind: 'unary', sign: sign.kind as '+' | '-', expr, ...this.place(sign) };
  }

  private binary(left: Expr, precedence: number): Binary {
    const op = this.take(this.next.kind).kind;
    const bool = this.takeIf('bool') !== null;
    const matching = this.matching();
    const right = this.expression(op === '^' ? precedence : precedence + 1);
    return { kind: 'binary', op, left, right, bool, matching, ...this.place(left) };
  }

  private matching(): Matching {
    const mode = this.takeIf('on', 'ignoring')?.kind as Matching['mode'] | undefined;
    if (!mode) return { mode: 'ignoring', labels: [], many: null, include: [] };
    const labels = this.labelNames();
    const group = this.takeIf('group_left', 'group_right')?.kind;
    const include = group && this.next.kind === '(' ? this.labelNames() : [];
    return { mode, labels, many: group ? (group === 'group_left' ? 'left' : 'right') : null, include };
  }

  private labelNames(): string[] {
    this.take('(');
    const names: string[] = [];
    while (this.next.kind !== ')') {
      names.push(this.take(...LABEL_WORDS).text);
      if (!this.takeIf(',')) break;
    }
    this.take(')');
    return names;
  }

  private primary(): Expr {
    const token = this.next;
    const { kind, text } = token;
    if (kind === 'number') return { kind, value: readNumber(this.take(kind).text), ...this.place(token) };
    if (kind === 'string') return { kind, value: readString(this.take(kind).text), ...this.place(token) };
    if (this.takeIf('(')) {
      const expr = this.expression(0);
      this.take(')');
      return { kind: 'paren', expr, ...this.place(token) };
    }
    const after = this.tokens[this.index + 1]?.kind;
    if (kind === 'name' && after === '(') return this.call();
    if (AGGREGATORS.has(kind) && (after === '(' || after === 'by' || after === 'without')) return this.aggregation();
    if (kind === '{') return { kind: 'selector', matchers: this.matchers(), moment: ANY_MOMENT, ...this.place(token) };
    this.take(...METRIC_WORDS);
    const named: Matcher = { name: NAME, value: text, isRegex: false, isEqual: true };
    const matchers = this.next.kind === '{' ? this.matchers() : [];
    if (matchers.some(({ name }) => name === NAME)) throw refusal(`the metric's name is given twice, ${text} and in the braces`);
    return { kind: 'selector', matchers: [...matchers, named], moment: ANY_MOMENT, ...this.place(token) };
  }

  private matchers(): Matcher[] {
    const matchers: Matcher[] = [];
    this.take('{');
    while (this.next.kind !== '}') {
      const name = this.take('name').text;
      const sign = this.take('=', '!=', '=~', '!~').kind;
      const token = this.take('string');
      const value = readString(token.text);
      if (sign.endsWith('~') && !this.budget.take(patternSize(value))) throw this.budget.refusal(`PromQL: ${written(token, this.query)}`);
      matchers.push(checkedMatcher({ name, value, isRegex: sign.endsWith('~'), isEqual: !sign.startsWith('!') }));
      if (!this.takeIf(',')) break;
    }
    this.take('}');
    return matchers;
  }

  private args(): Expr[] {
    const args: Expr[] = [];
    this.take('(');
    while (args.length > 0 || this.next.kind !== ')') {
      args.push(this.expression(0));
      if (!this.takeIf(',')) break;
    }
    this.take(')');
    return args;
  }

  private call(): Call {
    const name = this.take('name');
    const unsupported = UNSUPPORTED.get(name.text);
    if (unsupported) throw refusal(`${name.text} is not supported: ${unsupported}`);
    if (!SIGNATURES.has(name.text)) throw refusal(`there is no function ${name.text}`);
    return { kind: 'call', name: name.text, args: this.args(), ...this.place(name) };
  }

  private aggregation(): Aggregation {
    const first = this.take(this.next.kind);
    const op = first.kind;
    const before = this.grouping();
    const args = this.args();
    const grouping = before ?? this.grouping() ?? { mode: 'by', labels: [] };
    const wanted = WITH_PARAMETER.has(op) ? 2 : 1;
    if (args.length !== wanted) throw refusal(`${op} takes ${wanted === 1 ? 'one argument' : 'two arguments'}, got ${args.length}`);
    return { kind: 'aggregation', op, grouping, param: wanted === 2 ? args[0]! : null, expr: args[wanted - 1]!, ...this.place(first) };
  }

  private grouping(): Grouping | null {
    const mode = this.takeIf('by', 'without')?.kind as Grouping['mode'] | undefined;
    return mode ? { mode, labels: this.labelNames() } : null;
  }

  /** What follows a selector binds tighter than any operator: [5m], [1h:5m], offset 5m, @ 1700000000. */
  private modified(primary: Expr): Expr {
    let expr = primary;
    for (;;) {
      if (this.takeIf('[')) expr = this.ranged(expr);
      else if (this.takeIf('offset')) expr = this.moved(expr, { offset: (this.takeIf('-') ? -1 : 1) * readDuration(this.take('duration').text) });
      else if (this.takeIf('@')) expr = this.moved(expr, { at: this.atTime() });
      else return expr;
    }
  }

  private ranged(expr: Expr): Expr {
    const range = readDuration(this.take('duration').text);
    if (this.takeIf(':')) {
      const step = this.next.kind === 'duration' ? readDuration(this.take('duration').text) : null;
      this.take(']');
      return { kind: 'subquery', expr, range, step, moment: ANY_MOMENT, ...this.place(expr) };
    }
    this.take(']');
    if (expr.kind !== 'selector') throw refusal('a range in [] follows a selector; a subquery is written [5m:1m]');
    if (expr.moment.offset !== 0 || expr.moment.at !== 'evaluation') throw refusal('offset and @ follow the range in []');
    return { kind: 'range', selector: expr, range, ...this.place(expr) };
  }

  private moved(expr: Expr, change: Partial<Moment>): Expr {
    const move = <T extends Selector | Subquery>(target: T): T => {
      const { offset, at } = target.moment;
      if ('offset' in change ? offset !== 0 : at !== 'evaluation') throw refusal(`${'offset' in change ? 'offset' : '@'} is given twice`);
      return { ...target, ...this.place(expr), moment: { ...target.moment, ...change } };
    };
    if (expr.kind === 'selector' || expr.kind === 'subquery') return move(expr);
    if (expr.kind === 'range') return { ...expr, ...this.place(expr), selector: move(expr.selector) };
    throw refusal('offset and @ follow a selector or a subquery');
  }

  private atTime(): Moment['at'] {
    const preset = this.takeIf('start', 'end');
    if (preset) {
      this.take('(');
      this.take(')');
      return preset.kind as 'start' | 'end';
    }
    const sign = this.takeIf('+', '-')?.kind === '-' ? -1 : 1;
    const seconds = sign * readNumber(this.take('number').text);
    if (!(Math.abs(seconds) < 2 ** 63)) throw refusal('the time after @ is out of bounds');
    return Math.round(seconds * 1000) / 1000;
  }
}
