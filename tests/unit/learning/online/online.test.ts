import { describe, expect, test } from 'vitest';
import { randomAt } from '../../../../src/domain/common/random/random.ts';
import { prequential } from '../../../../src/domain/learning/online/prequential.ts';
import { RecursiveLeastSquares } from '../../../../src/domain/learning/online/recursive-least-squares.ts';
import { StochasticGradient } from '../../../../src/domain/learning/online/stochastic-gradient.ts';
import { cholesky } from '../../../../src/domain/learning/solvers/cholesky.ts';
import { linearScores } from '../../../../src/domain/learning/solvers/head.ts';

const INPUTS = 5;
const CLASSES = 3;
const scaling = { mean: [0.2, -0.1, 0, 3, 0.5], std: [1.5, 0.7, 1, 2, 0.4] };

/** Rows whose class shows in their first columns. */
function toy(rows: number, seed = 1): { x: Float32Array; inputs: number; classOf: Uint8Array } {
  const random = randomAt(seed, 0, 0);
  const classOf = Uint8Array.from({ length: rows }, () => random.int(CLASSES));
  const x = Float32Array.from({ length: rows * INPUTS }, (_, i) => scaling.mean[i % INPUTS]! + scaling.std[i % INPUTS]! * (0.6 * random.normal() + (i % INPUTS === classOf[Math.floor(i / INPUTS)] ? 1.5 : 0)));
  return { x, inputs: INPUTS, classOf };
}

/** Weighted ridge by the normal equations: (Σ λ^(n−1−i) z zᵀ + λ^n · ridge · I) W = Σ λ^(n−1−i) z yᵀ, a column of W a class; scores of `row`. */
function closedForm({ x, classOf }: { x: Float32Array; classOf: Uint8Array }, ridge: number, forgetting: number, row: number): number[] {
  const size = INPUTS + 1;
  const zOf = (i: number): number[] => [...Array.from({ length: INPUTS }, (_, j) => (x[i * INPUTS + j]! - scaling.mean[j]!) / scaling.std[j]!), 1];
  const n = classOf.length;
  const a = new Float64Array(size * size);
  const b = Array.from({ length: CLASSES }, () => new Float64Array(size));
  for (let i = 0; i < size; i += 1) a[i * size + i] = ridge * forgetting ** n;
  for (let i = 0; i < n; i += 1) {
    const [z, weight] = [zOf(i), forgetting ** (n - 1 - i)];
    for (let p = 0; p < size; p += 1) {
      b[classOf[i]!]![p]! += weight * z[p]!;
      for (let q = 0; q < size; q += 1) a[p * size + q]! += weight * z[p]! * z[q]!;
    }
  }
  expect(cholesky(a, size)).toBe(true);
  return b.map((side) => {
    const w = side.slice();
    for (let i = 0; i < size; i += 1) { for (let k = 0; k < i; k += 1) w[i]! -= a[i * size + k]! * w[k]!; w[i]! /= a[i * size + i]!; }
    for (let i = size - 1; i >= 0; i -= 1) { for (let k = i + 1; k < size; k += 1) w[i]! -= a[k * size + i]! * w[k]!; w[i]! /= a[i * size + i]!; }
    return zOf(row).reduce((sum, value, j) => sum + value * w[j]!, 0);
  });
}

describe('recursive least squares', () => {
  test.each([[1, 0.5], [1, 20], [0.98, 0.5]])('with λ = %s and a ridge of %s is the closed form on all rows', (forgetting, ridge) => {
    const rows = toy(150);
    const head = new RecursiveLeastSquares({ scaling, classes: CLASSES, ridge, forgetting });
    rows.classOf.forEach((classOf, i) => head.learn(rows.x.subarray(i * INPUTS, (i + 1) * INPUTS), classOf));
    for (const row of [0, 77, 149]) {
      const expected = closedForm(rows, ridge, forgetting, row);
      head.scores(rows.x.subarray(row * INPUTS, (row + 1) * INPUTS)).forEach((score, c) => expect(score).toBeCloseTo(expected[c]!, 8));
      linearScores(head.head(), rows.x, [row]).forEach((score, c) => expect(score).toBeCloseTo(expected[c]!, 8));
    }
  });

  test('follows a change that the head which forgets nothing drags behind', () => {
    const [before, after] = [toy(1500), toy(600, 2)];
    const turned = { ...after, classOf: after.classOf.map((classOf) => (classOf + 1) % CLASSES) };
    const shareAfter = (forgetting: number): number => {
      const head = new RecursiveLeastSquares({ scaling, classes: CLASSES, forgetting });
      prequential(head, before, { labelDelay: 0, binEvents: 1500 });
      return prequential(head, turned, { labelDelay: 0, binEvents: 300 }).accuracy[1]!;
    };
    expect(shareAfter(0.98)).toBeGreaterThan(shareAfter(1) + 0.3);
  });

  test('refuses options out of range', () => {
    for (const wrong of [{ ridge: 0 }, { ridge: NaN }, { forgetting: 0 }, { forgetting: 1.1 }]) expect(() => new RecursiveLeastSquares({ scaling, classes: CLASSES, ...wrong })).toThrow('argument-invalid');
    expect(() => new RecursiveLeastSquares({ scaling, classes: 1 })).toThrow('argument-invalid');
    expect(() => new RecursiveLeastSquares({ scaling, classes: CLASSES }).learn([0, 0, 0, 0, 0], CLASSES)).toThrow('argument-invalid');
  });
});

describe('stochastic gradient', () => {
  test('takes the step of the formula', () => {
    const head = new StochasticGradient({ scaling: { mean: [1], std: [2] }, classes: 2, rate: 0.1, decay: 0.5 });
    head.learn([5], 0);
    // z = 2, shares ½ and ½: the weights move by 0.1 · ±½ · 2, the intercept by 0.1 · ±½.
    expect([...head.scores([5])]).toEqual([0.1 * 2 + 0.05, -0.1 * 2 - 0.05].map((value) => expect.closeTo(value, 12) as number));
    head.learn([1], 1);
    expect(head.scores([1])[0]! - head.scores([1])[1]!).toBeLessThan(0.1);
    expect(head.scores([3])[0]! - head.scores([1])[0]!).toBeCloseTo(0.05, 12);
  });

  test('refuses options out of range', () => {
    for (const wrong of [{ rate: 0 }, { rate: Infinity }, { decay: -1 }, { decay: 1 }]) expect(() => new StochasticGradient({ scaling, classes: CLASSES, ...wrong })).toThrow('argument-invalid');
  });
});

describe('test then train', () => {
  test('predicts before it learns, and learns no truth before it is known', () => {
    const seen: string[] = [];
    const head = { learnt: 0, scores: (row: ArrayLike<number>) => { seen.push(`?${row[0]}`); return Float64Array.of(1, 0); }, learn: (row: ArrayLike<number>, classOf: number) => { seen.push(`!${row[0]}:${classOf}`); return true; }, head: () => { throw new Error('not asked for'); } };
    const course = prequential(head, { x: Float32Array.of(0, 1, 2, 3), inputs: 1, classOf: [0, 1, 0, 0] }, { labelDelay: 1, binEvents: 3, isKnown: (event) => event !== 1 });
    expect(seen).toEqual(['?0', '?1', '!0:0', '?2', '?3', '!2:0']);
    expect(course.accuracy).toEqual([2 / 3, 1]);
  });

  test('refuses a delay or a bin that is no whole number', () => {
    const head = new StochasticGradient({ scaling, classes: CLASSES });
    for (const wrong of [{ labelDelay: -1, binEvents: 5 }, { labelDelay: 0.5, binEvents: 5 }, { labelDelay: 0, binEvents: 0 }]) expect(() => prequential(head, toy(3), wrong)).toThrow('argument-invalid');
  });
});
