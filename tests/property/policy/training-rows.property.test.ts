import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LEAST_ROWS, type TrainingData } from '../../../src/domain/policy/policy.ts';
import { MOST_ROWS, trainingRows } from '../../../src/domain/policy/training-rows.ts';

const data: fc.Arbitrary<TrainingData> = fc.oneof(
  fc.constantFrom<TrainingData>('all', 'since-cut'),
  fc.record({ newest: fc.integer({ min: LEAST_ROWS, max: 5000 }), reserve: fc.integer({ min: 0, max: 500 }) }),
  fc.integer({ min: 50, max: 5000 }).map((halfLife) => ({ decay: { halfLife } })),
);
const known = fc.integer({ min: 0, max: 12_000 });

describe('what a retraining learns from', () => {
  test('is nothing of the future, in order, each once; what is held back is not learnt', () => {
    fc.assert(fc.property(data, known, fc.option(fc.integer({ min: 0, max: 15_000 })), fc.nat(), (of, knownTo, cut, seed) => {
      const { learnt, heldBack } = trainingRows(of, knownTo, { cut, seed });
      const all = [...learnt, ...heldBack].sort((a, b) => a - b);
      expect(new Set(all).size).toBe(all.length);
      expect(all.every((event) => event >= 0 && event < knownTo)).toBe(true);
      expect(Array.from(learnt)).toEqual(Array.from(learnt).sort((a, b) => a - b));
      expect(all.length).toBeGreaterThanOrEqual(Math.min(knownTo, LEAST_ROWS));
      expect(all.length).toBeLessThanOrEqual(MOST_ROWS);
      expect(heldBack).toHaveLength(Math.ceil(all.length / 4));
    }), { numRuns: 60 });
  });

  test('the newest are the newest, and the newest of all is held back', () => {
    fc.assert(fc.property(fc.integer({ min: LEAST_ROWS, max: 3000 }), known, (newest, knownTo) => {
      const { learnt, heldBack } = trainingRows({ newest }, knownTo, { cut: null, seed: 1 });
      const all = [...learnt, ...heldBack].sort((a, b) => a - b);
      expect(all).toEqual(Array.from({ length: Math.min(newest, knownTo) }, (_, i) => Math.max(0, knownTo - newest) + i));
      if (knownTo > 0) expect(heldBack.at(-1)).toBe(knownTo - 1);
    }), { numRuns: 60 });
  });

  test('since the cut: only from there on, where there are enough', () => {
    fc.assert(fc.property(fc.integer({ min: 1000, max: 5000 }), fc.integer({ min: LEAST_ROWS, max: 900 }), (knownTo, back) => {
      const { learnt } = trainingRows('since-cut', knownTo, { cut: knownTo - back, seed: 1 });
      expect(learnt[0]).toBeGreaterThanOrEqual(knownTo - back);
    }));
    expect(trainingRows('since-cut', 5000, { cut: 4990, seed: 1 }).learnt.length + 15).toBe(LEAST_ROWS);
  });

  test('a decay keeps half of what is one half-life old, and the same under the same seed', () => {
    const rows = trainingRows({ decay: { halfLife: 2000 } }, 5000, { cut: null, seed: 3 });
    const all = [...rows.learnt, ...rows.heldBack];
    const between = (from: number, to: number): number => all.filter((event) => event >= from && event < to).length / (to - from);
    expect(between(2500, 3500)).toBeCloseTo(0.5, 1);
    expect(between(4800, 5000)).toBeGreaterThan(0.9);
    expect(trainingRows({ decay: { halfLife: 2000 } }, 5000, { cut: null, seed: 3 })).toEqual(rows);
  });

  test('of a line whose truths do not all come: only what is known, the newest of it, and as ever where all are', () => {
    const choices: TrainingData[] = ['all', 'since-cut', { newest: 240 }, { decay: { halfLife: 2000 } }];
    fc.assert(fc.property(fc.constantFrom(...choices), fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 1, max: 5 }), (data, knownTo, every) => {
      const { learnt, heldBack } = trainingRows(data, knownTo, { cut: null, seed: 1, isKnown: (event) => event % every === 0 });
      const all = [...learnt, ...heldBack];
      expect(all.every((event) => event % every === 0 && event < knownTo)).toBe(true);
      expect(all.length).toBeGreaterThanOrEqual(Math.min(LEAST_ROWS, Math.ceil(knownTo / every)));
      if (every === 1) expect({ learnt, heldBack }).toEqual((({ reserve: _, ...rest }) => rest)(trainingRows(data, knownTo, { cut: null, seed: 1 })));
      if (typeof data === 'object' && 'newest' in data && all.length > 0) expect(Math.max(...all)).toBe(every * (Math.ceil(knownTo / every) - 1));
    }), { numRuns: 60 });
  });
});
