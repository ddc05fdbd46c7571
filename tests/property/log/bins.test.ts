import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RowBuffer, confidenceAt, featureAt } from '../../../src/domain/log/rows.ts';
import type { LogRows } from '../../../src/domain/log/rows.ts';
import { BIN_EVENTS, Bins, binsOf } from '../../../src/domain/monitoring/summaries/bins.ts';
import { decodeBins, encodeBins } from '../../../src/domain/monitoring/summaries/bins-codec.ts';
import { LATENCY_BUCKETS } from '../../../src/domain/monitoring/summaries/latency.ts';
import { seriesFrom } from '../../../src/domain/monitoring/summaries/series.ts';
import type { SeriesRequest } from '../../../src/domain/monitoring/summaries/series.ts';
import { truthFor } from '../../../src/domain/world/stream/truth.ts';
import { judged } from '../../unit/log/judged.ts';
import type { JudgedOptions } from '../../unit/log/judged.ts';

const FEATURES = ['hue', 'light'];

function rowsOf(options: JudgedOptions): LogRows {
  const batch = judged({ features: FEATURES, ...options });
  const buffer = new RowBuffer(batch.columns.index[0]!, batch.labels, FEATURES);
  buffer.append(batch, 0);
  return buffer.rows();
}

/** The value of a series over events `from` to `to`, the long way. */
function bruteForce(rows: LogRows, name: string, from: number, to: number): number {
  const picked = Array.from({ length: to - from }, (_, i) => from + i - rows.firstIndex).filter((row) => row >= 0 && row < rows.count);
  const mean = (of: (row: number) => number) => picked.reduce((sum, row) => sum + of(row), 0) / picked.length;
  const truth = truthFor(rows.labels, rows.columns)!;
  const label = (row: number) => rows.columns.predicted[row]!;
  const ratios = rows.labels.map((_, k) => {
    const hit = picked.filter((row) => label(row) === k && truth[row] === k).length;
    const claimed = picked.filter((row) => label(row) === k).length;
    const support = picked.filter((row) => truth[row] === k).length;
    return { present: claimed + support > 0, precision: claimed ? hit / claimed : 0, recall: support ? hit / support : 0, f1: claimed + support ? (2 * hit) / (claimed + support) : 0 };
  }).filter(({ present }) => present);
  const sorted = picked.map((row) => rows.columns.latencyMs[row]!).sort((a, b) => a - b);
  switch (name) {
    case 'accuracy': return mean((row) => (label(row) === truth[row] ? 1 : 0));
    case 'confidence': return mean((row) => confidenceAt(rows, row));
    case 'share.ripe': return mean((row) => (rows.labels[label(row)] === 'ripe' ? 1 : 0));
    case 'feature.light': return mean((row) => featureAt(rows, row, 1));
    case 'drift': return mean((row) => rows.columns.drift[row]!);
    case 'queue': return Math.max(...picked.map((row) => rows.columns.queue[row]!));
    case 'throughput': return picked.length / picked.reduce((sum, row) => sum + rows.columns.intervalMs[row]!, 0) * 1000;
    case 'precision': case 'recall': case 'f1': return ratios.reduce((sum, ratio) => sum + ratio[name], 0) / ratios.length;
    default: return sorted[Math.max(0, Math.ceil(sorted.length * Number(name.slice(9)) / 100) - 1)]!;
  }
}

const NAMES = ['accuracy', 'confidence', 'share.ripe', 'feature.light', 'drift', 'queue', 'throughput', 'precision', 'recall', 'f1', 'latency.p50', 'latency.p95', 'latency.p99'];
const REALIZED = new Set(['accuracy', 'precision', 'recall', 'f1']);

const line = fc.record({ first: fc.nat(2000), count: fc.integer({ min: 30, max: 1500 }) });

describe('a series', () => {
  it('is what the rows of each window give', () => {
    fc.assert(fc.property(line, fc.constantFrom(...NAMES), fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 80 }), fc.nat(400), (options, name, windowBins, points, lag) => {
      const rows = rowsOf(options);
      const bins = binsOf(rows);
      const request: SeriesRequest = { from: 0, to: Infinity, windowEvents: windowBins * BIN_EVENTS, points, lag };
      const series = seriesFrom(bins, name, request);
      expect(series.index.length).toBeLessThanOrEqual(points);
      series.index.forEach((index, i) => {
        const binEnd = Math.floor(index / BIN_EVENTS) + 1;
        const expected = bruteForce(rows, name, (binEnd - windowBins) * BIN_EVENTS, index + 1);
        if (name.startsWith('latency')) expect(Math.abs(series.value[i]! / expected - 1)).toBeLessThan(0.05);
        else expect(series.value[i]).toBeCloseTo(expected, 6);
        if (REALIZED.has(name)) expect(index + lag).toBeLessThanOrEqual(bins.lastIndex);
      });
    }), { numRuns: 100 });
  });

  it('stays within what was asked for', () => {
    fc.assert(fc.property(line, fc.nat(3000), fc.nat(3000), fc.integer({ min: 1, max: 50 }), (options, from, length, points) => {
      const bins = binsOf(rowsOf(options));
      const { index } = seriesFrom(bins, 'confidence', { from, to: from + length, windowEvents: 100, points, lag: 0 });
      expect(index.every((at, i) => at >= from && at < from + length && (i === 0 || at > index[i - 1]!))).toBe(true);
      expect(index.length).toBeLessThanOrEqual(points);
    }));
  });
});

describe('coarsening', () => {
  it('keeps every sum', () => {
    fc.assert(fc.property(line, fc.integer({ min: 2, max: 12 }), (options, capacity) => {
      const rows = rowsOf(options);
      const [coarse, fine] = [new Bins(capacity), new Bins(64)];
      coarse.add(rows);
      fine.add(rows);
      expect(coarse.length).toBeLessThanOrEqual(capacity);
      const factor = coarse.width / BIN_EVENTS;
      const fold = (column: ArrayLike<number>, combine: (a: number, b: number) => number) => {
        const folded = new Array<number>(coarse.length).fill(0);
        for (let bin = 0; bin < fine.length; bin += 1) {
          const at = Math.floor((fine.first + bin) / factor) - coarse.first;
          folded[at] = combine(folded[at]!, column[bin]!);
        }
        return folded;
      };
      const sum = (a: number, b: number) => a + b;
      for (const name of ['count', 'labelled', 'right'] as const) expect([...coarse.columns[name].slice(0, coarse.length)]).toEqual(fold(fine.columns[name], sum));
      expect([...coarse.columns.queue.slice(0, coarse.length)]).toEqual(fold(fine.columns.queue, Math.max));
      fold(fine.columns.confidence, sum).forEach((value, bin) => expect(coarse.columns.confidence[bin]).toBeCloseTo(value, 9));
      fold(fine.features.get('hue')!, sum).forEach((value, bin) => expect(coarse.features.get('hue')![bin]).toBeCloseTo(value, 9));
      expect(coarse.columns.latency.reduce(sum)).toBe(rows.count);
      expect(coarse.columns.count.subarray(coarse.length).every((count) => count === 0)).toBe(true);
      for (const [label, { hit }] of fine.labels) expect([...coarse.labels.get(label)!.hit.slice(0, coarse.length)]).toEqual(fold(hit, sum));
    }), { numRuns: 60 });
  });
});

describe('stored bins', () => {
  it('add up, piece by piece, to those of the whole', () => {
    fc.assert(fc.property(line, fc.uniqueArray(fc.integer({ min: 1, max: 1499 }), { maxLength: 6 }), fc.constantFrom(8, 64), (options, cuts, capacity) => {
      const rows = rowsOf(options);
      const whole = new Bins(capacity);
      whole.add(rows);
      const merged = new Bins(capacity);
      const bounds = [0, ...cuts.filter((cut) => cut < rows.count).sort((a, b) => a - b), rows.count];
      const buffer = new RowBuffer(rows.firstIndex, rows.labels, rows.features);
      buffer.appendRows(rows);
      bounds.slice(1).forEach((to, i) => merged.merge(decodeBins(encodeBins(binsOf(buffer.rows(bounds[i], to))))));
      expect([merged.width, merged.first, merged.length, merged.lastIndex]).toEqual([whole.width, whole.first, whole.length, whole.lastIndex]);
      const used = (column: Float64Array | Uint16Array, stride = 1) => column.subarray(0, whole.length * stride).join();
      for (const name of ['count', 'labelled', 'right', 'queue'] as const) expect(used(merged.columns[name])).toBe(used(whole.columns[name]));
      expect(used(merged.columns.latency, LATENCY_BUCKETS)).toBe(used(whole.columns.latency, LATENCY_BUCKETS));
      for (const [label, columns] of whole.labels) {
        for (const name of ['predicted', 'claimed', 'support', 'hit'] as const) expect(used(merged.labels.get(label)![name])).toBe(used(columns[name]));
      }
      for (let bin = 0; bin < whole.length; bin += 1) {
        for (const name of ['confidence', 'drift'] as const) expect(merged.columns[name][bin]).toBeCloseTo(whole.columns[name][bin]!, 3);
      }
      expect([...merged.versions]).toEqual([...whole.versions]);
    }), { numRuns: 60 });
  });
});
