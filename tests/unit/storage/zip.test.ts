import { zipSync, strToU8 } from 'fflate';
import { describe, expect, it, vi } from 'vitest';
import { crc32 } from '../../../src/domain/common/crc32.ts';
import { readProject } from '../../../src/storage/project/import.ts';
import { unzipPictures } from '../../../src/storage/project/picture-zip.ts';
import { readDirectory } from '../../../src/storage/project/zip-reader.ts';
import { ZipWriter } from '../../../src/storage/project/zip-writer.ts';

const LIMITS = { entries: 100, entryBytes: 1e6, totalBytes: 1e6 };
const names = async (bytes: Uint8Array) => (await readDirectory(new Blob([bytes as Uint8Array<ArrayBuffer>]), LIMITS)).map(({ name }) => name);
const u16 = (n: number) => [n & 255, n >> 8];
const u32 = (n: number) => [...u16(n & 0xffff), ...u16(n >>> 16)];
const u64 = (n: number) => [...u32(n), 0, 0, 0, 0];

interface Stored {
  name: Uint8Array;
  data?: Uint8Array;
  flags?: number;
  method?: number;
  crc?: number;
  /** Sizes follow the data, as streaming packers write them. */
  descriptor?: boolean;
  /** Sizes and offset in a zip64 field. */
  long?: boolean;
}

/** A zip as packers of several kinds write it. */
function pack(files: readonly Stored[], { long = false } = {}): Uint8Array {
  const local: number[] = [];
  const directory: number[] = [];
  for (const { name, data = new Uint8Array(), flags = 0, method = 0, crc = 0, descriptor = false, long: wide = false } of files) {
    const offset = local.length;
    const bits = flags | (descriptor ? 8 : 0);
    const sizes = [...u32(crc), ...u32(data.length), ...u32(data.length)];
    local.push(...u32(0x04034b50), ...u16(20), ...u16(bits), ...u16(method), ...u32(0), ...(descriptor ? u32(0).concat(u32(0), u32(0)) : sizes), ...u16(name.length), ...u16(0), ...name, ...data);
    if (descriptor) local.push(...u32(0x08074b50), ...sizes);
    const extra = wide ? [...u16(1), ...u16(24), ...u64(data.length), ...u64(data.length), ...u64(offset)] : [];
    directory.push(...u32(0x02014b50), ...u16(20), ...u16(20), ...u16(bits), ...u16(method), ...u32(0), ...u32(crc), ...(wide ? u32(0xffffffff).concat(u32(0xffffffff)) : sizes.slice(4)), ...u16(name.length), ...u16(extra.length), ...u16(0), ...u16(0), ...u16(0), ...u32(0), ...u32(wide ? 0xffffffff : offset), ...name, ...extra);
  }
  const at = local.length;
  const end64 = long ? [...u32(0x06064b50), ...u64(44), ...u16(45), ...u16(45), ...u32(0), ...u32(0), ...u64(files.length), ...u64(files.length), ...u64(directory.length), ...u64(at), ...u32(0x07064b50), ...u32(0), ...u64(at + directory.length), ...u32(1)] : [];
  const end = long ? [...u16(0xffff), ...u16(0xffff), ...u32(0xffffffff), ...u32(0xffffffff)] : [...u16(files.length), ...u16(files.length), ...u32(directory.length), ...u32(at)];
  return Uint8Array.from([...local, ...directory, ...end64, ...u32(0x06054b50), ...u16(0), ...u16(0), ...end, ...u16(0)]);
}

const raw = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const open = (bytes: Uint8Array) => unzipPictures(new Blob([bytes as Uint8Array<ArrayBuffer>]));
const TINY = { data: Uint8Array.of(7), crc: crc32(Uint8Array.of(7)) };

describe('a zip of pictures', () => {
  it('may have folders, and names in any script', async () => {
    expect(await names(zipSync({ 'ripe/': new Uint8Array(), 'ripe/a.jpg': Uint8Array.of(1), 'R\u00e9colte/\u{1f34c}.png': Uint8Array.of(2) }))).toEqual(['ripe/', 'ripe/a.jpg', 'R\u00e9colte/\u{1f34c}.png']);
    expect(await names(pack([{ name: raw('gr\xfcn/a.jpg') }, { name: raw('ripe\\b.jpg') }, { name: raw('./ripe/c.jpg') }]))).toEqual(['gr\u00fcn/a.jpg', 'ripe/b.jpg', 'ripe/c.jpg']);
  });

  it('may be stored or deflated, streamed, or of 64 bits', async () => {
    for (const bytes of [
      zipSync({ 'ripe/a.png': [Uint8Array.of(7), { level: 0 }] }), zipSync({ 'ripe/a.png': [Uint8Array.of(7), { level: 9 }] }),
      pack([{ name: raw('ripe/a.png'), ...TINY, descriptor: true }]), pack([{ name: raw('ripe/a.png'), ...TINY, long: true }], { long: true }),
    ]) {
      const [file] = await open(bytes);
      expect(file).toMatchObject({ path: 'ripe/a.png' });
      expect('blob' in file! && [...new Uint8Array(await file.blob.arrayBuffer())]).toEqual([7]);
    }
  });

  it('loses only the file that is damaged, locked, or packed in another way', async () => {
    const files = await open(pack([{ name: raw('a/good.png'), ...TINY }, { name: raw('a/bad.png'), ...TINY, crc: 1 }, { name: raw('a/locked.png'), ...TINY, flags: 1 }, { name: raw('a/new.png'), ...TINY, method: 93 }]));
    expect(files.map((file) => ('code' in file ? file.code : file.path))).toEqual(['a/good.png', 'file-checksum', 'zip-encrypted', 'zip-method']);
  });

  it.each(['../a.png', 'a/../../b.png', '/etc/a.png', 'C:\\a.png', 'a\\..\\..\\b.png', 'a\0.png'])('that would write to %j is refused as harmful', async (name) => {
    await expect(open(pack([{ name: raw(name), ...TINY }]))).rejects.toMatchObject({ code: 'zip-hostile' });
  });

  it('is no project, and a project is no zip of pictures', async () => {
    const photos = new Blob([zipSync({ 'ripe/a.jpg': Uint8Array.of(1), '__MACOSX/._a.jpg': Uint8Array.of(1) }) as Uint8Array<ArrayBuffer>]);
    const teachable = new Blob([zipSync({ 'manifest.json': strToU8('{"type":"image","version":"2.4.10"}'), 'Class 1-!-0.png': Uint8Array.of(1) }) as Uint8Array<ArrayBuffer>]);
    for (const file of [photos, teachable]) await expect(readProject(file)).rejects.toMatchObject({ code: 'project-foreign' });
    expect((await unzipPictures(teachable)).map(({ path }) => path)).toEqual(['manifest.json', 'Class 1-!-0.png']);
    const project = zipSync({ 'manifest.json': strToU8('{"format":"orchard-project","schema":99}'), 'pictures/ab': Uint8Array.of(1) });
    await expect(open(project)).rejects.toMatchObject({ code: 'picture-not-an-image', about: 'a project that Orchard wrote' });
  });
});

it.each([0, 9e12])('a zip is written whatever the clock says: %d ms', async (now) => {
  const clock = vi.spyOn(Date, 'now').mockReturnValue(now);
  const zip = new ZipWriter();
  zip.add('a', strToU8('a'));
  expect((await readDirectory(zip.finish(), LIMITS)).map(({ name }) => name)).toEqual(['a']);
  clock.mockRestore();
});
