import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addArrival, NO_ARRIVALS, type Arm, type Arrival } from '../../../src/domain/experiment/arrival.ts';
import { beginBlocks, blockFor, resizeBlocks, stepBlocks, type BlockOptions, type BlockState } from '../../../src/domain/experiment/blocks.ts';
import { alwaysValidP } from '../../../src/domain/experiment/evidence.ts';
import { beginMixture, MIXTURE, readMixture, stepMixture } from '../../../src/domain/experiment/mixture.ts';
import { beginSprt, sprtBounds, stepSprt } from '../../../src/domain/experiment/sprt.ts';

const arrival = fc.record({ arm: fc.constantFrom<Arm>('champion', 'challenger'), right: fc.boolean() });
const arrivals = (maxLength: number) => fc.array(arrival, { maxLength, size: 'max' });
const kept = <T>(state: T): T => JSON.parse(JSON.stringify(state)) as T;
const exchanged = ({ arm, right }: Arrival): Arrival => ({ arm: arm === 'champion' ? 'challenger' : 'champion', right });
const EARLY = { ...MIXTURE, least: 1 };

describe('the mixture test', () => {
  test('says fruit by fruit, through checkpoints, what it says of the counts', () => {
    fc.assert(fc.property(arrivals(150), fc.constantFrom(1, 3, 20), fc.double({ min: 0.01, max: 1, noNaN: true }), (list, least, tau) => {
      const options = { tau, least };
      let [state, arms, peak] = [beginMixture(options), NO_ARRIVALS, 0];
      for (const each of list) {
        state = stepMixture(kept(state), each, options);
        arms = addArrival(arms, each);
        peak = Math.max(peak, readMixture(arms, options)?.logLambda ?? 0);
        const reading = readMixture(state, options);
        expect(reading).toEqual(readMixture(arms, options));
        expect(reading === null).toBe(Math.min(arms.champion.trials, arms.challenger.trials) < least);
      }
      expect(state.peak).toBe(peak);
      const of = (arm: Arm, only = true) => list.filter((each) => each.arm === arm && (each.right || !only)).length;
      for (const arm of ['champion', 'challenger'] as const) expect(state[arm]).toEqual({ trials: of(arm, false), successes: of(arm) });
    }));
  });

  test('excludes no difference exactly when its evidence is above 1/alpha at this moment', () => {
    fc.assert(fc.property(fc.nat(60), fc.nat(60), fc.nat(60), fc.nat(60), fc.double({ min: 0.001, max: 0.5, noNaN: true }), (right, wrong, won, lost, alpha) => {
      const arms = { champion: { trials: right + wrong + 1, successes: right }, challenger: { trials: won + lost + 1, successes: won } };
      const { difference, logLambda, interval } = readMixture(arms, EARLY, alpha)!;
      expect(interval.lower < difference && difference < interval.upper).toBe(true);
      if (Math.abs(logLambda - Math.log(1 / alpha)) > 1e-9) expect(interval.lower > 0 || interval.upper < 0).toBe(logLambda > Math.log(1 / alpha));
    }));
  });

  test('turns round with the arms, and its p-value never rises', () => {
    fc.assert(fc.property(arrivals(150), (list) => {
      let [state, back] = [beginMixture(EARLY), beginMixture(EARLY)];
      for (const each of list) {
        const next = stepMixture(state, each, EARLY);
        back = stepMixture(back, exchanged(each), EARLY);
        expect(alwaysValidP(next)).toBeLessThanOrEqual(alwaysValidP(state));
        state = next;
      }
      expect(back.peak).toBeCloseTo(state.peak, 10);
    }));
  });

  test('is a number for a million of either', () => {
    for (const [a, b] of [[0, 0], [0, 1e6], [1e6, 0], [1e6, 1e6], [5, 1e6]] as const) {
      const { interval, logLambda, variance } = readMixture({ champion: { trials: 1e6, successes: a }, challenger: { trials: 1e6, successes: b } })!;
      expect([interval.lower, interval.upper, logLambda, variance].every(Number.isFinite)).toBe(true);
    }
  });

  test.each([{ tau: 0 }, { tau: NaN }, { tau: Infinity }, { tau: -1 }, { least: 0 }, { least: 1.5 }, { least: NaN }])('refuses %o', (odd) => {
    expect(() => beginMixture({ ...MIXTURE, ...odd })).toThrow(/argument-invalid/);
  });

  test('refuses to be sure at no risk, or at any', () => {
    const arms = { champion: { trials: 200, successes: 100 }, challenger: { trials: 200, successes: 100 } };
    for (const alpha of [0, 1, NaN]) expect(() => readMixture(arms, MIXTURE, alpha)).toThrow(/argument-invalid/);
  });
});

const options = fc.record({ block: fc.record({ champion: fc.integer({ min: 1, max: 3 }), challenger: fc.integer({ min: 1, max: 3 }) }), gamma: fc.constantFrom(0.18, 0.5, 2), mostAhead: fc.constantFrom(1, 2, Infinity) });

/** ln of the e-value of whole lists of outcomes at once, without dropping any: block j of either arm against block j of the other. */
function inOneGo(list: readonly Arrival[], { block, gamma }: BlockOptions): number {
  const of = (arm: Arm) => list.filter((each) => each.arm === arm).map(({ right }) => (right ? 1 : 0));
  const [a, b] = [of('champion'), of('challenger')];
  const ones = (values: readonly number[]) => values.reduce<number>((sum, value) => sum + value, 0);
  let log = 0;
  for (let j = 0; (j + 1) * block.champion <= a.length && (j + 1) * block.challenger <= b.length; j += 1) {
    const [beforeA, beforeB] = [a.slice(0, j * block.champion), b.slice(0, j * block.challenger)];
    const [thetaA, thetaB] = [(gamma + ones(beforeA)) / (2 * gamma + beforeA.length), (gamma + ones(beforeB)) / (2 * gamma + beforeB.length)];
    const none = (block.champion * thetaA + block.challenger * thetaB) / (block.champion + block.challenger);
    for (const [values, size, theta] of [[a, block.champion, thetaA], [b, block.challenger, thetaB]] as const) {
      for (const value of values.slice(j * size, (j + 1) * size)) log += value === 1 ? Math.log(theta / none) : Math.log((1 - theta) / (1 - none));
    }
  }
  return log;
}

describe('the block test', () => {
  test('says fruit by fruit, through checkpoints, what it says of all at once', () => {
    fc.assert(fc.property(arrivals(120), options, (list, given) => {
      const all = { ...given, mostAhead: Infinity };
      let state = beginBlocks(all);
      let peak = 0;
      list.forEach((each, i) => {
        state = stepBlocks(kept(state), each, all);
        expect(state.logE).toBeCloseTo(inOneGo(list.slice(0, i + 1), all), 9);
        peak = Math.max(peak, state.logE);
      });
      expect(state.peak).toBe(peak);
    }), { numRuns: 40 });
  });

  /** E of the e-value after arrivals of the given arms, by every course that their outcomes can take. */
  function expectation(arms: readonly Arm[], rate: number, given: BlockOptions, resizeAt = -1, then = given): number {
    let expected = 0;
    const walk = (state: BlockState, at: number, probability: number): void => {
      if (at === arms.length) { expected += probability * Math.exp(state.logE); return; }
      const from = at === resizeAt ? resizeBlocks(state) : state;
      for (const right of [true, false]) walk(stepBlocks(from, { arm: arms[at]!, right }, resizeAt >= 0 && at >= resizeAt ? then : given), at + 1, probability * (right ? rate : 1 - rate));
    };
    walk(beginBlocks(given), 0, 1);
    return expected;
  }

  test('is worth 1 at most in expectation where both arms are alike, in whatever order they arrive and at whatever rate', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom<Arm>('champion', 'challenger'), { minLength: 6, maxLength: 11 }), fc.double({ min: 0, max: 1, noNaN: true }), options, (arms, rate, given) => {
      expect(expectation(arms, rate, given)).toBeLessThanOrEqual(1 + 1e-9);
    }), { numRuns: 60 });
  });

  test('stays so when a canary grows in the middle', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom<Arm>('champion', 'challenger'), { minLength: 8, maxLength: 11 }), fc.double({ min: 0, max: 1, noNaN: true }), options, options, fc.nat(7), (arms, rate, given, then, at) => {
      expect(expectation(arms, rate, given, at, then)).toBeLessThanOrEqual(1 + 1e-9);
    }), { numRuns: 60 });
    // Worth more than 1 where they differ: the bound above is no bound of everything.
    const alternating = Array.from({ length: 12 }, (_, i): Arm => (i % 2 ? 'champion' : 'challenger'));
    let state = beginBlocks();
    for (const arm of alternating) state = stepBlocks(state, { arm, right: arm === 'challenger' });
    expect(state.logE).toBeGreaterThan(1);
  });

  test('turns round with the arms and their blocks', () => {
    fc.assert(fc.property(arrivals(120), options, (list, given) => {
      const turned = { ...given, block: { champion: given.block.challenger, challenger: given.block.champion } };
      const end = list.reduce((state, each) => stepBlocks(state, each, given), beginBlocks(given));
      const back = list.reduce((state, each) => stepBlocks(state, exchanged(each), turned), beginBlocks(turned));
      expect(back.logE).toBeCloseTo(end.logE, 9);
      expect(back.blocks).toBe(end.blocks);
    }));
  });

  test('keeps little, whoever is ahead and for how long, and compares fruit of about the same time', () => {
    let state = beginBlocks();
    for (let i = 0; i < 5000; i += 1) state = stepBlocks(state, { arm: 'champion', right: i < 4000 });
    expect(JSON.stringify(state).length).toBeLessThan(600);
    for (let i = 0; i < 16; i += 1) state = stepBlocks(state, { arm: 'challenger', right: false });
    expect(state.seen.champion).toEqual({ trials: 16, successes: 0 });
    state = stepBlocks(state, { arm: 'challenger', right: false });
    expect(state.blocks).toBe(16);
  });

  test.each([[0.5, 1, 1], [0.1, 9, 1], [0.2, 4, 1], [0.25, 3, 1], [0.9, 1, 9], [0.01, 99, 1], [0, 1, 1], [1, 1, 1]])('a challenger with %d of the fruit has blocks of %d and %d', (weight, champion, challenger) => {
    expect(blockFor(weight)).toEqual({ champion, challenger });
  });

  test.each([{ gamma: 0 }, { gamma: NaN }, { gamma: -1 }, { mostAhead: 0 }, { mostAhead: NaN }, { mostAhead: 1.5 }, { block: { champion: 0, challenger: 1 } }, { block: { champion: 1, challenger: 1.5 } }, { block: { champion: NaN, challenger: 1 } }])('refuses %o', (odd) => {
    expect(() => beginBlocks({ block: { champion: 1, challenger: 1 }, gamma: 0.18, mostAhead: 16, ...odd })).toThrow(/argument-invalid/);
  });
});

describe('Wald\'s test', () => {
  const plan = { p0: 0.5, p1: 0.75, alpha: 0.2, beta: 0.2 };

  test('decides at the first outcome that reaches a bound, once, and runs on', () => {
    fc.assert(fc.property(fc.array(fc.boolean(), { maxLength: 80 }), (outcomes) => {
      const { lower, upper } = sprtBounds(plan);
      let state = beginSprt(plan);
      let [llr, first] = [0, -1];
      outcomes.forEach((right, i) => {
        llr += right ? Math.log(1.5) : Math.log(0.5);
        if (first < 0 && (llr >= upper || llr <= lower)) first = i;
        state = stepSprt(kept(state), right, plan);
      });
      expect(state.llr).toBe(llr);
      expect(state.outcomes).toBe(outcomes.length);
      expect(state.decision?.index ?? -1).toBe(first);
      if (state.decision) expect(state.decision.accept).toBe(state.decision.llr > 0 ? 'p1' : 'p0');
    }));
  });

  test('reaches a bound by meeting it', () => {
    // ln((1 − β) / α) of ½ and ¼ is ln 2, and so is one right outcome of ⅖ against ⅘.
    const met = { p0: 0.4, p1: 0.8, alpha: 0.25, beta: 0.5 };
    expect(stepSprt(beginSprt(met), true, met).decision).toMatchObject({ accept: 'p1', index: 0 });
    const lost = { p0: 0.2, p1: 0.6, alpha: 0.5, beta: 0.25 };
    expect(stepSprt(beginSprt(lost), false, lost).decision).toMatchObject({ accept: 'p0', index: 0 });
  });

  test.each([{ p0: 0 }, { p1: 1 }, { p0: NaN }, { p0: 0.75 }, { alpha: 0 }, { beta: 1 }, { alpha: 0.9, beta: 0.2 }])('refuses %o', (odd) => {
    expect(() => beginSprt({ ...plan, ...odd })).toThrow(/argument-invalid/);
  });
});
