import { OrchardError } from '../errors.ts';

export type ImageType = 'image/jpeg' | 'image/png' | 'image/gif' | 'image/webp' | 'image/bmp' | 'image/avif';

/** What the first bytes of an image file say. */
export interface ImageHeader {
  type: ImageType;
  width: number;
  height: number;
}

/** Greatest file that is taken, in bytes. */
export const MAX_FILE_BYTES = 40 * 1024 * 1024;
/** Greatest picture that is decoded, in pixels. */
export const MAX_PIXELS = 50_000_000;
/** Smallest side of a picture, in pixels. */
export const MIN_SIDE = 8;
/** How much of a file `readImageHeader` needs at most. */
export const HEADER_BYTES = 512 * 1024;

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

/** ITU-T T.81 B.2: walks the marker segments to the frame header (SOF0..15 without DHT, JPG and DAC). */
function jpegSides(bytes: Uint8Array): Sides | null {
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) {
      at += 2;
      continue;
    }
    if (marker === 0xd9 || marker === 0xda) return null;
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      return { height: number(bytes, at + 5, 2), width: number(bytes, at + 7, 2) };
    }
    const length = number(bytes, at + 2, 2);
    if (!(length >= 2)) return null;
    at += 2 + length;
  }
  return null;
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

/** ISO/IEC 23008-12: the greatest `ispe` property is the whole picture, smaller ones are its tiles and thumbnails. */
function avifSides(bytes: Uint8Array): Sides | null {
  let best: Sides | null = null;
  const end = Math.min(bytes.length, 65536) - 16;
  for (let at = 0; at < end; at += 1) {
    if (bytes[at] !== 0x69 || text(bytes, at, 4) !== 'ispe') continue;
    const sides = { width: number(bytes, at + 8, 4), height: number(bytes, at + 12, 4) };
    if (best === null || sides.width * sides.height > best.width * best.height) best = sides;
  }
  return best;
}

const AVIF_BRANDS = ['avif', 'avis'];
const UNSUPPORTED_BRANDS = ['heic', 'heix', 'hevc', 'mif1', 'msf1', 'heim', 'heis'];

function isUnsupported(bytes: Uint8Array): boolean {
  const head = text(bytes, 0, 4);
  if (head === 'II*\0' || head === 'MM\0*' || head === '8BPS') return true;
  if (text(bytes, 4, 4) === 'ftyp' && UNSUPPORTED_BRANDS.includes(text(bytes, 8, 4))) return true;
  return /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<svg[\s>]/is.test(text(bytes, 0, Math.min(1024, bytes.length)));
}

function sniff(bytes: Uint8Array): { type: ImageType; sides: Sides | null } | null {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return { type: 'image/jpeg', sides: jpegSides(bytes) };
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
    if (AVIF_BRANDS.some((brand) => brands.includes(brand))) return { type: 'image/avif', sides: avifSides(bytes) };
  }
  return null;
}

/**
 * Type and sides of an image file from its first bytes (up to HEADER_BYTES), before anything is decoded.
 * `fileBytes` is the whole file's length. Throws OrchardError: `picture-empty`, `file-too-large`, `picture-unsupported`
 * (an image that browsers do not decode), `picture-not-an-image`, `picture-undecodable` (a broken header),
 * `picture-too-large`, `picture-too-small`.
 */
export function readImageHeader(bytes: Uint8Array, fileBytes: number): ImageHeader {
  if (fileBytes === 0 || bytes.length === 0) throw new OrchardError('picture-empty');
  if (fileBytes > MAX_FILE_BYTES) throw new OrchardError('file-too-large', `${fileBytes} bytes`);
  const found = sniff(bytes);
  if (found === null) throw new OrchardError(isUnsupported(bytes) ? 'picture-unsupported' : 'picture-not-an-image');
  const { width, height } = found.sides ?? { width: Number.NaN, height: Number.NaN };
  if (!(width >= 1 && height >= 1)) throw new OrchardError('picture-undecodable', `${found.type} without sides`);
  if (width * height > MAX_PIXELS) throw new OrchardError('picture-too-large', `${width}×${height}`);
  if (width < MIN_SIDE || height < MIN_SIDE) throw new OrchardError('picture-too-small', `${width}×${height}`);
  return { type: found.type, width, height };
}
