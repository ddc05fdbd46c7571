import type { Labels } from '../alerting/matcher.ts';
import { OrchardError } from '../errors.ts';
import { humanize, humanize1024, humanizeDuration, humanizePercentage, humanizeTimestamp, plain, significant } from './humanize.ts';

/** What a template may speak of. */
export interface TemplateContext {
  readonly labels: Labels;
  readonly value: number;
}

type Value = string | number;
type Run = (context: TemplateContext) => Value;
/** A template that has been read. */
export type Template = (context: TemplateContext) => string;

const refuse = (detail: string) => new OrchardError('argument-invalid', `template: ${detail}`);

function numberOf(value: Value): number {
  const number = typeof value === 'number' ? value : value.trim() === '' ? NaN : Number(value);
  if (Number.isNaN(number) && value !== 'NaN' && typeof value === 'string') throw refuse(`${JSON.stringify(value)} is not a number`);
  return number;
}

const ofNumber = (write: (value: number) => string) => (value: Value) => write(numberOf(value));

const FUNCTIONS: Readonly<Record<string, (value: Value) => string>> = {
  humanize: ofNumber(humanize),
  humanize1024: ofNumber(humanize1024),
  humanizeDuration: ofNumber(humanizeDuration),
  humanizePercentage: ofNumber(humanizePercentage),
  humanizeTimestamp: ofNumber(humanizeTimestamp),
  toUpper: (value) => textOf(value).toUpperCase(),
  toLower: (value) => textOf(value).toLowerCase(),
  title: (value) => textOf(value).replaceAll(/\b\p{L}/gu, (letter) => letter.toUpperCase()),
};

const TOKEN = /\s*(?:(\|)|"((?:[^"\\]|\\.)*)"|`([^`]*)`|\$labels\.([a-zA-Z_]\w*)|(\$value)|(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)|([a-zA-Z]\w*))/uy;

/**
 * Reads an annotation or label template: text with `{{ $value }}`, `{{ $labels.name }}`, the `humanize` family, `printf`, `title`,
 * `toUpper`, `toLower`, and pipes. Throws `argument-invalid` for what the language has beyond that, and for what it has not.
 */
export function parseTemplate(text: string): Template {
  const parts: (string | Run)[] = [];
  let rest = text;
  for (;;) {
    const open = rest.indexOf('{{');
    if (open < 0) break;
    const close = rest.indexOf('}}', open);
    if (close < 0) throw refuse('{{ is never closed');
    const inner = rest.slice(open + 2, close);
    const before = rest.slice(0, open);
    parts.push(inner.startsWith('-') ? before.trimEnd() : before, pipeline(inner.replace(/^-\s/u, '').replace(/\s-$/u, '')));
    rest = rest.slice(close + 2);
    if (inner.endsWith('-')) rest = rest.trimStart();
  }
  parts.push(rest);
  return (context) => parts.map((part) => (typeof part === 'string' ? part : textOf(part(context)))).join('');
}

/** A template filled in; when it fails, the text that says so, as Prometheus does, so that an alert is never lost by its wording. */
export function fillTemplate(template: Template, context: TemplateContext): string {
  try {
    return template(context);
  } catch (error) {
    return `<error expanding template: ${error instanceof Error ? error.message : String(error)}>`;
  }
}

function textOf(value: Value): string {
  return typeof value === 'number' ? plain(value) : value;
}

function pipeline(source: string): Run {
  const stages = tokens(source);
  let run: Run | null = null;
  for (const stage of stages) run = command(stage, run, source);
  if (!run) throw refuse('{{ }} is empty');
  return run;
}

type Token = { readonly run: Run } | { readonly word: string };

function tokens(source: string): Token[][] {
  const stages: Token[][] = [[]];
  TOKEN.lastIndex = 0;
  while (source.slice(TOKEN.lastIndex).trim() !== '') {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(source);
    if (!found) throw refuse(`${JSON.stringify(source.slice(at).trim())} is not supported here`);
    const [, pipe, quoted, raw, label, value, number, word] = found;
    const stage = stages.at(-1)!;
    if (pipe !== undefined) stages.push([]);
    else if (label !== undefined) stage.push({ run: ({ labels }) => labels[label] ?? '' });
    else if (value !== undefined) stage.push({ run: (context) => context.value });
    else if (number !== undefined) stage.push({ run: () => Number(number) });
    else if (word !== undefined) stage.push({ word });
    else {
      const text = raw ?? unescaped(quoted!);
      stage.push({ run: () => text });
    }
  }
  return stages;
}

function command(stage: readonly Token[], piped: Run | null, source: string): Run {
  const [head, ...others] = stage;
  if (!head) throw refuse(`nothing stands beside | in ${JSON.stringify(source.trim())}`);
  if ('run' in head) {
    if (piped || others.length > 0) throw refuse(`${JSON.stringify(source.trim())}: a value takes no arguments`);
    return head.run;
  }
  const args = others.map((token) => {
    if (!('run' in token)) throw refuse(`${token.word} cannot be an argument`);
    return token.run;
  });
  if (piped) args.push(piped);
  if (head.word === 'printf') return formatted(args);
  const apply = Object.hasOwn(FUNCTIONS, head.word) ? FUNCTIONS[head.word] : undefined;
  if (!apply) throw refuse(`there is no function ${head.word} here; known are printf, ${Object.keys(FUNCTIONS).join(', ')}`);
  const [argument] = args;
  if (!argument || args.length !== 1) throw refuse(`${head.word} takes one argument`);
  return (context) => apply(argument(context));
}

function formatted([format, ...values]: readonly Run[]): Run {
  if (!format) throw refuse('printf needs a format');
  return (context) => {
    let next = 0;
    return textOf(format(context)).replaceAll(/%(?:(%)|(?:\.(\d+))?([a-z]))/gu, (verb, percent?: string, digits?: string, kind?: string) => {
      if (percent) return '%';
      const value = values[next]?.(context);
      next += 1;
      if (value === undefined) throw refuse(`${verb} has no value`);
      if (kind === 's' || kind === 'v') return textOf(value);
      if (kind === 'f') return Number.isFinite(numberOf(value)) ? numberOf(value).toFixed(Number(digits ?? 6)) : plain(numberOf(value));
      if (kind === 'g') return digits === undefined ? plain(numberOf(value)) : significant(numberOf(value), Number(digits));
      throw refuse(`printf does not know ${verb}; use %.2f, %.3g, %v or %s`);
    });
  };
}

function unescaped(quoted: string): string {
  return quoted.replaceAll(/\\(.)/gsu, (_, sign: string) => (sign === 'n' ? '\n' : sign === 't' ? '\t' : sign));
}
