import { describe, expect, test } from 'vitest';
import { wilsonInterval } from '../../../src/domain/experiment/proportions.ts';
import { sliceQuality } from '../../../src/domain/explanation/slices.ts';

describe('slices', () => {
  const species = [...new Array<string>(200).fill('apple'), ...new Array<string>(50).fill('mango'), ...new Array<string>(3).fill('lemon')];
  const right = species.map((name, i) => (name === 'apple' ? i % 20 !== 0 : name === 'mango' ? i % 2 === 0 : false));

  test('count and judge every value of an attribute', () => {
    const [apple, mango, lemon] = sliceQuality(right, { species });
    expect(apple).toMatchObject({ attribute: 'species', value: 'apple', count: 200, right: 190, accuracy: 0.95 });
    expect(mango).toMatchObject({ count: 50, accuracy: 0.5 });
    expect(lemon).toMatchObject({ count: 3, accuracy: 0 });
  });

  test('Wilson’s interval stays within 0 and 1 and refuses to be sure of few', () => {
    expect(wilsonInterval({ trials: 3, successes: 0 })).toMatchObject({ lower: 0 });
    expect(wilsonInterval({ trials: 3, successes: 0 })!.upper).toBeCloseTo(0.5615, 4);
    expect(wilsonInterval({ trials: 0, successes: 0 })).toBeNull();
    expect(() => sliceQuality([true], { species })).toThrow(/argument-invalid/);
  });
});
