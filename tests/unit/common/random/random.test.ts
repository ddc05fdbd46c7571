import { describe, expect, it } from 'vitest';
import { cos, exp, exp2, ln, sin } from '../../../../src/domain/common/random/exact.ts';
import { normalQuantile } from '../../../../src/domain/common/random/normal.ts';
import { randomAt } from '../../../../src/domain/common/random/random.ts';
import { block, threefry2x32 } from '../../../../src/domain/common/random/threefry.ts';

describe('threefry2x32', () => {
  // known-answer vectors of the Random123 distribution, threefry 2x32, 20 rounds
  it.each([
    [[0, 0], [0, 0], [0x6b200159, 0x99ba4efe]],
    [[0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff], [0x1cb996fc, 0xbb002be7]],
    [[0x243f6a88, 0x85a308d3], [0x13198a2e, 0x03707344], [0xc4923a9c, 0x483df7a0]],
  ])('counter %j under key %j', ([c0, c1], [k0, k1], expected) => {
    threefry2x32(c0!, c1!, k0!, k1!);
    expect([...block]).toEqual(expected);
  });
});

describe('Random', () => {
  it('gives the same stream for the same seed, index and lane, and another for any other', () => {
    const draw = (seed: number, index: number, lane: number) => {
      const random = randomAt(seed, index, lane);
      return [random.next(), random.next(), random.next()].join();
    };
    expect(draw(7, 12, 3)).toBe(draw(7, 12, 3));
    const others = [draw(8, 12, 3), draw(7, 13, 3), draw(7, 12, 4), draw(7 + 2 ** 32, 12, 3), draw(-7, 12, 3), draw(2 ** 53 - 1, 12, 3)];
    expect(new Set([draw(7, 12, 3), ...others]).size).toBe(others.length + 1);
  });

  it('is uniform in [0, 1)', () => {
    const random = randomAt(1, 0, 0);
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 20_000; i += 1) {
      const value = random.next();
      expect(value >= 0 && value < 1).toBe(true);
      counts[Math.floor(value * 10)]! += 1;
    }
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200);
  });

  it('has normal draws of mean 0 and deviation 1', () => {
    const random = randomAt(2, 0, 0);
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < 20_000; i += 1) {
      const z = random.normal();
      sum += z;
      squares += z * z;
    }
    expect(sum / 20_000).toBeCloseTo(0, 1);
    expect(squares / 20_000).toBeCloseTo(1, 1);
  });

  it('picks in proportion, never a zero weight, and evenly when all are zero', () => {
    const random = randomAt(3, 0, 0);
    const counts = [0, 0, 0];
    for (let i = 0; i < 8000; i += 1) counts[random.pick([3, 0, 1])]! += 1;
    expect(counts[1]).toBe(0);
    expect(counts[0]! / 8000).toBeCloseTo(0.75, 1);
    const seen = new Set(Array.from({ length: 100 }, () => random.pick([0, 0, 0])));
    expect(seen).toEqual(new Set([0, 1, 2]));
    expect(Array.from({ length: 50 }, () => random.pick([-1, Number.NaN, 2]))).toEqual(new Array(50).fill(2));
  });

  it('draws whole numbers below n and coins of probability p', () => {
    const random = randomAt(4, 0, 0);
    const seen = new Set(Array.from({ length: 200 }, () => random.int(5)));
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4]);
    expect(Array.from({ length: 20 }, () => random.bool(0))).not.toContain(true);
    expect(Array.from({ length: 20 }, () => random.bool(1))).not.toContain(false);
  });
});

describe('normalQuantile', () => {
  it.each([[0.5, 0], [0.975, 1.959963985], [0.001, -3.090232306], [1e-10, -6.361340902]])('of %d is %d', (p, z) => {
    expect(normalQuantile(p)).toBeCloseTo(z, 5);
  });
});

describe('exact functions', () => {
  it('agree with the engine', () => {
    for (let x = -40; x <= 40; x += 0.0837) {
      expect(Math.abs(sin(x) - Math.sin(x))).toBeLessThan(1e-12);
      expect(Math.abs(cos(x) - Math.cos(x))).toBeLessThan(1e-12);
      expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThan(1e-13);
      expect(Math.abs(ln(Math.exp(x)) - x)).toBeLessThan(1e-12);
    }
    expect(exp2(3)).toBeCloseTo(8, 12);
    expect(exp(-1000)).toBe(0);
    expect(exp(1000)).toBe(Infinity);
  });
});
