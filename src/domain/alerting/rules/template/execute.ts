import { FUNCTIONS, type Pay, type Query, type TemplateFunction } from './functions.ts';
import type { ControlNode, Operand, Pipe, TemplateNode, TemplateTree } from './parse.ts';
import { printed } from './printf.ts';
import { AlertData, isTrue, MOST_CHARACTERS, QueriedSample, refuse, TemplateMap, tooLong, typeOf, type Value } from './values.ts';

/** A template that does more than this would hold up the watch. */
const MOST_STEPS = 100_000;
/** Characters of a function's result that count as one step, and the steps that a query takes. */
const STEP_CHARACTERS = 100;
const QUERY_STEPS = 1000;
/** Of templates that call templates. */
const MOST_DEPTH = 100;

type Interrupt = 'break' | 'continue' | null;

/**
 * Fills in a template as Go's `text/template` does. Throws `argument-invalid` where Go fails, and for a template that goes on too long;
 * `pay` is told of every step, and may throw.
 */
export function execute(tree: TemplateTree, data: AlertData, query: Query, pay: Pay): string {
  return new Execution(tree, data, query, pay).run();
}

class Execution {
  readonly #tree: TemplateTree;
  readonly #data: AlertData;
  readonly #query: Query;
  readonly #pay: Pay;
  #variables: [name: string, value: Value][];
  #text = '';
  #steps = 0;
  #depth = 0;

  constructor(tree: TemplateTree, data: AlertData, query: Query, pay: Pay) {
    this.#pay = pay;
    this.#tree = tree;
    this.#data = data;
    this.#query = query;
    this.#variables = [
      ['$', data], ['$labels', data.fields.get('Labels')!], ['$externalLabels', data.fields.get('ExternalLabels')!],
      ['$externalURL', data.fields.get('ExternalURL')!], ['$value', data.fields.get('Value')!],
    ];
  }

  run(): string {
    this.#walk(this.#tree.root, this.#data);
    return this.#text;
  }

  #walk(nodes: readonly TemplateNode[], dot: Value): Interrupt {
    for (const node of nodes) {
      const interrupt = this.#step(node, dot);
      if (interrupt) return interrupt;
    }
    return null;
  }

  #step(node: TemplateNode, dot: Value): Interrupt {
    this.#spend(1);
    switch (node.kind) {
      case 'text': this.#write(node.text); return null;
      case 'action': {
        const value = this.#pipe(node.pipe, dot);
        if (node.pipe.declares.length > 0) return null;
        this.#spendOn(value);
        this.#write(printed(value));
        return null;
      }
      case 'if': case 'with': return this.#scoped(() => {
        const value = this.#pipe(node.pipe, dot);
        return isTrue(value) ? this.#walk(node.body, node.kind === 'with' ? value : dot) : this.#walk(node.otherwise, dot);
      });
      case 'range': return this.#scoped(() => this.#range(node, dot));
      case 'template': return this.#template(node.name, node.pipe === null ? null : this.#pipe(node.pipe, dot));
      default: return node.kind;
    }
  }

  #write(text: string): void {
    this.#text += text;
    if (this.#text.length > MOST_CHARACTERS) throw tooLong();
  }

  #spend(steps: number): void {
    this.#steps += steps;
    if (this.#steps > MOST_STEPS) throw refuse('it takes too many steps');
    this.#pay(steps);
  }

  /** Texts cost what it takes to go through them. */
  #spendOn(...values: readonly Value[]): void {
    for (const value of values) {
      const length = typeof value === 'string' ? value.length : value instanceof TemplateMap ? value.weight : 0;
      if (length > 0) this.#spend(Math.ceil(length / STEP_CHARACTERS));
    }
  }

  /** Variables that are made in here are gone afterwards. */
  #scoped<T>(work: () => T): T {
    const known = this.#variables.length;
    const result = work();
    this.#variables.length = known;
    return result;
  }

  #range({ pipe, body, otherwise }: ControlNode, dot: Value): Interrupt {
    const value = this.#pipe(pipe, dot);
    const elements = elementsOf(value);
    if (elements.length === 0) return this.#walk(otherwise, dot);
    for (const [index, element] of elements) {
      const interrupt = this.#scoped(() => {
        const [first, second] = pipe.declares;
        if (second !== undefined) {
          this.#set(second, element);
          this.#set(first!, index);
        } else if (first !== undefined) this.#set(first, element);
        return this.#walk(body, element);
      });
      if (interrupt === 'break') break;
    }
    return null;
  }

  #template(name: string, dot: Value): null {
    const body = this.#tree.defined.get(name);
    if (!body) throw refuse(`no template ${JSON.stringify(name)} is defined`);
    if (this.#depth >= MOST_DEPTH) throw refuse('templates call each other too deeply');
    const variables = this.#variables;
    this.#variables = [['$', dot]];
    this.#depth += 1;
    this.#walk(body, dot);
    this.#depth -= 1;
    this.#variables = variables;
    return null;
  }

  #pipe({ declares, assigns, commands }: Pipe, dot: Value): Value {
    let value: Value | undefined;
    for (const command of commands) value = this.#command(command, dot, value);
    for (const name of declares) {
      if (assigns) this.#set(name, value!);
      else this.#variables.push([name, value!]);
    }
    return value!;
  }

  /** `piped` comes last among the arguments; undefined where nothing is piped in. */
  #command([head, ...rest]: readonly Operand[], dot: Value, piped: Value | undefined): Value {
    if (head!.kind === 'function') return this.#call(head!.name, rest, dot, piped);
    if (rest.length > 0 || piped !== undefined) throw refuse('what is not a function takes no arguments');
    if (head!.kind === 'nil') throw refuse('nil is not a command');
    return this.#operand(head!, dot);
  }

  #operand(operand: Operand, dot: Value): Value {
    switch (operand.kind) {
      case 'dot': return dot;
      case 'nil': return null;
      case 'constant': return operand.value;
      case 'field': return operand.fields.reduce(fieldOf, dot);
      case 'variable': return operand.fields.reduce(fieldOf, this.#variables.findLast(([name]) => name === operand.name)![1]);
      case 'function': return this.#call(operand.name, [], dot, undefined);
      case 'pipe': return this.#pipe(operand.pipe, dot);
      case 'chain': return operand.fields.reduce(fieldOf, this.#operand(operand.of, dot));
    }
  }

  #call(name: string, operands: readonly Operand[], dot: Value, piped: Value | undefined): Value {
    const known = FUNCTIONS.get(name)!;
    this.#spend(name === 'query' ? QUERY_STEPS : 1);
    const count = operands.length + (piped === undefined ? 0 : 1);
    if (count < known.parameters.length || (!known.rest && count > known.parameters.length)) throw refuse(`${name} does not take ${count} arguments`);
    if (name === 'and' || name === 'or') {
      for (const operand of operands) {
        const value = this.#operand(operand, dot);
        if (isTrue(value) === (name === 'or')) return value;
        if (piped === undefined && operand === operands.at(-1)) return value;
      }
      return piped!;
    }
    const args = operands.map((operand, i) => checked(name, known, this.#operand(operand, dot), i));
    if (piped !== undefined) args.push(checked(name, known, piped, args.length));
    this.#spendOn(...args);
    const result = known.apply(args, this.#query, (steps) => this.#spend(steps));
    if (typeof result === 'string' && result.length > MOST_CHARACTERS) throw tooLong();
    this.#spendOn(result);
    return result;
  }

  #set(name: string, value: Value): void {
    this.#variables.findLast(([known]) => known === name)![1] = value;
  }
}

function checked(name: string, { parameters, rest }: TemplateFunction, value: Value, position: number): Value {
  const wanted = parameters[position] ?? rest!;
  const fits = wanted === 'any' || (wanted === 'text' ? typeof value === 'string' : wanted === 'sample' ? value instanceof QueriedSample : Array.isArray(value));
  if (!fits) throw refuse(`${name} cannot take ${typeOf(value)} as its ${position === 0 ? 'first' : 'further'} argument`);
  return value;
}

function fieldOf(value: Value, name: string): Value {
  if (value instanceof TemplateMap) return value.at(name);
  if (value instanceof QueriedSample && name === 'Labels') return value.labels;
  if (value instanceof QueriedSample && name === 'Value') return value.value;
  const field = value instanceof AlertData ? value.fields.get(name) : undefined;
  if (field === undefined) throw refuse(`${typeOf(value)} has no field ${name}`);
  return field;
}

function elementsOf(value: Value): (readonly [Value, Value])[] {
  if (value === null) return [];
  if (value instanceof TemplateMap) return [...value.entries];
  if (Array.isArray(value)) return (value as readonly QueriedSample[]).map((sample, i) => [BigInt(i), sample] as const);
  throw refuse(`range cannot go over ${typeOf(value)}`);
}
