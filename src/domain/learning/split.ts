import type { Leak, Split } from '../data/dataset/dataset.ts';
import { OrchardError } from '../common/errors.ts';
import { captureGroups, isDrawn, TWIN_BITS, type CapturedSample } from './capture-groups.ts';

/** What splitting needs to know of a sample. */
export interface SplitSample extends CapturedSample {
  id: string;
  label: string;
  /** Kept for testing. */
  onlyTest?: true;
}

export interface SplitPlan {
  /** By sample id. */
  splits: Map<string, Split>;
  /** Labels whose pictures are all of one group, so that it had to be divided, or hardly of another: their test is not honest. */
  leaks: Leak[];
}

/** Share of a class that goes to the test split, and the same again to validation. */
export const HELD_OUT_SHARE = 0.2;
/** Fewest samples of a label of which some are held out to choose by. */
const LEAST_WITH_VALIDATION = 5;
/** Fewest samples a label needs: one to learn from and one to be tested on. */
export const MIN_SAMPLES_PER_LABEL = 2;

/** 32-bit FNV-1a, then mixed (MurmurHash3's finaliser) so that near seeds give unlike orders. */
function place(id: string, seed: number): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < id.length; i += 1) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function inSeededOrder(samples: readonly SplitSample[], seed: number): SplitSample[] {
  const places = new Map(samples.map((sample) => [sample.id, place(sample.id, seed)]));
  return [...samples].sort((a, b) => places.get(a.id)! - places.get(b.id)! || (a.id < b.id ? -1 : 1));
}

/** Moves whole groups, first come first taken, until `count` samples are out; a group that is too large stays. */
function take(groups: SplitSample[][], count: number): { taken: SplitSample[]; rest: SplitSample[][] } {
  const taken: SplitSample[] = [];
  const rest = groups.filter((group) => {
    if (taken.length + group.length > count) return true;
    taken.push(...group);
    return false;
  });
  return { taken, rest };
}

/** At least one group, the smallest where none is small enough, and never the last one. */
function takeSome(groups: SplitSample[][], count: number): { taken: SplitSample[]; rest: SplitSample[][] } {
  const fitting = take(groups, count);
  if (count === 0 || fitting.taken.length > 0 || groups.length < 2) return fitting;
  const smallest = groups.reduce((a, b) => (b.length < a.length ? b : a));
  return { taken: smallest, rest: groups.filter((group) => group !== smallest) };
}

/**
 * What is not of a label's largest group is too little for a test: nothing, one picture, or less than half of what the test should
 * hold. Then the group cannot stay on one side and leave something to ask.
 */
function isOneBurst(largest: number, others: number, testCount: number): boolean {
  return largest > 1 && (others < 2 || others * 2 < testCount);
}

interface Division {
  test: SplitSample[];
  validation: SplitSample[];
  /** The size of the group that the label hardly goes beyond. */
  burst: number | null;
}

/** Test and validation of one label that has pictures of its own for testing: of the others none is tested on. */
function divideLearnt(ordered: SplitSample[], test: SplitSample[]): Division {
  const count = ordered.length >= LEAST_WITH_VALIDATION ? Math.round(ordered.length * HELD_OUT_SHARE) : 0;
  const groups = captureGroups(ordered);
  const { taken } = groups.length > 1 ? takeSome(groups, count) : { taken: ordered.every(isDrawn) ? ordered.slice(0, count) : [] };
  return { test, validation: taken, burst: null };
}

/** Test and validation of one label, in seeded order; what is left is for training. */
function divide(all: SplitSample[]): Division {
  const ordered = all.filter(({ onlyTest }) => !onlyTest);
  if (ordered.length < all.length) return divideLearnt(ordered, all.filter(({ onlyTest }) => onlyTest));
  const testCount = Math.max(1, Math.round(ordered.length * HELD_OUT_SHARE));
  const validationCount = ordered.length >= LEAST_WITH_VALIDATION ? testCount : 0;
  const groups = captureGroups(ordered);
  const drawn = ordered.every(isDrawn);
  if (groups.length > 1) {
    const test = (drawn ? take : takeSome)(groups, testCount);
    const validation = (drawn ? take : takeSome)(test.rest, validationCount);
    const enough = test.taken.length * 2 >= testCount && validation.taken.length * 2 >= validationCount && validation.rest.length > 0;
    const largest = Math.max(...groups.map(({ length }) => length));
    const burst = !drawn && isOneBurst(largest, ordered.length - largest, testCount) ? largest : null;
    if (!drawn || enough) return { test: test.taken, validation: validation.taken, burst };
  }
  // Fruit of the orchard that looks alike is other fruit all the same, so parting it gives nothing away.
  return { test: ordered.slice(0, testCount), validation: ordered.slice(testCount, testCount + validationCount), burst: drawn ? null : ordered.length };
}

/** Why nothing can be learnt from so many pictures a label; `label` has too few. */
export type SplitObstacle = { readonly code: 'data-one-class' } | { readonly code: 'data-too-few'; readonly label: string; readonly count: number };

/** What stands in the way of learning from labels with so many pictures each; null when nothing does. */
export function splitObstacle(counts: ReadonlyMap<string, number>): SplitObstacle | null {
  if ([...counts.values()].filter((count) => count > 0).length < 2) return { code: 'data-one-class' };
  for (const [label, count] of counts) if (count < MIN_SAMPLES_PER_LABEL) return { code: 'data-too-few', label, count };
  return null;
}

/**
 * Which split each sample belongs to: within every label about 60 % train, 20 % validation, 20 % test (at least one test
 * sample a label, and one of validation from five samples on). The order comes from the seed and the ids alone, so the same
 * content splits the same way whatever order it came in. Twins and bursts go to one side together, so the shares are as
 * near as whole groups allow. A label that is one group is divided all the same, and named in `leaks`; so is one that is hardly more
 * than one group, whose few other pictures are then its test. Pictures that are kept for testing are the whole test of their label, and no near copy of one, under
 * whatever label, is learnt from: it is of the test as well.
 * Throws OrchardError `data-one-class` (fewer than two labels) or `data-too-few` (a label with fewer than two samples, or with none to learn from).
 */
export function planSplit(samples: readonly SplitSample[], labels: readonly string[], seed: number): SplitPlan {
  if (labels.length < 2) throw new OrchardError('data-one-class');
  const unique = [...new Map(samples.map((sample) => [sample.id, sample])).values()];
  const counts = new Map(labels.map((label) => [label, 0]));
  for (const { label } of unique) {
    if (!counts.has(label)) throw new OrchardError('label-unknown', label);
    counts.set(label, counts.get(label)! + 1);
  }
  const obstacle = splitObstacle(counts);
  if (obstacle?.code === 'data-one-class') throw new OrchardError('data-one-class');
  if (obstacle) throw new OrchardError('data-too-few', `${obstacle.label}: ${obstacle.count}`, { about: `“${obstacle.label}” has ${obstacle.count === 0 ? 'no picture' : 'one picture'}` });

  for (const label of labels) {
    const own = unique.filter((sample) => sample.label === label);
    if (own.every(({ onlyTest }) => onlyTest)) throw new OrchardError('data-too-few', label, { about: `“${label}” has pictures for testing only` });
  }

  const splits = new Map<string, Split>();
  const leaks: Leak[] = [];
  for (const label of labels) {
    const ordered = inSeededOrder(unique.filter((sample) => sample.label === label), seed);
    const { test, validation, burst } = divide(ordered);
    for (const { id } of ordered) splits.set(id, 'train');
    for (const { id } of validation) splits.set(id, 'validation');
    for (const { id } of test) splits.set(id, 'test');
    if (burst !== null) leaks.push({ label, pictures: burst, ...(burst < ordered.length ? { others: ordered.length - burst } : {}) });
  }
  const leaking = new Set(leaks.map(({ label }) => label));
  joinSides(inSeededOrder(unique.filter((sample) => !isDrawn(sample) && !leaking.has(sample.label)), seed), splits);
  return { splits, leaks };
}

/**
 * Twins and pictures of one camera that were taken in one go are of one side, under whatever labels they are: of the test where one of them is kept for testing, else of
 * the side of the first. A label keeps its last picture to learn from and its last one to be tested on.
 */
function joinSides(photographs: readonly SplitSample[], splits: Map<string, Split>): void {
  const left = new Map<string, number>();
  const key = ({ id, label }: SplitSample): string => `${splits.get(id)!} ${label}`;
  for (const sample of photographs) left.set(key(sample), (left.get(key(sample)) ?? 0) + 1);
  for (const group of captureGroups(photographs, TWIN_BITS)) {
    const isTested = group.some(({ onlyTest }) => onlyTest);
    // Those of one label are on one side already.
    if (!isTested && group.every(({ label }) => label === group[0]!.label)) continue;
    const to = isTested ? 'test' : splits.get(group[0]!.id)!;
    for (const sample of group) {
      const from = key(sample);
      if (splits.get(sample.id) === to || sample.onlyTest || (splits.get(sample.id) !== 'validation' && left.get(from) === 1)) continue;
      splits.set(sample.id, to);
      left.set(from, left.get(from)! - 1);
      left.set(key(sample), (left.get(key(sample)) ?? 0) + 1);
    }
  }
}

/** How many samples each split would hold. Throws like `planSplit`. */
export function splitShares(samples: readonly SplitSample[], labels: readonly string[], seed: number): Record<Split, number> {
  const shares: Record<Split, number> = { train: 0, validation: 0, test: 0 };
  for (const split of splitByContent(samples, labels, seed).values()) shares[split] += 1;
  return shares;
}

/** The splits of `planSplit` alone. */
export function splitByContent(samples: readonly SplitSample[], labels: readonly string[], seed: number): Map<string, Split> {
  return planSplit(samples, labels, seed).splits;
}
