import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OrchardError } from '../../../src/domain/errors.ts';
import { MAX_FILE_BYTES, readImageHeader } from '../../../src/domain/features/image-header.ts';
import { encodePng } from '../../../workers/trainer/png.ts';

const ascii = (text: string) => [...text].map((letter) => letter.charCodeAt(0));
const be16 = (n: number) => [n >> 8, n & 255];
const be32 = (n: number) => [...be16(n >>> 16), ...be16(n & 0xffff)];
const le16 = (n: number) => [n & 255, n >> 8];
const le32 = (n: number) => [...le16(n & 0xffff), ...le16(n >>> 16)];
const header = (bytes: number[], size = bytes.length) => readImageHeader(Uint8Array.from(bytes), size);

const png = (width: number, height: number) => [0x89, ...ascii('PNG\r\n\x1a\n'), ...be32(13), ...ascii('IHDR'), ...be32(width), ...be32(height), 8, 2, 0, 0, 0];
const jpeg = (width: number, height: number) => [
  0xff, 0xd8, 0xff, 0xe0, ...be16(16), ...new Array<number>(14).fill(0),
  // A thumbnail's frame header inside EXIF must not be taken for the picture's.
  0xff, 0xe1, ...be16(14), 0xff, 0xc0, ...be16(17), 8, ...be16(1), ...be16(1), 0, 0, 0,
  0xff, 0xff, 0xc2, ...be16(17), 8, ...be16(height), ...be16(width), 3,
];

describe('readImageHeader', () => {
  it('reads the sides of every format', () => {
    expect(header(png(640, 480))).toEqual({ type: 'image/png', width: 640, height: 480 });
    expect(header(jpeg(1024, 768)).width).toBe(1024);
    expect(header([...ascii('GIF89a'), ...le16(320), ...le16(200), 0, 0])).toEqual({ type: 'image/gif', width: 320, height: 200 });
    expect(header([...ascii('BM'), ...new Array<number>(12).fill(0), ...le32(40), ...le32(99), ...le32(-70)])).toEqual({ type: 'image/bmp', width: 99, height: 70 });
    expect(header([...ascii('RIFF'), ...le32(0), ...ascii('WEBPVP8 '), ...le32(0), 0, 0, 0, 0x9d, 1, 0x2a, ...le16(50), ...le16(60)])).toEqual({ type: 'image/webp', width: 50, height: 60 });
    expect(header([...ascii('RIFF'), ...le32(0), ...ascii('WEBPVP8L'), ...le32(0), 0x2f, ...le32(99 | (49 << 14))])).toEqual({ type: 'image/webp', width: 100, height: 50 });
    expect(header([...ascii('RIFF'), ...le32(0), ...ascii('WEBPVP8X'), ...le32(10), 0, 0, 0, 0, 99, 0, 0, 49, 0, 0])).toEqual({ type: 'image/webp', width: 100, height: 50 });
    const avif = [...be32(24), ...ascii('ftypavif'), 0, 0, 0, 0, ...ascii('mif1avif'), ...be32(20), ...ascii('ispe'), 0, 0, 0, 0, ...be32(300), ...be32(200), ...new Array<number>(20).fill(0)];
    expect(header(avif)).toEqual({ type: 'image/avif', width: 300, height: 200 });
  });

  it('reads our own PNG', () => {
    const bytes = encodePng({ width: 30, height: 20, data: new Uint8ClampedArray(30 * 20 * 4) });
    expect(readImageHeader(bytes, bytes.length)).toEqual({ type: 'image/png', width: 30, height: 20 });
  });

  it.each([
    ['picture-empty', [], 0],
    ['file-too-large', png(9, 9), MAX_FILE_BYTES + 1],
    ['picture-not-an-image', ascii('PK\x03\x04 a zip'), 12],
    ['picture-not-an-image', ascii('<!doctype html><html>'), 21],
    ['picture-unsupported', ascii('<?xml version="1.0"?><svg xmlns="x">'), 36],
    ['picture-unsupported', [0, 0, 0, 24, ...ascii('ftypheic'), 0, 0, 0, 0], 16],
    ['picture-unsupported', [...ascii('II*\0'), 0, 0], 6],
    ['picture-too-large', png(10_000, 5_001), 99],
    ['picture-too-large', png(0xffffffff, 0xffffffff), 99],
    ['picture-too-small', png(7, 900), 99],
    ['picture-undecodable', png(0, 0), 99],
    ['picture-undecodable', [0xff, 0xd8, 0xff, 0xe0, 0, 0], 6],
  ] as const)('answers %s', (code, bytes, size) => {
    expect(() => header([...bytes], size)).toThrow(expect.objectContaining({ code }) as OrchardError);
  });

  it('throws nothing but its own errors, whatever the bytes', () => {
    const starts = [png(64, 64), jpeg(64, 64), ascii('GIF89a'), ascii('RIFF1234WEBPVP8L'), ascii('BM'), [0, 0, 0, 255, ...ascii('ftypavif')], []];
    fc.assert(fc.property(fc.constantFrom(...starts), fc.nat(40), fc.uint8Array({ maxLength: 300 }), (start, keep, rest) => {
      try {
        const { width, height } = header([...start.slice(0, keep), ...rest]);
        expect(width * height).toBeLessThanOrEqual(50_000_000);
        expect(Math.min(width, height)).toBeGreaterThanOrEqual(8);
      } catch (error) {
        expect(error).toBeInstanceOf(OrchardError);
      }
    }), { numRuns: 2000 });
  });
});
