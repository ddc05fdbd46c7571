import { shareOf } from '../log/rows.ts';
import { truthFor, UNKNOWN_TRUTH } from '../world/stream/truth.ts';
import { standardDeviation } from '../statistics/sample.ts';
import { mcnemarExact } from '../experiment/paired.ts';
import { cultivarAt, numericSignals, signalValues, speciesAt, type Window } from './windows.ts';

/** Ripeness by which the two fruits of a pair differ at most. */
const AS_RIPE = 0.05;
/** Fruits of one truth from which their mean is worth something. */
const LEAST_OF_TRUTH = 20;
/** Mistakes from which their mean is worth something. */
const LEAST_MISTAKES = 10;

/** How the pictures of like fruit moved in one feature, in standard deviations of the earlier window. */
export interface LikeMove {
  readonly signal: string;
  readonly shift: number;
  /** `shift` in its own standard errors. */
  readonly z: number;
  /** The same among later fruits of each truth, by its position in the labels; null for fewer than twenty. */
  readonly byTruth: readonly (number | null)[];
}

/**
 * Fruits of two windows paired like with like: same cultivar, as ripe. What is different between them is not that other fruit comes, so it tells
 * a change of the pictures, or of what counts as right, from a change of the mix (Kitagawa, JASA 50, 1955).
 */
export interface LikeWithLike {
  /** Later fruits that found their like. */
  readonly pairs: number;
  /** The furthest first. */
  readonly moves: readonly LikeMove[];
  /** The move that is surest among later fruits that were predicted wrongly; null for fewer than ten. */
  readonly ofMistakes: Pick<LikeMove, 'signal' | 'shift' | 'z'> | null;
  /** Of pairs whose truths are both known the share whose truth went more often one way than the other, and the exact p-value of that (sign test). */
  readonly otherTruth: number;
  readonly otherTruthP: number;
}

interface Fruit {
  readonly ripeness: number;
  /** Position in the labels; null while it is not known. */
  readonly truth: number | null;
  readonly wrong: boolean;
  readonly at: number;
}

/** Pairs each later fruit with the earlier one of its cultivar that is most nearly as ripe. Truths are used of events up to `lastKnown`. */
export function likeWithLike(before: Window, after: Window, lastKnown: number): LikeWithLike {
  const earlier = new Map<string, Fruit[]>();
  for (const [cultivar, fruit] of fruitOf(before, lastKnown)) {
    const known = earlier.get(cultivar);
    if (known) known.push(fruit);
    else earlier.set(cultivar, [fruit]);
  }
  const pairs: (readonly [earlier: Fruit, later: Fruit])[] = [];
  for (const [cultivar, fruit] of fruitOf(after, lastKnown)) {
    const match = nearest(earlier.get(cultivar) ?? [], fruit.ripeness);
    if (match && Math.abs(match.ripeness - fruit.ripeness) <= AS_RIPE) pairs.push([match, fruit]);
  }
  const both = pairs.filter(([{ truth: was }, { truth: is }]) => was !== null && is !== null);
  const [up, down] = [both.filter(([was, is]) => is.truth! > was.truth!).length, both.filter(([was, is]) => is.truth! < was.truth!).length];
  const columns = numericSignals(before, after).filter((signal) => signal.startsWith('feature.')).flatMap((signal) => differencesOf(signal, before, after, pairs) ?? []);
  const mistakes = pairs.flatMap(([, { wrong }], i) => (wrong ? [i] : []));
  return {
    pairs: pairs.length,
    moves: columns.map(({ signal, differences }) => moveOf(signal, differences, pairs)).sort((a, b) => Math.abs(b.shift) - Math.abs(a.shift)),
    ofMistakes: mistakes.length < LEAST_MISTAKES ? null
      : columns.map(({ signal, differences }) => ({ signal, ...surely(mistakes.map((i) => differences[i]!)) })).sort((a, b) => Math.abs(b.z) - Math.abs(a.z))[0] ?? null,
    otherTruth: both.length === 0 ? 0 : Math.abs(up - down) / both.length,
    otherTruthP: mcnemarExact({ bothRight: 0, bothWrong: 0, onlyChampion: up, onlyChallenger: down }),
  };
}

function* fruitOf(window: Window, lastKnown: number): Generator<[cultivar: string, Fruit]> {
  let at = 0;
  for (const rows of window) {
    const truths = truthFor(rows.labels, rows.columns);
    for (let row = 0; row < rows.count; row += 1, at += 1) {
      const truth = rows.firstIndex + row <= lastKnown ? (truths?.[row] ?? UNKNOWN_TRUTH) : UNKNOWN_TRUTH;
      yield [`${speciesAt(rows, row)}/${cultivarAt(rows, row)}`, { ripeness: shareOf(rows.columns.ripeness[row]!), truth: truth === UNKNOWN_TRUTH ? null : truth, wrong: truth !== UNKNOWN_TRUTH && truth !== rows.columns.predicted[row], at }];
    }
  }
}

function nearest(fruit: readonly Fruit[], ripeness: number): Fruit | undefined {
  let best: Fruit | undefined;
  for (const one of fruit) if (!best || Math.abs(one.ripeness - ripeness) < Math.abs(best.ripeness - ripeness)) best = one;
  return best;
}

/** Of each pair later less earlier, in standard deviations of the earlier window; null where that does not vary. */
function differencesOf(signal: string, before: Window, after: Window, pairs: readonly (readonly [Fruit, Fruit])[]): { signal: string; differences: number[] } | null {
  const [was, is] = [signalValues(before, signal), signalValues(after, signal)];
  const spread = standardDeviation(was.filter((value) => !Number.isNaN(value)));
  return spread > 0 ? { signal, differences: pairs.map(([one, other]) => (is[other.at]! - was[one.at]!) / spread) } : null;
}

function moveOf(signal: string, differences: readonly number[], pairs: readonly (readonly [Fruit, Fruit])[]): LikeMove {
  const most = pairs.reduce((highest, [, { truth }]) => Math.max(highest, truth ?? -1), -1);
  const byTruth = Array.from({ length: most + 1 }, (_, truth) => {
    const own = differences.filter((difference, i) => pairs[i]![1].truth === truth && !Number.isNaN(difference));
    return own.length < LEAST_OF_TRUTH ? null : meanOf(own);
  });
  return { signal, ...surely(differences), byTruth };
}

/** The mean, and the same in its own standard errors; NaN values are left out. */
function surely(differences: readonly number[]): { shift: number; z: number } {
  const known = differences.filter((difference) => !Number.isNaN(difference));
  if (known.length === 0) return { shift: 0, z: 0 };
  const [shift, error] = [meanOf(known), standardDeviation(known) / Math.sqrt(known.length)];
  return { shift, z: error > 0 ? shift / error : 0 };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
