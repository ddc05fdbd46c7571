import { FUNCTIONS, UNSUPPORTED } from './functions.ts';
import { numberOf, stringOf, tokensOf, type Token } from './lex.ts';
import { refuse, type Value } from './values.ts';

/** What an action is made of. `fields` are the names behind the dots. */
export type Operand =
  | { readonly kind: 'dot' }
  | { readonly kind: 'nil' }
  | { readonly kind: 'constant'; readonly value: Value }
  | { readonly kind: 'field'; readonly fields: readonly string[] }
  | { readonly kind: 'variable'; readonly name: string; readonly fields: readonly string[] }
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'pipe'; readonly pipe: Pipe }
  | { readonly kind: 'chain'; readonly of: Operand; readonly fields: readonly string[] };

/** Commands joined by `|`; the last value goes to the variables. */
export interface Pipe {
  readonly declares: readonly string[];
  /** `=` rather than `:=`. */
  readonly assigns: boolean;
  readonly commands: readonly (readonly Operand[])[];
}

export type TemplateNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly pipe: Pipe }
  | ControlNode
  | { readonly kind: 'template'; readonly name: string; readonly pipe: Pipe | null }
  | { readonly kind: 'break' | 'continue' };

export interface ControlNode {
  readonly kind: 'if' | 'with' | 'range';
  readonly pipe: Pipe;
  readonly body: readonly TemplateNode[];
  readonly otherwise: readonly TemplateNode[];
}

export interface TemplateTree {
  readonly root: readonly TemplateNode[];
  readonly defined: ReadonlyMap<string, readonly TemplateNode[]>;
}

/** Variables that Prometheus puts before every template. */
const GIVEN = ['$', '$labels', '$externalLabels', '$externalURL', '$value'];

/** Characters of a template, and how deeply its actions may be nested. */
const LONGEST = 20_000;
const DEEPEST = 200;

/** Reads a template of Go's `text/template`, 1.19. Throws `argument-invalid` for what Go refuses, and for what is not supported here, or too long or too deep. */
export function parseTree(source: string): TemplateTree {
  if (source.length > LONGEST) throw refuse(`it has more than ${LONGEST} characters`);
  const parser = new Parser(tokensOf(source));
  return { root: parser.root(), defined: parser.defined };
}

type Ended = 'end' | 'else';

class Parser {
  readonly defined = new Map<string, readonly TemplateNode[]>();
  readonly #tokens: readonly Token[];
  #at = 0;
  #variables: string[] = [...GIVEN];
  #loops = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  root(): TemplateNode[] {
    const nodes: TemplateNode[] = [];
    for (;;) {
      if (this.#peek().kind === 'eof') return nodes;
      if (this.#peek().kind === 'open' && this.#peekPastSpace(1).kind === 'define') {
        this.#next();
        this.#nextPastSpace();
        this.#definition();
        continue;
      }
      const node = this.#textOrAction();
      if (node === 'end' || node === 'else') throw refuse(`unexpected {{${node}}}`);
      if (node) nodes.push(node);
    }
  }

  #definition(): void {
    const name = this.#name('define');
    this.#expect('close', 'define');
    this.#define(name, () => {
      const [body, ended] = this.#list();
      if (ended !== 'end') throw refuse('{{define}} has no {{else}}');
      return body;
    });
  }

  /** Inside a definition there are no variables but `$`. */
  #define(name: string, read: () => readonly TemplateNode[]): void {
    const [variables, loops] = [this.#variables, this.#loops];
    [this.#variables, this.#loops] = [['$'], 0];
    const body = read();
    [this.#variables, this.#loops] = [variables, loops];
    const before = this.defined.get(name);
    if (before && !isEmpty(before) && !isEmpty(body)) throw refuse(`${JSON.stringify(name)} is defined twice`);
    if (!before || isEmpty(before)) this.defined.set(name, body);
  }

  /** What is nested may not exhaust the stack. */
  #nested<T>(read: () => T): T {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw refuse(`it is nested more than ${DEEPEST} deep`);
    const result = read();
    this.#depth -= 1;
    return result;
  }

  #list(): [TemplateNode[], Ended] {
    const nodes: TemplateNode[] = [];
    while (this.#peek().kind !== 'eof') {
      const node = this.#textOrAction();
      if (node === 'end' || node === 'else') return [nodes, node];
      if (node) nodes.push(node);
    }
    throw refuse('{{end}} is missing');
  }

  #textOrAction(): TemplateNode | Ended | null {
    return this.#nested(() => this.#readTextOrAction());
  }

  #readTextOrAction(): TemplateNode | Ended | null {
    const token = this.#next();
    if (token.kind === 'text') return { kind: 'text', text: token.text };
    const keyword = this.#peekPastSpace();
    switch (keyword.kind) {
      case 'if': case 'with': case 'range': return (this.#nextPastSpace(), this.#control(keyword.kind));
      case 'block': return (this.#nextPastSpace(), this.#block());
      case 'template': return (this.#nextPastSpace(), this.#template());
      case 'break': case 'continue': {
        this.#nextPastSpace();
        this.#expect('close', keyword.kind);
        if (this.#loops === 0) throw refuse(`{{${keyword.kind}}} outside {{range}}`);
        return { kind: keyword.kind };
      }
      case 'end': return (this.#nextPastSpace(), this.#expect('close', 'end'), 'end');
      case 'else':
        this.#nextPastSpace();
        // `else if`: the `if` is left for who reads the else.
        if (this.#peekPastSpace().kind !== 'if') this.#expect('close', 'else');
        return 'else';
      default: return { kind: 'action', pipe: this.#pipe('command', 'close') };
    }
  }

  #control(kind: 'if' | 'with' | 'range'): TemplateNode {
    const known = this.#variables.length;
    const pipe = this.#pipe(kind, 'close');
    if (kind === 'range') this.#loops += 1;
    const [body, ended] = this.#list();
    if (kind === 'range') this.#loops -= 1;
    let otherwise: TemplateNode[] = [];
    if (ended === 'else') {
      if (kind === 'if' && this.#peekPastSpace().kind === 'if') {
        this.#nextPastSpace();
        otherwise = [this.#nested(() => this.#control('if'))];
      } else {
        const [rest, last] = this.#list();
        if (last !== 'end') throw refuse('{{else}} comes twice');
        otherwise = rest;
      }
    }
    this.#variables.length = known;
    return { kind, pipe, body, otherwise };
  }

  #template(): TemplateNode {
    const name = this.#name('template');
    if (this.#peekPastSpace().kind === 'close') return (this.#nextPastSpace(), { kind: 'template', name, pipe: null });
    return { kind: 'template', name, pipe: this.#pipe('template', 'close') };
  }

  #block(): TemplateNode {
    const name = this.#name('block');
    const pipe = this.#pipe('block', 'close');
    this.#define(name, () => {
      const [body, ended] = this.#list();
      if (ended !== 'end') throw refuse('{{block}} has no {{else}}');
      return body;
    });
    return { kind: 'template', name, pipe };
  }

  #pipe(context: string, end: 'close' | ')'): Pipe {
    const declares: string[] = [];
    let assigns = false;
    while (this.#peekPastSpace().kind === 'variable') {
      const before = this.#at;
      const name = this.#nextPastSpace().text;
      const next = this.#peekPastSpace();
      if (next.kind === '=' || next.kind === ':=') {
        this.#nextPastSpace();
        assigns = next.kind === '=';
        declares.push(name);
        this.#variables.push(name);
        break;
      }
      if (next.kind !== 'char' || next.text !== ',') {
        this.#at = before;
        break;
      }
      this.#nextPastSpace();
      declares.push(name);
      this.#variables.push(name);
      if (context !== 'range' || declares.length > 1) throw refuse(`too many variables in ${context}`);
      if (!['variable', 'close', ')'].includes(this.#peekPastSpace().kind)) throw refuse('range can only set variables');
    }
    const commands: Operand[][] = [];
    while (this.#peekPastSpace().kind !== end) commands.push(this.#command(context));
    this.#nextPastSpace();
    if (commands.length === 0) throw refuse(`${context} has no value`);
    if (commands.slice(1).some(([head]) => ['dot', 'nil', 'constant'].includes(head!.kind))) throw refuse('only a function can stand behind |');
    return { declares, assigns, commands };
  }

  #command(context: string): Operand[] {
    const operands: Operand[] = [];
    for (;;) {
      const operand = this.#operand();
      if (operand) operands.push(operand);
      const token = this.#peek();
      if (token.kind === 'space') this.#next();
      else if (token.kind === '|') {
        this.#next();
        break;
      } else if (token.kind === 'close' || token.kind === ')') break;
      else throw refuse(`unexpected ${JSON.stringify(token.text)} in ${context}`);
    }
    if (operands.length === 0) throw refuse('an empty command');
    return operands;
  }

  #operand(): Operand | null {
    const term = this.#term();
    if (!term) return null;
    const fields: string[] = [];
    while (this.#peek().kind === 'field') fields.push(this.#next().text.slice(1));
    if (fields.length === 0) return term;
    switch (term.kind) {
      case 'field': return { kind: 'field', fields: [...term.fields, ...fields] };
      case 'variable': return { ...term, fields };
      case 'dot': case 'nil': case 'constant': throw refuse(`unexpected .${fields[0]} behind a constant`);
      default: return { kind: 'chain', of: term, fields };
    }
  }

  #term(): Operand | null {
    const token = this.#peekPastSpace();
    switch (token.kind) {
      case 'identifier': {
        const { text } = this.#nextPastSpace();
        if (UNSUPPORTED.has(text)) throw refuse(`${text} is not supported here`);
        if (!FUNCTIONS.has(text)) throw refuse(`there is no function ${text}; known are ${[...FUNCTIONS.keys()].join(', ')}`);
        return { kind: 'function', name: text };
      }
      case 'dot': return (this.#nextPastSpace(), { kind: 'dot' });
      case 'nil': return (this.#nextPastSpace(), { kind: 'nil' });
      case 'variable': {
        const name = this.#nextPastSpace().text;
        if (!this.#variables.includes(name)) throw refuse(`there is no variable ${name}`);
        return { kind: 'variable', name, fields: [] };
      }
      case 'field': return { kind: 'field', fields: [this.#nextPastSpace().text.slice(1)] };
      case 'bool': return { kind: 'constant', value: this.#nextPastSpace().text === 'true' };
      case 'number': return { kind: 'constant', value: numberOf(this.#nextPastSpace().text) };
      case 'string': return { kind: 'constant', value: stringOf(this.#nextPastSpace().text) };
      case '(': return (this.#nextPastSpace(), { kind: 'pipe', pipe: this.#nested(() => this.#pipe('parentheses', ')')) });
      default: return null;
    }
  }

  #name(context: string): string {
    const token = this.#nextPastSpace();
    if (token.kind !== 'string') throw refuse(`${context} needs a name in quotes`);
    return stringOf(token.text);
  }

  #peek(): Token {
    return this.#tokens[this.#at]!;
  }

  #peekPastSpace(ahead = 0): Token {
    let at = this.#at + ahead;
    while (this.#tokens[at]!.kind === 'space') at += 1;
    return this.#tokens[at]!;
  }

  #next(): Token {
    const token = this.#tokens[this.#at]!;
    if (token.kind !== 'eof') this.#at += 1;
    return token;
  }

  #nextPastSpace(): Token {
    while (this.#peek().kind === 'space') this.#at += 1;
    return this.#next();
  }

  #expect(kind: Token['kind'], context: string): void {
    const token = this.#nextPastSpace();
    if (token.kind !== kind) throw refuse(`unexpected ${JSON.stringify(token.text)} in ${context}`);
  }
}

/** Definitions of nothing but spaces may come as often as one likes. */
function isEmpty(nodes: readonly TemplateNode[]): boolean {
  return nodes.every((node) => node.kind === 'text' && node.text.trim() === '');
}
