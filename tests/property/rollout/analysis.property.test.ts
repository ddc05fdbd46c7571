import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { beginAnalysis, measurementOf, metricFault, phaseIfTerminated, stepAnalysis, type AnalysisMetric, type AnalysisState } from '../../../src/domain/rollout/analysis.ts';
import { COMPARISONS, holds, type Comparison } from '../../../src/domain/rollout/condition.ts';

const value = fc.oneof(fc.constantFrom(null, NaN, Infinity, -Infinity, 0, 1), fc.double({ min: 0, max: 1, noNaN: true }));
const condition = fc.option(fc.record({ op: fc.constantFrom(...(Object.keys(COMPARISONS) as Comparison[])), value: fc.constantFrom(0, 0.25, 0.5, 0.75, 1) }), { nil: null });
const limit = (least: number) => fc.option(fc.integer({ min: least, max: 4 }), { nil: null });
const metric: fc.Arbitrary<AnalysisMetric> = fc.record({
  success: condition, failure: condition, repeats: fc.boolean(), count: limit(0), failureLimit: limit(-1), inconclusiveLimit: limit(0), consecutiveErrorLimit: limit(0), consecutiveSuccessLimit: limit(0),
});
const ONCE: AnalysisMetric = { success: null, failure: null, repeats: false, count: null, failureLimit: null, inconclusiveLimit: null, consecutiveErrorLimit: null, consecutiveSuccessLimit: null };
const run = (of: AnalysisMetric, values: readonly (number | null)[]): AnalysisState => values.reduce<AnalysisState>((state, each) => stepAnalysis(state, each, of), beginAnalysis(of));

describe('the analysis of a metric', () => {
  test('counts what it measured, goes on through checkpoints, and stays as it ended', () => {
    fc.assert(fc.property(metric, fc.array(value, { maxLength: 12 }), (of, values) => {
      let state = beginAnalysis(of);
      for (const each of values) {
        const next = stepAnalysis(JSON.parse(JSON.stringify(state)) as AnalysisState, each, of);
        if (state.phase !== 'Running') expect(next).toEqual(state);
        else {
          const outcome = measurementOf(of, each);
          expect(next.count - state.count).toBe(outcome === 'Error' ? 0 : 1);
          expect(next.consecutiveError).toBe(outcome === 'Error' ? state.consecutiveError + 1 : 0);
          expect(next.consecutiveSuccess).toBe(outcome === 'Successful' ? state.consecutiveSuccess + 1 : 0);
        }
        expect(next.count).toBe(next.successful + next.failed + next.inconclusive);
        state = next;
      }
      expect(phaseIfTerminated(state)).toBe(state.phase === 'Running' ? 'Successful' : state.phase);
    }));
  });

  test('one that is at fault has ended before it began, any other runs', () => {
    fc.assert(fc.property(metric, (of) => {
      expect(beginAnalysis(of).phase).toBe(metricFault(of) === null ? 'Running' : 'Error');
      expect(stepAnalysis(beginAnalysis(of), 1, of).count).toBe(metricFault(of) === null ? 1 : 0);
    }));
  });

  test('fails whenever its failure condition holds, and errs only where the query does', () => {
    fc.assert(fc.property(metric, value, (of, each) => {
      const outcome = measurementOf(of, each);
      expect(outcome === 'Error').toBe(each === null);
      if (each !== null && of.failure && holds(of.failure, each)) expect(outcome).toBe('Failed');
      if (outcome === 'Inconclusive') expect(of.success !== null && of.failure !== null).toBe(true);
    }));
  });

  test('NaN meets no condition', () => {
    for (const op of Object.keys(COMPARISONS) as Comparison[]) expect(holds({ op, value: 0.5 }, NaN)).toBe(false);
    expect(measurementOf({ ...ONCE, success: { op: '!=', value: 0.5 } }, NaN)).toBe('Failed');
  });

  test('bears as many failures, inconclusive measurements and errors in a row as it may, and not one more', () => {
    const forever: AnalysisMetric = { ...ONCE, repeats: true, success: { op: '>', value: 0.9 }, failure: { op: '<', value: 0.1 }, failureLimit: 2, inconclusiveLimit: 2, consecutiveErrorLimit: 2 };
    for (const [each, end] of [[0, 'Failed'], [0.5, 'Inconclusive'], [null, 'Error']] as const) {
      expect(run(forever, [each, each]).phase).toBe('Running');
      expect(run(forever, [each, each, each]).phase).toBe(end);
    }
    expect(run(forever, [null, null, 1, null, null]).phase).toBe('Running');
    expect(run({ ...forever, consecutiveErrorLimit: null }, [null, null, null, null]).phase).toBe('Running');
    expect(run({ ...forever, consecutiveErrorLimit: null }, [null, null, null, null, null]).phase).toBe('Error');
  });

  test('ends well after enough measurements or successes in a row, and without the row it wanted not well', () => {
    const row: AnalysisMetric = { ...ONCE, repeats: true, success: { op: '>=', value: 0.9 }, count: 4, failureLimit: 2, consecutiveSuccessLimit: 2 };
    expect(run({ ...row, consecutiveSuccessLimit: 0 }, [1, 0, 1]).phase).toBe('Running');
    expect(run({ ...row, consecutiveSuccessLimit: 0 }, [1, 0, 1, 0]).phase).toBe('Successful');
    expect(run(row, [1, 0, 1, 1]).phase).toBe('Successful');
    expect(run(row, [1, null, 1, 0, 1]).phase).toBe('Inconclusive');
    expect(run({ ...row, failureLimit: -1 }, [0, 0, 1, 0]).phase).toBe('Failed');
    expect([run(ONCE, [0]).phase, run({ ...ONCE, repeats: true }, [0, 0]).phase, run({ ...ONCE, repeats: true, count: 0 }, [0]).phase]).toEqual(['Successful', 'Running', 'Running']);
  });

  test.each<[Comparison, boolean, boolean, boolean]>([['>', false, false, true], ['>=', false, true, true], ['<', true, false, false], ['<=', true, true, false], ['==', false, true, false], ['!=', true, false, true]])('%s is told of a value below, at and above its bound', (op, below, at, above) => {
    expect([0.4, 0.5, 0.6].map((each) => holds({ op, value: 0.5 }, each))).toEqual([below, at, above]);
  });

  test.each<[string, Partial<AnalysisMetric>, string | null]>([
    ['no number of measurements', { count: 2, repeats: true }, null], ['several without an interval', { count: 2 }, 'count-without-interval'], ['one without an interval', { count: 1 }, null],
    ['fewer than its limit of failures', { count: 2, repeats: true, failureLimit: 3 }, 'count-below-limits'], ['as many as its limit of failures', { count: 3, repeats: true, failureLimit: 3 }, null],
    ['fewer than failures and successes together', { count: 3, repeats: true, failureLimit: 2, consecutiveSuccessLimit: 2 }, 'count-below-limits'],
    ['enough successes where failures do not count', { count: 2, repeats: true, failureLimit: -1, consecutiveSuccessLimit: 2 }, null],
    ['too few successes where failures do not count', { count: 1, repeats: true, failureLimit: -1, consecutiveSuccessLimit: 2 }, 'count-below-limits'],
    ['fewer than its inconclusive ones', { count: 2, repeats: true, inconclusiveLimit: 3 }, 'count-below-limits'], ['as many as its inconclusive ones', { count: 3, repeats: true, inconclusiveLimit: 3 }, null],
    ['nothing that could end it', { failureLimit: -1 }, 'no-limit'], ['below none', { failureLimit: -2 }, 'limit-negative'], ['negative errors', { consecutiveErrorLimit: -1 }, 'limit-negative'],
    ['negative inconclusive ones', { inconclusiveLimit: -1 }, 'limit-negative'], ['negative successes', { consecutiveSuccessLimit: -1 }, 'limit-negative'], ['a negative count', { count: -1 }, 'limit-negative'],
    ['half a limit', { failureLimit: 0.5 }, 'limit-not-whole'], ['NaN', { count: NaN }, 'limit-not-whole'], ['Infinity', { consecutiveErrorLimit: Infinity }, 'limit-not-whole'],
  ])('%s', (_what, odd, fault) => {
    expect(metricFault({ ...ONCE, ...odd })).toBe(fault);
  });
});
