import { describe, expect, test } from 'vitest';
import { randomAt } from '../../../src/domain/common/random/random.ts';
import { domainClassifier } from '../../../src/domain/learning/domain-classifier.ts';
import { ksTest } from '../../../src/domain/statistics/ks.ts';
import { mmdTest, randomPermutations } from '../../../src/domain/statistics/mmd.ts';
import { benjaminiHochberg, bonferroni, datasetDrift } from '../../../src/domain/statistics/multiple-testing.ts';
import { fitPca, reconstructionErrors } from '../../../src/domain/statistics/pca.ts';
import { chiSquareSf, normalSf } from '../../../src/domain/statistics/special.ts';

function uniformFrom(seed: number): () => number {
  const random = randomAt(seed, 0, 0);
  return () => random.next();
}

const cloud = (rows: number, columns: number, shift: number, seed: number) =>
  Array.from({ length: rows }, (_, i) => {
    const random = randomAt(seed, i, 0);
    return Float64Array.from({ length: columns }, (__, k) => random.normal() + (k === 0 ? shift : 0));
  });

describe('special functions', () => {
  test('known tails', () => {
    expect(normalSf(1.959963984540054)).toBeCloseTo(0.025, 12);
    expect(chiSquareSf(3.841458820694124, 1)).toBeCloseTo(0.05, 12);
    expect(chiSquareSf(Infinity, 3)).toBe(0);
    expect(chiSquareSf(1, 0)).toBeNaN();
  });
});

describe('ksTest', () => {
  test('auto is exact as long as that is quick, then asymptotic', () => {
    const ramp = (n: number) => Float64Array.from({ length: n }, (_, i) => i);
    expect(ksTest(ramp(10_000), ramp(10_000)).method).toBe('exact');
    expect(ksTest(ramp(400), ramp(300)).method).toBe('exact');
    expect(ksTest(ramp(10_001), ramp(10_001)).method).toBe('asymptotic');
    expect(ksTest(ramp(9_000), ramp(8_999)).method).toBe('asymptotic');
  });
});

describe('MMD', () => {
  test('finds a shift by permutation and leaves equal clouds alone', () => {
    const permutations = randomPermutations(80, 100, uniformFrom(3));
    const p = (shift: number) => mmdTest(cloud(40, 5, 0, 1), cloud(40, 5, shift, 2), { permutations }).permutations!.pPlusOne.unbiased;
    expect(p(2)).toBeCloseTo(1 / 101, 12);
    expect(p(0)).toBeGreaterThan(0.05);
  });

  test('points too near each other to divide by their distance give numbers all the same', () => {
    const { gamma, squaredBiased } = mmdTest([[0, 0], [1e-162, 0]], [[0, 0], [0, 0], [0, -1]]);
    expect(gamma).toBeCloseTo(1, 12);
    expect(squaredBiased).toBeCloseTo((2 / 9) * (1 - Math.exp(-1)), 12);
  });

  test('refuses too few points, ragged rows, odd numbers, wrong permutations', () => {
    const good = [[0, 1], [1, 0]];
    expect(() => mmdTest([[0, 1]], good)).toThrow(/at least 2/);
    expect(() => mmdTest([[0, 1], [1]], good)).toThrow(/row 1 has 1 numbers/);
    expect(() => mmdTest(good, [[1, 2, 3], [1, 2, 3]])).toThrow(/row 2 has 3/);
    expect(() => mmdTest([[NaN, 1], [1, 1]], good)).toThrow(/holds NaN/);
    expect(() => mmdTest(good, good, { permutations: [[0, 1, 2]] })).toThrow(/once/);
    expect(() => mmdTest(good, good, { permutations: [[0, 1, 2, 2]] })).toThrow(/once/);
  });
});

describe('domain classifier', () => {
  test('tells shifted clouds apart and equal ones not', () => {
    const auc = (shift: number) => domainClassifier(cloud(150, 8, 0, 1), cloud(150, 8, shift, 2), { uniform: uniformFrom(5) }).auc;
    expect(auc(0)).toBeGreaterThan(0.35);
    expect(auc(0)).toBeLessThan(0.65);
    // Two normals three deviations apart: Φ(3/√2) = 0.983.
    expect(auc(3)).toBeCloseTo(0.983, 1);
    expect(auc(3)).toBeGreaterThan(0.95);
  });

  test('constant columns and constant clouds give no NaN', () => {
    const constant = Array.from({ length: 10 }, () => [1, 1]);
    expect(domainClassifier(constant, constant, { uniform: uniformFrom(1) }).auc).toBe(0.5);
  });

  test('where nothing tells the sides apart, a point is of either side as often as the side occurs', () => {
    const constant = (rows: number) => Array.from({ length: rows }, () => [1, 1]);
    for (const score of domainClassifier(constant(60), constant(20), { uniform: uniformFrom(1) }).scores) expect(score).toBeCloseTo(0.25, 3);
  });

  test('refuses fewer points than folds', () => {
    expect(() => domainClassifier([[1]], [[1]], { uniform: uniformFrom(1) })).toThrow(/at least 5/);
  });
});

describe('PCA reconstruction error', () => {
  /** Points on a line in four dimensions, with a little noise. */
  const line = (rows: number, seed: number) => Array.from({ length: rows }, (_, i) => {
    const random = randomAt(seed, i, 0);
    const t = random.normal();
    return [t, 2 * t, -t, 0.5 * t].map((value) => value + 0.01 * random.normal());
  });

  test('keeps what the reference varies in and notices what it does not', () => {
    const pca = fitPca(line(200, 1), { components: 1, uniform: uniformFrom(2) });
    const usual = Math.max(...reconstructionErrors(pca, line(200, 1)));
    expect(pca.variances[0]).toBeCloseTo(4, 1);
    const [inside] = reconstructionErrors(pca, [[1, 2, -1, 0.5]]);
    const [outside] = reconstructionErrors(pca, [[1, -2, -1, 0.5]]);
    expect(inside!).toBeLessThan(usual);
    expect(outside!).toBeGreaterThan(20 * usual);
  });

  test('directions are orthonormal and constant columns take no part', () => {
    const pca = fitPca(line(50, 3).map((row) => [...row, 7]), { components: 3, uniform: uniformFrom(2) });
    pca.directions.forEach((a, i) => pca.directions.forEach((b, j) => {
      expect(a.reduce((sum, value, k) => sum + value * b[k]!, 0)).toBeCloseTo(i === j ? 1 : 0, 9);
    }));
    expect(pca.directions.every((direction) => Math.abs(direction[4]!) < 1e-9)).toBe(true);
  });

  test('refuses other widths', () => {
    const pca = fitPca(line(20, 1), { components: 1, uniform: uniformFrom(2) });
    expect(() => reconstructionErrors(pca, [[1, 2]])).toThrow(/2 numbers/);
    expect(() => fitPca(line(20, 1), { components: 9, uniform: uniformFrom(2) })).toThrow(/components/);
  });
});

describe('many columns', () => {
  test('the textbook example of Benjamini and Hochberg', () => {
    const adjusted = benjaminiHochberg([0.01, 0.04, 0.03, 0.005]);
    [0.02, 0.04, 0.04, 0.02].forEach((expected, i) => expect(adjusted[i]).toBeCloseTo(expected, 12));
    expect(bonferroni([0.01, 0.5])).toEqual([0.02, 1]);
    expect(() => bonferroni([1.5])).toThrow(/outside/);
    expect(() => benjaminiHochberg([NaN])).toThrow(/outside/);
  });

  test('a data set drifts with half of its columns', () => {
    expect(datasetDrift([true, false, true, false])).toEqual({ drifted: 2, columns: 4, share: 0.5, drift: true });
    expect(datasetDrift([true, false, false]).drift).toBe(false);
    expect(() => datasetDrift([])).toThrow(/without columns/);
  });
});
