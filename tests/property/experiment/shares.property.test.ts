import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Proportion } from '../../../src/domain/experiment/interval.ts';
import { posterior } from '../../../src/domain/experiment/posterior.ts';
import { fisherExact, fisherLess, newcombeInterval, pooledTest, wilsonInterval } from '../../../src/domain/experiment/proportions.ts';

const share = (most: number) => fc.tuple(fc.nat(most), fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })))
  .map(([trials, part]): Proportion => ({ trials, successes: Math.round(part * trials) }));
const any = fc.oneof(share(12), share(400), share(1e6));
const tried = any.filter(({ trials }) => trials > 0);
const alpha = fc.double({ min: 1e-4, max: 0.9, noNaN: true });
const rate = ({ trials, successes }: Proportion) => successes / trials;
const isProbability = (p: number) => p >= 0 && p <= 1;

describe('two independent shares', () => {
  test('an interval holds its estimate and stays among what is possible', () => {
    fc.assert(fc.property(tried, tried, alpha, (a, b, level) => {
      const own = wilsonInterval(a, level)!;
      expect(0 <= own.lower && own.lower <= rate(a) && rate(a) <= own.upper && own.upper <= 1).toBe(true);
      const both = newcombeInterval(a, b, level)!;
      const difference = rate(b) - rate(a);
      expect(-1 - 1e-12 <= both.lower && both.lower <= difference && difference <= both.upper && both.upper <= 1 + 1e-12).toBe(true);
    }));
  });

  test('ten times the truths at the same shares narrow it, and being surer widens it', () => {
    fc.assert(fc.property(share(1000).filter(({ trials }) => trials > 0), share(1000).filter(({ trials }) => trials > 0), alpha, (a, b, level) => {
      const tenfold = ({ trials, successes }: Proportion): Proportion => ({ trials: 10 * trials, successes: 10 * successes });
      const width = (x: Proportion, y: Proportion, at: number): number => { const { lower, upper } = newcombeInterval(x, y, at)!; return upper - lower; };
      expect(width(tenfold(a), tenfold(b), level)).toBeLessThan(width(a, b, level));
      expect(width(a, b, level / 2)).toBeGreaterThan(width(a, b, level));
    }));
  });

  test('exchanging the arms turns every answer round and changes none', () => {
    fc.assert(fc.property(any, any, (a, b) => {
      const [there, back] = [newcombeInterval(a, b), newcombeInterval(b, a)];
      expect(there === null).toBe(back === null);
      if (there && back) {
        expect(there.lower).toBeCloseTo(-back.upper, 12);
        expect(there.upper).toBeCloseTo(-back.lower, 12);
      }
      const [z, zBack] = [pooledTest(a, b), pooledTest(b, a)];
      if (z && zBack) {
        expect(z.z).toBeCloseTo(-zBack.z, 10);
        expect(z.p).toBeCloseTo(zBack.p, 12);
      }
      expect(fisherExact(a, b)).toBeCloseTo(fisherExact(b, a), 9);
      expect(posterior(a, b).bBetter).toBeCloseTo(1 - posterior(b, a).bBetter, 9);
    }), { numRuns: 60 });
  });

  test('what is lost by taking either differs by what is expected of each', () => {
    fc.assert(fc.property(any, any, (a, b) => {
      const mean = ({ trials, successes }: Proportion) => (successes + 1) / (trials + 2);
      expect(posterior(a, b).lossOfB - posterior(b, a).lossOfB).toBeCloseTo(mean(a) - mean(b), 10);
    }), { numRuns: 60 });
  });

  test('the posterior is that of its integral', () => {
    fc.assert(fc.property(share(12), share(12), (a, b) => {
      const [steps, width] = [4000, 1 / 4000];
      const density = ({ trials, successes }: Proportion, x: number) => x ** successes * (1 - x) ** (trials - successes);
      let [ofA, ofB, below, better, loss] = [0, 0, 0, 0, 0];
      for (let i = 0; i < steps; i += 1) {
        const x = (i + 0.5) * width;
        [ofA, ofB] = [ofA + density(a, x) * width, ofB + density(b, x) * width];
      }
      for (let i = 0; i < steps; i += 1) {
        const x = (i + 0.5) * width;
        const next = below + (density(a, x) * width) / ofA;
        better += ((density(b, x) * width) / ofB) * ((below + next) / 2);
        below = next;
      }
      let [fA, fB] = [0, 0];
      for (let i = 0; i < steps; i += 1) {
        const x = (i + 0.5) * width;
        const [nextA, nextB] = [fA + (density(a, x) * width) / ofA, fB + (density(b, x) * width) / ofB];
        loss += ((fB + nextB) / 2) * (1 - (fA + nextA) / 2) * width;
        [fA, fB] = [nextA, nextB];
      }
      expect(posterior(a, b).bBetter).toBeCloseTo(better, 5);
      expect(posterior(a, b).lossOfB).toBeCloseTo(loss, 5);
    }), { numRuns: 25 });
  });

  test('one more success of b makes it likelier to be better, and dearer to leave', () => {
    fc.assert(fc.property(share(300), share(300).filter(({ trials, successes }) => successes < trials), (a, b) => {
      const more = { ...b, successes: b.successes + 1 };
      expect(posterior(a, more).bBetter).toBeGreaterThan(posterior(a, b).bBetter - 1e-15);
      expect(posterior(a, more).lossOfB).toBeLessThanOrEqual(posterior(a, b).lossOfB + 1e-15);
      expect(fisherLess(a, more)).toBeGreaterThanOrEqual(fisherLess(a, b) - 1e-12);
    }));
  });

  test('Fisher\'s test adds up the tables that are no likelier', () => {
    fc.assert(fc.property(share(14), share(14), (a, b) => {
      const choose = (n: number, k: number): number => { let value = 1; for (let i = 1; i <= k; i += 1) value = (value * (n - i + 1)) / i; return Math.round(value); };
      const right = a.successes + b.successes;
      const tables = Array.from({ length: b.trials + 1 }, (_, k) => (right - k >= 0 && right - k <= a.trials ? choose(b.trials, k) * choose(a.trials, right - k) : 0));
      const rare = tables.filter((count) => count <= tables[b.successes]!).reduce((sum, count) => sum + count, 0);
      expect(fisherExact(a, b)).toBeCloseTo(rare / tables.reduce((sum, count) => sum + count, 0), 10);
    }));
  });

  test('when half of all succeed the table turned round is as likely, whatever rounding says', () => {
    for (let n = 2; n <= 60; n += 1) {
      for (let more = 0; more <= 40; more += 4) {
        const b = { trials: n, successes: Math.floor((n - 1) / 2) };
        const a = { trials: n + more, successes: n + more / 2 - b.successes };
        expect(fisherExact(a, b)).toBeCloseTo(Math.min(1, 2 * fisherLess(a, b)), 9);
      }
    }
  });

  test('what is lost by the certain winner is nothing, and never less', () => {
    for (let n = 500; n < 620; n += 1) expect(posterior({ trials: n, successes: 0 }, { trials: n, successes: n }).lossOfB).toBeGreaterThanOrEqual(0);
  });

  test('nothing, everything and a million of either give numbers, never NaN', () => {
    const extremes = [0, 1, 1e6].flatMap((trials) => [0, 1, trials - 1, trials].filter((k) => k >= 0 && k <= trials).map((successes) => ({ trials, successes })));
    for (const a of extremes) {
      for (const b of extremes) {
        const { bBetter, lossOfB } = posterior(a, b);
        for (const p of [bBetter, lossOfB, fisherExact(a, b), fisherLess(a, b), pooledTest(a, b)?.p ?? 0]) expect(p).toSatisfy(isProbability);
        for (const { lower, upper } of [wilsonInterval(a), newcombeInterval(a, b)].filter((each) => each !== null)) expect(lower <= upper).toBe(true);
      }
    }
  });

  test('counts that are none are refused', () => {
    const good = { trials: 10, successes: 4 };
    for (const bad of [{ trials: 10, successes: 11 }, { trials: -1, successes: -1 }, { trials: NaN, successes: 0 }, { trials: Infinity, successes: 1 }, { trials: 10, successes: 2.5 }, { trials: 10, successes: -1 }]) {
      for (const compute of [posterior, fisherExact]) {
        expect(() => compute(bad, good)).toThrow(/argument-invalid/);
        expect(() => compute(good, bad)).toThrow(/argument-invalid/);
      }
    }
  });
});
