import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bayesThreshold, bestThreshold, bestVerdict, CURVE_STEPS, decide, valueCurve, type ValueMatrix } from '../../../src/domain/business/decision.ts';

const eighth = fc.integer({ min: -80, max: 80 }).map((n) => n / 8);
const two: fc.Arbitrary<ValueMatrix> = fc.tuple(fc.tuple(eighth, eighth), fc.tuple(eighth, eighth));
const chance = fc.integer({ min: 0, max: 64 }).map((n) => n / 64);
const rows = fc.array(fc.record({ p: chance, truth: fc.nat(1) }), { maxLength: 40 })
  .map((list) => ({ scores: list.flatMap(({ p }) => [1 - p, p]), truths: list.map(({ truth }) => truth) }));

describe('decisions by value', () => {
  test('no verdict is worth more in expectation than the one that is taken, and of equals it is the first', () => {
    fc.assert(fc.property(fc.array(fc.tuple(eighth, eighth, eighth), { minLength: 2, maxLength: 4 }), fc.array(chance, { minLength: 4, maxLength: 4 }), (values, scores) => {
      const expected = [0, 1, 2].map((verdict) => values.reduce((sum, row, truth) => sum + scores[truth]! * row[verdict]!, 0));
      expect(bestVerdict(values, scores)).toBe(expected.indexOf(Math.max(...expected)));
    }));
  });

  test('of verdicts that are worth the same the first is taken', () => {
    expect([bestVerdict([[1, 1, 1], [2, 2, 2]], [0.5, 0.5]), bestVerdict([[0, 2, 2], [4, 2, 2]], [0.75, 0.25]), bestVerdict([[4, 0, 4], [0, 4, 0]], [0.5, 0.5])]).toEqual([0, 1, 0]);
  });

  test('the verdict does not change when every value is doubled or the values of a truth are shifted', () => {
    fc.assert(fc.property(two, chance, eighth, eighth, (values, p, a, b) => {
      const changed = values.map((row, truth) => row.map((value) => 2 * value + (truth === 0 ? a : b)));
      expect(bestVerdict(changed, [1 - p, p])).toBe(bestVerdict(values, [1 - p, p]));
      expect(bayesThreshold(changed)).toBe(bayesThreshold(values));
    }));
  });

  test('from the threshold on the second verdict is taken, and not below it', () => {
    fc.assert(fc.property(two, chance, (values, p) => {
      const threshold = bayesThreshold(values);
      if (threshold === null || Math.abs(p - threshold) < 1e-9) return;
      expect(bestVerdict(values, [1 - p, p])).toBe(p > threshold ? 1 : 0);
    }));
  });

  test('there is no threshold where a verdict is never better, or better below', () => {
    const at = (a: number, b: number, c: number, d: number) => bayesThreshold([[a, b], [c, d]]);
    expect([at(1, 0, 1, 1), at(0, 0, 0, 1), at(0, 1, 1, 0), at(0, 0, 0, 0), at(1, 0, 0, 1), at(3, 0, 0, 1)]).toEqual([null, null, null, null, 0.5, 0.75]);
  });

  test('the value curve is the sum over its verdicts, and its best is the lowest of the greatest', () => {
    fc.assert(fc.property(two, rows, (values, given) => {
      const curve = valueCurve(values, given);
      curve.forEach((total, step) => {
        const wanted = given.truths.reduce((sum, truth, row) => sum + values[truth]![given.scores[2 * row + 1]! >= step / CURVE_STEPS ? 1 : 0]!, 0);
        expect(total).toBe(wanted);
      });
      const { threshold, value } = bestThreshold(curve);
      expect(value).toBe(Math.max(...curve));
      expect(threshold).toBe(Array.from(curve).indexOf(value) / CURVE_STEPS);
    }));
  });

  test('rows are worth what their verdicts are worth', () => {
    fc.assert(fc.property(two, rows, (values, given) => {
      const { verdicts, total } = decide(values, given);
      expect(Array.from(verdicts)).toEqual(given.truths.map((_, row) => bestVerdict(values, given.scores.slice(2 * row, 2 * row + 2))));
      expect(total).toBe(Array.from(verdicts).reduce((sum, verdict, row) => sum + values[given.truths[row]!]![verdict]!, 0));
    }));
  });

  test.each<[string, ValueMatrix]>([['nothing', []], ['no verdict', [[], []]], ['unequal rows', [[1, 0], [0]]], ['NaN', [[1, NaN], [0, 1]]], ['Infinity', [[1, 0], [0, Infinity]]]])('a matrix of %s is refused', (_what, values) => {
    for (const use of [() => decide(values, { scores: [], truths: [] }), () => bayesThreshold(values), () => valueCurve(values, { scores: [], truths: [] })]) expect(use).toThrow(/argument-invalid/);
  });

  test('the row that cannot be is named', () => {
    expect(() => decide([[1, 0], [0, 1]], { scores: [1, 0, 1, 0, 2, 0], truths: [0, 0, 0] })).toThrow('row 2');
  });

  test('three labels have no threshold', () => {
    const three = [[1, 0], [0, 1], [0, 0]];
    expect(() => bayesThreshold(three)).toThrow(/argument-invalid/);
    expect(() => valueCurve([[1, 0, 0], [0, 1, 0]], { scores: [], truths: [] })).toThrow(/argument-invalid/);
  });

  test.each([
    ['NaN', [NaN, 0.5], [0]], ['a negative probability', [-0.1, 1], [0]], ['more than 1', [0, 1.1], [0]], ['Infinity', [0, Infinity], [0]],
    ['half a row', [0.5, 0.5, 0.5], [0, 1]], ['an unknown truth', [0.5, 0.5], [2]], ['half a truth', [0.5, 0.5], [0.5]], ['a truth below', [0.5, 0.5], [-1]],
  ])('rows with %s are refused', (_what, scores, truths) => {
    expect(() => decide([[1, 0], [0, 1]], { scores, truths })).toThrow(/argument-invalid/);
    expect(() => valueCurve([[1, 0], [0, 1]], { scores, truths })).toThrow(/argument-invalid/);
  });
});
