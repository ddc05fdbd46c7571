import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ExactSum, exactProduct } from '../../../src/domain/feature-store/exact-sum.ts';
import { ascending, grouped, identity } from '../../../src/domain/feature-store/order.ts';

const term = fc.double({ min: -1e100, max: 1e100, noNaN: true }).filter((x) => x === 0 || Math.abs(x) > 1e-100).map((x) => x + 0);
const near = fc.double({ min: -1e6, max: 1e6, noNaN: true }).filter((x) => x === 0 || Math.abs(x) > 1e-6).map((x) => x + 0);
const sumOf = (terms: readonly number[]): ExactSum => {
  const sum = new ExactSum();
  for (const each of terms) sum.add(each);
  return sum;
};

/** A double as a whole number of units of 2^−1100. */
function whole(x: number): bigint {
  let [value, exponent] = [x, 0];
  while (!Number.isInteger(value)) [value, exponent] = [value * 2, exponent + 1];
  return BigInt(value) << BigInt(1100 - exponent);
}

describe('an exact sum', () => {
  test('is the sum of whole numbers of units, whatever the terms', () => {
    fc.assert(fc.property(fc.array(term, { maxLength: 40 }), (terms) => {
      const { value, exponent } = sumOf(terms).whole();
      expect(value << BigInt(1100 + exponent)).toBe(terms.reduce((sum, each) => sum + whole(each), 0n));
    }));
  });

  test('as a double it is rounded once, and the rest is what that leaves out', () => {
    fc.assert(fc.property(fc.array(near, { maxLength: 40 }), (terms) => {
      const [high, low] = sumOf(terms).parts();
      const left = terms.reduce((sum, each) => sum + whole(each), 0n) - whole(high);
      expect(Math.abs(Number(left - whole(low)))).toBeLessThanOrEqual(Math.abs(Number(whole(high))) * 2 ** -100);
      expect(high + low).toBe(high);
    }));
  });

  test('tells neither the order of its terms nor what was taken out', () => {
    fc.assert(fc.property(fc.array(term, { maxLength: 30 }), fc.array(term, { maxLength: 30 }), (kept, others) => {
      const sum = new ExactSum();
      for (const each of [...others, ...kept.toReversed()]) sum.add(each);
      for (const each of others) sum.add(-each);
      expect(sum.parts()).toEqual(sumOf(kept).parts());
    }));
  });

  test('large terms do not swallow small ones', () => {
    expect(sumOf([1e100, 1, -1e100]).parts()).toEqual([1, 0]);
    expect(sumOf(Array.from({ length: 10 }, () => 0.1)).parts()[0]).toBe(1);
  });

  test('carries are passed on before a limb is full', () => {
    const sum = new ExactSum();
    const one = 2 ** 32 - 2 ** -20;
    for (let i = 0; i < 2 ** 21 + 5; i += 1) sum.add(one);
    expect(sum.parts()[0]).toBe((2 ** 21 + 5) * one);
  });

  test('emptied it is 0, and takes terms as before', () => {
    const sum = sumOf([3, 1e50]);
    sum.clear();
    expect([sum.parts(), sum.whole()]).toEqual([[0, 0], { value: 0n, exponent: 0 }]);
    sum.add(2.5);
    expect(sum.parts()).toEqual([2.5, 0]);
  });

  test('a product and its rest make up the whole product', () => {
    fc.assert(fc.property(near, near, (a, b) => {
      const [product, rest] = exactProduct(a, b);
      expect(product).toBe(a * b);
      expect((whole(product) + whole(rest)) << 1100n).toBe(whole(a) * whole(b));
    }));
  });
});

describe('the order of keys', () => {
  const key = fc.oneof(fc.double({ noNaN: true }), fc.integer({ min: -3, max: 3 }));

  test('is that of a stable sort', () => {
    fc.assert(fc.property(fc.array(key, { maxLength: 60 }), (keys) => {
      const expected = keys.map((each, i) => ({ each, i })).toSorted((a, b) => (a.each < b.each ? -1 : a.each > b.each ? 1 : a.i - b.i)).map(({ i }) => i);
      expect([...ascending(Float64Array.from(keys))]).toEqual(expected);
    }));
  });

  test('equal keys keep the order that is given', () => {
    fc.assert(fc.property(fc.array(fc.nat(3), { maxLength: 40 }), (keys) => {
      const among = identity(keys.length).reverse();
      expect([...ascending(Float64Array.from(keys), among)]).toEqual([...among].toSorted((a, b) => keys[a]! - keys[b]! || b - a));
    }));
  });

  test('groups keep it too, and rows of no group are left out', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: -1, max: 4 }), { maxLength: 40 }), (groups) => {
      const { starts, rows } = grouped(Int32Array.from(groups), 5, identity(groups.length));
      for (let g = 0; g < 5; g += 1) expect([...rows.slice(starts[g], starts[g + 1])]).toEqual(groups.flatMap((each, i) => (each === g ? [i] : [])));
    }));
  });
});
