import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../../src/domain/drift/schema.ts';
import { judgeGuess } from '../../../src/domain/share/guess.ts';

const drifts = parseScenario({ drifts: [{ kind: 'prior', pattern: 'sudden', onset: 3000 }, { kind: 'covariate', pattern: 'sudden', onset: 1400 }] }).drifts;
const guess = (kind: 'covariate' | 'prior' | 'concept' | 'fault', index: number) => ({ kind, index, atMs: 0 });

describe('a guess', () => {
  it('is right when it names what had begun', () => {
    expect(judgeGuess(guess('covariate', 2000), drifts)).toMatchObject({ verdict: 'right', truth: [{ kind: 'covariate', since: 1400 }] });
    expect(judgeGuess(guess('concept', 2000), drifts).verdict).toBe('wrong');
  });
  it('is right in part when more was at work', () => {
    expect(judgeGuess(guess('prior', 4000), drifts)).toMatchObject({ verdict: 'in part', truth: [{ kind: 'covariate', since: 1400 }, { kind: 'prior', since: 3000 }] });
  });
  it('that comes before everything is held against what was to come', () => {
    expect(judgeGuess(guess('prior', 10), drifts).truth).toHaveLength(2);
    expect(judgeGuess(guess('prior', 10), []).verdict).toBe('wrong');
  });
});
