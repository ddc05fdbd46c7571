import { Inflate } from 'fflate';
import { crc32 } from '../../domain/log/crc32.ts';
import { OrchardError } from '../../domain/errors.ts';

/** A file of a zip, as the zip's directory declares it. */
export interface ZipEntry {
  /** Relative, with `/` between its parts; a folder's ends in one. */
  name: string;
  /** The name as it is written before the file itself. */
  rawName: Uint8Array;
  sizeBytes: number;
  compressedBytes: number;
  crc: number;
  /** 0 is stored, 8 deflated; others cannot be unpacked here. */
  method: number;
  encrypted: boolean;
  /** Where its local header begins. */
  offset: number;
}

export interface ZipLimits {
  entries: number;
  /** Of one file, inflated. */
  entryBytes: number;
  /** Of all files together, inflated. */
  totalBytes: number;
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const END_BYTES = 22;
const LOCATOR_64_BYTES = 20;
const END_64_BYTES = 56;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;
const LONGEST_COMMENT = 65_535;
const LONGEST_NAME = 1024;
/** Small enough that one piece of the worst bomb inflates to 16 MB. */
const PIECE_BYTES = 16_384;

interface End {
  count: number;
  directoryBytes: number;
  directoryAt: number;
  /** Where the records after the directory begin. */
  endAt: number;
}

/**
 * Reads the directory of a zip and checks it before anything is inflated (PKWARE APPNOTE 6.3: folders, UTF-8 names, sizes after
 * the data, zip64). Throws `file-schema` (not a zip), `file-truncated`, `file-too-large` (beyond the limits), or `zip-hostile`
 * for what no honest packer writes: names that lead out of the folder, files that share their bytes.
 */
export async function readDirectory(file: Blob, limits: ZipLimits): Promise<ZipEntry[]> {
  const { count, directoryBytes, directoryAt, endAt } = await readEnd(file);
  if (count > limits.entries) throw new OrchardError('file-too-large', `${count} files`, { about: `${count} files` });
  if (directoryAt + directoryBytes > endAt) throw new OrchardError('file-truncated', 'the directory is not where it should be');

  const entries = parseDirectory(await bytesOf(file, directoryAt, directoryAt + directoryBytes), count);
  const total = entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (total > limits.totalBytes || entries.some(({ sizeBytes }) => sizeBytes > limits.entryBytes)) {
    throw new OrchardError('file-too-large', `${total} bytes inflated`, { about: `${Math.ceil(total / 1e6)} MB unpacked` });
  }
  let free = 0;
  for (const { name, rawName, offset, compressedBytes } of entries.toSorted((a, b) => a.offset - b.offset)) {
    if (offset < free) throw hostile(`${name} overlaps another file`);
    free = offset + LOCAL_BYTES + rawName.length + compressedBytes;
  }
  if (free > directoryAt) throw hostile('files reach into the directory');
  return entries;
}

async function readEnd(file: Blob): Promise<End> {
  const tail = await bytesOf(file, Math.max(0, file.size - END_BYTES - LONGEST_COMMENT - LOCATOR_64_BYTES), file.size);
  const end = findEnd(tail);
  if (end < 0) {
    const head = await bytesOf(file, 0, 4);
    throw new OrchardError(head.length === 4 && viewOf(head).getUint32(0, true) === LOCAL ? 'file-truncated' : 'file-schema', 'no directory');
  }
  const view = viewOf(tail);
  const endAt = file.size - tail.length + end;
  const short = { count: view.getUint16(end + 10, true), directoryBytes: view.getUint32(end + 12, true), directoryAt: view.getUint32(end + 16, true), endAt };
  const locator = end - LOCATOR_64_BYTES;
  if (locator < 0 || view.getUint32(locator, true) !== LOCATOR_64) return short;
  const at = long(view, locator + 8);
  const record = await bytesOf(file, at, at + END_64_BYTES);
  const view64 = viewOf(record);
  if (record.length < END_64_BYTES || view64.getUint32(0, true) !== END_64) throw new OrchardError('file-truncated', 'the end record is not where it should be');
  return { count: long(view64, 32), directoryBytes: long(view64, 40), directoryAt: long(view64, 48), endAt: at };
}

/**
 * Inflates one file, never beyond the size that the directory declares. Throws `file-checksum` when the bytes are damaged,
 * `zip-encrypted` and `zip-method` when they are packed in a way that is not read here, `zip-hostile` when they are more than
 * was declared.
 */
export async function extract(file: Blob, entry: ZipEntry): Promise<Uint8Array<ArrayBuffer>> {
  if (entry.encrypted) throw new OrchardError('zip-encrypted', entry.name);
  if (entry.method !== 0 && entry.method !== 8) throw new OrchardError('zip-method', `method ${entry.method}`);
  const local = await bytesOf(file, entry.offset, entry.offset + LOCAL_BYTES);
  if (local.length < LOCAL_BYTES) throw new OrchardError('file-truncated', entry.name);
  const view = viewOf(local);
  if (view.getUint32(0, true) !== LOCAL) throw new OrchardError('file-checksum', `${entry.name} is not where the directory says`);
  const nameAt = entry.offset + LOCAL_BYTES;
  const nameBytes = view.getUint16(26, true);
  const dataAt = nameAt + nameBytes + view.getUint16(28, true);
  const rawName = await bytesOf(file, nameAt, nameAt + nameBytes);
  if (rawName.length !== entry.rawName.length || rawName.some((byte, i) => byte !== entry.rawName[i])) throw new OrchardError('file-checksum', `${entry.name} has two names`);
  const packed = await bytesOf(file, dataAt, dataAt + entry.compressedBytes);
  if (packed.length !== entry.compressedBytes) throw new OrchardError('file-truncated', entry.name);
  const bytes = entry.method === 8 ? inflate(packed, entry) : packed;
  if (bytes.length !== entry.sizeBytes || crc32(bytes) !== entry.crc) throw new OrchardError('file-checksum', entry.name);
  return bytes;
}

function inflate(packed: Uint8Array, entry: ZipEntry): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(entry.sizeBytes);
  let length = 0;
  const stream = new Inflate((piece) => {
    if (length + piece.length > bytes.length) throw hostile(`${entry.name} is larger than declared`);
    bytes.set(piece, length);
    length += piece.length;
  });
  try {
    for (let at = 0; at < packed.length; at += PIECE_BYTES) stream.push(packed.subarray(at, at + PIECE_BYTES), at + PIECE_BYTES >= packed.length);
  } catch (error) {
    throw error instanceof OrchardError ? error : new OrchardError('file-checksum', entry.name, { cause: error });
  }
  return bytes.subarray(0, length);
}

function parseDirectory(bytes: Uint8Array, count: number): ZipEntry[] {
  const view = viewOf(bytes);
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let i = 0; i < count; i += 1) {
    if (at + CENTRAL_BYTES > bytes.length || view.getUint32(at, true) !== CENTRAL) throw new OrchardError('file-truncated', 'directory');
    const nameBytes = view.getUint16(at + 28, true);
    const extraBytes = view.getUint16(at + 30, true);
    const extraAt = at + CENTRAL_BYTES + nameBytes;
    if (extraAt + extraBytes > bytes.length) throw new OrchardError('file-truncated', 'directory');
    const rawName = bytes.slice(at + CENTRAL_BYTES, extraAt);
    const [sizeBytes, compressedBytes, offset] = longSizes(view, extraAt, extraBytes, [view.getUint32(at + 24, true), view.getUint32(at + 20, true), view.getUint32(at + 42, true)]);
    entries.push({
      name: plainName(rawName),
      rawName,
      crc: view.getUint32(at + 16, true),
      compressedBytes,
      sizeBytes,
      method: view.getUint16(at + 10, true),
      encrypted: (view.getUint16(at + 8, true) & 1) === 1,
      offset,
    });
    at = extraAt + extraBytes + view.getUint16(at + 32, true);
  }
  return entries;
}

/** Sizes and offset of a file, those that do not fit 32 bits from its zip64 field. */
function longSizes(view: DataView, extraAt: number, extraBytes: number, short: [number, number, number]): [number, number, number] {
  if (!short.includes(0xffffffff)) return short;
  for (let at = extraAt; at + 4 <= extraAt + extraBytes; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let next = at + 4;
    const end = Math.min(next + view.getUint16(at + 2, true), extraAt + extraBytes);
    return short.map((value) => {
      if (value !== 0xffffffff) return value;
      if (next + 8 > end) throw new OrchardError('file-truncated', 'zip64 field');
      next += 8;
      return long(view, next - 8);
    }) as [number, number, number];
  }
  return short;
}

/** 64 bits as a number; beyond 2⁵³ it is far beyond every limit anyway. */
function long(view: DataView, at: number): number {
  return view.getUint32(at + 4, true) * 0x100000000 + view.getUint32(at, true);
}

/** A relative name without a way up. Some packers for Windows write `\\`; names that are not UTF-8 are read byte by byte. */
function plainName(raw: Uint8Array): string {
  let name: string;
  try {
    name = new TextDecoder('utf-8', { fatal: true }).decode(raw);
  } catch {
    name = String.fromCharCode(...raw.subarray(0, LONGEST_NAME + 1));
  }
  name = name.replaceAll('\\', '/').replace(/^(?:\.\/)+/u, '');
  // eslint-disable-next-line no-control-regex -- names with NUL and its neighbours cut themselves short elsewhere.
  if (name.length > LONGEST_NAME || name.startsWith('/') || /^[a-z]:/iu.test(name) || name.split('/').includes('..') || /[\u0000-\u001f]/u.test(name)) throw hostile('a name that leads elsewhere');
  return name;
}

function findEnd(tail: Uint8Array): number {
  const view = viewOf(tail);
  for (let at = tail.length - END_BYTES; at >= 0; at -= 1) {
    if (view.getUint32(at, true) === END && at + END_BYTES + view.getUint16(at + 20, true) === tail.length) return at;
  }
  return -1;
}

async function bytesOf(file: Blob, from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await file.slice(from, to).arrayBuffer());
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function hostile(why: string): OrchardError {
  return new OrchardError('zip-hostile', why);
}
