import { Inflate } from 'fflate';
import { crc32 } from '../../domain/common/crc32.ts';
import { OrchardError } from '../../domain/common/errors.ts';

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
  /** Its name leads out of the folder that it would be unpacked into, or could. */
  strays: boolean;
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
/** Of a directory: many times what honest names take. */
const DIRECTORY_BYTES = 33_554_432;
/** Deflate makes nothing smaller than by this. */
const MOST_SHRUNK = 1032;
/** What inflates to this many bytes more than declared, and to this many times as much, is no damage. */
const BOMB_BYTES = 1_048_576;
const BOMB_TIMES = 100;
/** The flag that sizes follow the data. */
const SIZES_FOLLOW = 8;
const DESCRIPTOR = 0x08074b50;

interface End {
  count: number;
  directoryBytes: number;
  directoryAt: number;
  /** Where the records after the directory begin. */
  endAt: number;
}

/**
 * Reads the directory of a zip and checks it before anything is inflated (PKWARE APPNOTE 6.3: folders, UTF-8 names, sizes after
 * the data, zip64). Throws `file-schema` (not a zip), `file-truncated`, `file-checksum` (damaged), `file-too-large` (beyond the limits),
 * or `zip-hostile` for what no honest packer writes and no accident makes, since the files themselves say the same: names that lead out
 * of the folder, files that share their bytes.
 */
export async function readDirectory(file: Blob, limits: ZipLimits): Promise<ZipEntry[]> {
  const { count, directoryBytes, directoryAt, endAt } = await readEnd(file);
  if (count > limits.entries) throw tooLarge(`${grouped(count)} files, of which at most ${grouped(limits.entries)} are taken`);
  if (directoryAt + directoryBytes > endAt) throw new OrchardError('file-truncated', 'the directory is not where it should be');
  if (directoryBytes > DIRECTORY_BYTES) throw tooLarge(`a directory of ${megabytes(directoryBytes)}`);

  const entries = parseDirectory(await bytesOf(file, directoryAt, directoryAt + directoryBytes), count);
  const largest = entries.find(({ sizeBytes }) => sizeBytes > limits.entryBytes);
  if (largest) throw tooLarge(`${megabytes(largest.sizeBytes)} in one file, of which at most ${megabytes(limits.entryBytes)} are taken`);
  const total = entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (total > limits.totalBytes) throw tooLarge(`${megabytes(total)} unpacked, of which at most ${megabytes(limits.totalBytes)} are taken`);
  for (const entry of entries) if (entry.strays) throw await blame(file, [entry], 'a name that leads elsewhere');
  const inOrder = entries.toSorted((a, b) => a.offset - b.offset);
  for (const [i, entry] of inOrder.entries()) {
    const end = entry.offset + LOCAL_BYTES + entry.rawName.length + entry.compressedBytes;
    const next = inOrder[i + 1];
    if (next && end > next.offset) throw await blame(file, [entry, next], `${entry.name} overlaps another file`);
    if (end > directoryAt) throw await blame(file, [entry], 'files reach into the directory');
  }
  return entries;
}

/** What is thrown for what no honest packer writes: harm, where the files themselves say what the directory says of them; else it is damage. */
async function blame(file: Blob, entries: readonly ZipEntry[], why: string): Promise<OrchardError> {
  for (const entry of entries) if (!(await saysTheSame(file, entry))) return new OrchardError('file-checksum', why);
  return new OrchardError('zip-hostile', why);
}

/** Whether what is written at a file itself is what the directory says of it: its name, its checksum and its sizes. */
async function saysTheSame(file: Blob, entry: ZipEntry): Promise<boolean> {
  const { offset, rawName, crc, compressedBytes, sizeBytes } = entry;
  const local = await bytesOf(file, offset, offset + LOCAL_BYTES + rawName.length);
  if (local.length < LOCAL_BYTES + rawName.length) return false;
  const view = viewOf(local);
  if (view.getUint32(0, true) !== LOCAL || view.getUint16(26, true) !== rawName.length || rawName.some((byte, i) => byte !== local[LOCAL_BYTES + i])) return false;
  const sizes = (from: DataView, at: number): boolean => {
    const [packed, unpacked] = [from.getUint32(at + 4, true), from.getUint32(at + 8, true)];
    return from.getUint32(at, true) === crc && (packed === 0xffffffff || packed === compressedBytes) && (unpacked === 0xffffffff || unpacked === sizeBytes);
  };
  if ((view.getUint16(6, true) & SIZES_FOLLOW) === 0) return sizes(view, 14);
  const after = offset + LOCAL_BYTES + rawName.length + view.getUint16(28, true) + compressedBytes;
  const descriptor = await bytesOf(file, after, after + 16);
  if (descriptor.length < 16) return false;
  const own = viewOf(descriptor);
  return sizes(own, own.getUint32(0, true) === DESCRIPTOR ? 4 : 0);
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
 * `zip-encrypted` and `zip-method` when they are packed in a way that is not read here, `zip-hostile` when they are far more
 * than was declared, twice.
 */
export async function extract(file: Blob, entry: ZipEntry): Promise<Uint8Array<ArrayBuffer>> {
  if (entry.encrypted) throw new OrchardError('zip-encrypted', entry.name);
  if (entry.method !== 0 && entry.method !== 8) throw new OrchardError('zip-method', `method ${entry.method}`);
  // Before memory is spent on it.
  if (entry.sizeBytes > (entry.method === 0 ? entry.compressedBytes : (entry.compressedBytes + 1) * MOST_SHRUNK)) throw new OrchardError('file-checksum', `${entry.name} cannot be as large as declared`);
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
  if (bytes === null) throw await blame(file, [entry], `${entry.name} is larger than declared`);
  if (bytes.length !== entry.sizeBytes || crc32(bytes) !== entry.crc) throw new OrchardError('file-checksum', entry.name);
  return bytes;
}

/** The inflated bytes; null where they are so many more than declared that nobody wrote that by accident. */
function inflate(packed: Uint8Array, entry: ZipEntry): Uint8Array<ArrayBuffer> | null {
  const bytes = new Uint8Array(entry.sizeBytes);
  let length = 0;
  const stream = new Inflate((piece) => {
    if (length + piece.length <= bytes.length) bytes.set(piece, length);
    length += piece.length;
  });
  try {
    for (let at = 0; at < packed.length && length <= bytes.length + BOMB_BYTES; at += PIECE_BYTES) stream.push(packed.subarray(at, at + PIECE_BYTES), at + PIECE_BYTES >= packed.length);
  } catch (error) {
    throw new OrchardError('file-checksum', entry.name, { cause: error });
  }
  if (length > bytes.length + BOMB_BYTES && length > bytes.length * BOMB_TIMES) return null;
  if (length > bytes.length) throw new OrchardError('file-checksum', `${entry.name} is larger than declared`);
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
    const name = plainName(rawName);
    entries.push({
      name,
      strays: straysFrom(name),
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

/** A name as it is written here. Some packers for Windows write `\\`; names that are not UTF-8 are read byte by byte. */
function plainName(raw: Uint8Array): string {
  let name: string;
  try {
    name = new TextDecoder('utf-8', { fatal: true }).decode(raw);
  } catch {
    name = String.fromCharCode(...raw.subarray(0, LONGEST_NAME + 1));
  }
  return name.replaceAll('\\', '/').replace(/^(?:\.\/)+/u, '');
}

/** Whether a name is more than a relative one without a way up. */
function straysFrom(name: string): boolean {
  // eslint-disable-next-line no-control-regex -- names with NUL and its neighbours cut themselves short elsewhere.
  return name.length > LONGEST_NAME || name.startsWith('/') || /^[a-z]:/iu.test(name) || name.split('/').includes('..') || /[\u0000-\u001f]/u.test(name);
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

function tooLarge(about: string): OrchardError {
  return new OrchardError('file-too-large', about, { about });
}

function grouped(count: number): string {
  return count.toLocaleString('en');
}

function megabytes(bytes: number): string {
  return `${grouped(Math.ceil(bytes / 1e6))} MB`;
}
