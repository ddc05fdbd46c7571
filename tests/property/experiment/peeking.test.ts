import { describe, expect, test } from 'vitest';
import { peek, type PeekingPlan } from '../../../src/domain/experiment/peeking.ts';

const CANARY: PeekingPlan = { rollouts: 400, fruits: 1000, weight: 0.1, champion: 0.9, challenger: 0.9, seed: 11 };

describe('rollouts that are looked at after every fruit', () => {
  const canary = peek(CANARY);

  test('without a difference: ordinary tests find one in every fourth, those made for looking in hardly any', () => {
    const half = peek({ ...CANARY, weight: 0.5 });
    for (const each of [canary, half]) {
      expect(each.pooled.found).toBeGreaterThan(0.25);
      expect(each.mcnemar.found).toBeGreaterThan(0.2);
      // 5 % is promised; four standard errors of 400 rollouts are another 4 %.
      for (const test of ['mixture', 'blocks', 'discordant'] as const) expect(each[test].found).toBeLessThan(0.09);
    }
  });

  test('the mixture test cries too often in a canary when it speaks before a hundred truths an arm', () => {
    expect(canary['mixture-from-start'].found).toBeGreaterThan(2 * canary.mixture.found);
  });

  test('with a difference all find it, and shadows, where both judge each fruit, first', () => {
    const worse = peek({ ...CANARY, rollouts: 100, weight: 0.5, champion: 0.97, challenger: 0.85 });
    for (const test of ['mixture', 'blocks', 'discordant'] as const) expect(worse[test].found).toBeGreaterThan(0.95);
    expect(worse.discordant.half!).toBeLessThan(worse.blocks.half!);
  });

  test('a line that drifts under both is no difference, as long as blocks compare fruit of about the same time', () => {
    const drifting: PeekingPlan = { rollouts: 300, fruits: 1200, weight: 0.5, champion: 0.97, challenger: 0.97, drift: { from: 700, by: 0.37 }, seed: 5, tests: ['blocks'] };
    const [near, far] = [peek(drifting).blocks.found, peek({ ...drifting, mostAhead: Infinity }).blocks.found];
    expect(near).toBeLessThan(0.09);
    expect(far).toBeGreaterThan(1.5 * near);
  });

  test('the same seed gives the same table, another seed another', () => {
    const plan = { ...CANARY, rollouts: 60, fruits: 300 };
    expect(peek(plan)).toEqual(peek(plan));
    expect(peek({ ...plan, seed: 12 })).not.toEqual(peek(plan));
    expect(peek({ ...plan, tests: ['blocks'] })).toEqual({ ...peek({ ...plan, tests: [] }), blocks: peek(plan).blocks });
  });

  test('half tells the fruit after which half of the rollouts had found a difference', () => {
    // The first discordant pairs all go one way; 1/alpha is reached when the bets of a row of wins are.
    expect(peek({ ...CANARY, rollouts: 3, fruits: 40, champion: 1e-12, challenger: 1 - 1e-12 }).discordant).toEqual({ found: 1, half: 7 });
    expect(peek({ ...CANARY, rollouts: 3, fruits: 6, champion: 1e-12, challenger: 1 - 1e-12 }).discordant).toEqual({ found: 0, half: null });
  });

  test.each([{ weight: 0 }, { weight: 1 }, { champion: NaN }, { challenger: 1 }, { rollouts: 0 }, { fruits: 1.5 }, { seed: NaN }, { alpha: 0 }])('refuses %o', (odd) => {
    expect(() => peek({ ...CANARY, ...odd })).toThrow(/argument-invalid/);
  });
});
