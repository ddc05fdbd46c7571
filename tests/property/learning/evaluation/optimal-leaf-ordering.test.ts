import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { offDiagonalSpread, optimalLeafOrdering } from '../../../../src/domain/learning/evaluation/optimal-leaf-ordering.ts';

/** Square matrices of counts, most of them sparse, as confusions are. */
const confusions = fc.integer({ min: 0, max: 12 }).chain((n) => fc.array(
  fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 20 })), { minLength: n, maxLength: n }), { minLength: n, maxLength: n },
));
const given = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const touching = (confusion: readonly (readonly number[])[], order: readonly number[]): number =>
  order.slice(1).reduce((sum, kind, i) => sum + confusion[kind]![order[i]!]! + confusion[order[i]!]![kind]!, 0);

describe('kinds in the order in which confusions touch', () => {
  it('are the same kinds, each once', () => {
    fc.assert(fc.property(confusions, (confusion) => {
      expect(optimalLeafOrdering(confusion).toSorted((a, b) => a - b)).toEqual(given(confusion.length));
    }));
  });

  it('stand the same way each time, whether a mistake went one way or the other', () => {
    fc.assert(fc.property(confusions, (confusion) => {
      const order = optimalLeafOrdering(confusion);
      expect(optimalLeafOrdering(structuredClone(confusion))).toEqual(order);
      expect(optimalLeafOrdering(confusion.map((row, i) => row.map((_, j) => confusion[j]![i]!)))).toEqual(order);
    }));
  });

  it('never spread the mistakes further from the diagonal than as given', () => {
    fc.assert(fc.property(confusions, (confusion) => {
      expect(offDiagonalSpread(confusion, optimalLeafOrdering(confusion))).toBeLessThanOrEqual(offDiagonalSpread(confusion, given(confusion.length)));
    }));
  });

  it('touch in every confusion of a chain, in whatever order its kinds were given', () => {
    const chains = fc.integer({ min: 3, max: 15 }).chain((n) => fc.tuple(
      fc.shuffledSubarray(given(n), { minLength: n, maxLength: n }), fc.array(fc.integer({ min: 0, max: 9 }), { minLength: n - 1, maxLength: n - 1 }),
    ));
    fc.assert(fc.property(chains, ([chain, counts]) => {
      const confusion = chain.map(() => chain.map(() => 0));
      counts.forEach((count, i) => { confusion[chain[i]!]![chain[i + 1]!] = count; });
      const order = optimalLeafOrdering(confusion);
      const all = counts.reduce((sum, n) => sum + n, 0);
      expect(touching(confusion, order)).toBe(all);
      expect(offDiagonalSpread(confusion, order)).toBe(all);
    }));
  });

  it('stay as given where nothing is confused, and are ready at once for a hundred', () => {
    expect(optimalLeafOrdering(given(5).map((i) => given(5).map((j) => (i === j ? 12 : 0))))).toEqual(given(5));
    const many = given(100).map((i) => given(100).map((j) => (i * 31 + j * 17) % 7));
    expect(optimalLeafOrdering(many)).toHaveLength(100);
  });

  it('bring plums to pomegranates, apples to tomatoes and limes between lemons and avocados', () => {
    // plum, lemon, apple, lime, tomato, avocado, pomegranate: lemon–lime–avocado and apple–tomato, apple–pomegranate–plum.
    const confusion = given(7).map(() => given(7).map(() => 0));
    for (const [was, said, n] of [[0, 6, 3], [1, 3, 1], [3, 5, 2], [2, 4, 2], [6, 2, 1]] as const) confusion[was]![said] = n;
    expect(optimalLeafOrdering(confusion)).toEqual([0, 6, 2, 4, 5, 3, 1]);
  });
});
