import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { calibrateRows, fitIsotonicPerClass } from '../../../../src/domain/learning/calibration/isotonic.ts';
import { confidenceAt, pickRows, sliceRows, type LogRows } from '../../../../src/domain/log/rows.ts';
import { AccuracyEstimator, REFERENCE_ROWS } from '../../../../src/domain/monitoring/estimate/accuracy-estimator.ts';
import { calibrate, calibratedAt, needsCalibration } from '../../../../src/domain/learning/calibration/score-calibration.ts';
import { estimateMulticlass } from '../../../../src/domain/monitoring/estimate/cbpe.ts';
import { madeRows, uniform } from '../monitors/rows.ts';

const known = (values: Float32Array) => values.filter((value) => !Number.isNaN(value));
const meanOf = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

/** Predictions that claim to be right with `confidence` and are with `chance`. */
function judged(first: number, count: number, { chance, seed = 1, version = 1 }: { chance: (confidence: number) => number; seed?: number; version?: number }): LogRows {
  const random = uniform(seed);
  return madeRows(first, Array.from({ length: count }, () => {
    const confidence = 0.5 + random() / 2;
    const predicted = random() < 0.5 ? 0 : 1;
    return { confidence, predicted, truth: random() < chance(confidence) ? predicted : 1 - predicted };
  }), { version });
}

const overconfident = (confidence: number) => 0.5 + (confidence - 0.5) / 2;
const rightShare = ({ columns, count }: LogRows) => columns.predicted.filter((label, row) => label === columns.reportedTruth[row]).length / count;

describe('calibration', () => {
  const scores = Float64Array.from({ length: 600 }, (_, i) => ((i * 7919) % 600) / 600);
  const draw = uniform(3);
  const honest = Array.from(scores, (score) => (draw() < score ? 1 : 0));

  test('helps scores that are far from the truth, and is left out where there is nothing to learn', () => {
    expect(needsCalibration(scores.map((score) => score ** 4), honest)).toBe(true);
    expect(needsCalibration(scores, new Array(600).fill(1))).toBe(false);
    expect(needsCalibration(scores, Array.from(scores, (score) => (score > 0.4 ? 1 : 0)))).toBe(false);
  });

  test('of two labels, both probabilities come from one curve', () => {
    const raw = Array.from(scores).flatMap((score) => [1 - score ** 4, score ** 4]);
    const calibration = calibrate(raw, honest, 2);
    expect(calibration).toHaveLength(1);
    for (const score of [0.01, 0.3, 0.9]) expect(calibratedAt(calibration, [1 - score, score], 0, 0) + calibratedAt(calibration, [1 - score, score], 0, 1)).toBeCloseTo(1, 12);
    expect(Math.abs(calibratedAt(calibration, [1 - 0.5 ** 4, 0.5 ** 4], 0, 1) - 0.5)).toBeLessThan(0.15);
  });

  test('of several labels it is one versus rest and normalised, as in the batch estimate', () => {
    const random = uniform(8);
    const [raw, truth]: [number[], number[]] = [[], []];
    for (let i = 0; i < 800; i += 1) {
      const weights = [random(), random(), random()].map((weight) => weight ** 6);
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      raw.push(...weights.map((weight) => weight / total));
      const flat = weights.map((weight) => weight ** 0.2);
      let rest = random() * flat.reduce((sum, weight) => sum + weight, 0);
      truth.push(Math.max(0, flat.findIndex((weight) => (rest -= weight) < 0)));
    }
    const calibration = calibrate(raw, truth, 3);
    expect(calibration.every(Boolean)).toBe(true);
    const predicted = truth.map((_, i) => [0, 1, 2].reduce((best, k) => (raw[i * 3 + k]! > raw[i * 3 + best]! ? k : best), 0));
    const batch = estimateMulticlass(calibrateRows(fitIsotonicPerClass(raw, truth, 3), raw), predicted, 3);
    expect(meanOf(predicted.map((label, i) => calibratedAt(calibration, raw, i * 3, label)))).toBeCloseTo(batch.accuracy, 12);
  });

  test('gives the accuracies that NannyML gives for calibrated probabilities', () => {
    interface Case { id: string; calibrated_proba: number[] | number[][]; y_pred: number[]; labels?: unknown[]; expected: { accuracy: number } }
    const { cases } = JSON.parse(readFileSync(new URL('../../../fixtures/cbpe.json', import.meta.url), 'utf8')) as { cases: Case[] };
    const usable = cases.filter(({ calibrated_proba: given, y_pred: predicted }) => given && typeof predicted?.[0] === 'number');
    expect(usable.length).toBeGreaterThan(5);
    for (const { id, calibrated_proba: given, y_pred: predicted, labels, expected } of usable) {
      const rows = given.map((p) => (typeof p === 'number' ? [1 - p, p] : p));
      const none = new Array<null>(labels ? labels.length : 1).fill(null);
      expect(meanOf(rows.map((row, i) => calibratedAt(none, row, 0, predicted[i]!))), id).toBeCloseTo(expected.accuracy, 9);
    }
  });
});

describe('estimated accuracy', () => {
  test('begins at the very row where the last truth of the reference is there', () => {
    const estimator = new AccuracyEstimator(40);
    expect(estimator.state).toEqual({ kind: 'calibrating', have: 0, need: REFERENCE_ROWS });
    const rows = judged(0, 700, { chance: overconfident });
    estimator.take(sliceRows(rows, 0, 240));
    expect(estimator.state).toMatchObject({ kind: 'calibrating', have: 200 });
    const out = estimator.take(sliceRows(rows, 240, 700));
    const first = REFERENCE_ROWS - 1 + 40 - 240;
    expect(out.findIndex((value) => !Number.isNaN(value))).toBe(first);
    expect(known(out)).toHaveLength(460 - first);
    expect(estimator.state).toEqual({ kind: 'ready', reference: 'line', size: 500, accuracy: rightShare(sliceRows(rows, 0, 500)), calibrated: true });
  });

  test('meets the accuracy of predictions that are less certain than they claim, also under covariate shift', () => {
    const estimator = new AccuracyEstimator(0);
    estimator.take(judged(0, 1500, { chance: overconfident }));
    const shifted = judged(1500, 4000, { chance: overconfident, seed: 9 });
    const estimate = estimator.take(shifted);
    // Only the unsure ones arrive now.
    const unsure = Array.from(estimate, (_, row) => row).filter((row) => confidenceAt(shifted, row) < 0.7);
    const realized = unsure.filter((row) => shifted.columns.predicted[row] === shifted.columns.reportedTruth[row]).length / unsure.length;
    const expected = meanOf(unsure.map((row) => estimate[row]!));
    const { lower, upper } = estimator.band(expected, unsure.length)!;
    expect(realized).toBeLessThan(0.62);
    expect(realized >= lower && realized <= upper).toBe(true);
  });

  test('is blind to concept drift, as it has to be', () => {
    const estimator = new AccuracyEstimator(0);
    estimator.take(judged(0, 1000, { chance: overconfident }));
    const flipped = judged(1000, 2000, { chance: () => 0.1, seed: 4 });
    expect(meanOf(estimator.take(flipped))).toBeGreaterThan(0.5);
  });

  test('speaks from the first row where the version brought enough rows', () => {
    const own = judged(0, 300, { chance: overconfident, seed: 5 });
    const estimator = new AccuracyEstimator(1000);
    estimator.setVersionRows(7, [own]);
    const out = estimator.take(judged(0, 50, { chance: overconfident, version: 7 }));
    expect(known(out)).toHaveLength(50);
    expect(estimator.state).toMatchObject({ kind: 'ready', reference: 'version', size: 300, accuracy: rightShare(own) });
    const { samplingError, lower, upper } = estimator.band(0.75, 100)!;
    expect(samplingError).toBeCloseTo(Math.sqrt(rightShare(own) * (1 - rightShare(own)) / 100), 12);
    expect([lower, upper]).toEqual([0.75 - 3 * samplingError, Math.min(1, 0.75 + 3 * samplingError)]);
  });

  test('too few rows of the version, and rows of other labels, are not used', () => {
    const estimator = new AccuracyEstimator(0);
    estimator.setVersionRows(1, [judged(0, 199, { chance: overconfident })]);
    estimator.take(judged(0, 10, { chance: overconfident }));
    expect(estimator.state).toMatchObject({ kind: 'calibrating', have: 10 });
    estimator.setVersionRows(1, [madeRows(0, new Array(300).fill({}), { labels: ['unripe', 'ripe'] })]);
    expect(estimator.state.kind).toBe('calibrating');
    expect(estimator.band(0.5, 10)).toBeNull();
  });

  test('rows whose truth nobody knows are no reference', () => {
    const rows = judged(0, 450, { chance: () => 1 });
    rows.columns.reportedTruth.fill(255, 0, 240);
    const estimator = new AccuracyEstimator(0);
    estimator.setVersionRows(1, [rows]);
    estimator.take(rows);
    expect(estimator.state).toMatchObject({ reference: 'version', size: 210, accuracy: 1 });
  });

  test('labels without a truth are impossible, unless the version brings truths', () => {
    const labels = ['good', 'bad'];
    const estimator = new AccuracyEstimator(0);
    const rows = madeRows(0, new Array(900).fill({}), { labels });
    expect(known(estimator.take(rows))).toHaveLength(0);
    expect(estimator.state).toEqual({ kind: 'impossible' });
    estimator.setVersionRows(1, [rows], [Uint8Array.from({ length: 900 }, (_, i) => (i % 10 === 0 ? 1 : 0))]);
    expect(estimator.state).toMatchObject({ kind: 'ready', accuracy: 0.9 });
    expect(known(estimator.take(madeRows(900, [{}], { labels })))).toHaveLength(1);
  });

  test('another version begins anew; a gap is survived', () => {
    const estimator = new AccuracyEstimator(10);
    estimator.take(judged(0, 499, { chance: overconfident }));
    expect(known(estimator.take(judged(5000, 5, { chance: overconfident })))).toHaveLength(0);
    expect(known(estimator.take(judged(6000, 5, { chance: overconfident })))).toHaveLength(5);
    estimator.take(judged(6005, 20, { chance: overconfident, version: 2 }));
    expect(estimator.state).toMatchObject({ kind: 'calibrating', have: 10 });
    expect(() => estimator.take(judged(6005, 20, { chance: overconfident, version: 2 }))).toThrow(/argument-invalid/);
  });

  test('a shorter delay brings the estimate forward, a longer one puts it off', () => {
    const [shorter, longer] = [new AccuracyEstimator(400), new AccuracyEstimator(0)];
    for (const estimator of [shorter, longer]) estimator.take(judged(0, 499, { chance: overconfident }));
    [shorter.labelDelay, longer.labelDelay] = [1, 100];
    const next = judged(499, 50, { chance: overconfident });
    expect(known(shorter.take(next))).toHaveLength(49);
    expect(known(longer.take(next))).toHaveLength(0);
  });

  test('a longer delay takes no truth back that was known', () => {
    const estimator = new AccuracyEstimator(50);
    estimator.take(judged(0, 200, { chance: overconfident }));
    estimator.labelDelay = 180;
    expect(estimator.state).toMatchObject({ kind: 'calibrating', have: 150 });
    expect(AccuracyEstimator.restore(estimator.snapshot()).state).toEqual(estimator.state);
    estimator.take(judged(200, 20, { chance: overconfident }));
    expect(estimator.state).toMatchObject({ have: 150 });
  });

  test('refuses snapshots that do not fit', () => {
    const estimator = new AccuracyEstimator(0);
    estimator.take(judged(0, 600, { chance: overconfident }));
    const snapshot = estimator.snapshot();
    expect(() => AccuracyEstimator.restore({ ...snapshot, version: 9 })).toThrow(/file-version/);
    for (const torn of [null, 7, {}, { ...snapshot, labels: 3 }, { ...snapshot, scores: '' }, { ...snapshot, truths: 'A' }, { ...snapshot, indices: 'AAAA' }]) {
      expect(() => AccuracyEstimator.restore(torn)).toThrow(/file-(schema|version)/);
    }
  });
});

test('of rows with others in between it learns no truth before its own event is due', () => {
  const delay = 100;
  const rows = pickRows(judged(0, 2000, { chance: overconfident }), Array.from({ length: 1000 }, (_, i) => 2 * i));
  const estimator = new AccuracyEstimator(delay);
  estimator.take(sliceRows(rows, 0, 300));
  // The newest of its rows is of event 598, so truths up to event 498 are there.
  expect(estimator.state).toEqual({ kind: 'calibrating', have: 250, need: REFERENCE_ROWS });
  const right = estimator.take(sliceRows(rows, 300, 1000));
  const speaks = right.findIndex((value) => !Number.isNaN(value));
  expect(rows.indices![300 + speaks]).toBe(2 * (REFERENCE_ROWS - 1) + delay);
  expect(() => estimator.take(rows)).toThrow(expect.objectContaining({ code: 'argument-invalid' }));
});
