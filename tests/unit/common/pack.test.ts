import { describe, expect, it } from 'vitest';
import { crc32 } from '../../../src/domain/common/crc32.ts';
import { fromHalf, toHalf } from '../../../src/domain/log/half.ts';
import { pack, unpack } from '../../../src/domain/common/pack.ts';

describe('CRC-32', () => {
  it('has its check value', () => {
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
    expect(crc32(new Uint8Array())).toBe(0);
  });
});

describe('half floats', () => {
  it.each([
    [0, 0x0000], [-0, 0x8000], [1, 0x3c00], [-2, 0xc000], [65_504, 0x7bff], [65_519, 0x7bff], [65_520, 0x7c00], [Infinity, 0x7c00], [-Infinity, 0xfc00],
    [2 ** -14, 0x0400], [2 ** -24, 0x0001], [2 ** -25, 0x0000], [1.5 * 2 ** -24, 0x0002], [0.333251953125, 0x3555], [1 + 2 ** -11, 0x3c00], [1 + 3 * 2 ** -11, 0x3c02],
  ])('%d is %i', (value, bits) => {
    expect(toHalf(value)).toBe(bits);
  });

  it('keep NaN', () => {
    expect(fromHalf(toHalf(NaN))).toBeNaN();
  });

  it('decode to what encodes to them', () => {
    const wrong = Array.from({ length: 65_536 }, (_, bits) => bits).filter((bits) => !Number.isNaN(fromHalf(bits)) && toHalf(fromHalf(bits)) !== bits);
    expect(wrong).toEqual([]);
  });
});

describe('packed columns', () => {
  const columns = { a: Uint8Array.of(1, 2, 3), b: Float64Array.of(0.5), c: Uint16Array.of(), d: Uint32Array.of(7), e: Float32Array.of(1.5, 2.5) };

  it('come back with their types and words of any script', () => {
    const packed = pack({ label: 'überreif 🍎 "x"' }, columns);
    expect(unpack(packed)).toEqual({ meta: { label: 'überreif 🍎 "x"' }, columns });
  });

  it('notice any changed byte and any missing end', () => {
    const packed = pack({ k: 1 }, columns);
    for (let at = 0; at < packed.byteLength; at += 1) {
      const changed = new Uint8Array(packed.slice(0));
      changed[at]! ^= 0x10;
      expect(() => unpack(changed.buffer)).toThrow(expect.objectContaining({ code: 'storage-corrupt' }));
      expect(() => unpack(packed.slice(0, at))).toThrow(expect.objectContaining({ code: 'storage-corrupt' }));
    }
  });

  it('refuse headers that lie, though the checksum fits', () => {
    const honest = pack({}, { a: Uint8Array.of(1) });
    for (const [from, to] of [['"u8",1', '"u8",9'], ['"u8",1', '"u9",1'], ['"u8",1', '"u8",-'], ['columns', 'columnz']] as const) {
      const bytes = new Uint8Array(honest.slice(0));
      const at = new TextDecoder('latin1').decode(bytes).indexOf(from);
      bytes.set(new TextEncoder().encode(to), at);
      new DataView(bytes.buffer).setUint32(4, crc32(bytes.subarray(8)), true);
      expect(() => unpack(bytes.buffer)).toThrow(expect.objectContaining({ code: 'storage-corrupt' }));
    }
  });
});
