import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sliceRows, type LogRows } from '../../../../src/domain/log/rows.ts';
import { defaultMonitors } from '../../../../src/domain/monitoring/monitors/defaults.ts';
import { MonitorSet } from '../../../../src/domain/monitoring/monitors/monitor-set.ts';
import { packBytes, packFloats, unpackBytes, unpackFloats } from '../../../../src/domain/common/base64.ts';
import { parseMonitors, type MonitorSpec } from '../../../../src/domain/monitoring/monitors/spec.ts';
import type { MonitorResult } from '../../../../src/domain/monitoring/monitors/monitor-result.ts';
import { FEATURES, LABELS, madeRows, uniform } from '../../../unit/monitoring/monitors/rows.ts';

const ROWS = 1500;

/** The defaults made small, and one monitor of every other sort. */
const SPECS: MonitorSpec[] = parseMonitors([
  ...defaultMonitors(LABELS, FEATURES, { reference: { kind: 'first', rows: 200 } }).map((spec) => ({ ...spec, window: { by: 'count', rows: 100, every: 30 }, minimumSample: Math.min(spec.minimumSample, 80) })),
  { id: 'good', name: 'g', signal: 'feature.hue', reference: { kind: 'last-good', rows: 100 }, window: { by: 'count', rows: 50, every: 25 }, judge: { kind: 'test', test: 'ks', warning: 0.05, drift: 0.01 }, minimumSample: 50 },
  { id: 'time', name: 't', signal: 'confidence', reference: { kind: 'window', from: 100, to: 300 }, window: { by: 'time', spanMs: 40_000_000, everyMs: 9_000_000 }, judge: { kind: 'test', test: 'wasserstein', warning: 0.2, drift: 0.4 }, minimumSample: 10 },
  { id: 'kswin', name: 'k', signal: 'latency', reference: { kind: 'first', rows: 50 }, window: { by: 'count', rows: 64, every: 64 }, judge: { kind: 'detector', detector: 'KSWIN', params: {} }, minimumSample: 2 },
  { id: 'ddm', name: 'd', signal: 'error', reference: { kind: 'version' }, window: { by: 'count', rows: 64, every: 64 }, judge: { kind: 'detector', detector: 'DDM', params: {} }, minimumSample: 2 },
]);

/** A line that shifts half way, with a deployment at `deployAt`. */
function line(seed: number, deployAt: number): LogRows[] {
  const random = uniform(seed);
  const rows = Array.from({ length: ROWS }, (_, i) => {
    const later = i > ROWS / 2 ? 1 : 0;
    return {
      predicted: random() < 0.5 ? 0 : 1, truth: random() < 0.5 ? 0 : 1, confidence: 0.5 + random() * (0.5 - 0.2 * later),
      features: [0.4 + 0.2 * random() + 0.2 * later, 0.05 + 0.02 * random(), 40 + 20 * random() - 30 * later], latencyMs: 5 + 20 * random(), queue: Math.floor(9 * random()),
    };
  });
  return [madeRows(0, rows.slice(0, deployAt), { version: 1 }), madeRows(deployAt, rows.slice(deployAt), { version: 2 })];
}

function cut(pieces: readonly LogRows[], sizes: readonly number[]): LogRows[] {
  const out: LogRows[] = [];
  let next = 0;
  for (const piece of pieces) {
    for (let from = 0; from < piece.count;) {
      const to = Math.min(piece.count, from + sizes[next++ % sizes.length]!);
      out.push(sliceRows(piece, from, to));
      from = to;
    }
  }
  return out;
}

/** Results of one event stand in no order of their own: a monitor by time tells of an event when the next one comes. */
const inOrder = (results: readonly MonitorResult[]): MonitorResult[] => results.toSorted((a, b) => a.index - b.index || (a.monitorId < b.monitorId ? -1 : 1));
const judgeAll = (set: MonitorSet, pieces: readonly LogRows[]): MonitorResult[] => pieces.flatMap((piece) => set.take(piece));
const seeds = fc.integer({ min: 0, max: 1e6 });
const deployments = fc.integer({ min: 1, max: ROWS - 1 });

test('how rows are cut into batches changes no result', () => {
  fc.assert(fc.property(seeds, deployments, fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 }), (seed, deployAt, sizes) => {
    const pieces = line(seed, deployAt);
    expect(inOrder(judgeAll(new MonitorSet(SPECS, 20), cut(pieces, sizes)))).toEqual(inOrder(judgeAll(new MonitorSet(SPECS, 20), pieces)));
  }), { numRuns: 15, examples: [[14, 1039, [53, 293]]] });
}, 60_000);

test('a set restored from JSON continues identically', () => {
  fc.assert(fc.property(seeds, deployments, fc.integer({ min: 1, max: ROWS - 1 }), fc.integer({ min: 0, max: 400 }), (seed, deployAt, savedAt, delay) => {
    const pieces = cut(line(seed, deployAt), [50]);
    const before = pieces.filter(({ firstIndex }) => firstIndex < savedAt);
    const after = pieces.filter(({ firstIndex }) => firstIndex >= savedAt);
    const set = new MonitorSet(SPECS, delay);
    judgeAll(set, before);
    const restored = MonitorSet.restore(JSON.parse(JSON.stringify(set.snapshot())));
    expect(restored.status()).toEqual(set.status());
    expect(judgeAll(restored, after)).toEqual(judgeAll(set, after));
    expect(restored.snapshot()).toEqual(set.snapshot());
    for (const { id } of SPECS) expect(restored.measure(id)).toEqual(set.measure(id));
  }), { numRuns: 15 });
}, 60_000);

test('packed columns come back bit by bit', () => {
  fc.assert(fc.property(fc.uint8Array(), fc.float32Array(), (bytes, floats) => {
    expect(unpackBytes(packBytes(bytes))).toEqual(bytes);
    expect(unpackFloats(packFloats(floats))).toEqual(floats);
  }));
});
