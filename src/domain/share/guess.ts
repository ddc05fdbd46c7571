import type { Drift, DriftKind } from '../drift/scenario.ts';

/** What somebody thought a sealed drift was, and when. */
export interface Guess {
  kind: DriftKind;
  /** The event under the camera. */
  index: number;
  /** Unix ms. */
  atMs: number;
}

/** A guess beside the truth. */
export interface JudgedGuess {
  guess: Guess;
  /** What was at work, in the order in which it began; each kind once. Empty: nothing was. */
  truth: { kind: DriftKind; since: number }[];
  verdict: 'right' | 'in part' | 'wrong';
}

/** Holds a guess against the drifts that had begun when it was made, or where none had, against all there are. */
export function judgeGuess(guess: Guess, drifts: readonly Drift[]): JudgedGuess {
  const begun = drifts.filter(({ onset }) => onset <= guess.index);
  const ordered = [...(begun.length > 0 ? begun : drifts)].sort((a, b) => a.onset - b.onset);
  const truth = ordered.filter(({ kind }, i) => ordered.findIndex((other) => other.kind === kind) === i).map(({ kind, onset }) => ({ kind, since: onset }));
  const named = truth.some(({ kind }) => kind === guess.kind);
  return { guess, truth, verdict: !named ? 'wrong' : truth.length === 1 ? 'right' : 'in part' };
}
