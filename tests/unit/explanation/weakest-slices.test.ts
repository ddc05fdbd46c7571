import { describe, expect, test } from 'vitest';
import { proportionTest, weakestSlices } from '../../../src/domain/explanation/weakest-slices.ts';
import { sliceQuality } from '../../../src/domain/explanation/slices.ts';
import { uniform } from '../monitoring/monitors/rows.ts';

describe('slices', () => {
  const species = [...new Array<string>(200).fill('apple'), ...new Array<string>(50).fill('mango'), ...new Array<string>(3).fill('lemon')];
  const right = species.map((name, i) => (name === 'apple' ? i % 20 !== 0 : name === 'mango' ? i % 2 === 0 : false));

  test('the weakest ones are surely worse, and large enough to say so', () => {
    const [mango, ...others] = weakestSlices(right, { species });
    expect(others).toEqual([]);
    expect(mango).toMatchObject({ value: 'mango', rest: 190 / 203 });
    expect(mango!.adjustedP).toBeLessThan(1e-8);
    expect(weakestSlices(right, { species }, { atLeast: 1 }).map(({ value }) => value)).toEqual(['mango', 'lemon']);
  });

  test('a slice may be as large as leaves just enough beside it', () => {
    const side = Array.from({ length: 40 }, (_, i) => (i < 20 ? 'left' : 'right'));
    expect(weakestSlices(side.map((each) => each === 'right'), { side }, { atLeast: 20 }).map(({ value }) => value)).toEqual(['left']);
    expect(weakestSlices(side.map((each) => each === 'right'), { side }, { atLeast: 21 })).toEqual([]);
  });

  test('among many equal slices chance finds none', () => {
    const draw = uniform(1);
    const many = Array.from({ length: 4000 }, (_, i) => `tree ${i % 100}`);
    const chance = many.map(() => draw() < 0.9);
    const total = chance.filter(Boolean).length;
    const unlucky = sliceQuality(chance, { tree: many }).filter((slice) => proportionTest(slice.right, slice.count, total - slice.right, 4000 - slice.count) < 0.05);
    expect(unlucky.length).toBeGreaterThan(0);
    expect(weakestSlices(chance, { tree: many })).toEqual([]);
    expect(weakestSlices([], { tree: [] })).toEqual([]);
    expect(weakestSlices(chance, { tree: many.map(() => 'one') })).toEqual([]);
  });

  test('two shares are compared by chi-square, without a correction', () => {
    // χ² = 75/11 with one degree of freedom: erfc(√(75/22)).
    expect(proportionTest(30, 50, 80, 100)).toBeCloseTo(0.009023438818080326, 12);
    expect(proportionTest(5, 5, 9, 9)).toBe(1);
    expect(() => proportionTest(0, 0, 1, 2)).toThrow(/argument-invalid/);
  });
});
