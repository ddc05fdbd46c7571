import { binary, exponential, fixed, general, hexadecimal } from './decimal.ts';
import { bytesOf } from './utf8.ts';
import { AlertData, MOST_CHARACTERS, QueriedSample, refuse, TemplateMap, tooLong, typeOf, type Value } from './values.ts';

/**
 * Go's `fmt` for the values that templates have. Source: `fmt/print.go` and `fmt/format.go` of Go 1.19, which Prometheus 2.42 was
 * built with.
 */

/** Wider texts are refused: Go goes up to a million, and a page does not need them. */
const MOST_WIDTH = 10_000;
/** Beyond this Go itself does not read a width. */
const TOO_LARGE = 1_000_000;

interface Flags {
  plus: boolean;
  minus: boolean;
  sharp: boolean;
  space: boolean;
  zero: boolean;
  /** Null where none is given. */
  width: number | null;
  precision: number | null;
  /** `#` with `v`. */
  goSyntax: boolean;
  /** `+` with `v`. */
  fieldNames: boolean;
}

const noFlags = (): Flags => ({ plus: false, minus: false, sharp: false, space: false, zero: false, width: null, precision: null, goSyntax: false, fieldNames: false });

/** `fmt.Sprintf`. */
export function sprintf(format: string, args: readonly Value[]): string {
  return new Printer(format, args).print();
}

/** `fmt.Sprint`: a space between two operands when neither is a text. */
export function sprint(args: readonly Value[]): string {
  return args.map((arg, i) => (i > 0 && typeof arg !== 'string' && typeof args[i - 1] !== 'string' ? ' ' : '') + written(arg, 'v', noFlags())).join('');
}

/** `fmt.Sprintln`. */
export function sprintln(args: readonly Value[]): string {
  return `${args.map((arg) => written(arg, 'v', noFlags())).join(' ')}\n`;
}

class Printer {
  readonly #format: readonly string[];
  readonly #args: readonly Value[];
  #at = 0;
  #next = 0;
  #reordered = false;
  #sound = true;
  /** Whether an index in brackets has just been read. */
  #indexed = false;

  constructor(format: string, args: readonly Value[]) {
    this.#format = Array.from(format);
    this.#args = args;
  }

  print(): string {
    let text = '';
    while (this.#at < this.#format.length) {
      const sign = this.#format[this.#at]!;
      this.#at += 1;
      text += sign === '%' ? this.#verb() : sign;
      if (text.length > MOST_CHARACTERS) throw tooLong();
    }
    if (this.#reordered || this.#next >= this.#args.length) return text;
    return `${text}%!(EXTRA ${this.#args.slice(this.#next).map((arg) => (arg === null ? '<nil>' : `${typeOf(arg)}=${written(arg, 'v', noFlags())}`)).join(', ')})`;
  }

  #verb(): string {
    const flags = noFlags();
    let bad = '';
    this.#sound = true;
    this.#readFlags(flags);
    this.#argumentIndex();
    if (this.#format[this.#at] === '*') {
      this.#at += 1;
      flags.width = this.#starred();
      if (flags.width === null) bad += '%!(BADWIDTH)';
      else if (flags.width < 0) Object.assign(flags, { width: -flags.width, minus: true, zero: false });
      this.#indexed = false;
    } else {
      flags.width = this.#number();
      if (this.#indexed && flags.width !== null) this.#sound = false;
    }
    if (this.#format[this.#at] === '.') {
      this.#at += 1;
      if (this.#indexed) this.#sound = false;
      this.#argumentIndex();
      if (this.#format[this.#at] === '*') {
        this.#at += 1;
        flags.precision = this.#starred();
        if (flags.precision !== null && flags.precision < 0) flags.precision = null;
        if (flags.precision === null) bad += '%!(BADPREC)';
        this.#indexed = false;
      } else flags.precision = this.#number() ?? 0;
    }
    if (!this.#indexed) this.#argumentIndex();
    if (Math.max(flags.width ?? 0, flags.precision ?? 0) > MOST_WIDTH) throw refuse(`printf writes at most ${MOST_WIDTH} characters at once`);
    const verb = this.#format[this.#at];
    this.#at += 1;
    if (verb === undefined) return `${bad}%!(NOVERB)`;
    if (verb === '%') return `${bad}%`;
    if (!this.#sound) return `${bad}%!${verb}(BADINDEX)`;
    if (this.#next >= this.#args.length) return `${bad}%!${verb}(MISSING)`;
    if (verb === 'v') Object.assign(flags, { goSyntax: flags.sharp, sharp: false, fieldNames: flags.plus, plus: false });
    this.#next += 1;
    return bad + written(this.#args[this.#next - 1]!, verb, flags);
  }

  #readFlags(flags: Flags): void {
    for (; ; this.#at += 1) {
      const sign = this.#format[this.#at];
      if (sign === '#') flags.sharp = true;
      else if (sign === '0') flags.zero = !flags.minus;
      else if (sign === '+') flags.plus = true;
      else if (sign === '-') Object.assign(flags, { minus: true, zero: false });
      else if (sign === ' ') flags.space = true;
      else return;
    }
  }

  /** `[n]`: the argument to go on with. */
  #argumentIndex(): void {
    this.#indexed = false;
    if (this.#format[this.#at] !== '[') return;
    this.#reordered = true;
    const close = this.#format.indexOf(']', this.#at);
    const inner = close < 0 ? '' : this.#format.slice(this.#at + 1, close).join('');
    const sound = /^\d+$/u.test(inner) && Number(inner) <= TOO_LARGE;
    this.#at = close < 0 ? this.#at + 1 : close + 1;
    this.#indexed = sound;
    if (sound && Number(inner) >= 1 && Number(inner) <= this.#args.length) this.#next = Number(inner) - 1;
    else this.#sound = false;
  }

  #number(): number | null {
    let digits = '';
    for (; /^\d$/u.test(this.#format[this.#at] ?? ''); this.#at += 1) digits += this.#format[this.#at];
    if (digits === '') return null;
    if (Number(digits) <= TOO_LARGE) return Number(digits);
    this.#at = this.#format.length;
    return null;
  }

  #starred(): number | null {
    const arg = this.#args[this.#next];
    if (this.#next < this.#args.length) this.#next += 1;
    return typeof arg === 'bigint' && arg <= TOO_LARGE && arg >= -TOO_LARGE ? Number(arg) : null;
  }
}

function padded(text: string, { width, minus, zero }: Flags): string {
  const missing = (width ?? 0) - Array.from(text).length;
  if (missing <= 0) return text;
  return minus ? text + ' '.repeat(missing) : (zero ? '0' : ' ').repeat(missing) + text;
}

/** Within what a wrong verb says, flags still hold. */
function badVerb(value: Value, verb: string, flags: Flags): string {
  return value === null ? `%!${verb}(<nil>)` : `%!${verb}(${typeOf(value)}=${written(value, 'v', flags)})`;
}

function written(value: Value, verb: string, flags: Flags): string {
  if (value === null) return verb === 'v' || verb === 'T' ? padded('<nil>', flags) : badVerb(value, verb, flags);
  if (verb === 'T') return padded(truncated(typeOf(value), flags), flags);
  if (verb === 'p') throw refuse('there are no addresses here: %p');
  switch (typeof value) {
    case 'boolean': return verb === 't' || verb === 'v' ? padded(String(value), flags) : badVerb(value, verb, flags);
    case 'number': return float(value, verb, flags);
    case 'bigint': return integer(value, verb, flags);
    case 'string': return text(value, verb, flags);
    default: return composite(value, verb, flags);
  }
}

function composite(value: TemplateMap | QueriedSample | AlertData | readonly QueriedSample[], verb: string, flags: Flags): string {
  if (flags.goSyntax) throw refuse('%#v is known for texts and numbers only');
  if (value instanceof TemplateMap) {
    const inner = (held: Value) => (held === null ? '<nil>' : written(held, verb, flags));
    return `map[${[...value.entries].map(([name, held]) => `${written(name, verb, flags)}:${inner(held)}`).join(' ')}]`;
  }
  if (value instanceof QueriedSample) return `&${struct([['Labels', value.labels], ['Value', value.value]], verb, flags)}`;
  if (value instanceof AlertData) return struct([...value.fields], verb, flags);
  if (value.length === 0) return '[]';
  throw refuse('what a query returned has no text: range over it, or take first, value, label');
}

function struct(fields: readonly (readonly [string, Value])[], verb: string, flags: Flags): string {
  return `{${fields.map(([name, held]) => `${flags.fieldNames ? `${name}:` : ''}${written(held, verb, flags)}`).join(' ')}}`;
}

/** What an action prints: as `%v`, but a sample without the `&` of its pointer, and nil as `<no value>`. */
export function printed(value: Value): string {
  if (value === null) return '<no value>';
  const text = written(value, 'v', noFlags());
  return value instanceof QueriedSample ? text.slice(1) : text;
}

function float(value: number, verb: string, flags: Flags): string {
  const { precision, sharp } = flags;
  let digits: string;
  switch (verb) {
    case 'v': case 'g': digits = general(value, precision); break;
    case 'G': digits = upper(general(value, precision)); break;
    case 'f': case 'F': digits = fixed(value, precision ?? 6); break;
    case 'e': digits = exponential(value, precision ?? 6); break;
    case 'E': digits = upper(exponential(value, precision ?? 6)); break;
    case 'b': digits = binary(value); break;
    case 'x': digits = hexadecimal(value, precision); break;
    case 'X': digits = upper(hexadecimal(value, precision)); break;
    default: return badVerb(value, verb, flags);
  }
  if (!/^[+-]/u.test(digits)) digits = `+${digits}`;
  if (flags.space && digits.startsWith('+') && !flags.plus) digits = ` ${digits.slice(1)}`;
  if (!Number.isFinite(value)) {
    const shown = Number.isNaN(value) && digits.startsWith('+') && !flags.plus ? digits.slice(1) : digits;
    return padded(shown, { ...flags, zero: false });
  }
  if (sharp && verb !== 'b') digits = withPoint(digits, verb, precision);
  if (!flags.plus && digits.startsWith('+')) return padded(digits.slice(1), flags);
  if (flags.zero && flags.width !== null && flags.width > Array.from(digits).length) return digits[0]! + padded(digits.slice(1), { ...flags, width: flags.width - 1 });
  return padded(digits, flags);
}

const upper = (digits: string): string => (digits.endsWith('Inf') || digits === 'NaN' ? digits : digits.toUpperCase());

/** The flag `#`: a decimal point always, and for g, v and x the trailing zeros too. */
function withPoint(digits: string, verb: string, precision: number | null): string {
  let missing = 'vgGx'.includes(verb) ? (precision ?? 6) : 0;
  const tailAt = digits.search(verb === 'x' || verb === 'X' ? /p/iu : /e/iu);
  const [head, tail] = tailAt < 0 ? [digits, ''] : [digits.slice(0, tailAt), digits.slice(tailAt)];
  const body = head.slice(1).replace('.', '');
  const first = body.search(/[^0]/u);
  if (first >= 0) missing -= body.length - first;
  const point = head.includes('.');
  if (!point && head.slice(1) === '0') missing -= 1;
  return head + (point ? '' : '.') + '0'.repeat(Math.max(0, missing)) + tail;
}

function integer(value: bigint, verb: string, flags: Flags): string {
  const base = { v: 10, d: 10, b: 2, o: 8, O: 8, x: 16, X: 16 }[verb];
  if (base === undefined) {
    const point = value >= 0n && value <= 0x10ffffn && !(value >= 0xd800n && value <= 0xdfffn) ? Number(value) : 0xfffd;
    if (verb === 'c') return padded(String.fromCodePoint(point), flags);
    if (verb === 'q') return padded(`'${escaped(String.fromCodePoint(point), "'", flags.plus)}'`, flags);
    if (verb === 'U') throw refuse('printf does not know %U here');
    return badVerb(value, verb, flags);
  }
  const { precision, width, zero, plus, space, sharp } = flags;
  const negative = value < 0n;
  if (precision === 0 && value === 0n) return ' '.repeat(width ?? 0);
  let digits = (negative ? -value : value).toString(base);
  if (verb === 'X') digits = digits.toUpperCase();
  const least = precision ?? (zero && width !== null ? width - (negative || plus || space ? 1 : 0) : 0);
  digits = digits.padStart(least, '0');
  if (sharp && base === 2) digits = `0b${digits}`;
  if (sharp && base === 8 && !digits.startsWith('0')) digits = `0${digits}`;
  if (sharp && base === 16) digits = `0${verb === 'X' ? 'X' : 'x'}${digits}`;
  if (verb === 'O') digits = `0o${digits}`;
  return padded((negative ? '-' : plus ? '+' : space ? ' ' : '') + digits, { ...flags, zero: false });
}

function truncated(value: string, { precision }: Flags): string {
  return precision === null ? value : Array.from(value).slice(0, precision).join('');
}

function text(value: string, verb: string, flags: Flags): string {
  switch (verb) {
    case 'v': return flags.goSyntax ? quoted(value, flags) : padded(truncated(value, flags), flags);
    case 's': return padded(truncated(value, flags), flags);
    case 'q': return quoted(value, flags);
    case 'x': case 'X': return hexBytes(value, verb, flags);
    default: return badVerb(value, verb, flags);
  }
}

function hexBytes(value: string, verb: string, flags: Flags): string {
  const bytes = bytesOf(value).slice(0, flags.precision ?? undefined);
  if (bytes.length === 0) return padded('', flags);
  const prefix = flags.sharp ? '0x' : '';
  const pairs = bytes.map((byte) => byte.toString(16).padStart(2, '0'));
  const hex = flags.space ? pairs.map((pair) => prefix + pair).join(' ') : prefix + pairs.join('');
  return padded(verb === 'X' ? hex.toUpperCase() : hex, flags);
}

function quoted(value: string, flags: Flags): string {
  const shown = truncated(value, flags);
  // eslint-disable-next-line no-control-regex -- what may not stand between backquotes
  if (flags.sharp && !/[\u0000-\u0008\u000a-\u001f`\u007f\ufeff]/u.test(shown)) return padded(`\`${shown}\``, flags);
  return padded(`"${escaped(shown, '"', flags.plus)}"`, flags);
}

const ESCAPES: ReadonlyMap<string, string> = new Map([['\x07', '\\a'], ['\b', '\\b'], ['\f', '\\f'], ['\n', '\\n'], ['\r', '\\r'], ['\t', '\\t'], ['\v', '\\v'], ['\\', '\\\\']]);

/** As `strconv.Quote` escapes; `ascii`: everything beyond ASCII too. */
function escaped(value: string, quote: string, ascii: boolean): string {
  return Array.from(value, (sign) => {
    const point = sign.codePointAt(0)!;
    if (sign === quote) return `\\${quote}`;
    const known = ESCAPES.get(sign);
    if (known !== undefined) return known;
    if (isPrint(sign) && (point < 0x80 || !ascii)) return sign;
    if (point < 0x80) return `\\x${point.toString(16).padStart(2, '0')}`;
    return point < 0x10000 ? `\\u${point.toString(16).padStart(4, '0')}` : `\\U${point.toString(16).padStart(8, '0')}`;
  }).join('');
}

/** Go's `unicode.IsPrint`. */
export function isPrint(sign: string): boolean {
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(sign);
}
