import { expect, it } from 'vitest';
import { randomAt } from '../../../src/domain/common/random/random.ts';
import { linearScores } from '../../../src/domain/learning/solvers/head.ts';
import { ridgeSolver } from '../../../src/domain/learning/solvers/ridge.ts';

/** Pictures of two classes with two copies each, near them; `d` columns. */
function data(pictures: number, d: number) {
  const random = randomAt(5, pictures, d);
  const rows = pictures * 3;
  const x = new Float32Array(rows * d);
  const classOf = new Int32Array(rows);
  const pictureOf = new Int32Array(rows);
  for (let picture = 0; picture < pictures; picture += 1) {
    for (let copy = 0; copy < 3; copy += 1) {
      const row = picture * 3 + copy;
      classOf[row] = picture % 2;
      pictureOf[row] = picture * 3;
      for (let j = 0; j < d; j += 1) x[row * d + j] = copy === 0 ? random.normal() + (j === 0 ? 1.2 * (picture % 2) : 0) : x[picture * 3 * d + j]! + 0.05 * random.normal();
    }
  }
  return { x, blocks: [d], classOf, classes: 2, pictureOf };
}

const choice = { ridge: 0.5, weights: [1] };

it.each([['dual', 12, 60], ['primal', 30, 5]] as const)('the %s form leaves a picture out together with its copies, exactly', async (_, pictures, d) => {
  const given = data(pictures, d);
  const rows = Int32Array.from({ length: pictures * 3 }, (__, i) => i);
  const { looRows, looScores } = await ridgeSolver(given, rows).fit(rows, choice);
  expect([...looRows]).toEqual(Array.from({ length: pictures }, (__, i) => 3 * i));
  for (const [i, row] of looRows.entries()) {
    const rest = rows.filter((other) => given.pictureOf[other] !== row);
    const { head, inverseTemperature } = await ridgeSolver(given, rest).fit(rest, choice);
    const expected = linearScores(head, given.x, [row]).map((score) => score / inverseTemperature);
    for (let c = 0; c < 2; c += 1) expect(looScores[i * 2 + c]).toBeCloseTo(expected[c]!, 4);
  }
});

it('without groups copies tell of their pictures: leaving one row out is flattered', async () => {
  const given = data(12, 60);
  const rows = Int32Array.from({ length: 36 }, (_, i) => i);
  const right = (looRows: Int32Array, scores: Float64Array): number => looRows.reduce((sum, row, i) => sum + ((scores[i * 2 + 1]! > scores[i * 2]! ? 1 : 0) === given.classOf[row] ? 1 : 0), 0) / looRows.length;
  const grouped = await ridgeSolver(given, rows).fit(rows, choice);
  const { pictureOf: _, ...plain } = given;
  const leaking = await ridgeSolver(plain, rows).fit(rows, choice);
  expect(right(leaking.looRows, leaking.looScores)).toBeGreaterThan(right(grouped.looRows, grouped.looScores) + 0.2);
});

it.each([['dual', 12, 60], ['primal', 30, 5]] as const)('the %s form judges a picture that is left out by the mean of its views, exactly', async (_, pictures, d) => {
  const given = { ...data(pictures, d), views: 2 };
  const rows = Int32Array.from({ length: pictures * 3 }, (__, i) => i);
  const { looRows, looScores } = await ridgeSolver(given, rows).fit(rows, choice);
  for (const [i, row] of looRows.entries()) {
    const rest = rows.filter((other) => given.pictureOf[other] !== row);
    const { head, inverseTemperature } = await ridgeSolver(given, rest).fit(rest, choice);
    const [itself, view] = [row, row + 1].map((at) => linearScores(head, given.x, [at]).map((score) => score / inverseTemperature));
    for (let c = 0; c < 2; c += 1) expect(looScores[i * 2 + c]).toBeCloseTo((itself![c]! + view![c]!) / 2, 4);
  }
});

it('with views the least weights are chosen that are as good as the best ones', async () => {
  const random = randomAt(6, 0, 0);
  const pictures = 40;
  const classOf = Int32Array.from({ length: pictures }, (_, i) => i % 2);
  // The first block tells the classes apart, and the second one repeats it: nothing is gained by it.
  const x = Float32Array.from({ length: pictures * 2 }, () => 0);
  for (let i = 0; i < pictures; i += 1) x.fill(classOf[i]! * 2 - 1 + 0.2 * random.normal(), 2 * i, 2 * i + 2);
  const given = { x, blocks: [1, 1], classOf, classes: 2 };
  const rows = Int32Array.from({ length: pictures }, (_, i) => i);
  const viewed = await ridgeSolver({ ...given, pictureOf: rows, views: 4 }, rows).choose(rows, 'auto');
  expect(viewed.weights).toEqual([1, 0]);
});
