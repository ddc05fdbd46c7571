import { DECIMAL } from '../../../common/decimal.ts';
import { patternSize, searchPattern } from '../../../common/re2.ts';
import { readDuration } from '../duration.ts';
import { humanize, humanize1024, humanizeDuration, humanizePercentage, humanizeTimestamp } from './humanize.ts';
import { isPrint, printed, sprint, sprintf, sprintln } from './printf.ts';
import { byBytes, isTrue, MOST_CHARACTERS, QueriedSample, refuse, TemplateMap, tooLong, typeOf, type Value } from './values.ts';
import { bytesOf, textOfBytes } from './utf8.ts';

/** Asks PromQL at the moment of the evaluation. */
export type Query = (expr: string) => readonly QueriedSample[];

/** Takes the steps that something costs. Throws when there are none left. */
export type Pay = (steps: number) => void;

/** What a parameter takes. */
type Parameter = 'text' | 'any' | 'sample' | 'samples';

export interface TemplateFunction {
  readonly parameters: readonly Parameter[];
  /** What any further arguments are; absent where there are none. */
  readonly rest?: Parameter;
  readonly apply: (args: readonly Value[], query: Query, pay: Pay) => Value;
}

/** What Prometheus has and Orchard refuses when the rule is read. */
export const UNSUPPORTED: ReadonlySet<string> = new Set(['toTime', 'safeHtml', 'externalURL', 'pathPrefix', 'call']);

const ofText = (apply: (text: string) => Value): TemplateFunction => ({ parameters: ['text'], apply: ([text]) => apply(text as string) });
const ofNumber = (apply: (value: number) => string): TemplateFunction => ({ parameters: ['any'], apply: ([value]) => apply(floatOf(value!)) });
const ofAll = (apply: (args: readonly Value[]) => Value): TemplateFunction => ({ parameters: [], rest: 'any', apply });
const ofTwo = (apply: (a: Value, b: Value) => Value): TemplateFunction => ({ parameters: ['any', 'any'], apply: ([a, b]) => apply(a!, b!) });

/** `and` and `or` are not evaluated by these: they stop at the first argument that decides. Source: `template/template.go` of Prometheus 2.42 and Go's `text/template`. */
export const FUNCTIONS: ReadonlyMap<string, TemplateFunction> = new Map<string, TemplateFunction>([
  ['humanize', ofNumber(humanize)],
  ['humanize1024', ofNumber(humanize1024)],
  ['humanizeDuration', ofNumber(humanizeDuration)],
  ['humanizePercentage', ofNumber(humanizePercentage)],
  ['humanizeTimestamp', ofNumber(humanizeTimestamp)],
  ['title', ofText(title)],
  ['toUpper', ofText((text) => text.replaceAll(/./gsu, (sign) => single(sign, sign.toUpperCase())))],
  ['toLower', ofText((text) => text.replaceAll(/./gsu, (sign) => single(sign, sign.toLowerCase())))],
  ['match', { parameters: ['text', 'text'], apply: ([pattern, text], _, pay) => found(pattern as string, text as string, pay) }],
  ['reReplaceAll', { parameters: ['text', 'text', 'text'], apply: ([pattern, by, text], _, pay) => replaced(pattern as string, by as string, text as string, pay) }],
  ['stripPort', ofText((text) => hostAndPort(text)?.host ?? text)],
  ['stripDomain', ofText(stripDomain)],
  ['graphLink', ofText((expr) => `/graph?g0.expr=${queryEscaped(expr)}&g0.tab=0`)],
  ['tableLink', ofText((expr) => `/graph?g0.expr=${queryEscaped(expr)}&g0.tab=1`)],
  ['parseDuration', ofText(readDuration)],
  ['query', { parameters: ['text'], apply: ([expr], query) => query(expr as string) }],
  ['first', { parameters: ['samples'], apply: ([samples]) => elementAt(samples as readonly QueriedSample[], 0n) }],
  ['label', { parameters: ['text', 'sample'], apply: ([name, sample]) => (sample as QueriedSample).labels.at(name as string) }],
  ['value', { parameters: ['sample'], apply: ([sample]) => (sample as QueriedSample).value }],
  ['strvalue', { parameters: ['sample'], apply: ([sample]) => (sample as QueriedSample).labels.at('__value__') }],
  ['sortByLabel', { parameters: ['text', 'samples'], apply: ([name, samples]) => (samples as readonly QueriedSample[]).toSorted((a, b) => byBytes(a.labels.at(name as string) as string, b.labels.at(name as string) as string)) }],
  ['args', ofAll((args) => new TemplateMap(args.map((arg, i) => [`arg${i}`, arg] as const), 'any'))],
  ['and', { parameters: ['any'], rest: 'any', apply: (args) => args.at(-1)! }],
  ['or', { parameters: ['any'], rest: 'any', apply: (args) => args.at(-1)! }],
  ['not', { parameters: ['any'], apply: ([value]) => !isTrue(value!) }],
  ['len', { parameters: ['any'], apply: ([value]) => BigInt(lengthOf(value!)) }],
  ['index', { parameters: ['any'], rest: 'any', apply: ([value, ...at]) => at.reduce<Value>(indexed, value!) }],
  ['slice', { parameters: ['any'], rest: 'any', apply: ([value, ...at]) => sliced(value!, at) }],
  ['print', ofAll(sprint)],
  ['printf', { parameters: ['text'], rest: 'any', apply: ([format, ...args]) => sprintf(format as string, args) }],
  ['println', ofAll(sprintln)],
  ['html', ofAll((args) => asOne(args).replaceAll(/[\0"'&<>]/gu, (sign) => HTML[sign]!))],
  ['js', ofAll((args) => jsEscaped(asOne(args)))],
  ['urlquery', ofAll((args) => queryEscaped(asOne(args)))],
  ['eq', { parameters: ['any'], rest: 'any', apply: ([value, ...others]) => equalsOne(value!, others) }],
  ['ne', ofTwo((a, b) => !equalsOne(a, [b]))],
  ['lt', ofTwo(isLess)],
  ['le', ofTwo((a, b) => isLess(a, b) || equalsOne(a, [b]))],
  ['gt', ofTwo((a, b) => !(isLess(a, b) || equalsOne(a, [b])))],
  ['ge', ofTwo((a, b) => !isLess(a, b))],
]);

function found(pattern: string, text: string, pay: Pay): boolean {
  pay(patternSize(pattern));
  const search = searchPattern(pattern);
  pay(search.steps(text));
  return search.test(text);
}

function replaced(pattern: string, by: string, text: string, pay: Pay): string {
  if ((by.length + 1) * (text.length + 1) > 10 * MOST_CHARACTERS) throw tooLong();
  pay(patternSize(pattern));
  return searchPattern(pattern).replaceAll(text, by, pay);
}

/** Case of one character that stays one character, as in Go. */
function single(before: string, after: string): string {
  return Array.from(after).length === 1 ? after : before;
}

/** Go's `strings.Title`: what follows no letter, digit or underscore begins a word. */
function title(text: string): string {
  let before = ' ';
  return Array.from(text, (sign) => {
    const begins = before === ' ' || (before.codePointAt(0)! < 0x80 ? !/[A-Za-z0-9_]/u.test(before) : /\s/u.test(before) && !/[\p{L}\p{Nd}]/u.test(before));
    before = sign;
    return begins ? single(sign, sign.toUpperCase()) : sign;
  }).join('');
}

/** A number from a number or its text, as `strconv.ParseFloat` reads it. */
function floatOf(value: Value): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'string') throw refuse(`${typeOf(value)} cannot become a number`);
  const word = /^([+-]?)(?:(inf|infinity)|nan)$/iu.exec(value);
  if (word) return word[2] !== undefined ? (word[1] === '-' ? -Infinity : Infinity) : word[1] === '' ? NaN : notANumber(value);
  return DECIMAL.test(value) && Number.isFinite(Number(value)) ? Number(value) : notANumber(value);
}

function notANumber(value: string): never {
  throw refuse(`${JSON.stringify(value)} is not a number`);
}

/** Go's `net.SplitHostPort`; null where it fails. */
function hostAndPort(text: string): { host: string; port: string } | null {
  const colon = text.lastIndexOf(':');
  if (colon < 0) return null;
  const port = text.slice(colon + 1);
  if (text.startsWith('[')) {
    const close = text.indexOf(']');
    if (close + 1 !== colon) return null;
    const host = text.slice(1, close);
    return /[[\]]/u.test(host + port) ? null : { host, port };
  }
  const host = text.slice(0, colon);
  return host.includes(':') || /[[\]]/u.test(text) ? null : { host, port };
}

function stripDomain(text: string): string {
  const { host, port } = hostAndPort(text) ?? { host: text, port: '' };
  if (isAddress(host)) return text;
  const name = host.split('.')[0]!;
  if (port === '') return name;
  return name.includes(':') ? `[${name}]:${port}` : `${name}:${port}`;
}

/** Whether Go's `net.ParseIP` takes it. */
function isAddress(host: string): boolean {
  const v4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/u;
  if (v4.test(host)) return true;
  if (!/^[0-9a-f:.]+$/iu.test(host) || !host.includes(':')) return false;
  const halves = host.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const tail = groups.at(-1)?.includes('.') ? groups.pop()! : null;
  const count = groups.length + (tail === null ? 0 : 2);
  return groups.every((group) => /^[0-9a-f]{1,4}$/iu.test(group)) && (tail === null || v4.test(tail)) && (halves.length === 2 ? count < 8 : count === 8);
}

/** Go's `url.QueryEscape`. */
function queryEscaped(text: string): string {
  return bytesOf(text).map((byte) => {
    const sign = String.fromCharCode(byte);
    return /[A-Za-z0-9_.~-]/u.test(sign) ? sign : sign === ' ' ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}

/** One text as it is, and anything else as `print` has it. */
function asOne(args: readonly Value[]): string {
  const [only] = args;
  if (args.length === 1 && typeof only === 'string') return only;
  return sprint(args.map((arg) => (arg === null || arg instanceof QueriedSample ? printed(arg) : arg)));
}

const HTML: Readonly<Record<string, string>> = { '\0': '\ufffd', '"': '&#34;', "'": '&#39;', '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const JS: ReadonlyMap<string, string> = new Map([['\\', '\\\\'], ["'", "\\'"], ['"', '\\"'], ['<', '\\u003C'], ['>', '\\u003E'], ['&', '\\u0026'], ['=', '\\u003D']]);

function jsEscaped(text: string): string {
  return Array.from(text, (sign) => {
    const point = sign.codePointAt(0)!;
    return JS.get(sign) ?? (point < 0x20 || (point >= 0x80 && !isPrint(sign)) ? `\\u${point.toString(16).toUpperCase().padStart(4, '0')}` : sign);
  }).join('');
}

function lengthOf(value: Value): number {
  if (typeof value === 'string') return bytesOf(value).length;
  if (value instanceof TemplateMap) return value.entries.size;
  if (isSamples(value)) return value.length;
  throw refuse(`${typeOf(value)} has no length`);
}

function isSamples(value: Value): value is readonly QueriedSample[] {
  return Array.isArray(value);
}

function indexed(value: Value, at: Value): Value {
  if (value instanceof TemplateMap) {
    if (typeof at !== 'string') throw refuse(`a map is indexed by a text, not by ${typeOf(at)}`);
    return value.at(at);
  }
  if (typeof value === 'string') {
    const byte = bytesOf(value)[positionOf(at, lengthOf(value) - 1)]!;
    return BigInt(byte);
  }
  if (isSamples(value)) return elementAt(value, at);
  throw refuse(`${typeOf(value)} cannot be indexed`);
}

function elementAt(samples: readonly QueriedSample[], at: Value): QueriedSample {
  if (samples.length === 0) throw refuse('the query returned nothing');
  return samples[positionOf(at, samples.length - 1)]!;
}

function positionOf(at: Value, most: number): number {
  if (typeof at !== 'bigint') throw refuse(`a position is a whole number, not ${typeOf(at)}`);
  if (at < 0n || at > BigInt(most)) throw refuse(`there is no position ${at}`);
  return Number(at);
}

function sliced(value: Value, at: readonly Value[]): Value {
  const length = typeof value === 'string' || isSamples(value) ? lengthOf(value) : null;
  if (length === null || at.length > (typeof value === 'string' ? 2 : 3)) throw refuse(`${typeOf(value)} cannot be sliced so`);
  const [from = 0, to = length, most = length] = at.map((position) => positionOf(position, length));
  if (from > to || to > most) throw refuse(`there is no slice from ${from} to ${to}`);
  return typeof value === 'string' ? textOfBytes(bytesOf(value).slice(from, to)) : (value as readonly QueriedSample[]).slice(from, to);
}

const BASIC = ['float64', 'int', 'string', 'bool'];

function equalsOne(value: Value, others: readonly Value[]): boolean {
  if (value instanceof TemplateMap || isSamples(value) || typeOf(value).startsWith('struct')) throw refuse(`${typeOf(value)} cannot be compared`);
  if (others.length === 0) throw refuse('there is nothing to compare with');
  for (const other of others) {
    const [kind, otherKind] = [typeOf(value), typeOf(other)];
    const basic = BASIC.includes(kind) || BASIC.includes(otherKind);
    if (basic && kind !== otherKind) {
      if (value !== null && other !== null) throw refuse(`${kind} and ${otherKind} cannot be compared`);
    } else {
      if (!basic && value !== null && (other instanceof TemplateMap || isSamples(other) || typeOf(other).startsWith('struct'))) throw refuse(`${otherKind} cannot be compared`);
      if (value === other) return true;
    }
  }
  return false;
}

function isLess(a: Value, b: Value): boolean {
  const kind = typeOf(a);
  if (!BASIC.includes(kind) || kind === 'bool' || kind !== typeOf(b)) throw refuse(`${kind} and ${typeOf(b)} have no order`);
  return typeof a === 'string' ? byBytes(a, b as string) < 0 : (a as number) < (b as number);
}

