import type { Picture } from '../../src/domain/common/picture.ts';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Longest stored block of deflate (RFC 1951, 3.2.4). */
const BLOCK = 65535;

const CRC = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

function crc32(bytes: Uint8Array, from: number, to: number): number {
  let crc = -1;
  for (let i = from; i < to; i += 1) crc = CRC[(crc ^ bytes[i]!) & 0xff]! ^ (crc >>> 8);
  return ~crc;
}

function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return ((b << 16) | a) >>> 0;
}

/**
 * A picture as PNG: 8-bit RGB, alpha dropped, not compressed. Browsers' own encoders give other bytes on other machines;
 * these are the same everywhere, and so is the hash that names the picture.
 */
export function encodePng({ width, height, data }: Picture): Uint8Array<ArrayBuffer> {
  const rows = new Uint8Array(height * (1 + width * 3));
  for (let y = 0, at = 0, from = 0; y < height; y += 1) {
    rows[at++] = 0;
    for (let x = 0; x < width; x += 1, from += 4) {
      rows[at++] = data[from]!;
      rows[at++] = data[from + 1]!;
      rows[at++] = data[from + 2]!;
    }
  }
  const blocks = Math.ceil(rows.length / BLOCK);
  const streamBytes = 2 + blocks * 5 + rows.length + 4;
  const out = new Uint8Array(8 + 25 + 12 + streamBytes + 12);
  const view = new DataView(out.buffer);
  let at = 0;
  const chunk = (type: string, bytes: number, fill: (start: number) => void): void => {
    view.setUint32(at, bytes);
    for (let i = 0; i < 4; i += 1) out[at + 4 + i] = type.charCodeAt(i);
    fill(at + 8);
    view.setInt32(at + 8 + bytes, crc32(out, at + 4, at + 8 + bytes));
    at += 12 + bytes;
  };
  out.set(SIGNATURE);
  at = 8;
  chunk('IHDR', 13, (start) => {
    view.setUint32(start, width);
    view.setUint32(start + 4, height);
    out.set([8, 2, 0, 0, 0], start + 8);
  });
  chunk('IDAT', streamBytes, (start) => {
    out.set([0x78, 0x01], start);
    let to = start + 2;
    for (let from = 0; from < rows.length; from += BLOCK) {
      const part = rows.subarray(from, from + BLOCK);
      out[to] = from + BLOCK >= rows.length ? 1 : 0;
      view.setUint16(to + 1, part.length, true);
      view.setUint16(to + 3, ~part.length & 0xffff, true);
      out.set(part, to + 5);
      to += 5 + part.length;
    }
    view.setUint32(to, adler32(rows));
  });
  chunk('IEND', 0, () => {});
  return out;
}
