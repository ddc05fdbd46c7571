import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHalf, toHalf } from '../../../src/domain/log/half.ts';
import { RowBuffer, featureAt, scoreAt, shareOf } from '../../../src/domain/log/rows.ts';
import { SEGMENT_ROWS } from '../../../src/domain/log/segment-rows.ts';
import { decodeSegment, encodeSegment } from '../../../src/domain/log/segment.ts';
import { judged } from '../../unit/log/judged.ts';

const shape = fc.record({
  first: fc.nat(10_000_000),
  count: fc.integer({ min: 1, max: 300 }),
  labels: fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 14 }),
  features: fc.uniqueArray(fc.string({ minLength: 1, maxLength: 12 }), { maxLength: 24 }),
  version: fc.integer({ min: 1, max: 2 ** 31 }),
});

function buffered(options: Parameters<typeof judged>[0]) {
  const batch = judged(options);
  const buffer = new RowBuffer(batch.columns.index[0]!, batch.labels, options.features ?? []);
  buffer.append(batch, 0);
  return { batch, buffer };
}

describe('a segment', () => {
  it('gives back every row, exactly or within the documented precision', () => {
    fc.assert(fc.property(shape, (options) => {
      const { batch, buffer } = buffered(options);
      const rows = decodeSegment(encodeSegment(buffer.rows()));
      expect([rows.firstIndex, rows.count, rows.labels, rows.features]).toEqual([options.first, options.count, options.labels, options.features]);
      const { columns } = batch;
      const exact = [
        [rows.columns.timeMs, columns.timeMs], [rows.columns.species, columns.species], [rows.columns.cultivar, columns.cultivar],
        [rows.columns.truth, columns.truth], [rows.columns.reportedTruth, columns.reportedTruth], [rows.columns.drift, columns.drift],
        [rows.columns.predicted, batch.predicted], [rows.columns.intervalMs, batch.columns.intervalMs], [rows.columns.latencyMs, batch.latencyMs], [rows.columns.modelMs, batch.modelMs], [rows.columns.queue, batch.queue],
      ];
      for (const [stored, given] of exact) expect(stored).toEqual(given);
      expect(rows.columns.version.every((version) => version === options.version)).toBe(true);
      for (let row = 0; row < rows.count; row += 1) {
        expect(Math.abs(shareOf(rows.columns.ripeness[row]!) - columns.ripeness[row]!)).toBeLessThan(1 / 131_000);
        for (let label = 0; label < rows.labels.length; label += 1) {
          expect(Math.abs(scoreAt(rows, row, label) - batch.scores[row * rows.labels.length + label]!)).toBeLessThan(1 / 131_000);
        }
        for (let feature = 0; feature < rows.features.length; feature += 1) {
          const given = batch.features[row * rows.features.length + feature]!;
          expect(Math.abs(featureAt(rows, row, feature) - given)).toBeLessThanOrEqual(given / 2048 + 2 ** -25);
        }
      }
    }), { numRuns: 20 });
  });

  it('loses nothing more when it is stored again', () => {
    fc.assert(fc.property(shape, (options) => {
      const once = encodeSegment(buffered(options).buffer.rows());
      const copy = new RowBuffer(options.first, options.labels, options.features);
      copy.appendRows(decodeSegment(once));
      expect(new Uint8Array(encodeSegment(copy.rows()))).toEqual(new Uint8Array(once));
    }), { numRuns: 20 });
  });

  it('is the same however its rows came in', () => {
    fc.assert(fc.property(shape, fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), (options, sizes) => {
      const { batch, buffer } = buffered(options);
      const pieces = new RowBuffer(options.first, options.labels, options.features);
      for (let row = 0, i = 0; row < options.count; i += 1) {
        const count = Math.min(sizes[i % sizes.length]!, options.count - row);
        const piece = judged({ ...options, first: options.first + row, count });
        piece.features.set(batch.features.subarray(row * options.features.length, (row + count) * options.features.length));
        pieces.append(piece, 0);
        row += count;
      }
      expect(pieces.rows()).toEqual(buffer.rows());
    }), { numRuns: 30 });
  });

  it('takes no more than fits, and stops at a gap', () => {
    const buffer = new RowBuffer(0, ['a', 'b'], []);
    const batch = judged({ count: SEGMENT_ROWS + 10, labels: ['a', 'b'] });
    expect(buffer.append(batch, 0)).toBe(SEGMENT_ROWS);
    const gap = judged({ count: 10, labels: ['a', 'b'] });
    gap.columns.index[6] = 90;
    expect(new RowBuffer(0, ['a', 'b'], []).append(gap, 0)).toBe(6);
  });

  it('takes about ninety bytes a row with the usual features', () => {
    const features = Array.from({ length: 24 }, (_, i) => `f${i}`);
    const buffer = new RowBuffer(0, ['ripe', 'unripe'], features);
    buffer.append(judged({ count: SEGMENT_ROWS, features }), 0);
    expect(encodeSegment(buffer.rows()).byteLength / SEGMENT_ROWS).toBeLessThan(95);
  });
});

describe('half floats', () => {
  it('are within their precision over their range', () => {
    fc.assert(fc.property(fc.float({ min: Math.fround(-65_504), max: Math.fround(65_504), noNaN: true }), (value) => {
      expect(Math.abs(fromHalf(toHalf(value)) - value)).toBeLessThanOrEqual(Math.max(Math.abs(value) * 2 ** -11, 2 ** -25));
    }));
  });
});
