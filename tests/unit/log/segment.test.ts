import { describe, expect, it } from 'vitest';
import { pack, unpack } from '../../../src/domain/common/pack.ts';
import { inShadow, pickRows, RowBuffer, sliceRows, type LogRows } from '../../../src/domain/log/rows.ts';
import { decodeSegment, encodeSegment } from '../../../src/domain/log/segment.ts';
import { judged } from './judged.ts';

function kept(options: Parameters<typeof judged>[0], shadow = false): LogRows {
  const batch = judged(options);
  const rival = { version: 9, predicted: batch.predicted.map((label) => 1 - label), scores: batch.scores.map((score) => 1 - score) };
  const buffer = new RowBuffer(options.first ?? 0, batch.labels, [], shadow);
  buffer.append(shadow ? { ...batch, shadow: rival } : batch, 0);
  return buffer.rows();
}

describe('segments of the log', () => {
  it('come back with the deployment and the version of each row', () => {
    const rows = kept({ first: 40, count: 60, version: 3, deployment: 5 });
    expect(decodeSegment(encodeSegment(rows))).toEqual(rows);
    expect([...rows.columns.deployment.slice(0, 2), ...rows.columns.version.slice(0, 2)]).toEqual([5, 5, 3, 3]);
  });

  it('come back with what a version said in the shadow', () => {
    const rows = kept({ first: 40, count: 60 }, true);
    const back = decodeSegment(encodeSegment(rows));
    expect(back).toEqual(rows);
    const rival = inShadow(back);
    expect(rival.columns.version[0]).toBe(9);
    expect([...rival.columns.predicted]).toEqual(Array.from(back.columns.predicted, (label) => 1 - label));
  });

  it('of before deployments were counted are read, their rows under none', () => {
    const rows = kept({ first: 40, count: 60, version: 3 });
    const { meta, columns } = unpack(encodeSegment(rows));
    const { deployment: _, ...before } = columns;
    const back = decodeSegment(pack({ ...(meta as object), kind: 'segment 1' }, before));
    expect(back).toEqual(rows);
    expect(new Set(back.columns.deployment)).toEqual(new Set([0]));
  });

  it('hold consecutive rows only', () => {
    expect(() => encodeSegment(pickRows(kept({ count: 10 }), [1, 4]))).toThrow(expect.objectContaining({ code: 'internal' }));
  });

  it('of a shadow with a label that is none are corrupt', () => {
    const rows = kept({ count: 10 }, true);
    rows.shadow!.predicted[3] = 7;
    expect(() => decodeSegment(encodeSegment(rows))).toThrow(expect.objectContaining({ code: 'storage-corrupt' }));
  });
});

describe('rows with others in between', () => {
  it('are picked and sliced with their events, and what was said of them in the shadow', () => {
    const rows = kept({ first: 100, count: 20 }, true);
    const picked = pickRows(rows, [2, 3, 7, 19]);
    expect([...picked.indices!, picked.firstIndex, picked.count]).toEqual([102, 103, 107, 119, 102, 4]);
    const [slice, whole] = [sliceRows(picked, 2, 4), sliceRows(rows, 7, 8)];
    expect([...slice.indices!, slice.firstIndex]).toEqual([107, 119, 107]);
    expect([...sliceRows(slice, 0, 1).columns.scores]).toEqual([...whole.columns.scores]);
    expect([...sliceRows(slice, 0, 1).shadow!.scores]).toEqual([...whole.shadow!.scores]);
  });
});
