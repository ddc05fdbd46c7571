import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitByContent, type SplitSample } from '../../../src/domain/learning/split.ts';
import { randomAt } from '../../../src/domain/random/random.ts';

function samples(counts: Record<string, number>): SplitSample[] {
  return Object.entries(counts).flatMap(([label, count], l) => Array.from({ length: count }, (_, i) => {
    const random = randomAt(7, l * 1000 + i, 0);
    return { id: `${label}-${i}`, label, lookHash: Array.from({ length: 16 }, () => random.int(16).toString(16)).join('') };
  }));
}

const countOf = (splits: Map<string, string>, label: string, split: string) => [...splits].filter(([id, s]) => id.startsWith(`${label}-`) && s === split).length;

describe('splitByContent', () => {
  it('keeps about 60, 20 and 20 % of every label', () => {
    const splits = splitByContent(samples({ ripe: 50, unripe: 15 }), ['ripe', 'unripe'], 1);
    expect([countOf(splits, 'ripe', 'train'), countOf(splits, 'ripe', 'validation'), countOf(splits, 'ripe', 'test')]).toEqual([30, 10, 10]);
    expect([countOf(splits, 'unripe', 'train'), countOf(splits, 'unripe', 'validation'), countOf(splits, 'unripe', 'test')]).toEqual([9, 3, 3]);
  });

  it('does not mind the order in which samples came', () => {
    const all = samples({ a: 20, b: 20 });
    const sorted = (map: Map<string, string>) => [...map].sort(([x], [y]) => (x < y ? -1 : 1));
    expect(sorted(splitByContent([...all].reverse(), ['a', 'b'], 4))).toEqual(sorted(splitByContent(all, ['a', 'b'], 4)));
    expect(sorted(splitByContent(all, ['a', 'b'], 5))).not.toEqual(sorted(splitByContent(all, ['a', 'b'], 4)));
  });

  it('puts every sample somewhere, and at least one of each label into train and test', () => {
    fc.assert(fc.property(fc.integer({ min: 2, max: 40 }), fc.integer({ min: 2, max: 40 }), fc.integer(), (a, b, seed) => {
      const splits = splitByContent(samples({ a, b }), ['a', 'b'], seed);
      expect(splits.size).toBe(a + b);
      for (const label of ['a', 'b']) for (const split of ['train', 'test']) expect(countOf(splits, label, split)).toBeGreaterThan(0);
    }), { numRuns: 50 });
  });

  it('keeps twins on one side', () => {
    const all = samples({ a: 30, b: 30 });
    const twins = all.map((sample, i) => ({ ...sample, lookHash: all[i - (i % 2)]!.lookHash }));
    const splits = splitByContent(twins, ['a', 'b'], 2);
    for (let i = 0; i < twins.length; i += 2) expect(splits.get(twins[i]!.id)).toBe(splits.get(twins[i + 1]!.id));
  });

  it('splits a label whose pictures all look the same', () => {
    const all = samples({ a: 20, b: 20 }).map((sample) => (sample.label === 'a' ? { ...sample, lookHash: '0'.repeat(16) } : sample));
    const splits = splitByContent(all, ['a', 'b'], 1);
    expect(countOf(splits, 'a', 'test')).toBe(4);
  });

  it('says what is missing', () => {
    expect(() => splitByContent(samples({ a: 9 }), ['a'], 1)).toThrow('data-one-class');
    expect(() => splitByContent(samples({ a: 9 }), ['a', 'b'], 1)).toThrow('data-one-class');
    expect(() => splitByContent(samples({ a: 9, b: 1 }), ['a', 'b'], 1)).toThrow('data-too-few');
    expect(() => splitByContent(samples({ a: 9, c: 3 }), ['a', 'b'], 1)).toThrow('label-unknown');
  });
});
