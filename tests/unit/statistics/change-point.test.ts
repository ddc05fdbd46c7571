import { describe, expect, test } from 'vitest';
import { rampOf, shareChange, stepOf } from '../../../src/domain/statistics/change-point.ts';
import { standardRanks } from '../../../src/domain/statistics/ranks.ts';
import { uniform } from '../monitoring/monitors/rows.ts';

const draws = (count: number, of: (random: () => number, i: number) => number, seed = 1) => {
  const random = uniform(seed);
  return Float32Array.from({ length: count }, (_, i) => of(random, i));
};

const rankChange = (values: Float32Array) => {
  const ranks = standardRanks(values);
  return ranks && stepOf(ranks, 0, ranks.length);
};

describe('where a sequence changed', () => {
  test('is found for numbers, with the sign of the change', () => {
    const down = rankChange(draws(1000, (random, i) => random() - (i < 640 ? 0 : 0.2)))!;
    expect(Math.abs(down.at - 640)).toBeLessThan(25);
    expect(down.score).toBeLessThan(-8);
    expect(rankChange(draws(1000, (random, i) => random() + (i < 640 ? 0 : 0.2)))!.score).toBeGreaterThan(8);
  });

  test('is the standardised rank sum of Wilcoxon at that split, ties by midranks', () => {
    // Thirty zeros, thirty ones: W − E = −450, Var = 30·30·61/12 · (1 − 2·(30³ − 30)/(60³ − 60)).
    const bits = Float32Array.from({ length: 60 }, (_, i) => (i < 30 ? 0 : 1));
    expect(rankChange(bits)).toEqual({ at: 30, score: expect.closeTo(450 / Math.sqrt(((900 * 61) / 12) * (1 - (2 * (27_000 - 30)) / (216_000 - 60))), 9) as unknown });
  });

  test('is found where a ramp begins, which no split tells as surely', () => {
    const slow = draws(1000, (random, i) => random() - (0.3 * Math.max(0, i - 200)) / 800);
    const ramp = rampOf(standardRanks(slow)!, 0, 1000)!;
    expect(Math.abs(ramp.at - 200)).toBeLessThan(150);
    expect(ramp.score).toBeLessThan(-8);
    expect(Math.abs(ramp.score)).toBeGreaterThan(Math.abs(rankChange(slow)!.score));
    expect(rampOf(standardRanks(slow)!, 600, 1000)!.at).toBeGreaterThanOrEqual(600);
  });

  test('is, for a ramp from the first value on, the rank correlation of Spearman with the position', () => {
    // Ranks 2 1 4 3 … 60 59: ρ = 1 − 6·60/(60³ − 60), and ρ·√(n − 1) standard errors.
    const swapped = Float32Array.from({ length: 60 }, (_, i) => i ^ 1);
    expect(rampOf(standardRanks(swapped)!, 0, 1)).toEqual({ at: 0, score: expect.closeTo((1 - 360 / (60 ** 3 - 60)) * Math.sqrt(59), 9) as unknown });
  });

  test('is found for shares, by the likelihood ratio', () => {
    const errors = draws(1000, (random, i) => (random() < (i < 400 ? 0.02 : 0.14) ? 1 : 0));
    const change = shareChange(errors)!;
    expect(Math.abs(change.at - 400)).toBeLessThan(60);
    expect(change.score).toBeGreaterThan(5.5);
    // Thirty zeros, thirty ones: 2 · 60 · ln 2.
    expect(shareChange(Float32Array.from({ length: 60 }, (_, i) => (i < 30 ? 0 : 1)))).toEqual({ at: 30, score: expect.closeTo(Math.sqrt(120 * Math.LN2), 9) as unknown });
  });

  test('is not found in what stays the same, whatever its shape', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      expect(Math.abs(rankChange(draws(1000, (random) => (random() < 0.9 ? 0 : random() ** -2), seed))!.score)).toBeLessThan(5.5);
      expect(Math.abs(rampOf(standardRanks(draws(1000, (random) => (random() < 0.9 ? 0 : random() ** -2), seed))!, 0, 1000)!.score)).toBeLessThan(5);
      expect(Math.abs(shareChange(draws(1000, (random) => (random() < 0.02 ? 1 : 0), seed))!.score)).toBeLessThan(5.5);
    }
    expect(rankChange(new Float32Array(1000))).toBeNull();
    expect(shareChange(new Float32Array(1000))).toBeNull();
    expect(rankChange(draws(59, (random) => random()))).toBeNull();
  });
});
