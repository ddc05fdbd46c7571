import { Inflate } from 'fflate';
import { crc32 } from '../../domain/log/crc32.ts';
import { OrchardError } from '../../domain/errors.ts';

/** A file of a zip, as the zip's directory declares it. */
export interface ZipEntry {
  name: string;
  sizeBytes: number;
  compressedBytes: number;
  crc: number;
  deflated: boolean;
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
const END_BYTES = 22;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;
const LONGEST_COMMENT = 65_535;
const LONGEST_NAME = 200;
/** Small enough that one piece of the worst bomb inflates to 16 MB. */
const PIECE_BYTES = 16_384;

/**
 * Reads the directory of a zip and checks it before anything is inflated. Throws `file-schema` (not a zip), `file-truncated`,
 * `file-too-large` (beyond the limits) or `zip-hostile`: encryption, unknown methods, names that leave the folder or come twice,
 * files that overlap.
 */
export async function readDirectory(file: Blob, limits: ZipLimits): Promise<ZipEntry[]> {
  const tail = await bytesOf(file, Math.max(0, file.size - END_BYTES - LONGEST_COMMENT), file.size);
  const end = findEnd(tail);
  if (end < 0) {
    const head = await bytesOf(file, 0, 4);
    throw new OrchardError(head.length === 4 && viewOf(head).getUint32(0, true) === LOCAL ? 'file-truncated' : 'file-schema', 'no directory');
  }
  const view = viewOf(tail);
  const count = view.getUint16(end + 10, true);
  const directoryBytes = view.getUint32(end + 12, true);
  const directoryAt = view.getUint32(end + 16, true);
  const endAt = file.size - tail.length + end;
  if (view.getUint16(end + 4, true) !== 0 || view.getUint16(end + 8, true) !== count) throw hostile('more than one disk');
  if (count === 0xffff || count > limits.entries) throw new OrchardError('file-too-large', `${count} files`);
  if (directoryAt + directoryBytes !== endAt) throw new OrchardError('file-truncated', 'the directory is not where it should be');

  const entries = parseDirectory(await bytesOf(file, directoryAt, endAt), count);
  if (new Set(entries.map(({ name }) => name.toLowerCase())).size !== entries.length) throw hostile('a name comes twice');
  const total = entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (total > limits.totalBytes || entries.some(({ sizeBytes }) => sizeBytes > limits.entryBytes)) throw new OrchardError('file-too-large', `${total} bytes inflated`);
  let free = 0;
  for (const { name, offset, compressedBytes } of entries.toSorted((a, b) => a.offset - b.offset)) {
    if (offset < free) throw hostile(`${name} overlaps another file`);
    free = offset + LOCAL_BYTES + name.length + compressedBytes;
  }
  if (free > directoryAt) throw hostile('files reach into the directory');
  return entries;
}

/**
 * Inflates one file, never beyond the size that the directory declares. Throws `file-checksum` when the bytes are damaged,
 * `zip-hostile` when they are more than was declared.
 */
export async function extract(file: Blob, entry: ZipEntry): Promise<Uint8Array<ArrayBuffer>> {
  const local = await bytesOf(file, entry.offset, entry.offset + LOCAL_BYTES);
  if (local.length < LOCAL_BYTES) throw new OrchardError('file-truncated', entry.name);
  const view = viewOf(local);
  if (view.getUint32(0, true) !== LOCAL) throw hostile(`${entry.name} is not where the directory says`);
  const nameBytes = view.getUint16(26, true);
  const dataAt = entry.offset + LOCAL_BYTES + nameBytes + view.getUint16(28, true);
  const name = await bytesOf(file, entry.offset + LOCAL_BYTES, entry.offset + LOCAL_BYTES + nameBytes);
  if (String.fromCharCode(...name) !== entry.name) throw hostile(`${entry.name} has two names`);
  const packed = await bytesOf(file, dataAt, dataAt + entry.compressedBytes);
  if (packed.length !== entry.compressedBytes) throw new OrchardError('file-truncated', entry.name);
  const bytes = entry.deflated ? inflate(packed, entry) : packed;
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
    const flags = view.getUint16(at + 8, true);
    const method = view.getUint16(at + 10, true);
    const nameBytes = view.getUint16(at + 28, true);
    const name = String.fromCharCode(...bytes.subarray(at + CENTRAL_BYTES, at + CENTRAL_BYTES + Math.min(nameBytes, LONGEST_NAME + 1)));
    if (flags & 1) throw hostile('encrypted');
    if (method !== 0 && method !== 8) throw hostile(`method ${method}`);
    if (!isPlainName(name)) throw hostile('a name that is not plain');
    entries.push({
      name,
      crc: view.getUint32(at + 16, true),
      compressedBytes: view.getUint32(at + 20, true),
      sizeBytes: view.getUint32(at + 24, true),
      deflated: method === 8,
      offset: view.getUint32(at + 42, true),
    });
    at += CENTRAL_BYTES + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

/** Relative, ASCII, and without a way up: all that a project's names ever are. */
function isPlainName(name: string): boolean {
  return name.length <= LONGEST_NAME && /^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/u.test(name);
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
