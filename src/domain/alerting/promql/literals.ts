import { refusal } from './refusal.ts';

const LARGEST_INTEGER = 2n ** 63n - 1n;

/** A number as Go reads it: decimal, `0x1f`, octal with a leading zero, `Inf`, `NaN`. Throws `argument-invalid` for anything else, and for what is too large. */
export function readNumber(text: string): number {
  if (/^inf$/i.test(text)) return Infinity;
  if (/^nan$/i.test(text)) return NaN;
  const octal = /^0[0-7]+$/.test(text) ? BigInt(`0o${text.slice(1)}`) : null;
  if (octal !== null && octal <= LARGEST_INTEGER) return Number(octal);
  const value = Number(text);
  const sound = /^0x/i.test(text) ? /^0x[0-9a-f]+$/i.test(text) && BigInt(text) <= LARGEST_INTEGER : Number.isFinite(value);
  if (!sound) throw refusal(`${text} is not a number`);
  return value;
}

const DURATION = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;
const UNITS_MS = [31_536_000_000, 604_800_000, 86_400_000, 3_600_000, 60_000, 1000, 1];
/** Go counts durations in nanoseconds and 63 bits. */
const LONGEST_MS = Number(LARGEST_INTEGER / 1_000_000n);

/** Seconds of `5m` or `1h30m`: whole numbers, larger units first. Throws `argument-invalid` for anything else, 0 and more than 292 years. */
export function readDuration(text: string): number {
  const found = text === '' ? null : DURATION.exec(text);
  if (!found) throw refusal(`${text} is not a duration; write 30s, 5m or 1h30m`);
  const ms = UNITS_MS.reduce((sum, unit, i) => sum + unit * Number(found[i + 1] ?? 0), 0);
  if (!(ms > 0)) throw refusal('a duration must be longer than nothing');
  if (ms > LONGEST_MS) throw refusal(`${text} is too long`);
  return ms / 1000;
}

const ESCAPE = /\\(?:([abfnrtv\\"'])|([0-7]{3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|[^]?)/g;
const CONTROL: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/**
 * The text of a literal in double, single or back quotes, with Go's escapes; `\x` and octal ones are bytes of UTF-8. Throws
 * `argument-invalid` for an escape that Go does not know.
 */
export function readString(literal: string): string {
  const quote = literal[0]!;
  const inner = literal.slice(1, -1);
  if (/[\uFFFD\p{Surrogate}]/u.test(inner)) throw refusal('a text is not valid Unicode');
  if (quote === '`' || !inner.includes('\\')) return inner;
  const bytes: number[] = [];
  const text: string[] = [];
  const endBytes = () => text.push(fromUtf8(bytes.splice(0)));
  let end = 0;
  for (const { 0: escape, 1: sign, 2: octal, 3: hex, 4: short, 5: long, index } of inner.matchAll(ESCAPE)) {
    if (index > end) endBytes();
    text.push(inner.slice(end, index));
    end = index + escape.length;
    const byte = octal ? Number.parseInt(octal, 8) : hex ? Number.parseInt(hex, 16) : null;
    if (byte !== null && byte <= 255) {
      bytes.push(byte);
      continue;
    }
    endBytes();
    const code = Number.parseInt(short ?? long ?? '', 16);
    if (code <= 0x10_ffff && (code < 0xd800 || code > 0xdfff)) text.push(String.fromCodePoint(code));
    else if (sign && !(`"'`.includes(sign) && sign !== quote)) text.push(CONTROL[sign] ?? sign);
    else throw refusal(`${escape} is not an escape in ${literal}`);
  }
  endBytes();
  return text.join('') + inner.slice(end);
}

/** Bytes as text; those that are no UTF-8 become a replacement character each. */
function fromUtf8(bytes: readonly number[]): string {
  let text = '';
  for (let i = 0; i < bytes.length;) {
    const length = [1, 2, 3, 4].find((count) => i + count <= bytes.length && decoded(bytes.slice(i, i + count)) !== null) ?? 0;
    text += decoded(bytes.slice(i, i + length)) || '\ufffd';
    i += length || 1;
  }
  return text;
}

function decoded(bytes: readonly number[]): string | null {
  try {
    return decodeURIComponent(bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
  } catch {
    return null;
  }
}
