import { describe, expect, test } from 'vitest';
import type { Drift } from '../../../src/domain/world/drift/scenario.ts';
import { weightAt } from '../../../src/domain/world/drift/weight.ts';
import { areaPath, plateausOf, sampleCurve } from '../../../src/ui/line/curve.ts';

const drift = (part: Partial<Drift>): Drift => ({ kind: 'concept', pattern: 'sudden', onset: 4000, width: 2000, period: 8000, duty: 0.5, to: {}, name: '', byHand: false, ...part });

describe('the curve of a drift', () => {
  test('a sudden drift rises within less than half a pixel', () => {
    const points = sampleCurve(drift({}), [0, 40_000], 1000);
    const last = points.findLast(({ weight }) => weight === 0)!;
    const first = points.find(({ weight }) => weight === 1)!;
    expect(first.x - last.x).toBeLessThan(0.5);
    expect(first.x).toBeCloseTo(100, 0);
  });

  test.each(['gradual', 'incremental', 'recurring'] as const)('a %s drift is followed to within a hundredth', (pattern) => {
    const one = drift({ pattern });
    const points = sampleCurve(one, [0, 40_000], 900);
    for (let i = 1; i < points.length; i++) {
      const [a, b] = [points[i - 1]!, points[i]!];
      expect(b.x).toBeGreaterThanOrEqual(a.x);
      const x = (a.x + b.x) / 2;
      expect(Math.abs(weightAt(one, (x / 900) * 40_000) - (a.weight + b.weight) / 2)).toBeLessThan(0.01);
    }
    expect(points[0]!.x).toBe(0);
    expect(points.at(-1)!.x).toBeCloseTo(900);
  });

  test('a pulse narrower than the grid is not missed', () => {
    const points = sampleCurve(drift({ pattern: 'recurring', onset: 20_010, width: 0, period: 100_000, duty: 0.0002 }), [0, 40_000], 500);
    expect(Math.max(...points.map(({ weight }) => weight))).toBe(1);
  });

  test('periods too narrow to be told apart become one band', () => {
    const points = sampleCurve(drift({ pattern: 'recurring', period: 10, width: 2 }), [0, 40_000], 400);
    expect(points).toHaveLength(4);
    expect(plateausOf(points)).toEqual([{ from: 40, to: 400 }]);
  });

  test('a domain without events has no curve', () => {
    expect(sampleCurve(drift({}), [5, 5], 100)).toEqual([]);
    expect(areaPath([], 10, 10)).toBe('');
  });
});
