import { describe, expect, it } from 'vitest';
import { randomAt } from '../../../../src/domain/common/random/random.ts';
import { begunHeads, USUAL_HEADS } from '../../../../src/domain/learning/online/heads.ts';
import { NO_CLASS, recordedHeads, rightIn, type RecordedTask } from '../../../../src/domain/learning/online/recorded.ts';
import { prequentialSteps } from '../../../../src/domain/learning/online/prequential.ts';
import { RecursiveLeastSquares } from '../../../../src/domain/learning/online/recursive-least-squares.ts';

const INPUTS = 4;

function done<R>(work: Generator<number, R>, told: number[] = []): R {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    told.push(step.value);
  }
}

/** Two classes that the first column tells apart, the other way round from `turned` on. */
function stretch(rows: number, { seed = 1, turned = Infinity, every = 1 } = {}) {
  const random = randomAt(seed, 0, 0);
  const classOf = Uint8Array.from({ length: rows }, () => random.int(2));
  const x = Float32Array.from({ length: rows * INPUTS }, (_, i) => {
    const row = Math.floor(i / INPUTS);
    return 0.5 * random.normal() + (i % INPUTS === 0 ? (classOf[row] === 1) === row < turned ? 1.5 : -1.5 : 0);
  });
  return { x, classOf, index: Uint32Array.from({ length: rows }, (_, row) => row * every) };
}

/** What the first column says, for good. */
const frozen = (x: Float32Array): Uint8Array => Uint8Array.from({ length: x.length / INPUTS }, (_, row) => (x[row * INPUTS]! > 0 ? 1 : 0));

function task(rows: number, given: Parameters<typeof stretch>[1] = {}, change: Partial<RecordedTask> = {}): RecordedTask {
  const { x, classOf } = stretch(200, { seed: 9 });
  const own = stretch(rows, given);
  return { first: { x, inputs: INPUTS, classOf }, ...own, live: frozen(own.x), classes: 2, labelDelay: 10, settings: USUAL_HEADS, from: 0, to: rows * (given.every ?? 1), bins: 10, ...change };
}

describe('heads on a recorded stretch', () => {
  it('follow a concept that turned, while the live version stays wrong', () => {
    const told: number[] = [];
    const { index, courses } = done(recordedHeads(task(2000, { turned: 800 }, { settings: { forgetting: 0.99, rate: 0.1 } })), told);
    expect(index).toEqual([0, 200, 400, 600, 800, 1000, 1200, 1400, 1600, 1800]);
    const [live, ...heads] = courses;
    expect(live!.bins[9]!.right).toBeLessThan(20);
    for (const { key, bins, learnt, right, of } of heads) {
      expect(bins[0]!.right, key).toBeGreaterThan(185);
      expect(bins[9]!.right, key).toBeGreaterThan(180);
      expect(learnt).toBe(1990);
      expect(right).toBe(bins.reduce((sum, bin) => sum + bin.right, 0));
      expect(of).toBe(2000);
    }
    expect(told.every((share, i) => share >= (told[i - 1] ?? 0) && share <= 1)).toBe(true);
  });

  it('learn no truth that is not known, and none counts', () => {
    const given = task(400);
    given.classOf.fill(NO_CLASS, 100, 300);
    const { courses } = done(recordedHeads(given));
    for (const { key, of, bins, learnt } of courses) {
      expect(of).toBe(200);
      expect(bins[5]!.of).toBe(0);
      expect(learnt).toBe(key === 'live' ? 0 : 190);
    }
  });

  it('a truth of a sampled stretch comes so many events later, not rows', () => {
    const { x, classOf, index } = stretch(100, { every: 5 });
    const head = () => new RecursiveLeastSquares({ scaling: { mean: [0, 0, 0, 0], std: [1, 1, 1, 1] }, classes: 2 });
    expect(done(prequentialSteps(head(), { x, inputs: INPUTS, classOf, index }, { labelDelay: 50, binEvents: 10 })).learnt).toBe(90);
    expect(done(prequentialSteps(head(), { x, inputs: INPUTS, classOf }, { labelDelay: 50, binEvents: 10 })).learnt).toBe(50);
  });

  it('refuse to begin with what tells nothing apart', () => {
    expect(() => done(begunHeads({ x: new Float32Array(8), inputs: INPUTS, classOf: [1, 1] }, 2, USUAL_HEADS))).toThrow(expect.objectContaining({ code: 'data-one-class' }));
    expect(() => done(recordedHeads(task(20, {}, { settings: { forgetting: 2, rate: 0.1 } })))).toThrow(expect.objectContaining({ code: 'argument-invalid' }));
  });

  it('counts what is right by bin, leaving out what it is told to', () => {
    expect(rightIn([0, 1, 1, 0], [0, 0, NO_CLASS, 0], (row) => Math.floor(row / 2), 2)).toEqual({ right: 2, of: 3, bins: [{ right: 1, of: 2 }, { right: 1, of: 1 }] });
    expect(rightIn([0, 1], [0, 0], () => 0, 1, (row) => row === 1)).toEqual({ right: 0, of: 1, bins: [{ right: 0, of: 1 }] });
  });
});
