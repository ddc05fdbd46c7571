import { DECIMAL } from '../../../common/decimal.ts';
import { bytesOf, textOfBytes } from './utf8.ts';
import { refuse } from './values.ts';

/** Words that are no functions. */
const KEYWORDS = ['block', 'break', 'continue', 'define', 'else', 'end', 'if', 'range', 'nil', 'template', 'with'] as const;

/** A piece of a template, by the names of Go's `text/template/parse`. `space` counts: it parts arguments. */
export interface Token {
  readonly kind: 'text' | 'identifier' | 'variable' | 'field' | 'string' | 'number' | 'bool' | 'char' | 'open' | 'close' | 'space' | '=' | ':=' | '|' | '(' | ')' | 'dot' | 'eof' | (typeof KEYWORDS)[number];
  readonly text: string;
}

const SPACE = ' \t\r\n';
const WORD = /[\p{L}\p{Nd}_]*/uy;
const NUMBER = /[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)/uy;
const STRING = /"(?:[^"\\\n]|\\[^\n])*"/uy;
const CHARACTER = /'(?:[^'\\\n]|\\[^\n])*'/uy;

/** The tokens of a template. Throws `argument-invalid` where Go cannot go on. */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    const open = source.indexOf('{{', at);
    const trimsLeft = open >= 0 && source[open + 2] === '-' && isSpace(source[open + 3]);
    const text = source.slice(at, open < 0 ? undefined : open);
    const kept = trimsLeft ? text.slice(0, text.length - spacesAtEnd(text)) : text;
    if (kept !== '') tokens.push({ kind: 'text', text: kept });
    if (open < 0) break;
    at = open + (trimsLeft ? 4 : 2);
    // The space of the marker has been taken already, which a comment must follow at once.
    const inside = source.startsWith('/*', at) ? afterComment(source, at) : action(source, at, tokens);
    at = inside.at;
    if (inside.trims) while (isSpace(source[at])) at += 1;
  }
  tokens.push({ kind: 'eof', text: '' });
  return tokens;
}

function afterComment(source: string, at: number): { at: number; trims: boolean } {
  const end = source.indexOf('*/', at + 2);
  if (end < 0) throw refuse('a comment is never closed');
  const closed = closing(source, end + 2);
  if (!closed) throw refuse('a comment ends before the action does');
  return closed;
}

/** Where a `}}` or ` -}}` at a place ends; null when none stands there. */
function closing(source: string, at: number): { at: number; trims: boolean } | null {
  if (isSpace(source[at]) && source.startsWith('-}}', at + 1)) return { at: at + 4, trims: true };
  return source.startsWith('}}', at) ? { at: at + 2, trims: false } : null;
}

function action(source: string, from: number, tokens: Token[]): { at: number; trims: boolean } {
  let at = from;
  let depth = 0;
  const push = (kind: Token['kind'], length: number) => {
    tokens.push({ kind, text: source.slice(at, at + length) });
    at += length;
  };
  push('open', 0);
  for (;;) {
    const closed = closing(source, at);
    if (closed) {
      if (depth > 0) throw refuse('a parenthesis is never closed');
      push('close', 0);
      return closed;
    }
    const sign = source[at];
    if (sign === undefined) throw refuse('{{ is never closed');
    const next = source[at + 1];
    if (isSpace(sign)) {
      let length = 1;
      while (isSpace(source[at + length]) && !closing(source, at + length)?.trims) length += 1;
      push('space', length);
    } else if (sign === '=') push('=', 1);
    else if (sign === ':') {
      if (next !== '=') throw refuse(': is followed by =');
      push(':=', 2);
    } else if (sign === '|') push('|', 1);
    else if (sign === '"') push('string', quotedLength(source, at, STRING));
    else if (sign === '`') push('string', rawLength(source, at));
    else if (sign === "'") push('number', quotedLength(source, at, CHARACTER));
    else if (sign === '$') push('variable', nameLength(source, at));
    else if (sign === '.' && !/[0-9]/u.test(next ?? '')) {
      const length = nameLength(source, at);
      push(length === 1 ? 'dot' : 'field', length);
    } else if (/[0-9.+-]/u.test(sign)) push('number', numberLength(source, at));
    else if (/[\p{L}\p{Nd}_]/u.test(String.fromCodePoint(source.codePointAt(at)!))) {
      const length = lengthOf(WORD, source, at);
      const word = source.slice(at, at + length);
      requireTerminator(source, at + length);
      const keyword = KEYWORDS.find((known) => known === word);
      push(keyword ?? (word === 'true' || word === 'false' ? 'bool' : 'identifier'), length);
    } else if (sign === '(') {
      depth += 1;
      push('(', 1);
    } else if (sign === ')') {
      depth -= 1;
      if (depth < 0) throw refuse('a parenthesis is closed that was never opened');
      push(')', 1);
    } else if (/[!-~]/u.test(sign)) push('char', 1);
    else throw refuse(`${JSON.stringify(sign)} cannot stand in an action`);
  }
}

function isSpace(sign: string | undefined): boolean {
  return sign !== undefined && sign !== '' && SPACE.includes(sign);
}

function spacesAtEnd(text: string): number {
  let count = 0;
  while (isSpace(text[text.length - 1 - count])) count += 1;
  return count;
}

function lengthOf(pattern: RegExp, source: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0].length ?? 0;
}

/** Of `$`, `$name`, `.` or `.name`. */
function nameLength(source: string, at: number): number {
  if (isTerminator(source[at + 1])) return 1;
  const length = 1 + lengthOf(WORD, source, at + 1);
  requireTerminator(source, at + length);
  return length;
}

function isTerminator(sign: string | undefined): boolean {
  return sign === undefined || isSpace(sign) || '.,|:)(}'.includes(sign);
}

function requireTerminator(source: string, at: number): void {
  if (!isTerminator(source[at])) throw refuse(`${JSON.stringify(source[at])} cannot follow a name`);
}

function quotedLength(source: string, at: number, pattern: RegExp): number {
  const length = lengthOf(pattern, source, at);
  if (length === 0) throw refuse('a quoted text is never closed');
  return length;
}

function rawLength(source: string, at: number): number {
  const end = source.indexOf('`', at + 1);
  if (end < 0) throw refuse('a raw text is never closed');
  return end + 1 - at;
}

function numberLength(source: string, at: number): number {
  const length = lengthOf(NUMBER, source, at);
  const after = source.slice(at + length);
  if (/^(?:i|[+-])/u.test(after)) throw refuse('complex numbers are not supported');
  if (/^[\p{L}\p{Nd}_]/u.test(after)) throw refuse(`${JSON.stringify(source.slice(at, at + length + 1))} is not a number`);
  return length;
}

/** What a number token stands for: a bigint for Go's int, a number for its float64. Throws `argument-invalid` when it is neither. */
export function numberOf(token: string): number | bigint {
  const illegal = () => refuse(`${JSON.stringify(token)} is not a number`);
  if (token.startsWith("'")) return BigInt(characterOf(token));
  const sign = token.startsWith('-') ? -1 : 1;
  const body = token.replace(/^[+-]/u, '');
  if (/__|_$|^_|_[.eEpP]|[.eEpP][+-]?_|\._/u.test(body)) throw illegal();
  const plain = body.replaceAll('_', '');
  if (/^(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]*|[1-9][0-9]*)$/u.test(plain) && !/^0[oO]$/u.test(plain)) {
    if (body.includes('_') && /^[1-9]/u.test(body) && !/^\d+(?:_\d+)*$/u.test(body)) throw illegal();
    const whole = BigInt(/^0[0-7]+$/u.test(plain) ? `0o${plain.slice(1)}` : plain);
    const value = sign < 0 ? -whole : whole;
    if (value > 0x7fffffffffffffffn || value < -0x8000000000000000n) throw refuse(`${token} is too large`);
    return value;
  }
  if (!DECIMAL.test(plain)) throw illegal();
  if (!/[.eE]/u.test(plain)) throw illegal();
  const value = sign * Number(plain);
  if (!Number.isFinite(value)) throw illegal();
  return value;
}

const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92 };
const ESCAPED = /\\(?:([abfnrtv\\"'])|x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/uy;

/** The text of a string token. Throws `argument-invalid` for an escape that Go does not know. */
export function stringOf(token: string): string {
  if (token.startsWith('`')) return token.slice(1, -1).replaceAll('\r', '');
  return textOfBytes(unescaped(token, '"').flatMap((piece) => (typeof piece === 'number' ? [piece] : bytesOf(piece))));
}

function characterOf(token: string): number {
  const pieces = unescaped(token, "'");
  const signs = pieces.flatMap((piece) => (typeof piece === 'number' ? [piece] : Array.from(piece, (sign) => sign.codePointAt(0)!)));
  if (signs.length !== 1) throw refuse(`${token} is not one character`);
  return signs[0]!;
}

/** Characters of a quoted token; a number is a single byte. */
function unescaped(token: string, quote: string): (string | number)[] {
  const pieces: (string | number)[] = [];
  for (let at = 1; at < token.length - 1;) {
    if (token[at] !== '\\') {
      const sign = String.fromCodePoint(token.codePointAt(at)!);
      pieces.push(sign);
      at += sign.length;
      continue;
    }
    ESCAPED.lastIndex = at;
    const [all, letter, hex, octal, short, long] = ESCAPED.exec(token) ?? [];
    if (all === undefined || ((letter === '"' || letter === "'") && letter !== quote)) throw refuse(`${JSON.stringify(token.slice(at, at + 2))} is not an escape of Go`);
    const point = Number.parseInt(short ?? long ?? '0', 16);
    const byte = hex !== undefined ? Number.parseInt(hex, 16) : octal !== undefined ? Number.parseInt(octal, 8) : null;
    if ((byte ?? 0) > 255 || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) throw refuse(`${all} is no character`);
    pieces.push(byte ?? (letter === undefined ? String.fromCodePoint(point) : (ESCAPES[letter] === undefined ? letter : String.fromCharCode(ESCAPES[letter]))));
    at += all.length;
  }
  return pieces;
}
