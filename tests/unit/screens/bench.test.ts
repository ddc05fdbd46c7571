import { describe, expect, test } from 'vitest';
import { costOf, parsePlan, problemOf } from '../../../src/domain/bench/plan.ts';
import type { Scored } from '../../../src/domain/bench/result.ts';
import { scoresOf } from '../../../src/domain/bench/scores.ts';
import { newRow, readValues, signalsFor, suggestSweep, sweepable, withRow, withStream } from '../../../src/ui/screens/bench/edit.ts';
import { placeLabels, roundUp } from '../../../src/ui/charts/place-labels.ts';
import { rateScale } from '../../../src/ui/screens/bench/scale.ts';
import { costText, findingOf, mtfaText, mtrText, problemText, rate, signalName } from '../../../src/ui/screens/bench/texts.ts';
import { DETECTORS } from '../../../src/domain/monitoring/detectors/catalogue.ts';

const plan = parsePlan({ detectors: [{ detector: 'ADWIN' }], streams: [{ kind: 'errors', pattern: 'sudden' }] });
const param = (detector: string, name: string) => sweepable(detector).find((spec) => spec.name === name)!;

function scored(detector: string, delays: (number | null)[], falseAlarms: number, row = 0): Scored {
  const candidate = { key: detector, row, detector, signal: 'error', params: newRow(detector).params, swept: null };
  return { candidate, scores: scoresOf([{ delays, falseAlarms, quietEvents: 100_000, echoes: 0 }]), cells: [] };
}

describe('editing a plan', () => {
  test('every detector can be added as it is, and taken out again', () => {
    for (const { name } of DETECTORS) {
      const more = withRow(plan, 1, newRow(name));
      expect(problemOf(more)).toBeNull();
      expect(withRow(more, 1, null)).toEqual(plan);
    }
    expect(problemOf(withStream(plan, 0, null))).toEqual({ kind: 'empty', what: 'streams' });
  });

  test('every suggested sweep is one that the plan takes', () => {
    for (const { name } of DETECTORS) {
      for (const spec of sweepable(name)) {
        const row = newRow(name);
        const values = suggestSweep(spec, (row.params[spec.name] as number | null) ?? 0);
        expect(values.length).toBeGreaterThan(1);
        const swept = withRow(plan, 0, { ...row, sweep: { param: spec.name, values } });
        // KSWIN's two sizes must fit each other, which the plan says.
        if (name !== 'KSWIN' && name !== 'FHDDM') expect(problemOf(swept)).toBeNull();
      }
    }
  });

  test('values are read as typed, sorted and once; anything else is refused', () => {
    expect(readValues(param('ADWIN', 'delta'), '0.1, 0.002 0.1; 1e-6')).toEqual([1e-6, 0.002, 0.1]);
    for (const text of ['', 'much', '0', '1', '0.1, -1']) expect(readValues(param('ADWIN', 'delta'), text)).toBeNull();
    expect(readValues(param('DDM', 'warm_start'), '30.5')).toBeNull();
  });

  test('detectors of bits are offered bits only', () => {
    expect(signalsFor('DDM')).toEqual(['error', 'share.ripe', 'share.unripe']);
    expect(signalsFor('HDDM_A')).toContain('confidence');
    expect(signalsFor('HDDM_A')).not.toContain('feature.warmth');
    expect(signalsFor('ADWIN')).toContain('feature.warmth');
  });
});

describe('words', () => {
  test('what was not seen is a bound, not a zero', () => {
    const calm = scored('ADWIN', [200, 100], 0).scores;
    expect(mtfaText(calm)).toBe('> 100\u00a0000');
    expect(mtrText(calm)).toBe('> 667');
    expect(rate(0.0004)).toBe('< 0.01');
  });

  test('the finding names the quickest that can be relied on, and the calm one beside it', () => {
    const text = findingOf([scored('EDDM', [100, 120], 160), scored('ADWIN', [200, 220], 0), scored('FHDDM', [10, null], 0), scored('always', [1, 1], 900, -1)]);
    expect(text).toMatch(/^EDDM is the quickest, 110 fruits .* 16 false alarms in 10 000\. ADWIN takes 210, with no false alarm/);
    expect(findingOf([scored('DDM', [null, null], 3)])).toMatch(/No detector found/);
    expect(findingOf([scored('DDM', [null, 5], 3)])).toMatch(/DDM found the most, 1 of 2/);
  });

  test('in peace the finding is about promises', () => {
    expect(findingOf([scored('ADWIN', [], 0), scored('DDM', [], 20)])).toBe('Every detector that promises a rate keeps it. DDM cries wolf most, 2 in 10 000; 1 of 2 never did.');
    expect(findingOf([scored('ADWIN', [], 500)])).toMatch(/^0 of 1 detectors/);
  });

  test('problems and costs are said plainly', () => {
    const wrong = { ...plan, detectors: [{ ...newRow('ADWIN'), signal: 'feature.brightness' }] };
    expect(problemText(problemOf(wrong)!, wrong)).toContain('has no brightness, only errors');
    expect(costText(costOf(plan), 2, null)).toBe('30 runs, no pictures: a moment');
    expect(signalName('share.ripe')).toBe('share of ripe');
    expect(signalName('share.\u05d1\u05e9\u05dc')).toBe('share of \u2068\u05d1\u05e9\u05dc\u2069');
  });
});

describe('drawing', () => {
  test('rates keep their order on the scale, from the left edge to the right', () => {
    const { at, ticks, most } = rateScale(120);
    expect(at(0)).toBe(0);
    expect(at(most)).toBe(1);
    expect(ticks.map(at)).toEqual(ticks.map(at).toSorted((a, b) => a - b));
    expect(roundUp(1234)).toBe(1500);
    expect(roundUp(0)).toBe(100);
  });

  test('labels do not cover each other and stay inside', () => {
    const wishes = Array.from({ length: 9 }, (_, i) => ({ x: i % 2 === 0 ? 5 : 290, y: 20 + i, width: 60 }));
    const places = placeLabels(wishes, 300, 200, 12);
    for (const [i, a] of places.entries()) {
      expect(a.end).toBe(i % 2 === 1);
      for (const [j, b] of places.entries()) if (i < j && a.end === b.end) expect(Math.abs(a.y - b.y)).toBeGreaterThanOrEqual(12);
      expect(a.y).toBeGreaterThan(0);
      expect(a.y).toBeLessThan(200);
    }
  });
});
