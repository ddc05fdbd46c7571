import type { DriftKind } from '../../../domain/drift/scenario.ts';
import type { JudgedGuess } from '../../../domain/share/guess.ts';
import { number } from '../../format.ts';

/** What may be guessed: in plain words, by its term, and as the probability that changes. */
export const GUESSES: readonly { kind: DriftKind; words: string; term: string; formula: string }[] = [
  { kind: 'covariate', words: 'The pictures look different', term: 'covariate', formula: 'P(x)' },
  { kind: 'prior', words: 'Other fruit arrives', term: 'prior', formula: 'P(y)' },
  { kind: 'concept', words: 'Ripe means something else', term: 'concept', formula: 'P(y | x)' },
  { kind: 'fault', words: 'Something is broken', term: 'data quality', formula: '' },
];

const VERDICTS: Record<JudgedGuess['verdict'], string> = { right: 'Right.', 'in part': 'Right in part.', wrong: 'Not this time.' };

export function termOf(kind: DriftKind): string {
  return GUESSES.find((guess) => guess.kind === kind)!.term;
}

/** A guess beside the truth, as a sentence and a verdict: "You said covariate at fruit 4 210; it was covariate, since 1 400. Right." */
export function judgedWords({ guess, truth, verdict }: JudgedGuess): string {
  const was = truth.length === 0 ? 'nothing was changed' : `it was ${truth.map(({ kind, since }) => `${termOf(kind)}, since ${number(since)}`).join(', and ')}`;
  return `You said ${termOf(guess.kind)} at fruit ${number(guess.index)}; ${was}. ${VERDICTS[verdict]}`;
}
