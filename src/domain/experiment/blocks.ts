import { NO_ARRIVALS, type Arm, type Arms, type Arrival } from './arrival.ts';
import type { Evidence } from './evidence.ts';
import { checkPositive, checkWhole, type Proportion } from './interval.ts';

/** What a block test is set to. */
export interface BlockOptions {
  /** Truths of each arm in a block: as they come, 9 and 1 for a canary of a tenth. */
  readonly block: Readonly<Record<Arm, number>>;
  /** Successes and failures that each arm is credited with before its first block. 0.18 is what the authors found to need the fewest truths. */
  readonly gamma: number;
  /**
   * Blocks that an arm may be ahead of the other. Beyond them its oldest are left out, whatever they hold: a block then compares
   * fruit of about the same time, and what has to be kept stays small.
   */
  readonly mostAhead: number;
}

/** Costs an A/B of equal arms 3 % of its truths, and keeps an A/A quiet while the line drops from 97 % to 70 % (`docs/experiments.md`). */
const MOST_AHEAD = 16;

export const BLOCKS: BlockOptions = { block: { champion: 1, challenger: 1 }, gamma: 0.18, mostAhead: MOST_AHEAD };

/** Truths of an arm that wait for the other's. */
interface Waiting {
  /** Right ones in each complete part of a block, oldest first. */
  readonly parts: readonly number[];
  /** The part that is not complete. */
  readonly open: Proportion;
}

/** Where a block test stands; plain data of bounded size. */
export interface BlockState extends Evidence {
  readonly waiting: Readonly<Record<Arm, Waiting>>;
  /** What the blocks so far held. */
  readonly seen: Arms;
  readonly blocks: number;
  /** ln of the e-value now. */
  readonly logE: number;
}

const NONE_WAIT: Waiting = { parts: [], open: NO_ARRIVALS.champion };
const other = (arm: Arm): Arm => (arm === 'champion' ? 'challenger' : 'champion');

/** A test before its first truth. Throws `argument-invalid` for settings that mean nothing. */
export function beginBlocks({ block, gamma, mostAhead }: BlockOptions = BLOCKS): BlockState {
  checkWhole(block.champion, 'block.champion', 1);
  checkWhole(block.challenger, 'block.challenger', 1);
  checkPositive(gamma, 'gamma');
  if (mostAhead !== Infinity) checkWhole(mostAhead, 'mostAhead', 1);
  return { waiting: { champion: NONE_WAIT, challenger: NONE_WAIT }, seen: NO_ARRIVALS, blocks: 0, logE: 0, peak: 0 };
}

/** Blocks whose sizes fit a challenger's share of fruit: one of the rarer arm, and of the other as many as come meanwhile. */
export function blockFor(weight: number): BlockOptions['block'] {
  const ratio = Math.max(1, Math.round(Math.max(weight, 1 - weight) / Math.min(weight, 1 - weight)));
  if (!Number.isFinite(ratio)) return BLOCKS.block;
  return weight <= 0.5 ? { champion: ratio, challenger: 1 } : { champion: 1, challenger: ratio };
}

/**
 * The test as it goes on with blocks of another size, after a canary's share was raised: truths that wait are left out, and the evidence stays. It stays
 * valid, since the size of a block is settled before any of its truths.
 */
export function resizeBlocks(state: BlockState): BlockState {
  return { ...state, waiting: { champion: NONE_WAIT, challenger: NONE_WAIT } };
}

/**
 * Block e-variable of two shares (Turner, Ly, Grünwald 2024, "Generic E-variables for exact sequential k-sample tests that allow for
 * optional stopping"). A block's bet rests on the blocks before it alone, so under equal shares its factor is 1 in expectation at most,
 * exactly and for any number of truths: the product ever reaches 1/α with probability α at most.
 */
export function stepBlocks(state: BlockState, { arm, right }: Arrival, options: BlockOptions = BLOCKS): BlockState {
  const { open, parts } = state.waiting[arm];
  const grown: Proportion = { trials: open.trials + 1, successes: open.successes + (right ? 1 : 0) };
  if (grown.trials < options.block[arm]) return { ...state, waiting: { ...state.waiting, [arm]: { parts, open: grown } } };
  const complete = [...parts, grown.successes];
  const opposite = state.waiting[other(arm)];
  if (opposite.parts.length === 0) {
    const kept = complete.length > options.mostAhead ? complete.slice(1) : complete;
    return { ...state, waiting: { ...state.waiting, [arm]: { parts: kept, open: NONE_WAIT.open } } };
  }
  const waiting = { ...state.waiting, [arm]: NONE_WAIT, [other(arm)]: { parts: opposite.parts.slice(1), open: opposite.open } };
  const won = { [arm]: complete[0]!, [other(arm)]: opposite.parts[0]! } as Record<Arm, number>;
  const logE = state.logE + logFactor(won, state.seen, options);
  return { waiting, seen: { champion: joined('champion'), challenger: joined('challenger') }, blocks: state.blocks + 1, logE, peak: Math.max(state.peak, logE) };

  function joined(of: Arm): Proportion {
    return { trials: state.seen[of].trials + options.block[of], successes: state.seen[of].successes + won[of] };
  }
}

function logFactor(won: Record<Arm, number>, seen: Arms, { block, gamma }: BlockOptions): number {
  const theta = (of: Arm): number => (gamma + seen[of].successes) / (2 * gamma + seen[of].trials);
  const [a, b] = [theta('champion'), theta('challenger')];
  const none = (block.champion * a + block.challenger * b) / (block.champion + block.challenger);
  const part = (of: Arm, share: number): number => won[of] * Math.log(share / none) + (block[of] - won[of]) * Math.log((1 - share) / (1 - none));
  return part('champion', a) + part('challenger', b);
}
