import { describe, expect, it } from 'vitest';
import type { Drift } from '../../../../src/domain/world/drift/scenario.ts';
import { weightAt } from '../../../../src/domain/world/drift/weight.ts';

const drift = (part: Partial<Drift>): Drift => ({
  kind: 'covariate', pattern: 'sudden', onset: 100, width: 40, period: 200, duty: 0.5, to: {}, name: 'x', byHand: false, ...part,
});

describe('weightAt', () => {
  it('sudden steps at the onset', () => {
    expect([99, 100, 101].map((t) => weightAt(drift({}), t))).toEqual([0, 1, 1]);
  });

  it('gradual is the sigmoid of MOA about onset + width/2', () => {
    const gradual = drift({ pattern: 'gradual' });
    expect(weightAt(gradual, 120)).toBe(0.5);
    expect(weightAt(gradual, 100)).toBeCloseTo(1 / (1 + Math.exp(2)), 12);
    expect(weightAt(gradual, 140)).toBeCloseTo(0.880797077977882, 12);
    expect(weightAt(gradual, 130)).toBeCloseTo(0.7310585786300049, 12);
    expect(weightAt(drift({ pattern: 'gradual', width: 0 }), 99)).toBe(0);
    expect(weightAt(drift({ pattern: 'gradual', width: 0 }), 100)).toBe(1);
  });

  it('incremental is a straight ramp', () => {
    const ramp = drift({ pattern: 'incremental' });
    expect([0, 100, 110, 120, 140, 900].map((t) => weightAt(ramp, t))).toEqual([0, 0, 0.25, 0.5, 1, 1]);
    expect(weightAt(drift({ pattern: 'incremental', width: 0 }), 100)).toBe(1);
  });

  it('recurring rises at the start of each period and falls about duty × period', () => {
    const recurring = drift({ pattern: 'recurring' });
    expect(weightAt(recurring, 99)).toBe(0);
    expect(weightAt(recurring, 100)).toBe(0);
    expect(weightAt(recurring, 110)).toBeCloseTo(0.5 - 0.5 * Math.SQRT1_2, 12);
    expect(weightAt(recurring, 120)).toBeCloseTo(0.5, 12);
    expect(weightAt(recurring, 150)).toBe(1);
    expect(weightAt(recurring, 200)).toBeCloseTo(0.5, 12);
    expect(weightAt(recurring, 220)).toBe(0);
    expect(weightAt(recurring, 299)).toBe(0);
    for (let t = 100; t < 300; t += 7) expect(weightAt(recurring, t + 400)).toBe(weightAt(recurring, t));
  });

  it('recurring takes every duty and width', () => {
    expect(weightAt(drift({ pattern: 'recurring', duty: 0 }), 150)).toBe(0);
    expect(weightAt(drift({ pattern: 'recurring', duty: 1 }), 150)).toBe(1);
    expect([199, 200].map((t) => weightAt(drift({ pattern: 'recurring', width: 0 }), t))).toEqual([1, 0]);
  });
});
