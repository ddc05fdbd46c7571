import { describe, expect, it } from 'vitest';
import { bytesIn, MOST_ENTRIES, Records } from '../../../src/clients/records.ts';

const notice = (name: string) => ({ kind: 'notice', from: 'monitor', name, bytes: 1 }) as const;

describe('Records', () => {
  it('tells of a call while it waits, and of what came of it once', () => {
    const records = new Records();
    const over = records.begin('serving', 'deploy', { weights: new Uint8Array(300) });
    expect(records.waiting).toMatchObject([{ from: 'serving', name: 'deploy', sentBytes: 300 }]);
    expect(records.entries).toEqual([]);
    over('model-failed');
    over('ok');
    expect(records.waiting).toEqual([]);
    expect(records.entries).toMatchObject([{ kind: 'call', from: 'serving', name: 'deploy', sentBytes: 300, answeredBytes: 0, outcome: 'model-failed' }]);
  });

  it('keeps so many and no more, and what happened once outlasts what comes all the time', () => {
    const records = new Records();
    records.record({ kind: 'problem', from: 'page', name: 'line', outcome: 'worker-died' });
    records.record({ kind: 'action', from: 'page', name: 'line.play', elapsedMs: 3, outcome: 'ok' });
    for (let i = 0; i < 3 * MOST_ENTRIES; i += 1) records.record(notice('snapshot'));
    records.record(notice('alerts'));
    expect(records.entries).toHaveLength(MOST_ENTRIES);
    expect(records.total).toBe(3 * MOST_ENTRIES + 3);
    expect(records.entries.slice(0, 3)).toMatchObject([{ name: 'line', outcome: 'worker-died' }, { name: 'line.play' }, { name: 'snapshot' }]);
    expect(records.entries.at(-1)).toMatchObject({ name: 'alerts' });
    const ids = records.entries.map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    // Of what comes all the time, the newest are there.
    expect(ids.at(-2)).toBe(3 * MOST_ENTRIES + 2);
  });
});

describe('bytesIn', () => {
  it('counts buffers, files and texts, a buffer once', () => {
    const buffer = new ArrayBuffer(40);
    expect(bytesIn({ a: new Uint8Array(buffer), b: [new Float32Array(buffer), { c: 'four' }], d: new Blob(['xyz']), e: null, f: 7 })).toBe(40 + 4 + 3);
    expect(bytesIn(undefined)).toBe(0);
  });

  it('ends with whatever holds itself or very much', () => {
    const ring: { own?: unknown } = {};
    ring.own = ring;
    expect(bytesIn(ring)).toBe(0);
    expect(bytesIn(Array.from({ length: 100_000 }, () => 'x'))).toBeLessThan(1000);
  });
});
