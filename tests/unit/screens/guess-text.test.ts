import { expect, it } from 'vitest';
import { DRIFT_KINDS, DRIFT_PATTERNS } from '../../../src/domain/world/drift/scenario.ts';
import { termOf } from '../../../src/domain/guidance/glossary/glossary.ts';
import { GUESSED_PATTERNS, GUESSES, scoredGuessTerms, scoredGuessText } from '../../../src/ui/screens/line/guess-text.ts';

const guess = { kind: 'covariate' as const, pattern: null, index: 4210, atMs: 0 };
const base = { guess, kindRight: true, patternRight: null };

it('a judged guess says what was said, what it was, and whether that was right', () => {
  expect(scoredGuessText({ ...base, truth: [{ kind: 'covariate', pattern: 'incremental', since: 1400 }], outcome: 'right' }).replaceAll(/\s/gu, ' ')).toBe('You said covariate at fruit 4 210; it was incremental covariate, since 1 400. Right.');
  expect(scoredGuessText({ ...base, truth: [{ kind: 'fault', pattern: 'sudden', since: 10 }, { kind: 'covariate', pattern: 'gradual', since: 20 }], outcome: 'in part' })).toContain('it was sudden data quality, since 10, and gradual covariate, since 20. Right in part.');
  expect(scoredGuessText({ ...base, truth: [], outcome: 'wrong' })).toContain('nothing was changed. Not this time.');
});

it('each word of a judged guess is a term of the book, with its own outcome', () => {
  const judged = { guess: { ...guess, kind: 'fault' as const, pattern: 'sudden' as const }, truth: [], kindRight: false, patternRight: true, outcome: 'in part' as const };
  expect(scoredGuessTerms(judged)).toEqual([{ term: 'data-fault', text: 'data quality', right: false }, { term: 'sudden', text: 'sudden', right: true }]);
  expect(scoredGuessTerms({ ...base, truth: [], outcome: 'right' })).toHaveLength(1);
});

it('every kind and every pattern can be guessed, and has its card', () => {
  expect(GUESSES.map(({ kind }) => kind).toSorted()).toEqual(DRIFT_KINDS.toSorted());
  expect(GUESSED_PATTERNS.map(({ pattern }) => pattern).toSorted()).toEqual(DRIFT_PATTERNS.toSorted());
  for (const { term } of GUESSES) expect(termOf(term)).toBeDefined();
});
