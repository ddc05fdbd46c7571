import { OrchardError } from './errors.ts';

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const CODES = Uint8Array.from(DIGITS, (digit) => digit.charCodeAt(0));
const VALUES = new Uint8Array(128).fill(255);
for (let i = 0; i < 64; i += 1) VALUES[DIGITS.charCodeAt(i)] = i;

/** Characters that one call of fromCharCode takes. */
const CHUNK = 8192;

/** Bytes as base64 without padding: how long columns travel in JSON. */
export function packBytes(bytes: Uint8Array): string {
  const length = Math.ceil((bytes.length * 4) / 3);
  const codes = new Uint8Array(Math.ceil(bytes.length / 3) * 4);
  for (let from = 0, to = 0; from < bytes.length; from += 3) {
    const word = (bytes[from]! << 16) | ((bytes[from + 1] ?? 0) << 8) | (bytes[from + 2] ?? 0);
    codes[to++] = CODES[word >> 18]!;
    codes[to++] = CODES[(word >> 12) & 63]!;
    codes[to++] = CODES[(word >> 6) & 63]!;
    codes[to++] = CODES[word & 63]!;
  }
  let text = '';
  for (let from = 0; from < length; from += CHUNK) text += String.fromCharCode(...codes.subarray(from, Math.min(length, from + CHUNK)));
  return text;
}

/** What `packBytes` wrote. Throws `file-schema` for anything else. */
export function unpackBytes(text: unknown): Uint8Array<ArrayBuffer> {
  if (typeof text !== 'string' || text.length % 4 === 1) throw malformed();
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let word = 0;
  let at = 0;
  for (let i = 0; i < text.length; i += 1) {
    const value = VALUES[text.charCodeAt(i)] ?? 255;
    if (value === 255) throw malformed();
    word = ((word << 6) | value) & 0xffffff;
    if (i % 4 !== 0) {
      bytes[at] = (word >> (6 - 2 * (i % 4))) & 255;
      at += 1;
    }
  }
  return bytes;
}

/** 32-bit floats as text, bit by bit: NaN and infinities too. Little-endian whatever the machine. */
export function packFloats(values: Float32Array): string {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i += 1) view.setFloat32(i * 4, values[i]!, true);
  return packBytes(bytes);
}

/** What `packFloats` wrote. Throws `file-schema` for anything else. */
export function unpackFloats(text: unknown): Float32Array<ArrayBuffer> {
  const bytes = unpackBytes(text);
  if (bytes.length % 4 !== 0) throw malformed();
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(i * 4, true));
}

/** 64-bit floats as text: times, which 32 bits cannot hold. */
export function packDoubles(values: Float64Array): string {
  const bytes = new Uint8Array(values.length * 8);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i += 1) view.setFloat64(i * 8, values[i]!, true);
  return packBytes(bytes);
}

/** What `packDoubles` wrote. Throws `file-schema` for anything else. */
export function unpackDoubles(text: unknown): Float64Array<ArrayBuffer> {
  const bytes = unpackBytes(text);
  if (bytes.length % 8 !== 0) throw malformed();
  const view = new DataView(bytes.buffer);
  const values = new Float64Array(bytes.length / 8);
  for (let i = 0; i < values.length; i += 1) values[i] = view.getFloat64(i * 8, true);
  return values;
}

function malformed(): OrchardError {
  return new OrchardError('file-schema', 'a packed column is torn');
}
