import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OrchardError } from '../../../../src/domain/common/errors.ts';
import { fileBytes, MAX_FILE_BYTES, MAX_PIXELS, readImageHeader } from '../../../../src/domain/data/features/image-header.ts';
import { encodePng } from '../../../../workers/trainer/png.ts';

const ascii = (text: string) => [...text].map((letter) => letter.charCodeAt(0));
const be16 = (n: number) => [n >> 8, n & 255];
const be32 = (n: number) => [...be16(n >>> 16), ...be16(n & 0xffff)];
const le16 = (n: number) => [n & 255, n >> 8];
const le32 = (n: number) => [...le16(n & 0xffff), ...le16(n >>> 16)];
const header = (bytes: number[], sizeBytes = bytes.length) => readImageHeader({ sizeBytes, read: async (from, to) => Uint8Array.from(bytes.slice(from, to)) });

const png = (width: number, height: number) => [0x89, ...ascii('PNG\r\n\x1a\n'), ...be32(13), ...ascii('IHDR'), ...be32(width), ...be32(height), 8, 2, 0, 0, 0];
const frame = (width: number, height: number) => [0xff, 0xc0, ...be16(17), 8, ...be16(height), ...be16(width), 3];
/** A marker segment of so many bytes, its head included. */
const segment = (marker: number, bytes: number, fill = 0) => [0xff, marker, ...be16(bytes - 2), ...new Array<number>(bytes - 4).fill(fill)];
const jpeg = (width: number, height: number) => [
  0xff, 0xd8, 0xff, 0xe0, ...be16(16), ...new Array<number>(14).fill(0),
  // A thumbnail's frame header inside EXIF must not be taken for the picture's.
  0xff, 0xe1, ...be16(14), 0xff, 0xc0, ...be16(17), 8, ...be16(1), ...be16(1), 0, 0, 0,
  0xff, 0xff, 0xc2, ...be16(17), 8, ...be16(height), ...be16(width), 3,
];

describe('readImageHeader', () => {
  it('reads the sides of every format', async () => {
    expect(await header(png(640, 480))).toEqual({ type: 'image/png', width: 640, height: 480 });
    expect((await header(jpeg(1024, 768))).width).toBe(1024);
    expect(await header([...ascii('GIF89a'), ...le16(320), ...le16(200), 0, 0])).toEqual({ type: 'image/gif', width: 320, height: 200 });
    expect(await header([...ascii('BM'), ...new Array<number>(12).fill(0), ...le32(40), ...le32(99), ...le32(-70)])).toEqual({ type: 'image/bmp', width: 99, height: 70 });
    expect(await header([...ascii('RIFF'), ...le32(0), ...ascii('WEBPVP8 '), ...le32(0), 0, 0, 0, 0x9d, 1, 0x2a, ...le16(50), ...le16(60)])).toEqual({ type: 'image/webp', width: 50, height: 60 });
    expect(await header([...ascii('RIFF'), ...le32(0), ...ascii('WEBPVP8L'), ...le32(0), 0x2f, ...le32(99 | (49 << 14))])).toEqual({ type: 'image/webp', width: 100, height: 50 });
    expect(await header([...ascii('RIFF'), ...le32(0), ...ascii('WEBPVP8X'), ...le32(10), 0, 0, 0, 0, 99, 0, 0, 49, 0, 0])).toEqual({ type: 'image/webp', width: 100, height: 50 });
    const avif = [...be32(24), ...ascii('ftypavif'), 0, 0, 0, 0, ...ascii('mif1avif'), ...be32(60), ...ascii('meta'), ...be32(20), ...ascii('ispe'), 0, 0, 0, 0, ...be32(300), ...be32(200), ...new Array<number>(20).fill(0)];
    expect(await header(avif)).toEqual({ type: 'image/avif', width: 300, height: 200 });
  });

  it('reads our own PNG', async () => {
    const bytes = encodePng({ width: 30, height: 20, data: new Uint8ClampedArray(30 * 20 * 4) });
    expect(await readImageHeader(fileBytes(new Blob([bytes])))).toEqual({ type: 'image/png', width: 30, height: 20 });
  });

  it.each([
    ['nothing', []],
    ['an XMP extension of 700 KB', new Array(11).fill(segment(0xe1, 65_535)).flat()],
    ['profiles of 2 MB', new Array(32).fill(segment(0xe2, 65_535)).flat()],
    ['a thousand small segments', new Array(1000).fill(segment(0xee, 400)).flat()],
    ['segments whose bytes look like frame headers', new Array(20).fill([0xff, 0xe1, ...be16(60_002), ...new Array(6000).fill(frame(3, 3)).flat().slice(0, 60_000)]).flat()],
    ['fill bytes', new Array<number>(70_000).fill(0xff)],
    ['bytes that belong to no segment', [...segment(0xe0, 16), ...new Array<number>(66_000).fill(7), 0xff, 0]],
    ['a frame header across the end of a window', segment(0xe0, 65_530).concat(segment(0xfe, 4))],
  ])('follows a JPEG to its frame header behind %s', async (_, metadata) => {
    expect(await header([0xff, 0xd8, ...metadata, ...frame(900, 700)])).toEqual({ type: 'image/jpeg', width: 900, height: 700 });
  });

  it('says where a JPEG breaks off', async () => {
    await expect(header([0xff, 0xd8, ...segment(0xe1, 65_535), 0xff, 0xe1, 0, 1, 0, 0, 0, 0, 0])).rejects.toMatchObject({ code: 'picture-undecodable', about: 'byte 65537' });
    await expect(header([0xff, 0xd8, ...segment(0xe1, 2000).slice(0, 900)])).rejects.toMatchObject({ code: 'picture-undecodable', about: 'byte 902' });
    await expect(header([0xff, 0xd8, ...segment(0xe1, 2000), 0xff, 0xda, ...be16(12), ...frame(9, 9)])).rejects.toMatchObject({ code: 'picture-undecodable' });
  });

  it('finds the sides of an AVIF whose properties lie behind its pixels', async () => {
    const avif = [...be32(16), ...ascii('ftypavif'), 0, 0, 0, 0, ...be32(300_008), ...ascii('mdat'), ...new Array<number>(300_000).fill(0x69), ...be32(28), ...ascii('meta'), ...be32(20), ...ascii('ispe'), 0, 0, 0, 0, ...be32(300), ...be32(200)];
    expect(await header(avif)).toEqual({ type: 'image/avif', width: 300, height: 200 });
  });

  it('takes what a phone of 50 megapixels makes, and names the size of what is too much', async () => {
    expect(await header(png(8160, 6144), 99)).toMatchObject({ width: 8160 });
    expect(await header(png(10_000, 10_000), 99)).toMatchObject({ width: 10_000 });
    await expect(header(png(12_000, 9000), 99)).rejects.toMatchObject({ code: 'picture-too-large', about: '108 megapixels' });
  });

  it.each([
    ['a PDF document', ascii('%PDF-1.7\n%')],
    ['an archive', ascii('PK\x03\x04 a zip')],
    ['a video', [0, 0, 0, 24, ...ascii('ftypisom'), 0, 0, 0, 0]],
    ['a video', [0x1a, 0x45, 0xdf, 0xa3, 1, 0]],
    ['a sound', ascii('ID3\x04\x00')],
    ['a web page', ascii('<!doctype html><html>')],
    ['a text', ascii('just words')],
    [undefined, [0, 1, 2, 3, 4, 5]],
  ])('says that a file is %s', async (about, bytes) => {
    await expect(header(bytes)).rejects.toMatchObject({ code: 'picture-not-an-image', about });
  });

  it.each([
    ['picture-empty', [], 0],
    ['file-too-large', png(9, 9), MAX_FILE_BYTES + 1],
    ['picture-not-an-image', ascii('PK\x03\x04 a zip'), 12],
    ['picture-not-an-image', ascii('<!doctype html><html>'), 21],
    ['picture-unsupported', ascii('<?xml version="1.0"?><svg xmlns="x">'), 36],
    ['picture-heic', [0, 0, 0, 24, ...ascii('ftypheic'), 0, 0, 0, 0], 16],
    ['picture-unsupported', [...ascii('II*\0'), 0, 0], 6],
    ['picture-too-large', png(10_000, 10_001), 99],
    ['picture-too-large', png(0xffffffff, 0xffffffff), 99],
    ['picture-too-small', png(7, 900), 99],
    ['picture-undecodable', png(0, 0), 99],
    ['picture-undecodable', [0xff, 0xd8, 0xff, 0xe0, 0, 0], 6],
  ] as const)('answers %s', async (code, bytes, size) => {
    await expect(header([...bytes], size)).rejects.toMatchObject({ code });
  });

  it('throws nothing but its own errors, whatever the bytes', async () => {
    const starts = [png(64, 64), jpeg(64, 64), ascii('GIF89a'), ascii('RIFF1234WEBPVP8L'), ascii('BM'), [0, 0, 0, 255, ...ascii('ftypavif')], []];
    await fc.assert(fc.asyncProperty(fc.constantFrom(...starts), fc.nat(40), fc.uint8Array({ maxLength: 300 }), async (start, keep, rest) => {
      try {
        const { width, height } = await header([...start.slice(0, keep), ...rest]);
        expect(width * height).toBeLessThanOrEqual(MAX_PIXELS);
        expect(Math.min(width, height)).toBeGreaterThanOrEqual(8);
      } catch (error) {
        expect(error).toBeInstanceOf(OrchardError);
      }
    }), { numRuns: 2000 });
  });
});
