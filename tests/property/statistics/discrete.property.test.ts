import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fairCoinCdf, logBinomialPmf, logUrnPmf, urnCdf, urnMode, urnRange, urnSf, type Urn } from '../../../src/domain/statistics/discrete.ts';

/** n over k, exactly. */
function choose(n: number, k: number): bigint {
  let value = 1n;
  for (let i = 1; i <= k; i += 1) value = (value * BigInt(n - i + 1)) / BigInt(i);
  return value;
}

/** A quotient of whole numbers to 17 digits, however large they are. */
function quotient(above: bigint, below: bigint): number {
  if (above === 0n) return 0;
  const shift = below.toString(2).length - above.toString(2).length + 80;
  const scaled = shift >= 0 ? (above << BigInt(shift)) / below : above / (below << BigInt(-shift));
  return Number(scaled) * 2 ** -shift;
}

const near = (got: number, wanted: number): void => { expect(Math.abs(got - wanted)).toBeLessThanOrEqual(1e-12 * wanted); };
const small = fc.record({ marked: fc.nat(40), plain: fc.nat(40), share: fc.double({ min: 0, max: 1, noNaN: true }) })
  .map(({ marked, plain, share }): Urn => ({ marked, plain, drawn: Math.round(share * (marked + plain)) }));
const million = fc.record({ marked: fc.nat(1e6), plain: fc.nat(1e6), share: fc.double({ min: 0, max: 1, noNaN: true }), at: fc.double({ min: 0, max: 1, noNaN: true }) })
  .map(({ marked, plain, share, at }) => {
    const urn: Urn = { marked, plain, drawn: Math.round(share * (marked + plain)) };
    const { least, most } = urnRange(urn);
    return { urn, k: least + Math.round(at * (most - least)) };
  });

describe('an urn and a fair coin', () => {
  test('have the probabilities that counting gives, in every tail', () => {
    fc.assert(fc.property(small, (urn) => {
      const { least, most } = urnRange(urn);
      const all = choose(urn.marked + urn.plain, urn.drawn);
      let below = 0n;
      for (let k = least; k <= most; k += 1) {
        const here = choose(urn.marked, k) * choose(urn.plain, urn.drawn - k);
        below += here;
        near(Math.exp(logUrnPmf(k, urn)), quotient(here, all));
        near(urnCdf(k, urn), quotient(below, all));
        near(urnSf(k, urn) + Number.MIN_VALUE, quotient(all - below, all) + Number.MIN_VALUE);
      }
      expect([urnCdf(least - 1, urn), urnSf(most, urn), urnCdf(most, urn), urnSf(least - 1, urn)]).toEqual([0, 0, 1, 1]);
    }));
    fc.assert(fc.property(fc.nat(120), (n) => {
      let below = 0n;
      for (let k = 0; k <= n; k += 1) {
        below += choose(n, k);
        near(Math.exp(logBinomialPmf(k, n, 0.5)), quotient(choose(n, k), 1n << BigInt(n)));
        near(fairCoinCdf(k, n), quotient(below, 1n << BigInt(n)));
      }
      expect(fairCoinCdf(-1, n)).toBe(0);
    }), { numRuns: 20 });
  });

  test('keep their digits where nearly all are of one kind', () => {
    near(-logBinomialPmf(0, 1000, 1 - 1e-12, 1e-12), 12_000 * Math.LN10);
    near(-logBinomialPmf(1000, 1000, 1e-12, 1 - 1e-12), 12_000 * Math.LN10);
    near(-logBinomialPmf(1000, 1000, 1 - 1e-12, 1e-12), 1e-9);
    near(-logBinomialPmf(0, 1000, 1e-12, 1 - 1e-12), 1e-9);
  });

  test('keep twelve digits at a million', () => {
    // Neighbours stand in a ratio of small whole numbers, which needs no logarithm.
    fc.assert(fc.property(million, ({ urn, k }) => {
      const { least } = urnRange(urn);
      if (k === least || logUrnPmf(k, urn) < -600 || logUrnPmf(k - 1, urn) < -600) return;
      const ratio = ((urn.marked - k + 1) * (urn.drawn - k + 1)) / (k * (urn.plain - urn.drawn + k));
      expect(Math.abs(Math.exp(logUrnPmf(k, urn) - logUrnPmf(k - 1, urn)) / ratio - 1)).toBeLessThan(1e-11);
    }), { numRuns: 300 });
  });

  test('have tails that are probabilities and make up all, at any size', () => {
    fc.assert(fc.property(million, ({ urn, k }) => {
      const [below, above] = [urnCdf(k, urn), urnSf(k, urn)];
      for (const p of [below, above]) expect(p >= 0 && p <= 1).toBe(true);
      expect(below + above).toBeCloseTo(1, 10);
      expect(fairCoinCdf(urn.marked, urn.marked + urn.plain)).toSatisfy((p: number) => p >= 0 && p <= 1);
    }), { numRuns: 100 });
  });

  test('are likeliest at the mode', () => {
    fc.assert(fc.property(million, ({ urn, k }) => {
      expect(logUrnPmf(urnMode(urn), urn)).toBeGreaterThanOrEqual(logUrnPmf(k, urn) - 1e-9);
    }));
  });
});
