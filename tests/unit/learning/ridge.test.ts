import { describe, expect, it } from 'vitest';
import { linearScores } from '../../../src/domain/learning/solvers/head.ts';
import { ridgeSolver, RIDGE_GRID, type RidgeData } from '../../../src/domain/learning/solvers/ridge.ts';
import { randomAt } from '../../../src/domain/common/random/random.ts';

function toy(n: number, blocks: number[], classes: number): RidgeData {
  const random = randomAt(3, 0, 0);
  const d = blocks.reduce((a, b) => a + b);
  const classOf = Int32Array.from({ length: n }, (_, i) => i % classes);
  const x = Float32Array.from({ length: n * d }, (_, i) => random.normal() * 0.3 + (i % d === classOf[Math.floor(i / d)] ? 1 : 0));
  return { x, blocks, classOf, classes };
}

/** Textbook ridge with a free intercept by Gaussian elimination on the augmented normal equations. */
function naive(data: RidgeData, rows: number[], ridge: number, weights: readonly number[]): (row: number) => number[] {
  const d = data.blocks.reduce((a, b) => a + b);
  const scale = data.blocks.flatMap((width, b) => new Array<number>(width).fill(weights[b]!));
  const augmented = (row: number) => [1, ...scale.map((weight, j) => weight * data.x[row * d + j]!)];
  const size = d + 1;
  const a = Array.from({ length: size }, (_, i) => Array.from({ length: size + data.classes }, (_, j) => {
    if (j >= size) return rows.reduce((sum, row) => sum + augmented(row)[i]! * (data.classOf[row] === j - size ? 1 : 0), 0);
    return rows.reduce((sum, row) => sum + augmented(row)[i]! * augmented(row)[j]!, 0) + (i === j && i > 0 ? ridge : 0);
  }));
  for (let i = 0; i < size; i += 1) {
    const pivot = a.slice(i).reduce((best, row, k) => (Math.abs(row[i]!) > Math.abs(a[best]![i]!) ? i + k : best), i);
    [a[i], a[pivot]] = [a[pivot]!, a[i]!];
    for (let k = 0; k < size; k += 1) {
      if (k === i) continue;
      const factor = a[k]![i]! / a[i]![i]!;
      for (let j = i; j < size + data.classes; j += 1) a[k]![j]! -= factor * a[i]![j]!;
    }
  }
  const weightsOf = a.map((row, i) => row.slice(size).map((value) => value / row[i]!));
  return (row) => Array.from({ length: data.classes }, (_, c) => augmented(row).reduce((sum, value, i) => sum + value * weightsOf[i]![c]!, 0));
}

const range = (n: number) => Int32Array.from({ length: n }, (_, i) => i);

describe.each([['dual', 14], ['primal', 40]])('ridge, %s form', (_, n) => {
  const data = toy(n, [9, 6], 3);
  const rows = range(n);

  it('gives the textbook solution', async () => {
    const choice = { ridge: 0.7, weights: [1, 0.35] };
    const { head, inverseTemperature } = await ridgeSolver(data, rows).fit(rows, choice);
    const truth = naive(data, [...rows], choice.ridge, choice.weights);
    const scores = linearScores(head, data.x, rows);
    for (const row of rows) truth(row).forEach((value, c) => expect(scores[row * 3 + c]! / inverseTemperature).toBeCloseTo(value, 5));
  });

  it('knows the scores of leaving each row out', async () => {
    const choice = { ridge: 0.2, weights: [1, 1] };
    const { looRows, looScores } = await ridgeSolver(data, rows).fit(rows, choice);
    looRows.forEach((row, at) => {
      const without = naive(data, [...rows].filter((other) => other !== row), choice.ridge, choice.weights);
      without(row).forEach((value, c) => expect(looScores[at * 3 + c]).toBeCloseTo(value, 5));
    });
  });

  it('knows them of every row when asked for them alone', async () => {
    const choice = { ridge: 0.2, weights: [1, 0.7] };
    const heard: number[] = [];
    const { scores, inverseTemperature } = await ridgeSolver(data, rows).leaveOneOut(rows, choice, async (done) => void heard.push(done));
    for (const row of rows) {
      const without = naive(data, [...rows].filter((other) => other !== row), choice.ridge, choice.weights);
      without(row).forEach((value, c) => expect(scores[row * 3 + c]).toBeCloseTo(value, 5));
    }
    expect(inverseTemperature).toBeGreaterThan(0);
    if (n > 15) await expect(ridgeSolver(data, rows).leaveOneOut(rows, choice, () => Promise.reject(new Error('enough')))).rejects.toThrow('enough');
  });

  it('fits all that there is with what was chosen and measured on a part', async () => {
    const choice = { ridge: 0.5, weights: [1, 0.7] };
    const seen = rows.slice(0, n - 4);
    const { head, whole, inverseTemperature } = await ridgeSolver(data, rows).fit(seen, choice, rows.slice(n - 4));
    for (const [fitted, taught] of [[head, seen], [whole, rows]] as const) {
      const expected = Array.from(rows, naive(data, [...taught], choice.ridge, choice.weights)).flat();
      linearScores(fitted, data.x, rows).forEach((score, at) => expect(score / inverseTemperature).toBeCloseTo(expected[at]!, 5));
    }
    expect((await ridgeSolver(data, rows).fit(rows, choice)).whole).toEqual((await ridgeSolver(data, rows).fit(rows, choice)).head);
  });

  it('answers the same every time', async () => {
    const fit = async () => {
      const solver = ridgeSolver(data, rows);
      return await solver.fit(rows, await solver.choose(rows, 'auto'));
    };
    const [a, b] = [await fit(), await fit()];
    expect(a.head).toEqual(b.head);
  });
});

describe('the choice of ridge', () => {
  it('leaves a block of noise out', async () => {
    const random = randomAt(5, 0, 0);
    const data = toy(60, [6], 2);
    const x = new Float32Array(60 * 46);
    for (let i = 0; i < 60; i += 1) for (let j = 0; j < 46; j += 1) x[i * 46 + j] = j < 6 ? data.x[i * 6 + j]! : random.normal();
    const { weights, ridge } = await ridgeSolver({ ...data, x, blocks: [6, 40] }, range(60)).choose(range(60), 'auto');
    expect(weights[1]).toBeLessThanOrEqual(0.35);
    expect(RIDGE_GRID).toContain(ridge);
  });

  it('keeps a given strength', async () => {
    const data = toy(30, [4], 2);
    expect(await ridgeSolver(data, range(30)).choose(range(30), 2.5)).toEqual({ ridge: 2.5, weights: [1] });
  });
});
