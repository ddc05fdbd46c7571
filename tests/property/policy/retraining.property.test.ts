import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bestCourse, followRule, isRetrainingDue, regretOf, type RetrainingCosts, type RetrainingRule } from '../../../src/domain/policy/retraining.ts';

const cost = fc.integer({ min: 0, max: 40 }).map((n) => n / 4);
const costs = fc.integer({ min: 1, max: 8 }).chain((batches) => fc.record({
  initial: fc.array(cost, { minLength: batches, maxLength: batches }),
  stale: fc.array(fc.array(cost, { minLength: batches, maxLength: batches }), { minLength: batches, maxLength: batches }),
  price: fc.array(cost, { minLength: batches, maxLength: batches }),
}));
const rule: fc.Arbitrary<RetrainingRule> = fc.oneof(
  fc.constantFrom<RetrainingRule>({ kind: 'never' }, { kind: 'always' }),
  fc.integer({ min: 1, max: 4 }).map((period): RetrainingRule => ({ kind: 'periodic', period })),
  fc.tuple(fc.constantFrom('cara-t' as const, 'cara-ct' as const), cost).map(([kind, tau]): RetrainingRule => ({ kind, tau })),
);

/** What a course costs, told anew. */
function priced({ initial, stale, price }: RetrainingCosts, after: readonly number[]): number {
  return Array.from(initial).reduce<number>((sum, first, batch) => {
    const model = after.filter((retrained) => retrained < batch).at(-1);
    return sum + (model === undefined ? first : stale[model]![batch]!) + (after.includes(batch) ? price[batch]! : 0);
  }, 0);
}

const everyCourse = (batches: number): number[][] => Array.from({ length: 2 ** (batches - 1) }, (_, bits) => Array.from({ length: batches - 1 }, (__, at) => at).filter((at) => (bits >> at) & 1));

describe('courses of retraining', () => {
  test('the best one is the cheapest of all there are, and of equals one with the fewest retrainings', () => {
    fc.assert(fc.property(costs, (given) => {
      const all = everyCourse(given.initial.length).map((after) => ({ after, total: priced(given, after) }));
      const least = Math.min(...all.map(({ total }) => total));
      const fewest = Math.min(...all.filter(({ total }) => total === least).map(({ after }) => after.length));
      const best = bestCourse(given);
      expect(best.total).toBe(least);
      expect(best.after).toHaveLength(fewest);
      expect(priced(given, best.after)).toBe(least);
    }));
  });

  test('no rule is cheaper than the best course, and each costs what its retrainings cost', () => {
    fc.assert(fc.property(costs, rule, (given, each) => {
      const [course, best] = [followRule(given, each), bestCourse(given)];
      expect(course.total).toBe(priced(given, course.after));
      expect(regretOf(course, best)).toBe(course.total - best.total);
    }));
  });

  test('a rule retrains after the batches at which it is due, all but the last', () => {
    fc.assert(fc.property(costs, rule, (given, each) => {
      const { after } = followRule(given, each);
      const batches = given.initial.length;
      const modelAt = (batch: number): number => after.filter((retrained) => retrained < batch).at(-1) ?? -1;
      const costAt = (batch: number): number => (modelAt(batch) < 0 ? given.initial[batch]! : given.stale[modelAt(batch)]![batch]!);
      for (let batch = 0; batch < batches; batch += 1) {
        let accumulated = 0;
        for (let at = modelAt(batch) + 1; at <= batch; at += 1) accumulated += costAt(at);
        expect(after.includes(batch)).toBe(batch < batches - 1 && isRetrainingDue(each, { batch, cost: costAt(batch), accumulated }));
      }
    }));
  });

  test('what is never used decides nothing', () => {
    fc.assert(fc.property(costs, rule, fc.constantFrom(NaN, -1e9, Infinity), (given, each, absurd) => {
      const last = given.initial.length - 1;
      const odd = { ...given, stale: given.stale.map((row, model) => row.map((value, batch) => (batch <= model ? absurd : value))), price: given.price.map((value, batch) => (batch === last ? absurd : value)) };
      expect(followRule(odd, each)).toEqual(followRule(given, each));
      expect(bestCourse(odd)).toEqual(bestCourse(given));
    }));
  });

  test('costs that rounding parts are equal: no retraining for nothing', () => {
    // 0.1 + 0.2 and 0.3: with the retraining the sum rounds to a little less.
    const given = { initial: [0, 0.1 + 0.2], stale: [[0, 0.2], [0, 0]], price: [0.1 - 1e-17, 0] };
    expect(bestCourse(given).after).toEqual([]);
    expect(bestCourse({ initial: [0.1, 0.7 + 1e-16], stale: [[0, 0.4], [0, 0]], price: [0.3, 0] }).after).toEqual([]);
  });

  test('the rules look at batch, newest cost and cost since the last retraining, and bear what is just borne', () => {
    const seen = { batch: 5, cost: 2, accumulated: 7 };
    const due = (each: RetrainingRule) => isRetrainingDue(each, seen);
    expect([due({ kind: 'periodic', period: 3 }), due({ kind: 'periodic', period: 4 }), due({ kind: 'cara-t', tau: 2 }), due({ kind: 'cara-t', tau: 1.9 }), due({ kind: 'cara-ct', tau: 7 }), due({ kind: 'cara-ct', tau: 6.9 })])
      .toEqual([true, false, false, true, false, true]);
  });

  test.each<[string, Partial<RetrainingCosts>]>([
    ['nothing', { initial: [], stale: [], price: [] }], ['a missing model', { stale: [[0, 1]] }], ['a missing price', { price: [1] }], ['NaN', { initial: [1, NaN] }],
    ['an infinite cost', { stale: [[0, Infinity], [0, 0]] }], ['a missing cost', { stale: [[0, null], [0, 0]] }], ['a row too short', { stale: [[0], [0, 0]] }], ['an infinite price', { price: [Infinity, 0] }],
  ])('costs with %s are refused', (_what, odd) => {
    const given = { initial: [1, 2], stale: [[0, 1], [0, 0]], price: [1, 1], ...odd };
    expect(() => followRule(given, { kind: 'never' })).toThrow(/argument-invalid/);
    expect(() => bestCourse(given)).toThrow(/argument-invalid/);
  });

  test.each<RetrainingRule>([{ kind: 'periodic', period: 0 }, { kind: 'periodic', period: 1.5 }, { kind: 'periodic', period: NaN }, { kind: 'cara-t', tau: NaN }, { kind: 'cara-ct', tau: Infinity }])('refuses %o', (odd) => {
    expect(() => followRule({ initial: [1], stale: [[0]], price: [1] }, odd)).toThrow(/argument-invalid/);
  });
});
