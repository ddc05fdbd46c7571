import { describe, expect, test } from 'vitest';
import { truthWay } from '../../../../src/domain/monitoring/summaries/truth-way.ts';
import { OUTCOME, Outcomes } from '../../../../src/domain/monitoring/summaries/outcomes.ts';

/** Every seventh prediction is wrong, every third said ripe. */
function judged(count: number): Outcomes {
  const predictions = new Outcomes();
  for (let index = 0; index < count; index += 1) predictions.set(index, index % 7 === 0 ? OUTCOME.wrong : OUTCOME.right, index % 3 === 0);
  return predictions;
}

describe('the way to the truth', () => {
  test('ends the outcomes with the newest truth, and shows each prediction that waits', () => {
    const way = truthWay(judged(400), 399, 50);
    expect([way.lastKnown, way.outcomes.length, way.perBin, way.waiting.length]).toEqual([349, 50, 1, 50]);
    way.outcomes.forEach((code, i) => expect(code).toBe((300 + i) % 7 === 0 ? OUTCOME.wrong : OUTCOME.right));
    way.waiting.forEach((ripe, i) => expect(ripe).toBe((350 + i) % 3 === 0 ? 1 : 0));
  });

  test('takes several to a bin above 120, and the bins hold all that wait', () => {
    const { perBin, waiting } = truthWay(judged(400), 399, 250);
    expect([perBin, waiting.length]).toEqual([3, 84]);
    expect(waiting[0]).toBeCloseTo(1 / 3);
  });

  test('has no truth before the first, and nothing that waits at a delay of 0', () => {
    const early = truthWay(judged(12), 11, 50);
    expect([early.lastKnown, early.outcomes.length, early.waiting.length]).toEqual([-39, 0, 12]);
    const atOnce = truthWay(judged(12), 11, 0);
    expect([atOnce.outcomes.length, atOnce.waiting.length]).toEqual([12, 0]);
    expect(truthWay(new Outcomes(), -1, 0).outcomes).toHaveLength(0);
  });

  test('does not take what was never judged for a prediction', () => {
    const predictions = new Outcomes();
    predictions.set(0, OUTCOME.wrong, true);
    predictions.set(40, OUTCOME.right, true);
    const { outcomes } = truthWay(predictions, 40, 0);
    expect([...outcomes].filter((code) => code !== OUTCOME.unknown)).toEqual([OUTCOME.wrong, OUTCOME.right]);
  });
});
