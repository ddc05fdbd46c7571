import { describe, expect, test } from 'vitest';
import { pack } from '../../../src/domain/common/pack.ts';
import { OfflineStore } from '../../../src/domain/feature-store/offline.ts';
import { decodeObserved, encodeObserved, tablesOf, type ObservedRows } from '../../../src/domain/feature-store/observed-rows.ts';
import { COUNT, viewOf } from './store.ts';

const run = (firstIndex: number, change: Partial<ObservedRows> = {}): ObservedRows => ({
  firstIndex, count: 3, eventTime: Float64Array.of(firstIndex, firstIndex + 1, firstIndex + 2), truthTime: Float64Array.of(firstIndex + 5, Infinity, firstIndex + 7),
  keys: { supplier: { names: ['Aldermere', 'Brookside'], positions: Uint32Array.of(1, 0, 1) }, lot: { names: ['7'], positions: Uint32Array.of(0, 0, 0) }, species: { names: ['äpfel'], positions: Uint32Array.of(0, 0, 0) } },
  columns: [
    { source: { name: 'truth', labels: ['ripe', 'unripe'], available: 'truth' }, values: Float32Array.of(1, NaN, 0) }, { source: { name: 'weight', labels: null, available: 'event' }, values: Float32Array.of(0.5, 1.5, NaN) },
  ],
  ...change,
});

describe('observed rows', () => {
  test('come back from their buffer as they were', () => {
    expect(decodeObserved(encodeObserved(run(4)))).toEqual(run(4));
  });

  test('a buffer that is torn or changed is refused', () => {
    const bytes = encodeObserved(run(4));
    expect(() => decodeObserved(bytes.slice(0, -8))).toThrow(/storage-corrupt/);
    for (let at = 8; at < bytes.byteLength; at += 7) {
      const other = bytes.slice(0);
      new Uint8Array(other)[at]! ^= 1;
      expect(() => decodeObserved(other)).toThrow(/storage-corrupt/);
    }
  });

  test.each<[string, Partial<ObservedRows>]>([
    ['a supplier that is none', { keys: { ...run(0).keys, supplier: { names: ['A'], positions: Uint32Array.of(0, 1, 0) } } }], ['a column too short', { eventTime: Float64Array.of(1) }], ['no rows', { count: 0 }], ['ever more rows', { count: 5000 }],
    ['an event at no time', { eventTime: Float64Array.of(1, Infinity, 3) }], ['a truth at no time', { truthTime: Float64Array.of(1, NaN, 3) }], ['a negative index', { firstIndex: -1 }],
    ['a label that stands for nothing', { columns: [{ source: { name: 'truth', labels: ['ripe'], available: 'truth' }, values: Float32Array.of(0, 1, 0) }] }],
    ['half a label', { columns: [{ source: { name: 'truth', labels: ['ripe', 'unripe'], available: 'truth' }, values: Float32Array.of(0, 0.5, 0) }] }],
    ['an endless number', { columns: [{ source: { name: 'weight', labels: null, available: 'event' }, values: Float32Array.of(0, Infinity, 0) }] }],
    ['a source that is none', { columns: [{ source: { name: 'weight', labels: null, available: 'never' as 'event' }, values: Float32Array.of(0, 1, 0) }] }],
    ['a name without end', { keys: { ...run(0).keys, lot: { names: ['x'.repeat(201)], positions: Uint32Array.of(0, 0, 0) } } }],
  ])('%s is refused', (_what, change) => {
    expect(() => decodeObserved(encodeObserved(run(4, change)))).toThrow(/storage-corrupt/);
  });

  test('another kind of buffer is refused', () => {
    expect(() => decodeObserved(pack({ kind: 'segment 2' }, {}))).toThrow(/storage-corrupt/);
    expect(() => decodeObserved(pack(null, {}))).toThrow(/storage-corrupt/);
  });

  test('make the tables that views are made from, of events that have a value', () => {
    const later = run(10, {
      keys: { ...run(10).keys, supplier: { names: ['Brookside', 'Crane'], positions: Uint32Array.of(1, 0, 0) } },
      columns: [{ source: { name: 'truth', labels: ['unripe', 'ripe'], available: 'truth' }, values: Float32Array.of(0, 0, 1) }],
    });
    const views = [viewOf('share', { kind: 'share', label: 'unripe' }), COUNT, viewOf('mean', { kind: 'mean' }), viewOf('other', { kind: 'sum' }, { source: 'sugar' })].map(({ view }) => view);
    const [truth, weight, ...others] = tablesOf([run(4), later], views);
    expect(others).toEqual([]);
    expect(truth).toEqual({
      kind: 'supplier', entities: ['Aldermere', 'Brookside', 'Crane'], entity: Int32Array.of(1, 1, 2, 1, 1), eventTime: Float64Array.of(4, 6, 10, 11, 12), availableTime: Float64Array.of(9, 11, 15, Infinity, 17),
      columns: { truth: { values: Float64Array.of(1, 0, 1, 1, 0), labels: ['ripe', 'unripe'] } },
    });
    expect(weight).toMatchObject({ entity: Int32Array.of(1, 0), eventTime: Float64Array.of(4, 5), availableTime: Float64Array.of(4, 5), columns: { weight: { values: Float64Array.of(0.5, 1.5) } } });
    const [share] = new OfflineStore([truth!, weight!]).join({ requests: [{ timeMs: 20, supplier: 'Brookside' }, { timeMs: 20, supplier: 'Crane' }], features: [viewOf('share', { kind: 'share', label: 'unripe' })] });
    expect([...share!.values]).toEqual([1 / 3, 1]);
    expect(tablesOf([], views)).toEqual([]);
  });
});
