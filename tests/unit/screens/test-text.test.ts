import { describe, expect, it } from 'vitest';
import { scarceText, testText } from '../../../src/ui/screens/shared/test-text.ts';
import { splitCounts } from '../../../src/ui/screens/data/summary.ts';
import type { Sample } from '../../../src/domain/data/dataset/dataset.ts';
import { randomAt } from '../../../src/domain/common/random/random.ts';

function photographs(counts: Record<string, number>, kept = 0): Sample[] {
  return Object.entries(counts).flatMap(([label, count], l) => Array.from({ length: count }, (_, i): Sample => {
    const random = randomAt(9, 1000 * l + i, 0);
    return {
      id: `${label}-${i}`, label, source: 'file', addedMs: i, note: '', lookHash: Array.from({ length: 16 }, () => random.int(16).toString(16)).join(''), readable: [],
      ...(i < kept ? { onlyTest: true as const } : {}),
    };
  }));
}

describe('how far a test can be believed', () => {
  it('is not said of the orchard, whose test is of the same world', () => {
    expect(testText(['orchard', 'line'], 0)).toBeNull();
  });

  it('is that it flatters, where the test is of the photographs that are learnt from', () => {
    expect(testText(['orchard', 'camera'], 0)).toContain('flatters');
    expect(testText(['file'], 0)).toContain('“test”');
  });

  it('is told where pictures are kept for testing', () => {
    expect(testText(['file'], 1)).toBe('1 picture is only for testing: the whole test of its label, and never learnt from.');
    expect(testText(['file'], 210)).toBe('210 pictures are only for testing: the whole test of their labels, and never learnt from.');
  });
});

describe('labels with too few test pictures', () => {
  it('are named, and beyond three counted', () => {
    expect(scarceText([])).toBeNull();
    expect(scarceText(['kiwi'])).toBe('“kiwi” has fewer than 5 test pictures: too few to judge it one by one.');
    expect(scarceText(['kiwi', 'lime'])).toContain('“kiwi” and “lime” have');
    expect(scarceText(['a', 'b', 'c', 'd', 'e'])).toContain('“a”, “b”, “c” and 2 other labels have');
  });

  it('are found by the split, as are pictures that are kept for testing', () => {
    expect(splitCounts(photographs({ a: 30, b: 10 }), ['a', 'b'], 1)).toMatchObject({ kept: 0, scarce: ['b'], counts: { train: 24, validation: 8, test: 8 } });
    expect(splitCounts(photographs({ a: 30, b: 10 }, 5), ['a', 'b'], 1)).toMatchObject({ kept: 10, scarce: [], counts: { train: 24, validation: 6, test: 10 } });
  });
});
