import type { Drift, DriftKind, DriftPattern } from '../drift/scenario.ts';

/** What somebody thought a sealed drift was, and when. */
export interface Guess {
  kind: DriftKind;
  /** How it came; null where nothing was said of that. */
  pattern: DriftPattern | null;
  /** The event under the camera. */
  index: number;
  /** Unix ms. */
  atMs: number;
}

/** A guess beside the truth, word by word. */
export interface ScoredGuess {
  guess: Guess;
  /** What was at work, in the order in which it began; each kind with each pattern once. Empty: nothing was. */
  truth: { kind: DriftKind; pattern: DriftPattern; since: number }[];
  kindRight: boolean;
  /** Of the drifts of the kind that was named, where there are any, else of all; null where no pattern was said. */
  patternRight: boolean | null;
  /** `right`: every word is, and no other kind was at work. `wrong`: none is. */
  outcome: 'right' | 'in part' | 'wrong';
}

/** Holds a guess against the drifts that had begun when it was made, or where none had, against all there are. */
export function scoreGuess(guess: Guess, drifts: readonly Drift[]): ScoredGuess {
  const begun = drifts.filter(({ onset }) => onset <= guess.index);
  const ordered = [...(begun.length > 0 ? begun : drifts)].sort((a, b) => a.onset - b.onset);
  const truth = ordered
    .filter(({ kind, pattern }, i) => ordered.findIndex((other) => other.kind === kind && other.pattern === pattern) === i)
    .map(({ kind, pattern, onset }) => ({ kind, pattern, since: onset }));
  const ofKind = truth.filter(({ kind }) => kind === guess.kind);
  const kindRight = ofKind.length > 0;
  const patternRight = guess.pattern === null ? null : (kindRight ? ofKind : truth).some(({ pattern }) => pattern === guess.pattern);
  const words = patternRight === null ? [kindRight] : [kindRight, patternRight];
  const outcome = words.every(Boolean) && ofKind.length === truth.length ? 'right' : words.some(Boolean) ? 'in part' : 'wrong';
  return { guess, truth, kindRight, patternRight, outcome };
}
