import { describe, expect, test } from 'vitest';
import { candidatesOf, parsePlan } from '../../../src/domain/bench/plan.ts';
import { promiseOf, promiseVerdict } from '../../../src/domain/bench/promise.ts';
import { poissonInterval, scoresOf } from '../../../src/domain/bench/scores.ts';
import { cusumRunLength } from '../../../src/domain/monitoring/detectors/cusum.ts';

describe('scores', () => {
  test('pool over runs as Bifet defines them', () => {
    const scores = scoresOf([
      { delays: [100, null], falseAlarms: 1, quietEvents: 6000, echoes: 2 },
      { delays: [300, 200], falseAlarms: 3, quietEvents: 2000, echoes: 0 },
    ]);
    expect(scores).toMatchObject({ runs: 2, changes: 4, found: 3, delay: { q25: 150, median: 200, q75: 250 }, mtd: 200, mdr: 0.25, falseAlarms: 4, quietEvents: 8000, per10k: 5, mtfa: 2000, echoes: 2 });
    expect(scores.mtr).toBeCloseTo((2000 / 200) * 0.75, 12);
  });

  test('what cannot be known is null: no change, no false alarm, no detection', () => {
    expect(scoresOf([{ delays: [], falseAlarms: 0, quietEvents: 500, echoes: 0 }])).toMatchObject({ mdr: null, mtd: null, delay: null, mtfa: null, mtr: null, per10k: 0 });
    expect(scoresOf([{ delays: [null], falseAlarms: 0, quietEvents: 0, echoes: 0 }])).toMatchObject({ mdr: 1, per10k: null, per10kInterval: null });
  });

  test('the Poisson interval is Garwood’s', () => {
    // Garwood's limits as R's poisson.test prints them.
    for (const [count, low, high] of [[0, 0, 3.688879], [1, 0.02531781, 5.571643], [5, 1.623486, 11.66833], [20, 12.21652, 30.88838], [100, 81.36397, 121.6272]] as const) {
      const interval = poissonInterval(count);
      expect(interval[0]).toBeCloseTo(low, 4);
      expect(interval[1]).toBeCloseTo(high, 3);
    }
  });
});

describe('promises', () => {
  const candidate = (detector: string, params = {}) => candidatesOf(parsePlan({ detectors: [{ detector, params }], streams: [{ kind: 'errors', pattern: 'none' }] }))[0]!;

  test('come from each detector’s own settings', () => {
    expect(promiseOf(candidate('ADWIN', { delta: 0.01, clock: 100 }))).toMatchObject({ per10k: 1, kind: 'at most' });
    expect(promiseOf(candidate('HDDM_A'))!.per10k).toBeCloseTo(10, 12);
    expect(promiseOf(candidate('KSWIN'))!.per10k).toBeCloseTo(50, 12);
    expect(promiseOf(candidate('HDDM_W', { drift_confidence: 1e-4, two_sided_test: true }))).toMatchObject({ per10k: 2, kind: 'at most' });
    expect(promiseOf(candidate('FHDDM', { confidence_level: 1e-5 }))!.per10k).toBeCloseTo(0.1, 12);
    expect(promiseOf(candidate('HDDM_A', { drift_confidence: 0.9, two_sided_test: true }))!.per10k, 'no more alarms than values').toBe(10_000);
    expect(promiseOf(candidate('CUSUM', { k: 0.5, h: 5 }))).toEqual({ per10k: 10_000 / cusumRunLength(0.5, 5, true), kind: 'about', because: 'average run length for normal values (Siegmund 1985)' });
    for (const silent of ['DDM', 'EDDM', 'PageHinkley']) expect(promiseOf(candidate(silent))).toBeNull();
  });

  test('CUSUM’s run length agrees with the tabulated 465 (k 0.5, h 5) and 168 (h 4) within a few per cent', () => {
    expect(cusumRunLength(0.5, 5, true)).toBeGreaterThan(455);
    expect(cusumRunLength(0.5, 5, true)).toBeLessThan(480);
    expect(Math.abs(cusumRunLength(0.5, 4, true) - 168)).toBeLessThan(6);
  });

  test('are not kept only when the whole interval lies beyond them', () => {
    const measured = (falseAlarms: number) => scoresOf([{ delays: [], falseAlarms, quietEvents: 100_000, echoes: 0 }]);
    const atMostOne = { per10k: 1, kind: 'at most', because: '' } as const;
    expect(promiseVerdict(atMostOne, measured(0))).toBe('kept');
    expect(promiseVerdict(atMostOne, measured(10))).toBe('kept');
    expect(promiseVerdict(atMostOne, measured(16)), 'a little more than promised, which chance may have made').toBe('open');
    expect(promiseVerdict(atMostOne, measured(30))).toBe('more');
    expect(promiseVerdict({ ...atMostOne, kind: 'about' }, measured(0))).toBe('fewer');
    expect(promiseVerdict(null, measured(0))).toBe('none');
  });
});
