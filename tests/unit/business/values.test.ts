import { describe, expect, it } from 'vitest';
import { bayesThreshold } from '../../../src/domain/business/decision.ts';
import { checkVerdictValues, defaultValues, sellingCurve } from '../../../src/domain/business/values.ts';
import { parseScenario } from '../../../src/domain/world/drift/schema.ts';
import { presetOf } from '../../../src/domain/world/drift/presets.ts';
import { judgedByLook } from './line.ts';

const LABELS = ['ripe', 'unripe'];
const { matrix } = defaultValues(LABELS);
const valuesOf = (labels: readonly string[]) => defaultValues(labels).matrix;

describe('what verdicts are worth', () => {
  it('has a row a label in their order, and a threshold where the labels are ripe and unripe', () => {
    expect(defaultValues(['Unripe', 'Ripe'])).toEqual({ matrix: [[0.04, -0.65], [-0.1, 0.42]], threshold: 0.5 });
    const kinds = defaultValues(['apple', 'banana', 'mango']);
    expect([kinds.matrix.map((row) => row.length), kinds.threshold]).toEqual([[3, 3, 3], null]);
    expect(defaultValues(['ripe', 'unripe', 'soft']).threshold).toBeNull();
    for (const labels of [LABELS, ['unripe', 'ripe'], ['apple', 'banana', 'mango']]) expect(() => checkVerdictValues(defaultValues(labels), labels)).not.toThrow();
  });

  it.each([
    ['NaN', { matrix: [[NaN, 0], [0, 1]], threshold: 0.5 }],
    ['nothing but zeros', { matrix: [[0, 0], [0, -0]], threshold: 0.5 }],
    ['an amount of 1e12', { matrix: [[1e12, 0], [0, 1]], threshold: 0.5 }],
    ['an infinite amount', { matrix: [[1, -Infinity], [0, 1]], threshold: 0.5 }],
    ['no rows', { matrix: [], threshold: 0.5 }],
    ['a row too many', { matrix: [[1, 0], [0, 1], [0, 0]], threshold: 0.5 }],
    ['a threshold of 0', { matrix, threshold: 0 }],
    ['a threshold of 1', { matrix, threshold: 1 }],
    ['a threshold that is none', { matrix, threshold: NaN }],
  ])('refuses %s', (_, values) => {
    expect(() => checkVerdictValues(values, LABELS)).toThrow(/argument-invalid/u);
  });

  it('refuses a threshold of labels that are not two of ripeness', () => {
    expect(() => checkVerdictValues({ ...defaultValues(['apple', 'banana']), threshold: 0.5 }, ['apple', 'banana'])).toThrow(/argument-invalid/u);
  });
});

describe('where to decide', () => {
  const scenario = parseScenario({ seed: 6 });

  it('is where selling is worth most on the truths that are known, and nowhere without any', () => {
    const rows = judgedByLook(scenario, 0, 3000);
    const curve = sellingCurve(rows, 1999, valuesOf)!;
    expect([curve.fruits, curve.perThousand.length]).toEqual([2000, 21]);
    expect(curve.best.perThousand).toBe(Math.max(...curve.perThousand));
    expect(curve.perThousand[0]!).toBeLessThan(curve.best.perThousand);
    expect(curve.perThousand[20]!).toBeLessThan(curve.best.perThousand);
    expect(sellingCurve(rows, -1, valuesOf)).toBeNull();
    expect(sellingCurve(judgedByLook(scenario, 0, 10, ['yes', 'no']), 9, valuesOf)).toBeNull();
  });

  it('says the same whichever label comes first', () => {
    const swapped = judgedByLook(scenario, 0, 1000).map((rows) => ({
      ...rows, labels: ['unripe', 'ripe'],
      columns: { ...rows.columns, scores: rows.columns.scores.map((_, i, all) => all[i ^ 1]!) },
    }));
    const curve = sellingCurve(swapped, 999, valuesOf)!;
    expect(curve.perThousand).toEqual(sellingCurve(judgedByLook(scenario, 0, 1000), 999, valuesOf)!.perThousand);
  });

  it('lies near the threshold of the matrix while scores are honest, and is worth less when unripe fruit is waxed', () => {
    const story = presetOf('clicks-lie')!.scenario(6);
    const before = sellingCurve(judgedByLook(story, 0, 4000), 3999, valuesOf)!;
    const after = sellingCurve(judgedByLook(story, 8000, 12_000), 11_999, valuesOf)!;
    expect(after.best.perThousand).toBeLessThan(before.best.perThousand - 50);
    // What a sale loses on unripe fruit against what it wins on ripe fruit.
    expect(Math.abs(before.best.threshold - bayesThreshold([[0.04, -0.65], [-0.1, 0.42]])!)).toBeLessThan(0.3);
  });
});
