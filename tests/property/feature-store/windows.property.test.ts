import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Aggregation } from '../../../src/domain/feature-store/aggregation.ts';
import { pointInTimeJoin } from '../../../src/domain/feature-store/point-in-time.ts';
import { featuresAt, featuresNaively, type EntityRow, type FeatureRow, type Observation } from '../../../src/domain/feature-store/rows.ts';
import type { WindowFeature } from '../../../src/domain/feature-store/windows.ts';

const key = fc.constantFrom('a', 'b', '__proto__');
const time = fc.nat(40);
const row = (value: fc.Arbitrary<Observation>) => fc.record({ key, eventTime: time, createdTime: time, value });
const numbers = fc.array(row(fc.integer({ min: -64, max: 64 }).map((n) => n / 4)), { maxLength: 30 });
const labels = fc.array(row(fc.constantFrom('ripe', 'unripe', 'odd')), { maxLength: 30 });
const requests = fc.array(fc.record({ key, time }), { maxLength: 8 });
const window = fc.option(fc.integer({ min: 1, max: 50 }), { nil: null });
const KINDS = ['count', 'sum', 'mean', 'std', 'min', 'max', 'last'] as const;
const features = (of: number | null): WindowFeature[] => [
  ...KINDS.map((kind): WindowFeature => ({ name: kind, aggregation: { kind }, window: of })), { name: 'ewma', aggregation: { kind: 'ewma', halfLife: 5 }, window: of },
];
const known = (rows: readonly FeatureRow<Observation>[], { key: wanted, time: at }: EntityRow, of: number | null): FeatureRow<Observation>[] =>
  rows.filter((each) => each.key === wanted && each.eventTime <= at && each.createdTime <= at && (of === null || each.eventTime > at - of));

describe('features at a moment', () => {
  test('are told by what had happened and was written down by then, and within the window', () => {
    fc.assert(fc.property(requests, numbers, window, (wanted, rows, of) => {
      featuresAt(wanted, rows, features(of)).forEach((values, i) => {
        const seen = known(rows, wanted[i]!, of).map(({ value }) => value as number);
        expect(values.count).toBe(seen.length);
        expect(values.sum).toBe(seen.reduce((sum, each) => sum + each, 0));
        if (seen.length === 0) {
          expect(KINDS.slice(2).map((kind) => values[kind])).toEqual([null, null, null, null, null]);
          expect(values.ewma).toBeNull();
          return;
        }
        expect([values.min, values.max]).toEqual([Math.min(...seen), Math.max(...seen)]);
        expect(values.mean).toBeCloseTo(seen.reduce((sum, each) => sum + each, 0) / seen.length, 10);
        const mean = values.mean as number;
        expect(values.std).toBeCloseTo(Math.sqrt(seen.reduce((sum, each) => sum + (each - mean) ** 2, 0) / seen.length), 10);
        const faded = known(rows, wanted[i]!, of).map(({ eventTime, value }) => ({ weight: 0.5 ** ((wanted[i]!.time - eventTime) / 5), value: value as number }));
        expect(values.ewma).toBeCloseTo(faded.reduce((sum, each) => sum + each.weight * each.value, 0) / faded.reduce((sum, each) => sum + each.weight, 0), 9);
      });
    }));
  });

  test('nothing that happens or is written down later changes them', () => {
    fc.assert(fc.property(requests, numbers, numbers, window, (wanted, rows, others, of) => {
      const later = wanted.map((request) => others.filter((each) => each.eventTime > request.time || each.createdTime > request.time));
      wanted.forEach((request, i) => expect(featuresAt([request], [...rows, ...later[i]!], features(of))).toEqual(featuresAt([request], rows, features(of))));
    }));
  });

  test('the last observation is the one that a point-in-time join finds', () => {
    fc.assert(fc.property(requests, labels, (wanted, rows) => {
      const last = featuresAt(wanted, rows, [{ name: 'last', aggregation: { kind: 'last' }, window: null }]).map((values) => values.last);
      expect(last).toEqual(pointInTimeJoin(wanted, rows, { ttl: 0, createdCutoff: true }));
    }));
  });

  test('shares of labels make up one, and a label that was never seen has none', () => {
    fc.assert(fc.property(requests, labels, window, (wanted, rows, of) => {
      const shares = ['ripe', 'unripe', 'odd', 'never'].map((label): WindowFeature => ({ name: label, aggregation: { kind: 'share', label }, window: of }));
      featuresAt(wanted, rows, shares).forEach((values, i) => {
        const seen = known(rows, wanted[i]!, of);
        if (seen.length === 0) expect(values.ripe).toBeNull();
        else expect([values.ripe, values.never, (values.ripe as number) + (values.unripe as number) + (values.odd as number)]).toEqual([seen.filter(({ value }) => value === 'ripe').length / seen.length, 0, expect.closeTo(1, 12)]);
      });
    }));
  });

  test('equal values have no spread and are their own mean, whatever they are', () => {
    fc.assert(fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }).filter((value) => Object.is(value, 0) || Math.abs(value) > 1e-100), fc.integer({ min: 1, max: 50 }), (value, n) => {
      const rows = Array.from({ length: n }, (_, i) => ({ key: 'a', eventTime: i, createdTime: i, value }));
      expect(featuresAt([{ key: 'a', time: 1e9 }], rows, features(null))[0]).toMatchObject({ mean: value, std: 0, min: value, max: value, last: value, ewma: expect.closeTo(value, 6) as number });
    }));
  });

  test('naively every request of an entity gets what is known of it in the end', () => {
    fc.assert(fc.property(requests, numbers, window, (wanted, rows, of) => {
      const onTime = rows.map((each) => ({ ...each, createdTime: each.eventTime }));
      const end = (own: string) => Math.max(...rows.filter((each) => each.key === own).map(({ eventTime }) => eventTime), -Infinity);
      featuresNaively(wanted, rows, features(of)).forEach((values, i) => {
        // Rows of one moment keep the order in which they were written down.
        const ordered = onTime.map((each, at) => ({ each, created: rows[at]!.createdTime })).toSorted((a, b) => a.created - b.created).map(({ each }) => each);
        expect(values).toEqual(featuresAt([{ key: wanted[i]!.key, time: end(wanted[i]!.key) }], ordered, features(of))[0]);
      });
    }));
  });

  const rows: FeatureRow<Observation>[] = [{ key: 'a', eventTime: 1, createdTime: 1, value: 2 }];
  const feature = (aggregation: Aggregation, of: number | null = null): WindowFeature => ({ name: 'f', aggregation, window: of });
  test.each<[string, EntityRow[], FeatureRow<Observation>[], WindowFeature[]]>([
    ['a window of nothing', [], rows, [feature({ kind: 'sum' }, 0)]], ['an endless window', [], rows, [feature({ kind: 'sum' }, Infinity)]], ['a window of NaN', [], rows, [feature({ kind: 'sum' }, NaN)]],
    ['no half-life', [], rows, [feature({ kind: 'ewma', halfLife: 0 })]], ['a half-life of NaN', [], rows, [feature({ kind: 'ewma', halfLife: NaN })]], ['two features of one name', [], rows, [feature({ kind: 'sum' }), feature({ kind: 'min' })]],
    ['NaN', [], [{ ...rows[0]!, value: NaN }], [feature({ kind: 'count' })]], ['Infinity', [], [{ ...rows[0]!, value: Infinity }], [feature({ kind: 'count' })]],
    ['an event at no time', [], [{ ...rows[0]!, eventTime: NaN }], [feature({ kind: 'count' })]], ['a row written at no time', [], [{ ...rows[0]!, createdTime: NaN }], [feature({ kind: 'count' })]],
    ['a request at no time', [{ key: 'a', time: NaN }], rows, [feature({ kind: 'count' })]], ['the mean of labels', [{ key: 'a', time: 1 }], [{ ...rows[0]!, value: 'ripe' }], [feature({ kind: 'mean' })]],
  ])('%s is refused', (_what, wanted, given, defined) => {
    expect(() => featuresAt(wanted, given, defined)).toThrow(/argument-invalid/);
    expect(() => featuresNaively(wanted, given, defined)).toThrow(/argument-invalid/);
  });
});
