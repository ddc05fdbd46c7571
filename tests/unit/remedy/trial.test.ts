import { describe, expect, it } from 'vitest';
import { findingOf, MOST_TRIALS, readTrials, type Trial } from '../../../src/domain/remedy/trial.ts';

const TRIAL: Trial = {
  remedy: 'new-data', version: 2, baseline: 1, incident: 'lamp', at: 9000, added: 240, what: '240 fruits, newest', judged: 1700, difference: { value: 0.08, lower: 0.06, upper: 0.1, p: 1e-9 },
  accuracy: { baseline: [0.8, null], version: [0.9, null] }, counts: { mended: 213, broken: 49 }, mended: [8900],
};

describe('trials that were stored', () => {
  it('come back as they were; what does not fit is left out, and the oldest go', () => {
    const stored = JSON.parse(JSON.stringify([{ ...TRIAL, remedy: 'prayer' }, null, { ...TRIAL, version: -1 }, ...Array.from({ length: MOST_TRIALS }, () => TRIAL)])) as unknown;
    expect(readTrials(stored)).toEqual(Array.from({ length: MOST_TRIALS }, () => TRIAL));
    expect(readTrials({ trials: [] })).toEqual([]);
    expect(readTrials(undefined)).toEqual([]);
  });

  it('may have added, judged and mended nothing', () => {
    const idle: Trial = { ...TRIAL, at: 0, added: 0, judged: 0, difference: null, counts: { mended: 0, broken: 0 }, mended: [] };
    expect(readTrials([idle])).toEqual([idle]);
  });

  it('are better or worse beyond chance only', () => {
    const of = (lower: number, upper: number) => findingOf({ difference: { value: (lower + upper) / 2, lower, upper, p: 0.5 } });
    expect([of(0.01, 0.1), of(-0.1, -0.01), of(-0.01, 0.1), findingOf({ difference: null })]).toEqual(['better', 'worse', 'tie', 'unjudged']);
  });
});
