import { randomAt } from '../common/random/random.ts';
import { addArrival, NO_ARRIVALS, type Arms, type Arrival } from './arrival.ts';
import { beginBlocks, blockFor, BLOCKS, stepBlocks, type BlockOptions } from './blocks.ts';
import { NO_PAIRS, stepDiscordant } from './discordant.ts';
import { isFound, type Evidence } from './evidence.ts';
import { checkOpenShare, checkWhole } from './interval.ts';
import { beginMixture, MIXTURE, stepMixture, type MixtureOptions } from './mixture.ts';
import { mcnemarExact } from './paired.ts';
import { DEFAULT_ALPHA, pooledTest } from './proportions.ts';

/** Rollouts that are simulated and looked at after every fruit. */
export interface PeekingPlan {
  readonly rollouts: number;
  /** Fruits of each rollout, every one of which gets its truth. */
  readonly fruits: number;
  /** The challenger's share of fruit, between 0 and 1. */
  readonly weight: number;
  /** How often each version is right. The same number twice makes it an A/A experiment. */
  readonly champion: number;
  readonly challenger: number;
  /** From a fruit on both are right this much less often; the line drifts, and no version is to blame. */
  readonly drift?: { readonly from: number; readonly by: number };
  /** As `BlockOptions.mostAhead`. */
  readonly mostAhead?: number;
  readonly alpha?: number;
  readonly seed: number;
  /** Fruits from one look to the next; 1, after every fruit, when left out. */
  readonly every?: number;
  /** Which tests look; all when left out. The others find nothing. */
  readonly tests?: readonly Peeked[];
}

/** Tests that are looked at: the first two, made to be looked at once, and those that may be looked at always. */
export const PEEKED = ['pooled', 'mcnemar', 'mixture', 'mixture-from-start', 'blocks', 'discordant'] as const;
export type Peeked = (typeof PEEKED)[number];

/** What became of one test over all rollouts. */
export interface PeekingResult {
  /** Share of the rollouts in which it found a difference at any look. */
  readonly found: number;
  /** The fruit after which half of all rollouts had found one; null when fewer did. */
  readonly half: number | null;
}

/** ln of evidence in one rollout, kept going fruit by fruit; true from the look on that found a difference. */
type Looker = (arrival: Arrival, pair: Pair) => boolean;
interface Pair { readonly champion: boolean; readonly challenger: boolean }

/** For each rollout the fruit at whose look a test first found a difference, 0-based; null where it never did. */
export type FirstFound = Readonly<Record<Peeked, readonly (number | null)[]>>;

/**
 * When each test first finds a difference in each rollout. Fruit and truths are drawn from `seed`. In a split one version judges each fruit and
 * `pooled`, both mixtures and `blocks` are told; in a shadow both judge it, and `mcnemar` and `discordant` are told. The two versions err independently. Yields the share that is done.
 */
export function* peekSteps(plan: PeekingPlan): Generator<number, FirstFound> {
  check(plan);
  const { every = 1 } = plan;
  const first = Object.fromEntries(PEEKED.map((name) => [name, new Array<number | null>(plan.rollouts).fill(null)])) as Record<Peeked, (number | null)[]>;
  for (let rollout = 0; rollout < plan.rollouts; rollout += 1) {
    const waiting = lookers(plan);
    const random = randomAt(plan.seed, rollout, 0);
    for (let fruit = 0; fruit < plan.fruits && waiting.size > 0; fruit += 1) {
      const isChallengers = random.next() < plan.weight;
      const fallen = plan.drift && fruit >= plan.drift.from ? plan.drift.by : 0;
      const pair = { champion: random.next() < plan.champion - fallen, challenger: random.next() < plan.challenger - fallen };
      const arrival: Arrival = { arm: isChallengers ? 'challenger' : 'champion', right: isChallengers ? pair.challenger : pair.champion };
      for (const [name, look] of waiting) {
        if (!look(arrival, pair) || (fruit + 1) % every !== 0) continue;
        first[name][rollout] = fruit;
        waiting.delete(name);
      }
    }
    yield (rollout + 1) / plan.rollouts;
  }
  return first;
}

/** How often each test finds a difference at any look, as `peekSteps` has it. */
export function peek(plan: PeekingPlan): Readonly<Record<Peeked, PeekingResult>> {
  const work = peekSteps(plan);
  let step = work.next();
  while (!step.done) step = work.next();
  const first = step.value;
  return Object.fromEntries(PEEKED.map((name) => {
    const found = first[name].filter((fruit) => fruit !== null);
    return [name, { found: found.length / plan.rollouts, half: middle(found, plan.rollouts) }];
  })) as Record<Peeked, PeekingResult>;
}

function lookers({ weight, alpha = DEFAULT_ALPHA, mostAhead = BLOCKS.mostAhead, tests = PEEKED }: PeekingPlan): Map<Peeked, Looker> {
  const fromStart: MixtureOptions = { ...MIXTURE, least: 1 };
  const blocks: BlockOptions = { ...BLOCKS, block: blockFor(weight), mostAhead };
  let arms: Arms = NO_ARRIVALS;
  let counts = NO_PAIRS;
  let parted = false;
  const all: [Peeked, Looker][] = [
    ['pooled', (arrival) => {
      arms = addArrival(arms, arrival);
      return (pooledTest(arms.champion, arms.challenger)?.p ?? 1) < alpha;
    }],
    ['mcnemar', (_arrival, pair) => {
      if (pair.champion !== pair.challenger) {
        counts = stepDiscordant(counts, pair);
        parted = mcnemarExact({ ...counts, bothRight: 0, bothWrong: 0 }) < alpha;
      }
      return parted;
    }],
    ['mixture', watched(beginMixture(), (state, arrival) => stepMixture(state, arrival), alpha)],
    ['mixture-from-start', watched(beginMixture(fromStart), (state, arrival) => stepMixture(state, arrival, fromStart), alpha)],
    ['blocks', watched(beginBlocks(blocks), (state, arrival) => stepBlocks(state, arrival, blocks), alpha)],
    ['discordant', watched(NO_PAIRS, (state, _arrival, pair) => stepDiscordant(state, pair), alpha)],
  ];
  return new Map(all.filter(([name]) => tests.includes(name)));
}

function watched<S extends Evidence>(from: S, step: (state: S, arrival: Arrival, pair: Pair) => S, alpha: number): Looker {
  let state = from;
  return (arrival, pair) => {
    state = step(state, arrival, pair);
    return isFound(state, alpha);
  };
}

/** Fruits seen when half of `rollouts` had found a difference, from the indices of the fruit that told. */
function middle(first: readonly number[], rollouts: number): number | null {
  const at = Math.ceil(rollouts / 2) - 1;
  return at < first.length ? first.toSorted((a, b) => a - b)[at]! + 1 : null;
}

function check({ rollouts, fruits, weight, champion, challenger, alpha = DEFAULT_ALPHA, seed, every = 1 }: PeekingPlan): void {
  checkWhole(rollouts, 'rollouts', 1);
  checkWhole(fruits, 'fruits', 1);
  checkWhole(every, 'fruits between looks', 1);
  checkWhole(Math.abs(seed), 'seed');
  for (const [name, value] of Object.entries({ weight, champion, challenger, alpha })) checkOpenShare(value, name);
}

/** The A/A experiments that are told of: a canary of a tenth and an A/B, of versions that are often wrong and of ones that seldom are. */
export const AA_PLANS: readonly PeekingPlan[] = [0.1, 0.5].flatMap((weight) => [0.9, 0.97].map((rate) => ({ rollouts: 1000, fruits: 2000, weight, champion: rate, challenger: rate, seed: 1 })));
