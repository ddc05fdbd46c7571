import { OrchardError } from '../../common/errors.ts';
import { requireSize } from '../../common/file-size.ts';

type ImageType = 'image/jpeg' | 'image/png' | 'image/gif' | 'image/webp' | 'image/bmp' | 'image/avif';

/** What the first bytes of an image file say. */
interface ImageHeader {
  type: ImageType;
  width: number;
  height: number;
}

/** Greatest file that is taken, in bytes. */
export const MAX_FILE_BYTES = 40 * 1024 * 1024;
/** Greatest picture that is decoded, in pixels: at four bytes a pixel its 400 MB, one picture at a time, fit beside all else in a tab. */
export const MAX_PIXELS = 100_000_000;
/** Smallest side of a picture, in pixels. */
export const MIN_SIDE = 8;

/** Parts of a file on demand. `read` answers fewer bytes than asked for only where the file ends. */
interface FileBytes {
  sizeBytes: number;
  read(from: number, to: number): Promise<Uint8Array>;
}

/** A file of which parts are read when they are asked for. */
export function fileBytes(blob: { size: number; slice(from: number, to: number): { arrayBuffer(): Promise<ArrayBuffer> } }): FileBytes {
  return { sizeBytes: blob.size, read: async (from, to) => new Uint8Array(await blob.slice(from, to).arrayBuffer()) };
}

/** Enough for every header but a JPEG's and an AVIF's, which are followed to where they lie. */
const HEAD_BYTES = 64 * 1024;
/** Longest box of AVIF properties that is looked through. */
const META_BYTES = 1024 * 1024;
/** Windows that a JPEG is followed through at most: more than its segments can fill in the greatest file. */
const MOST_WINDOWS = 2 * (MAX_FILE_BYTES / HEAD_BYTES);

function text(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}

/** Number at a place, big-endian unless `little`; NaN beyond the end. */
function number(bytes: Uint8Array, at: number, length: number, little = false): number {
  if (at + length > bytes.length) return Number.NaN;
  let value = 0;
  for (let i = 0; i < length; i += 1) value = value * 256 + bytes[little ? at + length - 1 - i : at + i]!;
  return value;
}

type Sides = { width: number; height: number };

/** Where a file cannot be followed any further. */
function brokenAt(at: number, what: string): OrchardError {
  return new OrchardError('picture-undecodable', what, { about: `byte ${at}` });
}

/**
 * ITU-T T.81 B.2: walks the marker segments to the frame header (SOF0..15 without DHT, JPG and DAC), however much metadata lies
 * before it. Bytes between segments that belong to none are passed over, as decoders do.
 */
async function jpegSides(file: FileBytes, head: Uint8Array): Promise<Sides> {
  let window = head;
  let windowAt = 0;
  let windows = 0;
  let at = 2;
  for (;;) {
    if (at - windowAt + 9 > window.length && windowAt + window.length < file.sizeBytes) {
      windows += 1;
      if (windows > MOST_WINDOWS) throw brokenAt(at, 'too many segments');
      windowAt = at;
      window = await file.read(at, at + HEAD_BYTES);
    }
    const here = at - windowAt;
    if (here + 4 > window.length) throw brokenAt(Math.min(at, file.sizeBytes), 'the file ends before its frame header');
    const marker = window[here + 1]!;
    if (window[here] !== 0xff || marker === 0xff || marker === 0x00) {
      at += 1;
    } else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += 2;
    } else if (marker === 0xd9 || marker === 0xda) {
      throw brokenAt(at, 'no frame header before the picture');
    } else if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      return { height: number(window, here + 5, 2), width: number(window, here + 7, 2) };
    } else {
      const length = number(window, here + 2, 2);
      if (length < 2) throw brokenAt(at, 'a segment without a length');
      at += 2 + length;
    }
  }
}

/** The three kinds of WebP: lossy, lossless and extended. */
function webpSides(bytes: Uint8Array): Sides | null {
  switch (text(bytes, 12, 4)) {
    case 'VP8 ':
      return { width: number(bytes, 26, 2, true) & 0x3fff, height: number(bytes, 28, 2, true) & 0x3fff };
    case 'VP8L': {
      const bits = number(bytes, 21, 4, true);
      return { width: (bits & 0x3fff) + 1, height: (Math.floor(bits / 0x4000) & 0x3fff) + 1 };
    }
    case 'VP8X':
      return { width: number(bytes, 24, 3, true) + 1, height: number(bytes, 27, 3, true) + 1 };
    default:
      return null;
  }
}

/** ISO/IEC 23008-12: the greatest `ispe` property in the box `meta` is the whole picture, smaller ones are its tiles and thumbnails. */
async function avifSides(file: FileBytes): Promise<Sides | null> {
  let best: Sides | null = null;
  const meta = await metaBox(file);
  for (let at = 0; at + 16 <= meta.length; at += 1) {
    if (meta[at] !== 0x69 || text(meta, at, 4) !== 'ispe') continue;
    const sides = { width: number(meta, at + 8, 4), height: number(meta, at + 12, 4) };
    if (best === null || sides.width * sides.height > best.width * best.height) best = sides;
  }
  return best;
}

/** ISO/IEC 14496-12: boxes follow each other, each with its length (0: to the end, 1: 64 bits) and name. */
async function metaBox(file: FileBytes): Promise<Uint8Array> {
  const MOST_BOXES = 64;
  for (let at = 0, boxes = 0; at < file.sizeBytes && boxes < MOST_BOXES; boxes += 1) {
    const head = await file.read(at, at + 16);
    const short = number(head, 0, 4);
    const length = short === 1 ? number(head, 8, 8) : short === 0 ? file.sizeBytes - at : short;
    if (text(head, 4, 4) === 'meta') return file.read(at, at + Math.min(length, META_BYTES));
    if (!(length >= 8)) break;
    at += length;
  }
  throw new OrchardError('picture-undecodable', 'no box of properties');
}

const AVIF_BRANDS = ['avif', 'avis'];
const HEIC_BRANDS = ['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'mif1', 'msf1'];

/** What a file is that is no picture, in words that go after "this is"; null when its bytes do not tell. */
function otherKind(bytes: Uint8Array): string | null {
  const starts = (...signature: string[]): boolean => signature.some((each) => text(bytes, 0, each.length) === each);
  if (starts('%PDF-')) return 'a PDF document';
  if (starts('PK\x03\x04', 'PK\x05\x06', 'Rar!\x1a\x07', '7z\xbc\xaf\x27\x1c', '\x1f\x8b')) return 'an archive';
  if (text(bytes, 4, 4) === 'ftyp' || starts('\x1a\x45\xdf\xa3', '\x00\x00\x01\xba') || (starts('RIFF') && text(bytes, 8, 4) === 'AVI ')) return 'a video';
  if (starts('ID3', 'OggS', 'fLaC') || (starts('RIFF') && text(bytes, 8, 4) === 'WAVE')) return 'a sound';
  if (starts('MZ', '\x7fELF')) return 'a program';
  const head = bytes.subarray(0, 512);
  if (/^\s*<(?:!doctype html|html)/iu.test(text(head, 0, head.length))) return 'a web page';
  // NUL and its neighbours appear in no text.
  return head.length > 0 && head.every((byte) => byte >= 32 || (byte >= 9 && byte <= 13)) ? 'a text' : null;
}

/** The error of a file that is no picture that browsers decode. */
function notAPicture(bytes: Uint8Array): OrchardError {
  const head = text(bytes, 0, 4);
  if (text(bytes, 4, 4) === 'ftyp' && HEIC_BRANDS.includes(text(bytes, 8, 4))) return new OrchardError('picture-heic');
  if (head === 'II*\0' || head === 'MM\0*') return new OrchardError('picture-unsupported', 'TIFF', { about: 'TIFF' });
  if (head === '8BPS') return new OrchardError('picture-unsupported', 'PSD', { about: 'Photoshop' });
  if (/^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<svg[\s>]/is.test(text(bytes, 0, Math.min(1024, bytes.length)))) return new OrchardError('picture-unsupported', 'SVG', { about: 'SVG' });
  const kind = otherKind(bytes);
  return new OrchardError('picture-not-an-image', kind ?? '', kind === null ? {} : { about: kind });
}

async function sniff(file: FileBytes, bytes: Uint8Array): Promise<{ type: ImageType; sides: Sides | null } | null> {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return { type: 'image/jpeg', sides: await jpegSides(file, bytes) };
  if (text(bytes, 0, 8) === '\x89PNG\r\n\x1a\n') {
    return { type: 'image/png', sides: text(bytes, 12, 4) === 'IHDR' ? { width: number(bytes, 16, 4), height: number(bytes, 20, 4) } : null };
  }
  if (/^GIF8[79]a/.test(text(bytes, 0, 6))) {
    return { type: 'image/gif', sides: { width: number(bytes, 6, 2, true), height: number(bytes, 8, 2, true) } };
  }
  if (text(bytes, 0, 4) === 'RIFF' && text(bytes, 8, 4) === 'WEBP') return { type: 'image/webp', sides: webpSides(bytes) };
  if (text(bytes, 0, 2) === 'BM' && bytes.length >= 26 && number(bytes, 14, 4, true) >= 12) {
    // BITMAPCOREHEADER has 16-bit sides; a negative height means top-down rows.
    const core = number(bytes, 14, 4, true) === 12;
    const width = number(bytes, 18, core ? 2 : 4, true);
    const height = number(bytes, core ? 20 : 22, core ? 2 : 4, true);
    return { type: 'image/bmp', sides: { width, height: height > 0x7fffffff ? 0x100000000 - height : height } };
  }
  if (text(bytes, 4, 4) === 'ftyp') {
    const brands = text(bytes, 8, Math.min(64, Math.max(0, number(bytes, 0, 4) - 8) || 0));
    if (AVIF_BRANDS.some((brand) => brands.includes(brand))) return { type: 'image/avif', sides: await avifSides(file) };
  }
  return null;
}

/**
 * Type and sides of an image file, before anything is decoded; only the parts that say so are read.
 * Throws OrchardError: `picture-empty`, `file-too-large`, `picture-heic` and `picture-unsupported` (images that browsers do not
 * decode), `picture-not-an-image` (about: what it is), `picture-undecodable` (a broken header; about: where), `picture-too-large`
 * (about: its megapixels), `picture-too-small`.
 */
export async function readImageHeader(file: FileBytes): Promise<ImageHeader> {
  const { sizeBytes } = file;
  if (sizeBytes === 0) throw new OrchardError('picture-empty');
  const head = await file.read(0, Math.min(sizeBytes, HEAD_BYTES));
  requireSize(sizeBytes, MAX_FILE_BYTES);
  const found = await sniff(file, head);
  if (found === null) throw notAPicture(head);
  const { width, height } = found.sides ?? { width: Number.NaN, height: Number.NaN };
  if (!(width >= 1 && height >= 1)) throw new OrchardError('picture-undecodable', `${found.type} without sides`);
  if (width * height > MAX_PIXELS) throw new OrchardError('picture-too-large', `${width}×${height}`, { about: `${Math.ceil((width * height) / 1e6)} megapixels` });
  if (width < MIN_SIDE || height < MIN_SIDE) throw new OrchardError('picture-too-small', `${width}×${height}`, { about: `${width} by ${height} pixels` });
  return { type: found.type, width, height };
}
