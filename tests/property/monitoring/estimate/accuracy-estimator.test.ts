import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sliceRows, type LogRows } from '../../../../src/domain/log/rows.ts';
import { AccuracyEstimator } from '../../../../src/domain/monitoring/estimate/accuracy-estimator.ts';
import { madeRows, uniform } from '../../../unit/monitoring/monitors/rows.ts';

const ROWS = 1800;

/** A line with a deployment at `deployAt` and, behind it, a gap of `gap` events. Truths from event `changeFrom` on are drawn anew. */
function line(seed: number, deployAt: number, gap = 0, changeFrom = Infinity): LogRows[] {
  const random = uniform(seed);
  const other = uniform(seed + 1);
  const rows = Array.from({ length: ROWS }, (_, i) => {
    const [predicted, truth, confidence] = [random() < 0.5 ? 0 : 1, random() < 0.4 ? 0 : 1, 0.5 + random() / 2];
    return { predicted, confidence, truth: i >= changeFrom ? (other() < 0.5 ? 0 : 1) : truth };
  });
  return [madeRows(0, rows.slice(0, deployAt), { version: 1 }), madeRows(deployAt + gap, rows.slice(deployAt), { version: 2 })];
}

function cut(pieces: readonly LogRows[], sizes: readonly number[]): LogRows[] {
  let next = 0;
  return pieces.flatMap((piece) => {
    const out: LogRows[] = [];
    for (let from = 0; from < piece.count;) {
      const to = Math.min(piece.count, from + sizes[next++ % sizes.length]!);
      out.push(sliceRows(piece, from, to));
      from = to;
    }
    return out;
  });
}

const all = (estimator: AccuracyEstimator, pieces: readonly LogRows[]) => pieces.flatMap((piece) => Array.from(estimator.take(piece)));
const seeds = fc.integer({ min: 0, max: 1e6 });
const deployments = fc.integer({ min: 1, max: ROWS - 1 });
const delays = fc.integer({ min: 0, max: 700 });

test('how rows are cut into batches changes no estimate', () => {
  fc.assert(fc.property(seeds, deployments, delays, fc.nat(900), fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 }), (seed, deployAt, delay, gap, sizes) => {
    const pieces = line(seed, deployAt, gap);
    expect(all(new AccuracyEstimator(delay), cut(pieces, sizes))).toEqual(all(new AccuracyEstimator(delay), pieces));
  }), { numRuns: 25 });
}, 60_000);

test('an estimator restored from JSON continues identically', () => {
  fc.assert(fc.property(seeds, deployments, delays, fc.integer({ min: 1, max: ROWS }), fc.boolean(), (seed, deployAt, delay, savedAt, own) => {
    const pieces = cut(line(seed, deployAt), [50]);
    const estimator = new AccuracyEstimator(delay);
    if (own) estimator.setVersionRows(1, line(seed + 2, 400).slice(0, 1));
    all(estimator, pieces.filter(({ firstIndex }) => firstIndex < savedAt));
    const restored = AccuracyEstimator.restore(JSON.parse(JSON.stringify(estimator.snapshot())));
    expect(restored.state).toEqual(estimator.state);
    expect(restored.band(0.6, 50)).toEqual(estimator.band(0.6, 50));
    const after = pieces.filter(({ firstIndex }) => firstIndex >= savedAt);
    expect(all(restored, after)).toEqual(all(estimator, after));
    expect(restored.snapshot()).toEqual(estimator.snapshot());
  }), { numRuns: 25 });
}, 60_000);

test('no estimate depends on a truth that has not arrived, and each is a probability', () => {
  fc.assert(fc.property(seeds, delays, fc.integer({ min: 1, max: ROWS }), (seed, delay, at) => {
    const [told] = line(seed, ROWS - 1);
    const [untold] = line(seed, ROWS - 1, 0, Math.max(0, at - delay));
    const [a, b] = [told, untold].map((rows) => new AccuracyEstimator(delay).take(rows!).subarray(0, at));
    expect(a).toEqual(b);
    for (const value of a!) if (!Number.isNaN(value)) expect(value >= 0 && value <= 1).toBe(true);
  }), { numRuns: 25 });
}, 60_000);
