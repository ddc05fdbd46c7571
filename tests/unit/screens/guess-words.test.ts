import { expect, it } from 'vitest';
import { judgedWords } from '../../../src/ui/screens/line/guess-words.ts';

const guess = { kind: 'covariate' as const, index: 4210, atMs: 0 };

it('a judged guess says what was said, what it was, and whether that was right', () => {
  expect(judgedWords({ guess, truth: [{ kind: 'covariate', since: 1400 }], verdict: 'right' }).replaceAll(/\s/gu, ' ')).toBe('You said covariate at fruit 4 210; it was covariate, since 1 400. Right.');
  expect(judgedWords({ guess, truth: [{ kind: 'fault', since: 10 }, { kind: 'covariate', since: 20 }], verdict: 'in part' })).toContain('it was data quality, since 10, and covariate, since 20. Right in part.');
  expect(judgedWords({ guess, truth: [], verdict: 'wrong' })).toContain('nothing was changed. Not this time.');
});
