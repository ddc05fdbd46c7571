import { describe, expect, test } from 'vitest';
import type { Sample } from '../../../src/domain/data/dataset/dataset.ts';
import { normaliseRecipe, recipeText } from '../../../src/domain/learning/recipes/catalogue.ts';
import type { HeldOutPrediction, Run } from '../../../src/domain/learning/run.ts';
import type { QualityMetrics } from '../../../src/domain/learning/evaluation/quality-metrics.ts';
import { calibrationPoints, cellPictures, cnnWeights, confusedPairs, qualityFigures, speciesAccuracy, splitText, usualMs } from '../../../src/ui/screens/train/runs.ts';

const metrics = (accuracy: number, logLoss: number): QualityMetrics => ({ accuracy, balancedAccuracy: accuracy, macroF1: accuracy, logLoss, ece: 0.03, perClass: [], confusion: [] });
const held = (sampleId: string, truth: number, predicted: number, score: number): HeldOutPrediction => ({ sampleId, truth, predicted, scores: predicted === 0 ? [score, 1 - score] : [1 - score, score] });

test('an estimate is the median of whole runs of that kind', () => {
  const run = (trainMs: number, outcome: Run['outcome'] = 'done'): Run => ({ trainMs, outcome, recipe: normaliseRecipe({ kind: 'mlp' }) }) as Run;
  expect(usualMs([run(100), run(900), run(300), run(5, 'cancelled')])).toEqual({ mlp: 300 });
  expect(usualMs([])).toEqual({});
});

test('the accuracy of a result carries its pictures and its interval', () => {
  const perClass = ['ripe', 'unripe'].map((label) => ({ label, precision: 1, recall: 1, f1: 1, support: 24 }));
  expect(qualityFigures({ ...metrics(46 / 48, 0.182), perClass })[0]).toEqual({ label: 'Accuracy', term: 'accuracy', value: '95.8', unit: '%', note: '46 of 48, 86 to 99\u00a0%' });
  expect(qualityFigures(metrics(0, 0.2))[0]!.note).toBeUndefined();
});

describe('held-out pictures', () => {
  const heldOut = [held('a', 0, 0, 0.9), held('b', 1, 0, 0.6), held('c', 1, 0, 0.95), held('d', 0, 0, 0.55)];

  test('the surest mistakes come first, and the least sure right ones', () => {
    expect(cellPictures(heldOut, { truth: 1, said: 0 }).map(({ sampleId }) => sampleId)).toEqual(['c', 'b']);
    expect(cellPictures(heldOut, { truth: 0, said: 0 }).map(({ sampleId }) => sampleId)).toEqual(['d', 'a']);
  });

  test('the commonest mistake comes first, those that tie as they are read', () => {
    expect(confusedPairs([[10, 1, 2], [3, 8, 0], [2, 0, 9]])).toEqual([
      { truth: 1, said: 0, count: 3 }, { truth: 0, said: 2, count: 2 }, { truth: 2, said: 0, count: 2 }, { truth: 0, said: 1, count: 1 },
    ]);
    expect(confusedPairs([[10, 0], [0, 8]])).toEqual([]);
  });

  test('knows species where pictures do', () => {
    const samples = [{ id: 'a', species: 'apple' }, { id: 'b', species: 'apple' }, { id: 'c', species: 'mango' }] as Sample[];
    expect(speciesAccuracy(heldOut, samples)).toEqual([
      { species: 'apple', name: 'apple', accuracy: 0.5, count: 2 }, { species: 'mango', name: 'mango', accuracy: 0, count: 1 },
    ]);
    expect(speciesAccuracy(heldOut, [])).toEqual([]);
  });

  test('calibration points stand for about as many pictures each, the surest last', () => {
    expect(calibrationPoints(heldOut)).toEqual([]);
    const many = Array.from({ length: 50 }, (_, i) => held(`p${i}`, i % 5 === 0 ? 1 : 0, 0, 0.5 + i / 100));
    const points = calibrationPoints(many);
    expect(points).toHaveLength(6);
    expect(points.reduce((sum, { count }) => sum + count, 0)).toBe(50);
    expect(points.every(({ count }) => count >= 8)).toBe(true);
    expect(points.at(-1)!.confidence).toBeGreaterThan(points[0]!.confidence);
  });
});

test('recipes in words, and their weights', () => {
  expect(recipeText(normaliseRecipe({ kind: 'linear' }))).toBe('128 px, embedding and colour, ridge auto');
  expect(recipeText(normaliseRecipe({ kind: 'cnn' }))).toContain('3 layers');
  const cnn = normaliseRecipe({ kind: 'cnn', layers: [{ filters: 4, kernel: 3, pool: true }], denseUnits: 0 });
  if (cnn.kind !== 'cnn') throw new Error('kind');
  expect(cnnWeights(cnn, 2)).toBe(28 * 4 + 5 * 2);
});

test('says how many of the pictures are learnt from', () => {
  expect(splitText({ train: 216, validation: 72, test: 72 })).toBe('216 are learnt from, 72 choose the settings, 72 are kept for the test');
  expect(splitText({ train: 2, validation: 0, test: 1 })).toBe('2 are learnt from, 1 is kept for the test');
});
