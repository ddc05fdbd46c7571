import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareWindows } from '../../../src/domain/explanation/compare-windows.ts';
import { madeRows } from '../../unit/monitoring/monitors/rows.ts';

const row = fc.record({
  predicted: fc.nat(1), truth: fc.nat(1), confidence: fc.double({ min: 0.5, max: 1, noNaN: true }), queue: fc.nat(3),
  features: fc.array(fc.oneof(fc.constantFrom(NaN, Infinity, 0.5), fc.double({ min: -1, max: 1 })), { maxLength: 3 }),
});
const windows = fc.tuple(fc.array(row, { maxLength: 60 }), fc.array(row, { maxLength: 60 }), fc.integer({ min: -1, max: 130 }));

test('any two windows give numbers that are numbers, or say that they are too few', () => {
  fc.assert(fc.property(windows, ([a, b, lastKnown]) => {
    const found = compareWindows([madeRows(0, a)], [madeRows(a.length, b)], { lastKnown, estimates: { at: (index) => (index % 3 ? 0.8 : NaN) } });
    const walk = (value: unknown): void => {
      if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
      else if (typeof value === 'object' && value !== null) Object.values(value).forEach(walk);
    };
    walk(found);
    for (const { tooFew, ks, p, adjustedP } of found.columns) {
      expect([ks, p, adjustedP].every((number) => (number === null) === tooFew)).toBe(true);
      if (!tooFew) expect(p! >= 0 && p! <= adjustedP! && adjustedP! <= 1).toBe(true);
    }
    expect(found.quality.realized.after.known).toBe(Math.max(0, Math.min(b.length, lastKnown + 1 - a.length)));
  }), { numRuns: 200 });
}, 60_000);

test('a truth that has not arrived changes nothing', () => {
  fc.assert(fc.property(windows, ([a, b, lastKnown]) => {
    const told = (first: number, rows: typeof a) => rows.map((given, i) => (first + i > lastKnown ? { ...given, truth: 1 - given.truth } : given));
    const compare = (x: typeof a, y: typeof b) => compareWindows([madeRows(0, x)], [madeRows(a.length, y)], { lastKnown });
    expect(compare(told(0, a), told(a.length, b))).toEqual(compare(a, b));
  }), { numRuns: 60 });
}, 60_000);
