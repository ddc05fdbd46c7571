import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { captureGroups } from '../../../src/domain/learning/capture-groups.ts';
import { planSplit, splitByContent, splitObstacle, splitShares, type SplitSample } from '../../../src/domain/learning/split.ts';
import { READABLE_FEATURES, readableIndex } from '../../../src/domain/data/features/readable.ts';
import { randomAt } from '../../../src/domain/common/random/random.ts';

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

  it('divides a label whose pictures all look the same, and says that its test is not honest', () => {
    const all = samples({ a: 20, b: 20 }).map((sample) => (sample.label === 'a' ? { ...sample, lookHash: '0'.repeat(16) } : sample));
    const { splits, leaks } = planSplit(all, ['a', 'b'], 1);
    expect(countOf(splits, 'a', 'test')).toBe(4);
    expect(leaks).toEqual([{ label: 'a', pictures: 20 }]);
  });

  it('holds nothing against fruit of the orchard that looks alike: it is other fruit', () => {
    const all = samples({ a: 20, b: 20 }).map((sample) => ({ ...sample, source: 'orchard' as const, lookHash: '0'.repeat(16) }));
    const { splits, leaks } = planSplit(all, ['a', 'b'], 1);
    expect(leaks).toEqual([]);
    expect(countOf(splits, 'a', 'test')).toBe(4);
  });

  it('says what is missing', () => {
    expect(() => splitByContent(samples({ a: 9 }), ['a'], 1)).toThrow('data-one-class');
    expect(() => splitByContent(samples({ a: 9 }), ['a', 'b'], 1)).toThrow('data-one-class');
    expect(() => splitByContent(samples({ a: 9, b: 1 }), ['a', 'b'], 1)).toThrow(expect.objectContaining({ code: 'data-too-few', about: '“b” has one picture' }) as Error);
    expect(() => splitByContent(samples({ a: 9, c: 3 }), ['a', 'b'], 1)).toThrow('label-unknown');
  });
});

const HUE = readableIndex('hue');

/** Bursts of a camera that drifts: `sizes` frames of one subject each, a few bits of the hash and a little of each share apart. */
function bursts(label: string, sizes: readonly number[], seed: number): SplitSample[] {
  return sizes.flatMap((size, burst) => {
    const random = randomAt(seed, burst, label.charCodeAt(0));
    const hash = Array.from({ length: 16 }, () => random.int(16));
    const readable = READABLE_FEATURES.map((_, k) => (k === HUE ? 0 : random.next()));
    return Array.from({ length: size }, (_, i) => {
      hash[random.int(16)]! ^= 1 << random.int(4);
      return {
        id: `${label}-${burst}-${i}`, label, source: 'file' as const, lookHash: hash.map((digit) => digit.toString(16)).join(''),
        readable: readable.map((value, k) => (k === HUE ? 360 * random.next() : value + 0.02 * (random.next() - 0.5))),
      };
    });
  });
}

describe('bursts', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1, maxLength: 8 });

  it('stay on one side, the same way each time, with every label in the test and in training', () => {
    fc.assert(fc.property(sizes, sizes, fc.integer(), (a, b, seed) => {
      const all = [...bursts('a', a, 1), ...bursts('b', b, 2)];
      fc.pre(all.filter(({ label }) => label === 'a').length > 1 && all.filter(({ label }) => label === 'b').length > 1);
      const { splits, leaks } = planSplit(all, ['a', 'b'], seed);
      const again = planSplit(all.toReversed(), ['a', 'b'], seed).splits;
      for (const { id } of all) expect(again.get(id)).toBe(splits.get(id));
      for (const label of ['a', 'b']) {
        for (const split of ['train', 'test']) expect(countOf(splits, label, split)).toBeGreaterThan(0);
        const groups = captureGroups(all.filter((sample) => sample.label === label));
        const count = groups.flat().length;
        const largest = Math.max(...groups.map(({ length }) => length));
        const most = Math.max(1, Math.round(0.2 * count));
        const leak = leaks.find((each) => each.label === label);
        expect(leak !== undefined).toBe(largest > 1 && (count - largest < 2 || 2 * (count - largest) < most));
        if (leak) expect(leak.pictures + (leak.others ?? 0)).toBe(count);
        if (groups.length === 1) continue;
        for (const group of groups) expect(new Set(group.map(({ id }) => splits.get(id))).size).toBe(1);
      }
    }), { numRuns: 100 });
  });

  it('with one stray picture, or too few, leave nothing to test on, and that is said', () => {
    for (const [size, strays] of [[2, 1], [5, 1], [12, 1], [40, 1], [40, 2], [60, 5]] as const) {
      const { splits, leaks } = planSplit([...bursts('a', [size, ...Array.from({ length: strays }, () => 1)], 5), ...bursts('b', [9, 9, 9], 6)], ['a', 'b'], 1);
      expect(leaks).toEqual([{ label: 'a', pictures: size, others: strays }]);
      expect(new Set(Array.from({ length: size }, (_, i) => splits.get(`a-0-${i}`)))).toEqual(new Set(['train']));
    }
    for (const sizes of [[1, 1], [2, 1, 1], [12, 1, 1], [20, 20], [30, 10]]) expect(planSplit([...bursts('a', sizes, 5), ...bursts('b', [9, 9], 6)], ['a', 'b'], 1).leaks).toEqual([]);
  });

  it('are found, each as one group', () => {
    expect(captureGroups(bursts('a', [40, 1, 12, 7], 3)).map((group) => group.length)).toEqual([40, 1, 12, 7]);
  });

  it('of the camera are told by their time, however much the subject turns', () => {
    const all = samples({ a: 40, b: 40 }).map((sample, i) => ({ ...sample, source: 'camera' as const, addedMs: 125 * i + (i % 40 < 20 ? 0 : 60_000) + (i < 40 ? 0 : 600_000) }));
    expect(captureGroups(all.slice(0, 40)).map((group) => group.length)).toEqual([20, 20]);
    const { splits, leaks } = planSplit(all, ['a', 'b'], 1);
    expect(leaks).toEqual([]);
    expect([countOf(splits, 'a', 'train'), countOf(splits, 'a', 'test')]).toEqual([20, 20]);
    expect(planSplit(all.filter((_, i) => i % 40 < 20), ['a', 'b'], 1).leaks).toEqual([{ label: 'a', pictures: 20 }, { label: 'b', pictures: 20 }]);
  });
});

describe('what stands in the way of learning', () => {
  it('is told from the pictures of each label, and is what a split refuses', () => {
    for (const counts of [{ a: 9, b: 1 }, { a: 9, b: 9, c: 0 }, { a: 9, b: 0 }, { a: 0, b: 0 }] as Record<string, number>[]) {
      const obstacle = splitObstacle(new Map(Object.entries(counts)));
      expect(obstacle).not.toBeNull();
      expect(() => planSplit(samples(counts), Object.keys(counts), 1)).toThrow(obstacle!.code);
    }
    expect(splitObstacle(new Map([['a', 9], ['b', 0], ['c', 4]]))).toEqual({ code: 'data-too-few', label: 'b', count: 0 });
    expect(splitObstacle(new Map([['a', 2], ['b', 2]]))).toBeNull();
    expect(splitShares(samples({ a: 50, b: 50 }), ['a', 'b'], 1)).toEqual({ train: 60, validation: 20, test: 20 });
  });
});

describe('pictures that are kept for testing', () => {
  const kept = (all: SplitSample[], from: number, label: string): SplitSample[] => all.map((sample) => (sample.label === label && Number(sample.id.split('-')[1]) >= from ? { ...sample, onlyTest: true as const } : sample));

  it('are the whole test of their label, whatever the seed', () => {
    const all = kept(samples({ a: 30, b: 30 }), 20, 'a');
    for (const seed of [1, 2, 3]) {
      const { splits, leaks } = planSplit(all, ['a', 'b'], seed);
      expect(leaks).toEqual([]);
      expect(all.filter(({ id }) => id.startsWith('a-') && splits.get(id) === 'test').map(({ id }) => id)).toEqual(Array.from({ length: 10 }, (_, i) => `a-${20 + i}`));
      expect([countOf(splits, 'a', 'train'), countOf(splits, 'a', 'validation')]).toEqual([16, 4]);
      expect([countOf(splits, 'b', 'train'), countOf(splits, 'b', 'validation'), countOf(splits, 'b', 'test')]).toEqual([18, 6, 6]);
    }
  });

  it('leave a label with something to learn from, or that is said', () => {
    const all = samples({ a: 6, b: 6 });
    expect(() => planSplit(kept(all, 0, 'a'), ['a', 'b'], 1)).toThrow(expect.objectContaining({ code: 'data-too-few', about: '“a” has pictures for testing only' }) as Error);
    const { splits } = planSplit(kept(all, 1, 'a'), ['a', 'b'], 1);
    expect([countOf(splits, 'a', 'train'), countOf(splits, 'a', 'test')]).toEqual([1, 5]);
  });

  it('have no near copy among those that are learnt from, under whatever label', () => {
    const all = kept(samples({ a: 12, b: 12 }), 8, 'a');
    // a-0 and b-0 look like a-8, which is for testing.
    const shown = all.map((sample) => (sample.id === 'a-0' || sample.id === 'b-0' ? { ...sample, lookHash: all[8]!.lookHash } : sample));
    const { splits } = planSplit(shown, ['a', 'b'], 1);
    expect([splits.get('a-0'), splits.get('b-0'), splits.get('a-8')]).toEqual(['test', 'test', 'test']);
  });
});

describe('near copies under two labels', () => {
  it('are on one side, and every label keeps something to learn from and to be tested on', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const all = samples({ a: 15, b: 15 });
      const shown = all.map((sample, i) => (i >= 15 && i < 20 ? { ...sample, lookHash: all[i - 15]!.lookHash } : sample));
      const { splits } = planSplit(shown, ['a', 'b'], seed);
      for (let i = 0; i < 5; i += 1) expect(splits.get(`b-${i}`)).toBe(splits.get(`a-${i}`));
      for (const label of ['a', 'b']) for (const split of ['train', 'test']) expect(countOf(splits, label, split)).toBeGreaterThan(0);
    }
  });

  it('of the orchard are other fruit all the same', () => {
    const all = samples({ a: 15, b: 15 }).map((sample) => ({ ...sample, source: 'orchard' as const }));
    const twins = all.map((sample, i) => ({ ...sample, lookHash: all[i % 15]!.lookHash }));
    expect(planSplit(twins, ['a', 'b'], 1).splits).toEqual(planSplit(all, ['a', 'b'], 1).splits);
  });
});
