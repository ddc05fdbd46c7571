import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NO_PAIRS, stepDiscordant, type DiscordantState } from '../../../src/domain/experiment/discordant.ts';
import { alwaysValidP, isFound } from '../../../src/domain/experiment/evidence.ts';
import { logPairedEvalue, mcnemarExact, mcnemarMidP, pairedDifference, pairedInterval, type PairedCounts } from '../../../src/domain/experiment/paired.ts';
import { logBinomialPmf } from '../../../src/domain/statistics/discrete.ts';

const count = fc.oneof(fc.nat(8), fc.nat(500), fc.nat(1e6));
const counts = fc.record({ bothRight: count, onlyChampion: count, onlyChallenger: count, bothWrong: count });
const exchanged = (of: PairedCounts): PairedCounts => ({ ...of, onlyChampion: of.onlyChallenger, onlyChallenger: of.onlyChampion });
const isProbability = (p: number) => p >= 0 && p <= 1;

describe('two versions on the same fruit', () => {
  test('the interval holds no more than is possible, turns round with the versions, and narrows with tenfold pairs', () => {
    fc.assert(fc.property(counts, (given) => {
      const [there, back] = [pairedInterval(given), pairedInterval(exchanged(given))];
      expect(-1 <= there.lower && there.lower <= there.upper && there.upper <= 1).toBe(true);
      expect(there.lower).toBeCloseTo(-back.upper, 12);
      const difference = pairedDifference(given);
      // Adjusted towards none by one pair each: of few pairs that are all won it may exclude the estimate.
      if (difference !== null && given.bothRight + given.bothWrong >= 8) expect(there.lower <= difference && difference <= there.upper).toBe(true);
      const tenfold = pairedInterval({ bothRight: 10 * given.bothRight, onlyChampion: 10 * given.onlyChampion, onlyChallenger: 10 * given.onlyChallenger, bothWrong: 10 * given.bothWrong });
      if (difference !== null && there.lower > -1 && there.upper < 1) expect(tenfold.upper - tenfold.lower).toBeLessThan(there.upper - there.lower);
    }));
  });

  test('p-values are probabilities, the mid-p the smaller one, and both ignore who is called champion', () => {
    fc.assert(fc.property(counts, (given) => {
      const [exact, mid] = [mcnemarExact(given), mcnemarMidP(given)];
      expect(isProbability(exact) && isProbability(mid)).toBe(true);
      expect(mid).toBeLessThanOrEqual(exact);
      expect([mcnemarExact(exchanged(given)), mcnemarMidP(exchanged(given))]).toEqual([exact, mid]);
    }), { numRuns: 60 });
  });

  test('the mid-p is that of a published table, and of equal counts what is left of 1 beside half their probability', () => {
    const of = (onlyChampion: number, onlyChallenger: number) => mcnemarMidP({ bothRight: 3, onlyChampion, onlyChallenger, bothWrong: 5 });
    // Bentur and others, as in Fagerland, Lydersen and Laake 2013.
    expect(of(1, 7)).toBeCloseTo(0.0390625, 12);
    expect([of(0, 0), of(1, 1), of(2, 2)]).toEqual([1, expect.closeTo(0.75, 12), expect.closeTo(1 - 3 / 16, 12)]);
  });

  test('the e-value is the product of its bets, one discordant pair after the other', () => {
    fc.assert(fc.property(fc.array(fc.boolean(), { maxLength: 300 }), (wins) => {
      let [won, lost, log] = [0, 0, 0];
      for (const win of wins) {
        log += Math.log((2 * ((win ? won : lost) + 0.5)) / (won + lost + 1));
        if (win) won += 1;
        else lost += 1;
      }
      expect(logPairedEvalue({ onlyChampion: lost, onlyChallenger: won })).toBeCloseTo(log, 9);
    }));
  });

  test('under the hypothesis the e-value is 1 in expectation, exactly, after any number of pairs', () => {
    for (const pairs of [0, 1, 2, 7, 40, 300]) {
      let expected = 0;
      for (let won = 0; won <= pairs; won += 1) expected += Math.exp(logBinomialPmf(won, pairs, 0.5) + logPairedEvalue({ onlyChampion: pairs - won, onlyChallenger: won }));
      expect(expected).toBeCloseTo(1, 10);
    }
  });

  test('pair by pair it goes where the counts go, through a checkpoint too, and its p never rises', () => {
    fc.assert(fc.property(fc.array(fc.record({ champion: fc.boolean(), challenger: fc.boolean() }), { maxLength: 120 }), (pairs) => {
      let state: DiscordantState = NO_PAIRS;
      for (const pair of pairs) {
        const next = stepDiscordant(JSON.parse(JSON.stringify(state)) as DiscordantState, pair);
        expect(alwaysValidP(next)).toBeLessThanOrEqual(alwaysValidP(state));
        state = next;
      }
      const { onlyChampion, onlyChallenger } = state;
      expect(onlyChampion).toBe(pairs.filter(({ champion, challenger }) => champion && !challenger).length);
      expect(onlyChallenger).toBe(pairs.filter(({ champion, challenger }) => !champion && challenger).length);
      expect(state.logE).toBeCloseTo(logPairedEvalue({ onlyChampion, onlyChallenger }), 12);
      expect(state.peak).toBeGreaterThanOrEqual(Math.max(0, state.logE));
    }));
  });

  test('a difference is found from 1/alpha on', () => {
    expect([isFound({ peak: Math.log(20) }, 0.05), isFound({ peak: Math.log(19.9) }, 0.05), isFound({ peak: 0 }, 0.05)]).toEqual([true, false, false]);
  });

  test('a million of either give numbers, never NaN', () => {
    for (const onlyChampion of [0, 1, 1e6]) {
      for (const onlyChallenger of [0, 1, 1e6]) {
        const given = { bothRight: 0, onlyChampion, onlyChallenger, bothWrong: 0 };
        expect([mcnemarExact(given), mcnemarMidP(given)].every(isProbability)).toBe(true);
        expect(Number.isFinite(logPairedEvalue(given))).toBe(true);
      }
    }
  });
});
