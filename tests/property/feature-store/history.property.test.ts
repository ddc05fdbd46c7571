import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { History, type Observations } from '../../../src/domain/feature-store/history.ts';
import { windowedAt, windowedNaively, type ColumnFeature } from '../../../src/domain/feature-store/windows.ts';

/** Times beyond 0, fractions of seconds, and values in which digits cancel. */
const time = fc.oneof(fc.integer({ min: -30, max: 60 }), fc.integer({ min: -300, max: 600 }).map((tenths) => tenths / 10));
const value = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.constantFrom(0.1, 1e9 + 0.1, -1e9 - 0.2));
const row = fc.record({ entity: fc.nat(2), event: time, delay: fc.oneof(fc.constant(0), fc.nat(40), fc.constant(Infinity), fc.integer({ min: -20, max: -1 })), value: value.map((x) => (Math.abs(x) < 1e-100 ? 0 : x)) });
const rows = fc.array(row, { maxLength: 40 });
const asked = fc.array(fc.record({ entity: fc.integer({ min: -1, max: 2 }), time }), { minLength: 1, maxLength: 12 });
const window = fc.constantFrom(null, 0.5, 3, 20, 200);
type Row = typeof row extends fc.Arbitrary<infer R> ? R : never;
type Asked = { entity: number; time: number };

const observations = (of: readonly Row[]): Observations => ({
  entities: ['a', 'b', 'c'], entity: Int32Array.from(of, ({ entity }) => entity), eventTime: Float64Array.from(of, ({ event }) => event), availableTime: Float64Array.from(of, ({ event, delay }) => event + delay),
});
const requestsOf = (of: readonly Asked[]) => ({ entity: Int32Array.from(of, ({ entity }) => entity), time: Float64Array.from(of, (request) => request.time) });
const featuresOf = (of: readonly Row[], back: number | null): ColumnFeature[] => {
  const column = { values: Float64Array.from(of, (each) => each.value) };
  const labels = { values: Float64Array.from(of, (each) => (each.value > 0 ? 1 : 0)), labels: ['no', 'yes'] };
  return [
    ...(['count', 'sum', 'mean', 'std', 'min', 'max', 'last'] as const).map((kind): ColumnFeature => ({ name: kind, aggregation: { kind }, window: back, column })),
    { name: 'ewma', aggregation: { kind: 'ewma', halfLife: 2 }, window: back, column }, { name: 'share', aggregation: { kind: 'share', label: 'yes' }, window: back, column: labels },
  ];
};
const at = (of: readonly Row[], requests: readonly Asked[], back: number | null, asOf?: number) =>
  windowedAt(new History(observations(of), asOf), requestsOf(requests), featuresOf(of, back)).map(({ values }) => [...values]);

describe('features over a history', () => {
  test('carried from request to request they are, to the bit, what each request finds alone', () => {
    fc.assert(fc.property(rows, asked, window, (of, requests, back) => {
      const together = at(of, requests, back);
      requests.forEach((request, i) => expect(at(of, [request], back).map(([alone]) => alone)).toEqual(together.map((values) => values[i])));
    }));
  });

  test('nothing that was not known at the moment changes a bit of them, nor does the order of the rows', () => {
    fc.assert(fc.property(rows, asked, window, (of, requests, back) => {
      const together = at(of, requests, back);
      requests.forEach((request, i) => {
        const known = of.filter(({ event, delay }) => event <= request.time && event + delay <= request.time);
        // Rows of one event and one arrival are told apart by their order alone.
        const shuffled = known.toReversed().toSorted((a, b) => a.event - b.event || a.delay - b.delay || of.indexOf(a) - of.indexOf(b)).toSorted((a, b) => b.entity - a.entity);
        expect(at(shuffled, [request], back).map(([alone]) => alone)).toEqual(together.map((values) => values[i]));
      });
    }));
  });

  test('as of a moment they are those of a history in which nothing arrived later', () => {
    fc.assert(fc.property(rows, asked, window, time, (of, requests, back, asOf) => {
      expect(at(of, requests, back, asOf)).toEqual(at(of.filter(({ event, delay }) => event + delay <= asOf), requests, back));
    }));
  });

  test('the naive join knows at least as much', () => {
    fc.assert(fc.property(rows, asked, (of, requests) => {
      const [informed, naive] = [windowedAt, windowedNaively].map((join) => Object.fromEntries(join(new History(observations(of)), requestsOf(requests), featuresOf(of, null)).map(({ name, values }) => [name, values])));
      requests.forEach((_, i) => {
        expect(naive!.count![i]).toBeGreaterThanOrEqual(informed!.count![i]!);
        if (naive!.count![i] === 0 || informed!.count![i] === 0) return;
        expect(naive!.max![i]).toBeGreaterThanOrEqual(informed!.max![i]!);
        expect(naive!.min![i]).toBeLessThanOrEqual(informed!.min![i]!);
      });
    }));
  });

  test('the mean lies between least and greatest, and the spread is within their distance', () => {
    fc.assert(fc.property(rows, asked, window, (of, requests, back) => {
      const [count, , mean, std, min, max, , ewma] = at(of, requests, back);
      requests.forEach((_, i) => {
        if (count![i] === 0) return;
        expect(mean![i]! >= min![i]! && mean![i]! <= max![i]!).toBe(true);
        expect(ewma![i]! - min![i]!).toBeGreaterThanOrEqual(-1e-6);
        expect(max![i]! - ewma![i]!).toBeGreaterThanOrEqual(-1e-6);
        expect(std![i]! >= 0 && std![i]! <= (max![i]! - min![i]!) * 0.5000001).toBe(true);
      });
    }));
  });

  test('the spread of values far from 0 keeps its digits', () => {
    const of = [1, 2, 3, 4].map((x) => ({ entity: 0, event: x, delay: 0, value: 1e12 + x * 1e-3 }));
    const values = of.map((each) => each.value - 1e12);
    const mean = values.reduce((a, b) => a + b) / 4;
    expect(at(of, [{ entity: 0, time: 9 }], null)[3]![0]).toBeCloseTo(Math.sqrt(values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / 4), 12);
  });

  test.each<[string, (of: Observations) => Observations]>([
    ['an entity that is none', (of) => ({ ...of, entity: Int32Array.of(3) })], ['an event that never happens', (of) => ({ ...of, eventTime: Float64Array.of(Infinity) })], ['an arrival at no time', (of) => ({ ...of, availableTime: Float64Array.of(NaN) })],
  ])('%s is refused', (_what, change) => {
    expect(() => new History(change(observations([{ entity: 0, event: 1, delay: 0, value: 1 }])))).toThrow(/argument-invalid: observation 0/);
  });

  test('a half-life that is nothing beside the times is refused', () => {
    const of = [{ entity: 0, event: 1e12, delay: 0, value: 1 }];
    const [feature] = featuresOf(of, null);
    expect(() => windowedAt(new History(observations(of)), requestsOf([]), [{ ...feature!, aggregation: { kind: 'ewma', halfLife: 1e-9 } }])).toThrow(/too short/);
  });
});
