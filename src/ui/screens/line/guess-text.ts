import type { TermId } from '../../../domain/guidance/glossary/glossary.ts';
import type { DriftKind, DriftPattern } from '../../../domain/world/drift/scenario.ts';
import type { Guess, ScoredGuess } from '../../../domain/world/share/guess.ts';
import { number } from '../../format.ts';

/** What may be guessed: in plain words, by its term, and as the probability that changes. */
export const GUESSES: readonly { kind: DriftKind; words: string; text: string; term: TermId; formula: string }[] = [
  { kind: 'covariate', words: 'The pictures look different', text: 'covariate', term: 'covariate-drift', formula: 'P(x)' },
  { kind: 'prior', words: 'Other fruit arrives', text: 'prior', term: 'prior-drift', formula: 'P(y)' },
  { kind: 'concept', words: 'Ripe means something else', text: 'concept', term: 'concept-drift', formula: 'P(y | x)' },
  { kind: 'fault', words: 'Something is broken', text: 'data quality', term: 'data-fault', formula: '' },
];

/** How it may have come. */
export const GUESSED_PATTERNS: readonly { pattern: DriftPattern; words: string }[] = [
  { pattern: 'sudden', words: 'All at once' },
  { pattern: 'gradual', words: 'By turns, ever more' },
  { pattern: 'incremental', words: 'In small steps' },
  { pattern: 'recurring', words: 'It comes and goes' },
];

const OUTCOMES: Record<ScoredGuess['outcome'], string> = { right: 'Right.', 'in part': 'Right in part.', wrong: 'Not this time.' };

function termOf(kind: DriftKind): string {
  return GUESSES.find((guess) => guess.kind === kind)!.text;
}

/** A drift in the words of a guess: `gradual covariate`, or without its pattern. */
export const driftText = ({ kind, pattern }: Pick<Guess, 'kind' | 'pattern'>): string => (pattern === null ? termOf(kind) : `${pattern} ${termOf(kind)}`);

/** A guess beside the truth, as a sentence and what came of it: "You said covariate at fruit 4 210; it was incremental covariate, since 1 400. Right." */
export function scoredGuessText({ guess, truth, outcome }: ScoredGuess): string {
  const was = truth.length === 0 ? 'nothing was changed' : `it was ${truth.map((drift) => `${driftText(drift)}, since ${number(drift.since)}`).join(', and ')}`;
  return `You said ${driftText(guess)} at fruit ${number(guess.index)}; ${was}. ${OUTCOMES[outcome]}`;
}

/** Each word of a guess with its term, and whether it was right. */
export function scoredGuessTerms({ guess, kindRight, patternRight }: ScoredGuess): { term: TermId; text: string; right: boolean }[] {
  const { text, term } = GUESSES.find(({ kind }) => kind === guess.kind)!;
  return [{ term, text, right: kindRight }, ...(guess.pattern === null || patternRight === null ? [] : [{ term: guess.pattern, text: guess.pattern, right: patternRight }])];
}
