import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LOT_FRUITS, route } from '../../../src/domain/delivery/route.ts';

const seed = fc.integer({ min: 0, max: 2 ** 40 });
const weight = fc.double({ min: 0, max: 1, noNaN: true });

describe('the route of an event', () => {
  it('is the same whenever it is asked for', () => {
    fc.assert(fc.property(seed, fc.nat(1_000_000), weight, (from, index, share) => {
      const given = { kind: 'split' as const, weight: share };
      expect(route(given, from, index)).toBe(route(given, from, index));
    }));
  });

  it('moves fruit to the challenger, and none away from it, as the weight rises', () => {
    fc.assert(fc.property(seed, fc.nat(1_000_000), weight, weight, (from, index, a, b) => {
      const [less, more] = [Math.min(a, b), Math.max(a, b)];
      if (route({ kind: 'split', weight: less }, from, index) === 'challenger') expect(route({ kind: 'split', weight: more }, from, index)).toBe('challenger');
    }));
  });

  it('gives the challenger its share', () => {
    for (const share of [0, 0.1, 0.5, 1]) {
      const given = { kind: 'split' as const, weight: share };
      const tried = Array.from({ length: 20_000 }, (_, index) => route(given, 3, index)).filter((place) => place === 'challenger').length;
      expect(Math.abs(tried / 20_000 - share)).toBeLessThan(0.011);
    }
  });

  it('sends the fruits of a lot together, and its share of lots to the challenger', () => {
    const given = { kind: 'split' as const, weight: 0.3, lots: true as const };
    const lots = Array.from({ length: 5000 }, (_, lot) => new Set(Array.from({ length: LOT_FRUITS }, (_, i) => route(given, 3, lot * LOT_FRUITS + i))));
    expect(lots.every((places) => places.size === 1)).toBe(true);
    expect(Math.abs(lots.filter((places) => places.has('challenger')).length / lots.length - 0.3)).toBeLessThan(0.02);
  });

  it('leaves all to the champion while nothing is split', () => {
    for (let index = 0; index < 500; index += 1) expect([route({ kind: 'replace' }, 1, index), route({ kind: 'shadow' }, 1, index)]).toEqual(['champion', 'champion']);
  });
});
