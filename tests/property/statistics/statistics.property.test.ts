import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chiSquareGoodnessOfFit, chiSquareIndependence, countCategories, cramersV, hellingerCategorical, jensenShannonCategorical } from '../../../src/domain/statistics/categorical.ts';
import { cramerVonMises, energyDistance, wassersteinDistance } from '../../../src/domain/statistics/distances.ts';
import { kolmogorovSf, kstwoSf } from '../../../src/domain/statistics/ks-asymptotic.ts';
import { ksExact, ksExactEqualSizes } from '../../../src/domain/statistics/ks-exact.ts';
import { ksPValue, ksTest } from '../../../src/domain/statistics/ks.ts';
import { mannWhitney } from '../../../src/domain/statistics/mann-whitney.ts';
import { mmdTest } from '../../../src/domain/statistics/mmd.ts';
import { benjaminiHochberg, bonferroni } from '../../../src/domain/statistics/multiple-testing.ts';
import { decileBins, evidentlyBins, nannymlBins, psiDecile, psiEvidently } from '../../../src/domain/statistics/numeric-drift.ts';

const number = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -1e3, max: 1e3, noNaN: true }));
const sample = fc.array(number, { minLength: 1, maxLength: 40 });
const labels = fc.array(fc.constantFrom('apple', 'banana', 'cherry', 'Ähre', 'constructor'), { minLength: 1, maxLength: 40 });
const isProbability = (p: number) => p >= 0 && p <= 1;
const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0);

describe('two samples', () => {
  test('p-values are probabilities, in every method', () => {
    fc.assert(fc.property(sample, sample, (x, y) => {
      for (const method of ['auto', 'exact', 'limit'] as const) expect(isProbability(ksTest(x, y, method).pValue)).toBe(true);
      const asymptotic = ksTest(x, y, 'asymptotic').pValue;
      expect(Number.isNaN(asymptotic) ? x.length * y.length : asymptotic).toSatisfy((p: number) => isProbability(p));
      expect(isProbability(mannWhitney(x, y).pValue)).toBe(true);
    }));
  });

  test('distances do not care which sample comes first, and vanish for equal samples', () => {
    fc.assert(fc.property(sample, sample, (x, y) => {
      expect(ksTest(x, y).statistic).toBeCloseTo(ksTest(y, x).statistic, 12);
      expect(ksTest(x, y).pValue).toBeCloseTo(ksTest(y, x).pValue, 9);
      expect(wassersteinDistance(x, y)).toBeCloseTo(wassersteinDistance(y, x), 9);
      expect(energyDistance(x, y)).toBeCloseTo(energyDistance(y, x), 9);
      expect(mannWhitney(x, y).pValue).toBeCloseTo(mannWhitney(y, x).pValue, 9);
      expect([wassersteinDistance(x, x), energyDistance(x, x), ksTest(x, x).statistic, psiEvidently(x, x), psiDecile(x, x)]).toEqual([0, 0, 0, 0, 0]);
    }));
  });

  test('both U add up to all pairs', () => {
    fc.assert(fc.property(sample, sample, (x, y) => {
      expect(mannWhitney(x, y).u + mannWhitney(y, x).u).toBeCloseTo(x.length * y.length, 9);
    }));
  });

  test('bins hold everything once', () => {
    fc.assert(fc.property(sample, sample, (x, y) => {
      for (const binned of [evidentlyBins(x, y), decileBins(x, y), nannymlBins(x, y)]) {
        expect(sum(binned.reference)).toBeCloseTo(1, 12);
        expect(sum(binned.current)).toBeCloseTo(1, 12);
      }
    }));
  });

  test('empty samples and numbers that are none are refused, wherever they stand', () => {
    const functions = [ksTest, wassersteinDistance, energyDistance, cramerVonMises, mannWhitney, psiEvidently, psiDecile, evidentlyBins, nannymlBins] as const;
    fc.assert(fc.property(fc.array(number, { minLength: 2, maxLength: 8 }), fc.constantFrom(NaN, Infinity, -Infinity), fc.nat(), (good, odd, place) => {
      const bad = [...good];
      bad[place % bad.length] = odd;
      for (const compute of functions) {
        for (const [x, y] of [[bad, good], [good, bad], [[], good], [good, []]] as const) expect(() => compute(x, y)).toThrow(/argument-invalid/);
      }
    }), { numRuns: 20 });
  });
});

describe('Kolmogorov–Smirnov distributions', () => {
  const sizes = fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }));

  test('both exact methods agree for equal sizes', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(), (n, h) => {
      expect(ksExact(n, n, h % (n + 1))).toBeCloseTo(ksExactEqualSizes(n, h % (n + 1)), 10);
    }));
  });

  test('a larger statistic is never more likely', () => {
    fc.assert(fc.property(sizes, fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), ([n, m], a, b) => {
      const [low, high] = a < b ? [a, b] : [b, a];
      for (const method of ['exact', 'limit'] as const) expect(ksPValue(low, n, m, method)).toBeGreaterThanOrEqual(ksPValue(high, n, m, method) - 1e-12);
      expect(kstwoSf(n * 20, low)).toBeGreaterThanOrEqual(kstwoSf(n * 20, high) - 1e-9);
    }));
  });

  test('for many values the one-sample distribution is near its limit', () => {
    for (const d of [0.005, 0.01, 0.015]) expect(kstwoSf(10_000, d)).toBeCloseTo(kolmogorovSf(100 * d), 2);
  });
});

describe('labels', () => {
  test('counts, p-values and distances keep their bounds', () => {
    fc.assert(fc.property(labels, labels, (x, y) => {
      const counts = countCategories(x, y);
      expect(sum(counts.reference)).toBe(x.length);
      const fit = chiSquareGoodnessOfFit(counts).pValue;
      expect(Number.isNaN(fit)).toBe(counts.categories.length === 1);
      if (!Number.isNaN(fit)) expect(isProbability(fit)).toBe(true);
      expect(isProbability(chiSquareIndependence(counts, true).pValue)).toBe(true);
      const back = countCategories(y, x);
      expect(jensenShannonCategorical(counts, 2)).toBeCloseTo(jensenShannonCategorical(back, 2), 12);
      expect(hellingerCategorical(counts, 'nannyml')).toBeCloseTo(hellingerCategorical(back, 'nannyml'), 12);
      if (counts.categories.length > 1) expect(cramersV(counts)).toSatisfy((v: number) => v >= 0 && v <= 1 + 1e-12);
    }));
  });

  test('empty samples are refused', () => {
    expect(() => countCategories([], ['a'])).toThrow(/reference is empty/);
    expect(() => countCategories(['a'], [])).toThrow(/current is empty/);
  });
});

test('the biased MMD is never negative and symmetric', () => {
  const points = fc.array(fc.tuple(number, number), { minLength: 2, maxLength: 8 });
  fc.assert(fc.property(points, points, (x, y) => {
    const there = mmdTest(x, y);
    expect(there.squaredBiased).toBeGreaterThanOrEqual(-1e-12);
    expect(there.squaredBiased).toBeCloseTo(mmdTest(y, x).squaredBiased, 9);
  }));
});

test('adjusted p-values are probabilities, no smaller than before, in the same order', () => {
  fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }), (pValues) => {
    for (const adjust of [bonferroni, benjaminiHochberg]) {
      const adjusted = adjust(pValues);
      adjusted.forEach((p, i) => {
        expect(isProbability(p)).toBe(true);
        expect(p).toBeGreaterThanOrEqual(pValues[i]!);
        pValues.forEach((other, j) => {
          if (other < pValues[i]!) expect(adjusted[j]!).toBeLessThanOrEqual(p);
        });
      });
    }
  }));
});
