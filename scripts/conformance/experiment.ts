import { addArrival, NO_ARRIVALS, type Arrival } from '../../src/domain/experiment/arrival.ts';
import { beginBlocks, stepBlocks, type BlockOptions } from '../../src/domain/experiment/blocks.ts';
import { alwaysValidP } from '../../src/domain/experiment/evidence.ts';
import type { Interval, Proportion } from '../../src/domain/experiment/interval.ts';
import { beginMixture, readMixture, stepMixture, type MixtureOptions } from '../../src/domain/experiment/mixture.ts';
import { logPairedEvalue, mcnemarExact, mcnemarMidP, pairedDifference, pairedInterval } from '../../src/domain/experiment/paired.ts';
import { posterior } from '../../src/domain/experiment/posterior.ts';
import { fisherExact, newcombeInterval, pooledTest, wilsonInterval } from '../../src/domain/experiment/proportions.ts';
import { beginSprt, sprtBounds, stepSprt } from '../../src/domain/experiment/sprt.ts';
import { attempt } from './compare.ts';

interface Arm { n: number; k: number }
interface TwoProportionsCase { a: Arm; b: Arm; alpha: number }
interface PairedCase { both_right: number; only_champion: number; only_challenger: number; both_wrong: number; alpha: number }
interface SequentialCase { arm: string; correct: string; alpha: number; tau: number; gamma: number; block: { a: number; b: number } }
interface SprtCase { p0: number; p1: number; alpha: number; beta: number; outcomes: string }

/** Sequential statistics are compared after so many arrivals, and after the last. */
const CHECKPOINT = 50;

const ends = (interval: Interval | null) => interval && [interval.lower, interval.upper];
const proportion = ({ n, k }: Arm): Proportion => ({ trials: n, successes: k });
const isCheckpoint = (at: number, last: number): boolean => at % CHECKPOINT === 0 || at === last;

/** What the product says of two independent shares, in the fixture's words. */
export function answerTwoProportions({ a, b, alpha }: TwoProportionsCase): unknown {
  return attempt(() => {
    const [ofA, ofB] = [proportion(a), proportion(b)];
    const test = pooledTest(ofA, ofB);
    const { bBetter, lossOfB } = posterior(ofA, ofB);
    return {
      wilson_a: ends(wilsonInterval(ofA, alpha)),
      wilson_b: ends(wilsonInterval(ofB, alpha)),
      newcombe: ends(newcombeInterval(ofA, ofB, alpha)),
      z_pooled: test?.z ?? null,
      p_two_sided: test?.p ?? null,
      fisher_p_two_sided: fisherExact(ofA, ofB),
      posterior_b_better: bBetter,
      expected_loss_b: lossOfB,
    };
  });
}

/** What the product says of two versions on the same pictures, in the fixture's words. */
export function answerPaired(given: PairedCase): unknown {
  return attempt(() => {
    const counts = { bothRight: given.both_right, onlyChampion: given.only_champion, onlyChallenger: given.only_challenger, bothWrong: given.both_wrong };
    const logE = logPairedEvalue(counts);
    return {
      difference: pairedDifference(counts), bonett_price: ends(pairedInterval(counts, given.alpha)),
      mcnemar_exact_p: mcnemarExact(counts), mcnemar_mid_p: mcnemarMidP(counts), log_evalue_kt: logE, evalue_kt: Math.exp(logE),
    };
  });
}

/** What the product's sequential tests of two shares say at each checkpoint, in the fixture's words. */
export function answerSequential({ arm, correct, alpha, tau, gamma, block }: SequentialCase): unknown {
  return attempt(() => {
    const mixtureOptions: MixtureOptions = { tau, least: 1 };
    const blockOptions: BlockOptions = { block: { champion: block.a, challenger: block.b }, gamma, mostAhead: Infinity };
    let [mixture, blocks, arms] = [beginMixture(mixtureOptions), beginBlocks(blockOptions), NO_ARRIVALS];
    const checkpoints: unknown[] = [];
    for (let i = 0; i < arm.length; i += 1) {
      const arrival: Arrival = { arm: arm[i] === 'A' ? 'champion' : 'challenger', right: correct[i] === '1' };
      arms = addArrival(arms, arrival);
      mixture = stepMixture(mixture, arrival, mixtureOptions);
      blocks = stepBlocks(blocks, arrival, blockOptions);
      if (!isCheckpoint(i + 1, arm.length)) continue;
      const reading = readMixture(mixture, mixtureOptions, alpha);
      checkpoints.push({
        at: i + 1, nA: arms.champion.trials, nB: arms.challenger.trials, kA: arms.champion.successes, kB: arms.challenger.successes,
        d: reading?.difference ?? null, s2: reading?.variance ?? null, log_lambda: reading?.logLambda ?? null, ci: ends(reading?.interval ?? null),
        p_always: alwaysValidP(mixture), blocks: blocks.blocks, log_e_blocks: blocks.logE,
      });
    }
    return { checkpoints };
  });
}

/** What the product's Wald test says at each checkpoint and decides, in the fixture's words. */
export function answerSprt({ outcomes, ...options }: SprtCase): unknown {
  return attempt(() => {
    let state = beginSprt(options);
    const llr: unknown[] = [];
    for (let i = 0; i < outcomes.length; i += 1) {
      state = stepSprt(state, outcomes[i] === '1', options);
      if (isCheckpoint(i + 1, outcomes.length)) llr.push({ at: i + 1, llr: state.llr });
    }
    const { decision } = state;
    return {
      ...sprtBounds(options), llr,
      decision: decision && (decision.accept === 'p1' ? 'accept_h1' : 'accept_h0'), index: decision?.index ?? null, llr_at_decision: decision?.llr ?? null,
    };
  });
}
