import { describe, expect, it } from 'vitest';
import { featureAt, scoreAt } from '../../../src/domain/log/rows.ts';
import { decodeSegment } from '../../../src/domain/log/segment.ts';
import { truthFor } from '../../../src/domain/world/stream/truth.ts';
import { unpackBytes } from '../../../src/domain/common/base64.ts';
import { MOST_REFERENCE_ROWS, packReferenceRows } from '../../../src/domain/registry/reference-rows.ts';

const split = (labels: readonly string[], count: number) => ({
  labels, truth: Array.from({ length: count }, (_, i) => i % labels.length), predicted: Array.from({ length: count }, (_, i) => (i * 7) % labels.length),
  scores: Float32Array.from({ length: count * labels.length }, (_, i) => (i % 5) / 5),
  featureNames: ['a', 'b'], features: Float32Array.from({ length: count * 2 }, (_, i) => i / 8),
});
const opened = (packed: string) => decodeSegment(unpackBytes(packed).buffer);

describe('a test split as rows of the log', () => {
  it.each([[['Unripe', 'ripe', 'rotten']], [['banana', 'Apple']], [['cat', 'dog']]])('keeps truths of %j where the orchard knows them', (labels) => {
    const rows = opened(packReferenceRows(split(labels, 9)));
    const known = truthFor(rows.labels, rows.columns);
    expect(rows.count).toBe(9);
    if (labels[0] === 'cat') expect(known).toBeNull();
    else expect(Array.from(known!)).toEqual(Array.from({ length: 9 }, (_, i) => (labels[i % labels.length] === 'rotten' ? 255 : i % labels.length)));
    expect([scoreAt(rows, 2, 1), featureAt(rows, 4, 1)]).toEqual([expect.closeTo(((2 * labels.length + 1) % 5) / 5, 4), 9 / 8]);
  });

  it('is thinned evenly, and nothing at all when empty', () => {
    const rows = opened(packReferenceRows(split(['ripe', 'unripe'], 3 * MOST_REFERENCE_ROWS)));
    expect(rows.count).toBe(MOST_REFERENCE_ROWS);
    expect(featureAt(rows, 999, 0)).toBeCloseTo((2997 * 2) / 8, -1);
    expect(packReferenceRows(split(['ripe', 'unripe'], 0))).toBe('');
  });
});
