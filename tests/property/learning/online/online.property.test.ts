import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LONGEST_Z } from '../../../../src/domain/learning/online/online-head.ts';
import { MOST_GROWTH, RecursiveLeastSquares } from '../../../../src/domain/learning/online/recursive-least-squares.ts';
import { StochasticGradient } from '../../../../src/domain/learning/online/stochastic-gradient.ts';

const INPUTS = 3;
const scaling = { mean: [0, 1, 0], std: [1, 2, 0] };
const anyRow = fc.tuple(fc.array(fc.oneof({ weight: 6, arbitrary: fc.double({ min: -3, max: 3, noNaN: true }) }, fc.double(), fc.constantFrom(0, 1e12, NaN, Infinity)), { minLength: INPUTS, maxLength: INPUTS }), fc.nat(1));
/** Many rows, of which few may be unlike: what lets a covariance grow without bound. */
const anyRows = fc.tuple(fc.array(anyRow, { minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 40 })).map(([rows, times]) => Array.from({ length: times }, () => rows).flat());

test('recursive least squares keeps its covariance symmetric, positive and bounded, and its scores finite, whatever comes', () => {
  fc.assert(fc.property(anyRows, fc.double({ min: 0.5, max: 1, noNaN: true }), fc.double({ min: 0.01, max: 100, noNaN: true }), (rows, forgetting, ridge) => {
    const head = new RecursiveLeastSquares({ scaling, classes: 2, forgetting, ridge });
    for (const [row, classOf] of rows) head.learn(row, classOf);
    const [p, size] = [head.covariance, INPUTS + 1];
    let trace = 0;
    for (let i = 0; i < size; i += 1) {
      trace += p[i * size + i]!;
      expect(p[i * size + i]).toBeGreaterThan(0);
      for (let j = 0; j < i; j += 1) expect(p[i * size + j]).toBe(p[j * size + i]);
    }
    expect(trace).toBeLessThanOrEqual(MOST_GROWTH * (size / ridge) * (1 + 1e-9));
    for (const [row] of rows) expect(head.scores(row).every(Number.isFinite)).toBe(true);
  }));
});

test('rows with a number that is not finite are left out, and the same rows give the same head', () => {
  fc.assert(fc.property(anyRows, fc.boolean(), (rows, squares) => {
    const made = () => (squares ? new RecursiveLeastSquares({ scaling, classes: 2, forgetting: 0.99 }) : new StochasticGradient({ scaling, classes: 2 }));
    const [a, b] = [made(), made()];
    for (const [row, classOf] of rows) a.learn(row, classOf);
    const whole = rows.filter(([row]) => row.every((value, j) => Number.isFinite((value - scaling.mean[j]!) * (j === 2 ? 0 : 1))));
    for (const [row, classOf] of whole) b.learn(row, classOf);
    expect(a.learnt).toBe(whole.length);
    expect(a.head()).toEqual(b.head());
  }));
});

test('a step of the gradient is bounded, however far off a row is', () => {
  fc.assert(fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: INPUTS, maxLength: INPUTS }), fc.nat(1), (row, classOf) => {
    const head = new StochasticGradient({ scaling, classes: 2, rate: 0.01 });
    head.learn(row, classOf);
    expect(Math.max(...head.scores([scaling.mean[0]! + 1, scaling.mean[1]!, 0]).map(Math.abs))).toBeLessThanOrEqual(0.01 * 0.5 * (LONGEST_Z + 1) + 1e-12);
  }));
});
