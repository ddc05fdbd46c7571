import { describe, expect, it } from 'vitest';
import { qualityMetrics } from '../../../../src/domain/learning/evaluation/classification.ts';
import { expectedCalibrationError, reliability } from '../../../../src/domain/learning/evaluation/calibration-error.ts';
import { balancedAccuracy } from '../../../../src/domain/learning/evaluation/scores.ts';
import fixture from '../../../fixtures/batch-classification.json' with { type: 'json' };

interface Case {
  id: string; labels: string[]; y_true: string[]; y_pred: string[]; y_prob: number[][] | null;
  expected: {
    confusion_matrix: number[][]; accuracy: number; balanced_accuracy: number; log_loss_plain: number; ece_15: { ece: number; bins: { bin: number; count: number }[] };
    zero_division_0: { precision: number[]; recall: number[]; f1: number[]; support: number[]; macro: { f1: number } };
  };
}
const cases = (fixture.cases as unknown as Case[]).filter(({ y_prob, expected }) => Array.isArray(y_prob) && expected.ece_15);

describe('quality metrics', () => {
  it.each(cases.map((each) => [each.id, each] as const))('agree with the reference on %s', (_, { labels, y_true, y_prob, expected }) => {
    const metrics = qualityMetrics(y_true.map((label) => labels.indexOf(label)), y_prob!.flat(), labels);
    expect(metrics.confusion).toEqual(expected.confusion_matrix);
    expect(metrics.accuracy).toBeCloseTo(expected.accuracy, 9);
    expect(metrics.balancedAccuracy).toBeCloseTo(expected.balanced_accuracy, 9);
    expect(metrics.macroF1).toBeCloseTo(expected.zero_division_0.macro.f1, 9);
    expect(metrics.logLoss).toBeCloseTo(expected.log_loss_plain, 8);
    expect(metrics.ece).toBeCloseTo(expected.ece_15.ece, 9);
    metrics.perClass.forEach(({ precision, recall, f1, support }, k) => {
      expect([precision, recall, f1, support]).toEqual([
        expect.closeTo(expected.zero_division_0.precision[k]!, 9), expect.closeTo(expected.zero_division_0.recall[k]!, 9),
        expect.closeTo(expected.zero_division_0.f1[k]!, 9), expected.zero_division_0.support[k],
      ]);
    });
  });

  it('are zero, not undefined, without predictions', () => {
    expect(qualityMetrics([], [], ['a', 'b'])).toMatchObject({ accuracy: 0, balancedAccuracy: 0, macroF1: 0, logLoss: 0, ece: 0 });
  });
});

describe('reliability', () => {
  it('puts an edge into the lower bin and 0 into the first', () => {
    const counts = (values: number[]) => reliability(values, values.map(() => true)).map(({ count }) => count);
    expect(counts([0])[0]).toBe(1);
    for (let i = 1; i <= 15; i += 1) expect(counts([i / 15])[i - 1]).toBe(1);
  });

  it('is perfect when confidence is the share of right ones', () => {
    expect(expectedCalibrationError([0.75, 0.75, 0.75, 0.75], [true, true, true, false])).toBe(0);
  });
});

describe('at the edges', () => {
  it('a label that occurs once counts in the balanced accuracy as any other, one that does not occur counts not at all', () => {
    expect(balancedAccuracy([[1, 0, 0], [1, 3, 0], [0, 0, 0]])).toBe(0.875);
  });

  it.each([7, 10, 15, 49])('of %i bins, each edge lies in the bin below it, and the next greater number in the one above', (bins) => {
    const greater = (value: number): number => {
      const bits = new BigUint64Array(Float64Array.of(value).buffer);
      bits[0]! += 1n;
      return new Float64Array(bits.buffer)[0]!;
    };
    const binOf = (value: number): number => reliability([value], [true], bins).findIndex(({ count }) => count === 1);
    for (let edge = 1; edge < bins; edge += 1) expect([binOf(edge / bins), binOf(greater(edge / bins))], `${edge} of ${bins}`).toEqual([edge - 1, edge]);
  });
});
