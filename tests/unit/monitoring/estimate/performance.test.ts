import { describe, expect, test } from 'vitest';
import { calibrateRows, fitIsotonic, fitIsotonicPerClass, isotonicAt } from '../../../../src/domain/learning/calibration/isotonic.ts';
import { inverseTemperature } from '../../../../src/domain/learning/calibration/temperature.ts';
import { pointInTimeJoin } from '../../../../src/domain/feature-store/point-in-time.ts';
import { accuracyBand, estimateBinary, estimateMulticlass, estimateRocAuc } from '../../../../src/domain/monitoring/estimate/cbpe.ts';
import { outside, standardDeviationThresholds } from '../../../../src/domain/monitoring/estimate/thresholds.ts';

const RULE = { lowerMultiplier: 3, upperMultiplier: 3, lowerLimit: 0, upperLimit: 1 };

describe('isotonic regression', () => {
  test('rises, stays within the values, and is flat outside', () => {
    const curve = fitIsotonic([0.1, 0.4, 0.35, 0.8, 0.8], [0, 1, 0, 1, 0]);
    for (let i = 1; i < curve.y.length; i += 1) expect(curve.y[i]!).toBeGreaterThanOrEqual(curve.y[i - 1]!);
    expect(isotonicAt(curve, -5)).toBe(curve.y[0]);
    expect(isotonicAt(curve, 5)).toBe(curve.y[curve.y.length - 1]);
    expect(isotonicAt(fitIsotonic([0.3], [1]), 0.9)).toBe(1);
  });

  test('a class each, rows normalised, rows of zeros uniform', () => {
    const scores = [0.9, 0.1, 0.2, 0.8, 0.8, 0.2, 0.3, 0.7];
    const curves = fitIsotonicPerClass(scores, [0, 1, 0, 1], 2);
    const rows = calibrateRows(curves, [0.9, 0.1, 0, 0]);
    expect(rows[0]! + rows[1]!).toBeCloseTo(1, 12);
    expect(Array.from(rows.subarray(2))).toEqual([0.5, 0.5]);
  });

  test('refuses nothing, unequal lengths and NaN', () => {
    expect(() => fitIsotonic([], [])).toThrow(/argument-invalid/);
    expect(() => fitIsotonic([1], [1, 2])).toThrow(/argument-invalid/);
    expect(() => fitIsotonic([NaN], [1])).toThrow(/argument-invalid/);
  });
});

test('temperature scaling softens what is too sure', () => {
  expect(inverseTemperature([4, 0, 0, 4, 4, 0], [0, 1, 1], 2)).toBeLessThan(1);
});

describe('performance without labels', () => {
  test('certain probabilities give realized quality', () => {
    expect(estimateBinary([1, 0, 1, 0], [1, 1, 0, 0])).toMatchObject({ tp: 1, fp: 1, fn: 1, tn: 1, accuracy: 0.5, precision: 0.5, recall: 0.5, f1: 0.5 });
    expect(estimateRocAuc([1, 1, 0, 0], [0.9, 0.8, 0.2, 0.1])).toBe(1);
  });

  test('two classes agree with the binary estimate', () => {
    const p = [0.2, 0.9, 0.6, 0.4];
    const predicted = [0, 1, 1, 0];
    const binary = estimateBinary(p, predicted);
    const { perClass, accuracy, macro } = estimateMulticlass(p.flatMap((value) => [1 - value, value]), predicted, 2);
    for (const key of ['precision', 'recall', 'specificity', 'f1'] as const) expect(macro[key]).toBeCloseTo((perClass[0]![key] + perClass[1]![key]) / 2, 12);
    expect(accuracy).toBeCloseTo(binary.accuracy, 12);
    expect(perClass[1]!.f1).toBeCloseTo(binary.f1, 12);
    expect(perClass[1]!.specificity).toBeCloseTo(binary.specificity, 12);
  });

  test('refuses nothing, odd probabilities, rows that do not fit', () => {
    expect(() => estimateBinary([], [])).toThrow(/argument-invalid/);
    expect(() => estimateBinary([1.2], [1])).toThrow(/outside/);
    expect(() => estimateBinary([NaN], [1])).toThrow(/outside/);
    expect(() => estimateMulticlass([0.5, 0.5, 0.5], [0], 2)).toThrow(/argument-invalid/);
    expect(() => accuracyBand([], 10, 0.5)).toThrow(/argument-invalid/);
  });
});

describe('thresholds', () => {
  test('a constant history has no band; its own value is inside', () => {
    const constant = standardDeviationThresholds([0.1, 0.1, 0.1], RULE);
    expect(constant).toMatchObject({ lower: 0.1, upper: 0.1 });
    expect([0.1, 0.2, 0.0, NaN].map((value) => outside(value, constant))).toEqual([false, true, true, false]);
  });

  test('refuses a history without numbers', () => {
    expect(() => standardDeviationThresholds([NaN], RULE)).toThrow(/at least one/);
    expect(() => standardDeviationThresholds([1], { ...RULE, lowerMultiplier: -1 })).toThrow(/negative/);
  });
});

test('a join answers in the order of the entities, whatever the order of the rows', () => {
  const rows = [{ key: 'a', eventTime: 9, createdTime: 9, value: 2 }, { key: 'a', eventTime: 5, createdTime: 20, value: 1 }, { key: 'b', eventTime: 1, createdTime: 1, value: 7 }];
  const entities = [{ key: 'b', time: 3 }, { key: 'a', time: 8 }, { key: 'a', time: 9 }, { key: 'c', time: 9 }];
  expect(pointInTimeJoin(entities, rows, { ttl: 0 })).toEqual([7, 1, 2, null]);
  expect(pointInTimeJoin(entities, rows, { ttl: 0, createdCutoff: true })).toEqual([7, null, 2, null]);
  expect(pointInTimeJoin(entities, rows, { ttl: 1 })).toEqual([null, null, 2, null]);
});
