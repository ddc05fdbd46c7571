import { describe, expect, test } from 'vitest';
import { candidateName } from '../../../src/domain/bench/promise.ts';
import { candidatesOf, parsePlan, tasksOf, type BenchPlan } from '../../../src/domain/bench/plan.ts';
import { READY_PLANS } from '../../../src/domain/bench/plans.ts';
import { resultJson, resultOf, runsCsv, scoredOf, scoresCsv, type BenchResult } from '../../../src/domain/bench/result.ts';
import { runTask } from '../../../src/domain/bench/run.ts';
import { DrawnLines, errorSignals } from '../../../src/domain/bench/signals.ts';
import { driftsOf, lineStreamOf } from './streams.ts';
import { mean } from '../../../src/domain/statistics/sample.ts';

function finish<R>(work: Generator<number, R>, seen: number[] = []): R {
  let step = work.next();
  for (; !step.done; step = work.next()) seen.push(step.value);
  return step.value;
}

function run(plan: BenchPlan, lines = new DrawnLines(1e9)): BenchResult {
  return resultOf(plan, '0.0.0', tasksOf(plan).map((task) => ({ streamIndex: task.streamIndex, seed: task.seed, outcomes: finish(runTask(task, lines)) })));
}

const scoreOf = (result: BenchResult, name: string) => scoredOf(result).find(({ candidate }) => candidate.detector === name)!.scores;

describe('the signals', () => {
  test('error bits follow w(t) and are one function of the seed', () => {
    const [stream] = parsePlan({ detectors: [{ detector: 'ADWIN' }], streams: [{ kind: 'errors', pattern: 'incremental', from: 0.1, to: 0.5, onset: 10_000, width: 10_000 }], events: 30_000 }).streams;
    if (stream?.kind !== 'errors') throw new Error('errors');
    const bits = errorSignals(stream, 3, 30_000).get('error')!;
    expect(mean(bits.subarray(0, 10_000))).toBeCloseTo(0.1, 1);
    expect(mean(bits.subarray(14_000, 16_000))).toBeCloseTo(0.3, 1);
    expect(mean(bits.subarray(20_000))).toBeCloseTo(0.5, 1);
    expect(errorSignals(stream, 3, 100).get('error')).toEqual(bits.slice(0, 100));
    expect(errorSignals(stream, 4, 100).get('error')).not.toEqual(bits.slice(0, 100));
  });

  test('a line is drawn once for all detectors, and a shorter run is the beginning of a longer one', () => {
    const lines = new DrawnLines(1e9);
    const scenario = lineStreamOf('lamp-ages');
    const seen: number[] = [];
    const long = finish(lines.signals(scenario, 5, 400), seen);
    expect(seen.at(-1)).toBeGreaterThan(300);
    const again: number[] = [];
    const short = finish(lines.signals(scenario, 5, 200), again);
    expect(again).toEqual([]);
    expect(short.get('confidence')).toEqual(long.get('confidence')!.subarray(0, 200));
    expect(mean(long.get('error')!)).toBeLessThan(0.35);
    expect(finish(new DrawnLines(1e9).signals(scenario, 5, 200)).get('feature.brightness')).toEqual(long.get('feature.brightness')!.slice(0, 200));
  });

  test('a drift that changes nothing is none', () => {
    expect(driftsOf({ kind: 'errors', pattern: 'sudden', from: 0.1, to: 0.1 })).toEqual([]);
  });
});

describe('a run', () => {
  const plan = READY_PLANS[0]!.plan;
  const result = run({ ...plan, seeds: { from: 1, count: 10 } });

  test('finds a sudden rise of errors, and the baselines are what they must be', () => {
    expect(scoreOf(result, 'ADWIN')).toMatchObject({ runs: 10, changes: 10, found: 10, falseAlarms: 0 });
    expect(scoreOf(result, 'ADWIN').mtd).toBeLessThan(300);
    expect(scoreOf(result, 'never')).toMatchObject({ found: 0, mdr: 1, falseAlarms: 0, quietEvents: 10 * 4000, echoes: 0 });
    const always = scoreOf(result, 'always');
    // 16 multiples of 600 in 9,950 values; those at 4,199, 4,799, 5,399 and 5,999 fall within the acceptance, which ends at 6,000.
    expect(always).toMatchObject({ found: 10, mdr: 0, falseAlarms: 10 * (16 - 4), quietEvents: 10 * (9950 - 2000), echoes: 10 * 3 });
    expect(always.mtd).toBe(4199 + 50 - 4000);
  });

  test('FHDDM is given hits where others are given errors', () => {
    expect(scoreOf(result, 'FHDDM').found).toBeGreaterThan(5);
  });

  test('is the same to the last byte when it is run again from its own JSON', () => {
    const again = run(parsePlan(JSON.parse(resultJson(result))));
    expect(resultJson(again)).toBe(resultJson(result));
  });

  test('does not depend on who is done first', () => {
    const done = tasksOf(plan).slice(0, 4).map((task) => ({ streamIndex: task.streamIndex, seed: task.seed, outcomes: finish(runTask(task, new DrawnLines(1))) }));
    expect(resultOf(plan, '', done.toReversed())).toEqual(resultOf(plan, '', done));
    expect(resultOf(plan, '', done).complete).toBe(false);
  });

  test('reports how far it is, never backwards', () => {
    const seen: number[] = [];
    finish(runTask({ ...tasksOf(plan)[0]!, stream: { kind: 'line', scenario: lineStreamOf('nothing-happens') }, events: 600 }, new DrawnLines(1e9)), seen);
    expect(seen.length).toBeGreaterThan(10);
    expect(seen.every((share, i) => share >= (seen[i - 1] ?? 0) && share <= 1)).toBe(true);
  });

  test('as CSV: a line for each candidate and stream, and one for each run', () => {
    const candidates = candidatesOf(plan).length;
    expect(scoresCsv(result).trim().split('\r\n')).toHaveLength(1 + candidates);
    expect(runsCsv(result).trim().split('\r\n')).toHaveLength(1 + candidates * 10);
    expect(scoresCsv(result)).toContain('"sudden, errors 5 → 20 %",ADWIN,ADWIN,error');
  });

  test('candidates are named by what is unusual of them', () => {
    const names = candidatesOf(parsePlan({ detectors: [{ detector: 'ADWIN' }, { detector: 'CUSUM', params: { h: 5 } }, { detector: 'DDM', sweep: { param: 'drift_threshold', values: [4] } }], streams: [{ kind: 'errors', pattern: 'none' }] })).map(candidateName);
    expect(names).toEqual(['ADWIN', 'CUSUM, h 5', 'DDM, drift_threshold 4', 'Always, period 600', 'Never']);
  });
});
