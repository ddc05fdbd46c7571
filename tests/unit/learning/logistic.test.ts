import { describe, expect, it } from 'vitest';
import { linearScores } from '../../../src/domain/learning/solvers/head.ts';
import { minimise } from '../../../src/domain/learning/solvers/lbfgs.ts';
import { fitLogistic } from '../../../src/domain/learning/solvers/logistic.ts';
import { inverseTemperature, softmaxRows } from '../../../src/domain/learning/calibration/temperature.ts';
import { randomAt } from '../../../src/domain/common/random/random.ts';
import fixture from '../../fixtures/batch-calibration.json' with { type: 'json' };

describe('minimise', () => {
  it('finds the floor of a long valley', () => {
    const { at } = minimise((x, gradient) => {
      gradient[0] = 2 * (x[0]! - 3);
      gradient[1] = 2000 * (x[1]! + 1);
      return (x[0]! - 3) ** 2 + 1000 * (x[1]! + 1) ** 2;
    }, new Float64Array(2), { iterations: 100, tolerance: 1e-8 });
    expect(at[0]).toBeCloseTo(3, 6);
    expect(at[1]).toBeCloseTo(-1, 6);
  });
});

describe('logistic regression', () => {
  const random = randomAt(9, 0, 0);
  const n = 90;
  const d = 4;
  const classOf = Int32Array.from({ length: n }, (_, i) => i % 3);
  // The columns live on very different scales, the last one does not vary.
  const x = Float32Array.from({ length: n * d }, (_, k) => {
    const [i, j] = [Math.floor(k / d), k % d];
    if (j === 3) return 7;
    return (random.normal() * 0.5 + (classOf[i] === j ? 2 : 0)) * [1, 100, 0.01][j]!;
  });
  const rows = Int32Array.from({ length: n }, (_, i) => i);

  it('separates what can be separated, whatever the columns measure', () => {
    const scores = linearScores(fitLogistic({ x, d, classOf, classes: 3 }, rows, 1), x, rows);
    const right = rows.filter((row) => [0, 1, 2].every((c) => scores[row * 3 + c]! <= scores[row * 3 + classOf[row]!]!)).length;
    expect(right / n).toBeGreaterThan(0.93);
  });

  it('has no slope left at its solution', () => {
    const l2 = 2;
    const head = fitLogistic({ x, d, classOf, classes: 3 }, rows, l2);
    const p = softmaxRows(linearScores(head, x, rows), 3);
    // The intercepts are free, so the mean of each probability is the share of its class.
    for (let c = 0; c < 3; c += 1) expect(rows.reduce((sum, row) => sum + p[row * 3 + c]!, 0)).toBeCloseTo(n / 3, 2);
  });
});

describe('temperature scaling', () => {
  const cases = (fixture.cases as { id: string; kind: string; logits?: number[][]; y_true_index?: number[]; expected: { T?: number } }[])
    .filter((each) => each.kind === 'temperature');
  it.each(cases.map((each) => [each.id, each] as const))('agrees with the reference on %s', (_, { logits, y_true_index: truth, expected }) => {
    expect(1 / inverseTemperature(logits!.flat(), truth!, logits![0]!.length)).toBeCloseTo(expected.T!, 5);
  });

  it('gives rows that sum to one', () => {
    const p = softmaxRows([1000, -1000, 0, 3, 3, 3], 3);
    expect(p[0]).toBe(1);
    expect(p[3]).toBeCloseTo(1 / 3);
  });
});
