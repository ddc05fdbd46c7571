import * as v from 'valibot';
import { addArrival, NO_ARRIVALS, type Arms, type Arrival } from '../experiment/arrival.ts';
import { beginBlocks, blockFor, BLOCKS, resizeBlocks, stepBlocks, type BlockOptions, type BlockState } from '../experiment/blocks.ts';
import { NO_PAIRS, stepDiscordant, type DiscordantState, type Pair } from '../experiment/discordant.ts';
import { alwaysValidP, isFound } from '../experiment/evidence.ts';
import type { Interval } from '../experiment/interval.ts';
import { readMixture } from '../experiment/mixture.ts';
import { mcnemarExact, pairedDifference, pairedInterval, pairedTotal, type PairedCounts } from '../experiment/paired.ts';
import { DEFAULT_ALPHA, newcombeInterval, pooledTest } from '../experiment/proportions.ts';

/** A truth that became known, of the fruit of an event: whether who decided it was right, or what both had made of it. */
export type Arrived = Single | Both;
interface Single extends Arrival { readonly event: number }
interface Both extends Pair { readonly event: number }

/** What a rollout knows of the difference between its versions; plain data of bounded size. */
export interface TrialEvidence {
  /** Truths of both arms since the rollout began. */
  readonly truths: Arms;
  /** Those of fruit since the share changed last. Over several shares they may not be pooled: the fruit may have become harder meanwhile. */
  readonly sinceShare: { readonly from: number; readonly arms: Arms };
  /** Of a shadow: what both made of the same fruit. */
  readonly pairs: PairedCounts;
  readonly discordant: DiscordantState;
  readonly blocks: BlockState;
  readonly block: BlockOptions['block'];
  /** Set for good once the evidence is enough: the event at which it was, and for whom it speaks. */
  readonly found: { readonly index: number; readonly direction: 'gain' | 'loss' } | null;
  /** Event at which the ordinary p-value first fell below 0.05; null before. */
  readonly ordinarySince: number | null;
}

/** What evidence says at this moment. */
export interface EvidenceReading {
  /** The challenger's share of right predictions less the champion's; null before both have a truth. */
  readonly difference: number | null;
  /** The ordinary interval and p-value, which are made for one look: no decision rests on them. */
  readonly ordinary: { readonly interval: Interval; readonly p: number } | null;
  /** Holds at every look at once; null before there are enough truths, and in a shadow. Drawn, never decided by. */
  readonly sequence: Interval | null;
  /** ln of the e-value that decides. */
  readonly logE: number;
  /** Valid whenever it is looked at. */
  readonly alwaysValidP: number;
}

const NO_COUNTS: PairedCounts = { bothRight: 0, onlyChampion: 0, onlyChallenger: 0, bothWrong: 0 };

/** Before the first truth; `weight`: the challenger's share of fruit. */
export function beginEvidence(from: number, weight: number): TrialEvidence {
  const block = blockFor(weight);
  return {
    truths: NO_ARRIVALS, sinceShare: { from, arms: NO_ARRIVALS }, pairs: NO_COUNTS, discordant: NO_PAIRS, blocks: beginBlocks({ ...BLOCKS, block }), block, found: null, ordinarySince: null,
  };
}

/** After the share was changed from an event on: the evidence stays, its blocks are of another size. */
export function changeShare(evidence: TrialEvidence, from: number, weight: number): TrialEvidence {
  return { ...evidence, sinceShare: { from, arms: NO_ARRIVALS }, blocks: resizeBlocks(evidence.blocks), block: blockFor(weight) };
}

/** After one more truth, which arrived at event `index`. */
export function addTruth(evidence: TrialEvidence, arrived: Arrived, index: number): TrialEvidence {
  const next = 'arm' in arrived ? addSingle(evidence, arrived) : addPair(evidence, arrived);
  const found = next.found ?? (isFound('arm' in arrived ? next.blocks : next.discordant, DEFAULT_ALPHA) ? { index, direction: directionOf(next, 'arm' in arrived) } : null);
  const ordinary = next.ordinarySince === null ? ordinaryOf(next) : null;
  return { ...next, found, ordinarySince: ordinary && ordinary.p < DEFAULT_ALPHA ? index : next.ordinarySince };
}

export function readEvidence(evidence: TrialEvidence): EvidenceReading {
  const isPaired = pairedTotal(evidence.pairs) > 0;
  const { arms } = evidence.sinceShare;
  const tested = isPaired ? evidence.discordant : evidence.blocks;
  return {
    difference: isPaired ? pairedDifference(evidence.pairs) : differenceOf(arms), ordinary: ordinaryOf(evidence), sequence: isPaired ? null : readMixture(arms)?.interval ?? null,
    logE: tested.logE, alwaysValidP: alwaysValidP(tested),
  };
}

function addSingle(evidence: TrialEvidence, arrived: Single): TrialEvidence {
  const { truths, sinceShare, blocks, block } = evidence;
  return {
    ...evidence, truths: addArrival(truths, arrived), blocks: stepBlocks(blocks, arrived, { ...BLOCKS, block }),
    sinceShare: arrived.event < sinceShare.from ? sinceShare : { ...sinceShare, arms: addArrival(sinceShare.arms, arrived) },
  };
}

function addPair(evidence: TrialEvidence, pair: Both): TrialEvidence {
  const kind = pair.champion ? (pair.challenger ? 'bothRight' : 'onlyChampion') : pair.challenger ? 'onlyChallenger' : 'bothWrong';
  const truths = addArrival(addArrival(evidence.truths, { arm: 'champion', right: pair.champion }), { arm: 'challenger', right: pair.challenger });
  return { ...evidence, truths, pairs: { ...evidence.pairs, [kind]: evidence.pairs[kind] + 1 }, discordant: stepDiscordant(evidence.discordant, pair) };
}

function directionOf({ blocks: { seen }, discordant }: TrialEvidence, isSingle: boolean): 'gain' | 'loss' {
  const isGain = isSingle ? seen.challenger.successes * seen.champion.trials > seen.champion.successes * seen.challenger.trials : discordant.onlyChallenger > discordant.onlyChampion;
  return isGain ? 'gain' : 'loss';
}

function ordinaryOf({ pairs, sinceShare: { arms } }: TrialEvidence): EvidenceReading['ordinary'] {
  if (pairedTotal(pairs) > 0) return { interval: pairedInterval(pairs), p: mcnemarExact(pairs) };
  const interval = newcombeInterval(arms.champion, arms.challenger);
  return interval && { interval, p: pooledTest(arms.champion, arms.challenger)?.p ?? 1 };
}

function differenceOf({ champion, challenger }: Arms): number | null {
  return champion.trials === 0 || challenger.trials === 0 ? null : challenger.successes / challenger.trials - champion.successes / champion.trials;
}

const natural = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const real = v.pipe(v.number(), v.finite());
const proportion = v.pipe(v.object({ trials: natural, successes: natural }), v.check(({ trials, successes }) => successes <= trials, 'more succeeded than were tried'));
const arms = v.object({ champion: proportion, challenger: proportion });
const waiting = v.object({ parts: v.pipe(v.array(natural), v.maxLength(BLOCKS.mostAhead)), open: proportion });

/** The schema of stored evidence. */
export const evidenceSchema = v.object({
  truths: arms, sinceShare: v.object({ from: natural, arms }), pairs: v.object({ bothRight: natural, onlyChampion: natural, onlyChallenger: natural, bothWrong: natural }),
  discordant: v.object({ onlyChampion: natural, onlyChallenger: natural, logE: real, peak: real }),
  blocks: v.object({ waiting: v.object({ champion: waiting, challenger: waiting }), seen: arms, blocks: natural, logE: real, peak: real }),
  block: v.object({ champion: v.pipe(natural, v.minValue(1)), challenger: v.pipe(natural, v.minValue(1)) }),
  found: v.nullable(v.object({ index: natural, direction: v.picklist(['gain', 'loss']) })), ordinarySince: v.nullable(natural),
});
