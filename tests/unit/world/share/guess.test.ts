import { describe, expect, it } from 'vitest';
import type { DriftKind, DriftPattern } from '../../../../src/domain/world/drift/scenario.ts';
import { parseScenario } from '../../../../src/domain/world/drift/schema.ts';
import { scoreGuess } from '../../../../src/domain/world/share/guess.ts';

const drifts = parseScenario({ drifts: [{ kind: 'prior', pattern: 'sudden', onset: 3000 }, { kind: 'covariate', pattern: 'incremental', onset: 1400, width: 900 }] }).drifts;
const guess = (kind: DriftKind, index: number, pattern: DriftPattern | null = null) => ({ kind, pattern, index, atMs: 0 });

describe('a guess', () => {
  it('is right when it names what had begun', () => {
    expect(scoreGuess(guess('covariate', 2000), drifts)).toMatchObject({ outcome: 'right', kindRight: true, patternRight: null, truth: [{ kind: 'covariate', pattern: 'incremental', since: 1400 }] });
    expect(scoreGuess(guess('concept', 2000), drifts).outcome).toBe('wrong');
  });
  it('is right in part when more was at work', () => {
    expect(scoreGuess(guess('prior', 4000), drifts)).toMatchObject({ outcome: 'in part', truth: [{ kind: 'covariate', since: 1400 }, { kind: 'prior', since: 3000 }] });
  });
  it('that comes before everything is held against what was to come', () => {
    expect(scoreGuess(guess('prior', 10), drifts).truth).toHaveLength(2);
    expect(scoreGuess(guess('prior', 10), []).outcome).toBe('wrong');
  });
  it('is compared word by word: the kind, and how it came', () => {
    expect(scoreGuess(guess('covariate', 2000, 'incremental'), drifts)).toMatchObject({ outcome: 'right', kindRight: true, patternRight: true });
    expect(scoreGuess(guess('covariate', 2000, 'gradual'), drifts)).toMatchObject({ outcome: 'in part', kindRight: true, patternRight: false });
    expect(scoreGuess(guess('concept', 2000, 'incremental'), drifts)).toMatchObject({ outcome: 'in part', kindRight: false, patternRight: true });
    expect(scoreGuess(guess('concept', 2000, 'recurring'), drifts)).toMatchObject({ outcome: 'wrong', kindRight: false, patternRight: false });
  });
  it('has its pattern held against drifts of the kind that it names, not against others', () => {
    expect(scoreGuess(guess('covariate', 4000, 'sudden'), drifts)).toMatchObject({ kindRight: true, patternRight: false, outcome: 'in part' });
    expect(scoreGuess(guess('prior', 4000, 'sudden'), drifts)).toMatchObject({ kindRight: true, patternRight: true, outcome: 'in part' });
  });
  it('of one kind that came in two ways is right with either', () => {
    const both = parseScenario({ drifts: [{ kind: 'concept', pattern: 'sudden', onset: 10 }, { kind: 'concept', pattern: 'recurring', onset: 20, period: 100 }, { kind: 'concept', pattern: 'sudden', onset: 30 }] }).drifts;
    const judged = scoreGuess(guess('concept', 50, 'recurring'), both);
    expect(judged.truth).toEqual([{ kind: 'concept', pattern: 'sudden', since: 10 }, { kind: 'concept', pattern: 'recurring', since: 20 }]);
    expect(judged.outcome).toBe('right');
  });
});
