import { describe, expect, test } from 'vitest';
import { BENCH_LIMITS, candidatesOf, costOf, parsePlan, planJson, tasksOf } from '../../../src/domain/bench/plan.ts';
import { READY_PLANS } from '../../../src/domain/bench/plans.ts';

const errors = { kind: 'errors', pattern: 'sudden' };
const plan = (change: object = {}) => parsePlan({ detectors: [{ detector: 'ADWIN' }], streams: [errors], ...change });

describe('a plan', () => {
  test('is completed, and survives its own JSON', () => {
    const full = plan({ streams: [errors, { kind: 'line', preset: 'lamp-ages' }], detectors: [{ detector: 'DDM', sweep: { param: 'drift_threshold', values: [2, 3] } }] });
    expect(full.detectors[0]).toMatchObject({ signal: 'error', params: { warm_start: 30, drift_threshold: 3 } });
    expect(parsePlan(JSON.parse(JSON.stringify(planJson(full))))).toEqual(full);
    for (const { plan: ready } of READY_PLANS) expect(parsePlan(JSON.parse(JSON.stringify(planJson(ready))))).toEqual(ready);
  });

  test('writes a preset out, so that it does not change with the preset', () => {
    const [stream] = planJson(plan({ streams: [{ kind: 'line', preset: 'lamp-ages' }] })).streams as { scenario: { drifts: unknown[] } }[];
    expect(stream!.scenario.drifts).toHaveLength(1);
  });

  test('is taken from a result', () => {
    expect(parsePlan({ kind: 'orchard-bench', plan: planJson(plan()) })).toEqual(plan());
  });

  test.each([
    ['no detector', { detectors: [] }, /detectors: at least one/],
    ['an unknown detector', { detectors: [{ detector: 'Oracle' }] }, /detectors\.0: .*Oracle/],
    ['a parameter out of range', { detectors: [{ detector: 'ADWIN', params: { delta: 2 } }] }, /delta must be/],
    ['a value of a sweep out of range', { detectors: [{ detector: 'ADWIN', sweep: { param: 'delta', values: [0.1, 1] } }] }, /delta must be/],
    ['an unknown key', { detector: 'ADWIN' }, /detector/],
    ['no seeds', { seeds: { from: 1, count: 0 } }, /seeds\.count: a whole number from 1/],
    ['a probability above 1', { streams: [{ ...errors, to: 1.5 }] }, /streams\.0\.to/],
    ['an unknown preset', { streams: [{ kind: 'line', preset: 'atlantis' }] }, /no preset atlantis/],
    ['a line without a scenario', { streams: [{ kind: 'line' }] }, /either a preset or a scenario/],
    ['a signal that a stream lacks', { detectors: [{ detector: 'ADWIN', signal: 'confidence' }] }, /has no signal confidence/],
    ['a signal of the wrong kind', { streams: [{ kind: 'line', preset: 'lamp-ages' }], detectors: [{ detector: 'DDM', signal: 'confidence' }] }, /DDM takes bits/],
    ['truths that never come', { events: 100, streams: [{ ...errors, labelDelay: 100 }] }, /label delay is 100/],
    ['no object', { streams: 'all' }, /streams/],
  ])('refuses %s', (_what, change, message) => {
    expect(() => plan(change)).toThrow(message);
    expect(() => plan(change)).toThrow(expect.objectContaining({ code: 'bench-plan-invalid' }));
  });

  test('refuses more than a browser should do, and says what to make smaller', () => {
    const sweep = { param: 'delta', values: Array.from({ length: BENCH_LIMITS.sweepValues }, (_, i) => (i + 1) / 100) };
    const many = { detectors: Array.from({ length: BENCH_LIMITS.detectors }, () => ({ detector: 'ADWIN', sweep })), seeds: { from: 1, count: 200 } };
    expect(() => plan(many)).toThrow(/bench-too-large: \d+ cells are more than 20000; take fewer/);
    expect(() => plan({ streams: [{ kind: 'line', preset: 'lamp-ages' }], events: 100_000, seeds: { from: 1, count: 200 } })).toThrow(/pictures are more than/);
    expect(() => plan({ detectors: Array.from({ length: 16 }, () => ({ detector: 'DDM' })), events: 100_000, seeds: { from: 1, count: 200 }, streams: [errors, errors] })).toThrow(/values are more than/);
    const wide = { detector: 'KSWIN', params: { window_size: 100_000, stat_size: 50_000 } };
    expect(() => plan({ detectors: [wide], seeds: { from: 1, count: 1 }, events: 10_000 })).toThrow(/values are more than/);
    expect(() => plan({ detectors: [{ ...wide, params: {} }], seeds: { from: 1, count: 100 }, events: 10_000 })).not.toThrow();
  });

  test('refuses what is nested thousands deep', () => {
    const deep = JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`) as unknown;
    for (const change of [{ streams: deep }, { detectors: [{ detector: 'ADWIN', params: { delta: deep } }] }, { streams: [{ kind: 'line', scenario: { drifts: deep } }] }, { detectors: [{ detector: deep }] }]) {
      expect(() => plan(change as object)).toThrow(expect.objectContaining({ code: expect.stringMatching(/^(bench-plan|scenario)-invalid$/) as unknown }));
    }
  });

  test('expands into a candidate a value, the two baselines last, and a task a stream and seed', () => {
    const swept = plan({ detectors: [{ detector: 'ADWIN', sweep: { param: 'delta', values: [0.1, 0.01] } }, { detector: 'DDM' }], seeds: { from: 5, count: 3 }, streams: [errors, errors] });
    expect(candidatesOf(swept).map(({ key, params }) => [key, params.delta ?? null])).toEqual([['0.0', 0.1], ['0.1', 0.01], ['1', null], ['always', null], ['never', null]]);
    expect(tasksOf(swept).map(({ streamIndex, seed }) => [seed, streamIndex])).toEqual([[5, 0], [5, 1], [6, 0], [6, 1], [7, 0], [7, 1]]);
    expect(costOf(swept)).toEqual({ candidates: 5, cells: 30, pictures: 0, values: 300_000 });
  });
});
