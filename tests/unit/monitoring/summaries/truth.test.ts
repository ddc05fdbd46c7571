import { describe, expect, it } from 'vitest';
import { Bins } from '../../../../src/domain/monitoring/summaries/bins.ts';
import { latencyBucket, latencyOfBucket, latencyPercentile, percentileOfSorted } from '../../../../src/domain/monitoring/summaries/latency.ts';
import { seriesFrom } from '../../../../src/domain/monitoring/summaries/series.ts';
import { OUTSIDE_LABELS, truthComes, truthFor, truthKind } from '../../../../src/domain/world/stream/truth.ts';
import { Outcomes, outcomeCode } from '../../../../src/domain/monitoring/summaries/outcomes.ts';
import { RowBuffer } from '../../../../src/domain/log/rows.ts';
import { judged } from '../../log/judged.ts';

describe('truth for a model', () => {
  const columns = { species: Uint8Array.of(0, 1, 5), reportedTruth: Uint8Array.of(0, 1, 1) };

  it.each([
    [['ripe', 'unripe'], 'ripeness', [0, 1, 1]],
    [['unripe', 'ripe'], 'ripeness', [1, 0, 0]],
    [[' Unripe', 'Overripe', 'RIPE'], 'ripeness', [2, 0, 0]],
    [['Banana', 'apple'], 'species', [1, 0, OUTSIDE_LABELS]],
    [['ripe', 'green'], 'none', null],
    [['cat', 'dog'], 'none', null],
    [[], 'none', null],
  ])('of %j is about %s', (labels, kind, expected) => {
    expect(truthKind(labels)).toBe(kind);
    const truth = truthFor(labels, columns);
    expect(truth && [...truth]).toEqual(expected);
  });

  it('comes for what the orchard knows, and is taken to come for a version that is no longer stored', () => {
    const unknown = ['cat', 'dog'];
    expect([['ripe', 'unripe'], ['apple', 'lemon'], unknown, unknown, []].map((labels) => truthComes(labels))).toEqual([true, true, false, false, true]);
  });

  it('makes every prediction on a species that the model does not know wrong, and no label miss it', () => {
    const batch = judged({ count: 50, labels: ['apple', 'banana'] });
    batch.columns.species.fill(5);
    const buffer = new RowBuffer(0, batch.labels, []);
    buffer.append(batch, 0);
    const bins = new Bins(8);
    bins.add(buffer.rows());
    const request = { from: 0, to: 50, windowEvents: 50, points: 1, lag: 0 };
    expect(seriesFrom(bins, 'accuracy', request).value).toEqual([0]);
    expect(bins.labels.get('apple')!.support[0]).toBe(0);
  });
});

describe('series without an answer', () => {
  it.each(['', 'nothing', 'feature.unknown', 'share.unknown', 'latency', 'latency.px', 'precision.unknown', 'drift.1', 'toString', '__proto__'])('%j is empty', (name) => {
    const bins = new Bins(8);
    const request = { from: 0, to: 100, windowEvents: 25, points: 10, lag: 0 };
    expect(seriesFrom(bins, name, request)).toEqual({ index: [], value: [] });
    const buffer = new RowBuffer(0, ['ripe', 'unripe'], []);
    buffer.append(judged({ count: 60 }), 0);
    bins.add(buffer.rows());
    expect(seriesFrom(bins, name, request)).toEqual({ index: [], value: [] });
  });

  it('end at the newest event, whatever the steps between their points', () => {
    const buffer = new RowBuffer(0, ['ripe', 'unripe'], []);
    buffer.append(judged({ count: 975 }), 0);
    const bins = new Bins(64);
    bins.add(buffer.rows());
    expect(seriesFrom(bins, 'accuracy', { from: 0, to: 975, windowEvents: 25, points: 10, lag: 0 }).index).toEqual([199, 399, 599, 799, 974]);
  });

  it('realized ones are empty while no truth has arrived, or there is none', () => {
    const of = (labels: string[], lag: number) => {
      const buffer = new RowBuffer(0, labels, []);
      buffer.append(judged({ count: 100, labels }), 0);
      const bins = new Bins(8);
      bins.add(buffer.rows());
      return seriesFrom(bins, 'accuracy', { from: 0, to: 100, windowEvents: 25, points: 10, lag }).index;
    };
    expect(of(['ripe', 'unripe'], 100)).toEqual([]);
    expect(of(['ripe', 'unripe'], 50)).toEqual([24, 49]);
    expect(of(['ripe', 'unripe'], 0)).toEqual([24, 49, 74, 99]);
    expect(of(['cat', 'dog'], 0)).toEqual([]);
  });
});

describe('latencies', () => {
  it('are known to five per cent over their range', () => {
    for (let ms = 0.06; ms < 600_000; ms *= 1.037) expect(Math.abs(latencyOfBucket(latencyBucket(ms)) / ms - 1)).toBeLessThan(0.05);
    expect([latencyBucket(0), latencyBucket(NaN), latencyBucket(-1)]).toEqual([0, 0, 0]);
    expect(latencyBucket(1e12)).toBe(latencyBucket(1e13));
  });

  it('have percentiles by nearest rank', () => {
    expect(percentileOfSorted([1, 2, 3, 4], 0.5)).toBe(2);
    expect(percentileOfSorted([1, 2, 3, 4], 0.99)).toBe(4);
    expect([percentileOfSorted([], 0.5), latencyPercentile([0, 0], 0.5)]).toEqual([NaN, NaN]);
  });
});

describe('remembered predictions', () => {
  it('give accuracy over the newest known events', () => {
    const predictions = new Outcomes();
    expect(predictions.accuracy(-1, 10)).toBeNull();
    for (let index = 100; index < 200; index += 1) predictions.set(index, outcomeCode(0, index < 150 ? 0 : 1));
    expect(predictions.accuracy(199, 100)).toBe(0.5);
    expect(predictions.accuracy(169, 40)).toBe(0.5);
    expect(predictions.accuracy(149, 1000)).toBe(1);
    expect(predictions.accuracy(99, 1000)).toBeNull();
    expect(outcomeCode(0, undefined)).toBe(0);
  });

  it('forget the oldest, and count skipped events as unknown', () => {
    const predictions = new Outcomes();
    for (let index = 0; index < 140_000; index += 1) predictions.set(index, 1);
    expect(predictions.accuracy(5000, 5000)).toBeNull();
    predictions.set(150_000, 2);
    expect(predictions.accuracy(150_000, 20_000)).toBeCloseTo(9999 / 10_000, 10);
    expect(predictions.accuracy(149_999, 5000)).toBeNull();
  });
});
