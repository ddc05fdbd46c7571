import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodePng } from '../../../workers/trainer/png.ts';
import { plainSha256, sha256 } from '../../../src/domain/common/sha256.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('SHA-256', () => {
  it('is the same in plain code, with and without the browser', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      const truth = createHash('sha256').update(bytes).digest('hex');
      expect(hex(plainSha256(bytes))).toBe(truth);
      expect(await sha256(Uint8Array.from(bytes), crypto.subtle)).toBe(truth);
    }), { numRuns: 60 });
  });
});

describe('PNG', () => {
  it('holds the very pixels, in chunks that add up', () => {
    // 200 × 120 spans several deflate blocks.
    const [width, height] = [200, 120];
    const data = new Uint8ClampedArray(width * height * 4).map((_, i) => (i % 4 === 3 ? 255 : (i * 31) & 255));
    const png = Buffer.from(encodePng({ width, height, data }));
    const chunks = new Map<string, Buffer>();
    for (let at = 8; at < png.length;) {
      const length = png.readUInt32BE(at);
      chunks.set(png.toString('latin1', at + 4, at + 8), png.subarray(at + 8, at + 8 + length));
      at += 12 + length;
    }
    expect([...chunks.keys()]).toEqual(['IHDR', 'IDAT', 'IEND']);
    const rows = inflateSync(chunks.get('IDAT')!);
    expect(rows.length).toBe(height * (1 + width * 3));
    for (const [x, y] of [[0, 0], [199, 119], [57, 93]] as const) {
      const at = y * (1 + width * 3) + 1 + x * 3;
      expect([...rows.subarray(at, at + 3)]).toEqual([...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 3)]);
    }
  });
});
