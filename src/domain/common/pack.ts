import { OrchardError } from './errors.ts';
import { readJson } from './json.ts';
import { crc32 } from './crc32.ts';

/*
 * Named columns and a little JSON in one buffer:
 *   magic 'ORCH' · CRC-32 of all that follows · length of the header · header (ASCII JSON, padded to 8) · columns, each padded to 8.
 * A column is read in place, without copying. Numbers are little-endian, as on every machine that runs a browser.
 */
const MAGIC = 0x4843524f;
const PREFIX_BYTES = 16;
const COLUMN_TYPES = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, f32: Float32Array, f64: Float64Array } as const;
type ColumnType = keyof typeof COLUMN_TYPES;

export type Column = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;
export type Columns = Record<string, Column>;

interface Header {
  meta: unknown;
  columns: [name: string, type: ColumnType, length: number][];
}

/** Packs `meta` (JSON) and columns into one buffer that notices damage. */
export function pack(meta: unknown, columns: Columns): ArrayBuffer {
  const entries = Object.entries(columns);
  const header = ascii(JSON.stringify({ meta, columns: entries.map(([name, column]) => [name, typeOf(column), column.length]) }));
  const total = PREFIX_BYTES + padded(header.length) + entries.reduce((sum, [, column]) => sum + padded(column.byteLength), 0);
  const bytes = new Uint8Array(total);
  for (let i = 0; i < header.length; i += 1) bytes[PREFIX_BYTES + i] = header.charCodeAt(i);
  let offset = PREFIX_BYTES + padded(header.length);
  for (const [, column] of entries) {
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), offset);
    offset += padded(column.byteLength);
  }
  const prefix = new DataView(bytes.buffer);
  prefix.setUint32(0, MAGIC, true);
  prefix.setUint32(8, header.length, true);
  prefix.setUint32(12, total, true);
  prefix.setUint32(4, crc32(bytes.subarray(8)), true);
  return bytes.buffer;
}

/** Reads what `pack` wrote; the columns are views of the buffer. Throws `storage-corrupt` on anything else, torn or changed. */
export function unpack(buffer: ArrayBuffer): { meta: unknown; columns: Columns } {
  const fail = (why: string) => new OrchardError('storage-corrupt', why);
  if (buffer.byteLength < PREFIX_BYTES) throw fail('shorter than its prefix');
  const prefix = new DataView(buffer);
  if (prefix.getUint32(0, true) !== MAGIC) throw fail('not packed columns');
  if (prefix.getUint32(12, true) !== buffer.byteLength) throw fail('torn');
  const bytes = new Uint8Array(buffer);
  if (prefix.getUint32(4, true) !== crc32(bytes.subarray(8))) throw fail('checksum');

  // Beyond the checksum the bytes may still be another's: an imported project is written by anybody.
  const headerLength = prefix.getUint32(8, true);
  if (PREFIX_BYTES + headerLength > buffer.byteLength) throw fail('header');
  const { meta, columns } = parseHeader(bytes.subarray(PREFIX_BYTES, PREFIX_BYTES + headerLength), fail);
  const read: Columns = {};
  let offset = PREFIX_BYTES + padded(headerLength);
  for (const [name, type, length] of columns) {
    const Type = COLUMN_TYPES[type];
    const byteLength = length * Type.BYTES_PER_ELEMENT;
    if (offset + byteLength > buffer.byteLength) throw fail(`column ${name}`);
    read[name] = new Type(buffer, offset, length);
    offset += padded(byteLength);
  }
  return { meta, columns: read };
}

function parseHeader(bytes: Uint8Array, fail: (why: string) => OrchardError): Header {
  let header: unknown;
  try {
    let text = '';
    for (const byte of bytes) text += String.fromCharCode(byte);
    header = readJson(text);
  } catch {
    throw fail('header');
  }
  const { columns } = header as Partial<Header>;
  const valid = Array.isArray(columns) && columns.every((entry) => Array.isArray(entry) && typeof entry[0] === 'string'
    && Object.hasOwn(COLUMN_TYPES, entry[1]) && Number.isInteger(entry[2]) && entry[2] >= 0);
  if (!valid) throw fail('header');
  return header as Header;
}

function typeOf(column: Column): ColumnType {
  for (const [type, Type] of Object.entries(COLUMN_TYPES)) if (column instanceof Type) return type as ColumnType;
  throw new TypeError('unknown column type');
}

/** The next multiple of 8, where a column of any type may begin. */
function padded(length: number): number {
  return (length + 7) & ~7;
}

/** Any JSON text in ASCII: what lies beyond is escaped. */
function ascii(json: string): string {
  return json.replace(/[\u0080-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
