import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseFruit, FRUIT_CHOICES, type ChoiceGround } from '../../../src/domain/remedy/fruit-choice.ts';
import { UNKNOWN_TRUTH } from '../../../src/domain/world/stream/truth.ts';
import { FEATURES, madeRows } from '../monitoring/monitors/rows.ts';

const GROUND: ChoiceGround = { cut: 60, usual: new Map([[FEATURES[0]!, { mean: 0.5, std: 0.1 }]]), disagree: new Set([3, 70, 71]), taken: new Set() };
/** 100 fruits; every fourth is unripe; 42 is doubtful; 77 is unlike the others. */
const rows = madeRows(0, Array.from({ length: 100 }, (_, i) => ({
  predicted: 0, truth: i % 4 === 0 ? 1 : 0, confidence: i === 42 ? 0.51 : 0.9, features: [i === 77 ? 0.95 : 0.5, 0.05, 30],
})));
const choose = (choice: (typeof FRUIT_CHOICES)[number], options: Partial<{ count: number; balanced: boolean }> = {}, ground: Partial<ChoiceGround> = {}, knownTo = 90) => (
  chooseFruit(choice, [rows], knownTo, { ...GROUND, ...ground }, { count: 10, balanced: false, ...options }));

describe('fruit that joins the data set', () => {
  it('newest: the last whose truth is known', () => {
    expect([...choose('newest').events]).toEqual([80, 81, 82, 83, 84, 85, 86, 87, 88, 89]);
  });

  it('since the cut: how many there are is told', () => {
    expect(choose('since-cut').available).toBe(30);
    expect(() => choose('since-cut', {}, { cut: null })).toThrowError(expect.objectContaining({ code: 'argument-invalid' }));
  });

  it('most uncertain, most unlike, where two disagree', () => {
    expect(choose('uncertain', { count: 1 }).events[0]).toBe(42);
    expect(choose('unlike', { count: 1 }).events[0]).toBe(77);
    expect([...choose('disagree').events]).toEqual([3, 70, 71]);
    expect(() => choose('disagree', {}, { disagree: null })).toThrowError(expect.objectContaining({ code: 'argument-invalid' }));
  });

  it('most unlike: by its distance from the usual in standard deviations, on whichever side', () => {
    const usual = new Map([[FEATURES[0]!, { mean: 0.5, std: 0.1 }], [FEATURES[2]!, { mean: 30, std: 10 }]]);
    const made = madeRows(0, [[0.5, 30], [0.2, 30], [0.7, 30], [0.5, 55], [0.5, 28]].map(([first, third]) => ({ predicted: 0, truth: 0, confidence: 0.9, features: [first!, 0.05, third!] })));
    const order = Array.from({ length: 5 }, (_, i) => [...chooseFruit('unlike', [made], 5, { ...GROUND, usual }, { count: i + 1, balanced: false }).events]);
    expect(order).toEqual([[1], [1, 3], [1, 2, 3], [1, 2, 3, 4], [0, 1, 2, 3, 4]]);
  });

  it('of any choice: never of the future, never what is there already, never more than asked for, each once', () => {
    fc.assert(fc.property(fc.constantFrom(...FRUIT_CHOICES), fc.integer({ min: 1, max: 120 }), fc.boolean(), fc.integer({ min: 0, max: 100 }), fc.uniqueArray(fc.nat(99)), (choice, count, balanced, knownTo, taken) => {
      const { events, available } = choose(choice, { count, balanced }, { taken: new Set(taken) }, knownTo);
      expect(events.length).toBeLessThanOrEqual(Math.min(Math.max(count, 2), available));
      expect(new Set(events).size).toBe(events.length);
      for (const event of events) expect(event < knownTo && !taken.includes(event)).toBe(true);
    }));
  });

  it('of any choice: never one whose truth never becomes known', () => {
    const columns = { ...rows.columns, reportedTruth: rows.columns.reportedTruth.map((truth, i) => (i % 3 === 0 ? UNKNOWN_TRUTH : truth)) };
    for (const choice of FRUIT_CHOICES) {
      const { events } = chooseFruit(choice, [{ ...rows, columns }], 90, GROUND, { count: 100, balanced: false });
      expect([...events].filter((event) => event % 3 === 0)).toEqual([]);
      expect(events.length).toBeGreaterThan(0);
    }
  });

  it('balanced: as many of each truth', () => {
    const { events } = choose('newest', { count: 20, balanced: true });
    expect([...events].filter((event) => event % 4 === 0)).toHaveLength(events.length / 2);
    expect(events).toHaveLength(20);
  });
});
