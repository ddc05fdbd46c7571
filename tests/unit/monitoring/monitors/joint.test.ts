import { describe, expect, test } from 'vitest';
import { randomAt } from '../../../../src/domain/common/random/random.ts';
import { READABLE_FEATURES } from '../../../../src/domain/data/features/readable.ts';
import { sliceRows, type LogRows } from '../../../../src/domain/log/rows.ts';
import { defaultMonitors } from '../../../../src/domain/monitoring/monitors/defaults.ts';
import { distancesFrom } from '../../../../src/domain/monitoring/monitors/joint.ts';
import type { MonitorResult } from '../../../../src/domain/monitoring/monitors/monitor-result.ts';
import { MonitorSet } from '../../../../src/domain/monitoring/monitors/monitor-set.ts';
import { Reference } from '../../../../src/domain/monitoring/monitors/reference.ts';
import { parseMonitors, type JudgeSpec, type MonitorSpec } from '../../../../src/domain/monitoring/monitors/spec.ts';
import { FEATURES, LABELS, madeRows } from './rows.ts';

const ALL = READABLE_FEATURES.map(({ name }) => name);
const JUDGES: Record<string, JudgeSpec> = {
  mmd: { kind: 'test', test: 'mmd', warning: 0.01, drift: 0.002 },
  'domain-classifier': { kind: 'test', test: 'domain-classifier', warning: 0.55, drift: 0.6 },
};
const monitor = (test: string, more: Partial<MonitorSpec> = {}): MonitorSpec => ({
  id: test, name: test, signal: 'features', reference: { kind: 'first', rows: 400 }, window: { by: 'count', rows: 200, every: 100 }, judge: JUDGES[test]!, minimumSample: 100, ...more,
});
const SPECS = parseMonitors(Object.keys(JUDGES).map((test) => monitor(test)));

/** Fruit whose features stay as they were, some of which move far, or all of which move a little. */
type World = 'same' | 'far' | 'little';
const MOVES: Record<World, (feature: number) => number> = { same: () => 0, far: (feature) => (feature < 6 ? 0.12 : 0), little: () => 0.017 };
function line(seed: number, count: number, from: number, later: World): LogRows {
  return madeRows(0, Array.from({ length: count }, (_, i) => {
    const random = randomAt(seed, i, 0);
    return { features: ALL.map((__, feature) => 0.5 + 0.1 * random.normal() + (i < from ? 0 : MOVES[later](feature))) };
  }), { features: ALL });
}
const drifts = (results: readonly MonitorResult[], id: string) => results.filter(({ monitorId, state }) => monitorId === id && state === 'drift').map(({ index }) => index);

describe.each(['mmd', 'domain-classifier'])('%s of all features together', (test_) => {
  test('finds fruit that is unlike that of the reference, and says why', () => {
    const set = new MonitorSet(SPECS, 0);
    const results = set.take(line(1, 1200, 800, 'far'));
    const [first] = drifts(results, test_);
    expect(first).toBeGreaterThanOrEqual(800);
    expect(first).toBeLessThan(1100);
    const latest = set.status().find(({ spec }) => spec.id === test_)!.latest!;
    expect(latest).toMatchObject({ state: 'drift', sampleSize: 200, referenceSize: 400 });
    const detail = set.measure(test_)!;
    expect(detail.live).toMatch(/of 200 values against \d+ of 400$/u);
    // As one number: how far pictures lie from the middle of the reference.
    expect(detail.currentMean!).toBeGreaterThan(detail.referenceMean!);
    expect(detail.reference!.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
    expect(detail.window).toEqual({ from: 1000, to: 1199 });
  });

  test('raises no alarm while nothing changes', () => {
    for (let seed = 10; seed < 16; seed += 1) expect(drifts(new MonitorSet([monitor(test_)], 0).take(line(seed, 1500, 0, 'same')), test_)).toEqual([]);
  });

  test('judges one number as well', () => {
    const spec = monitor(test_, { signal: `feature.${ALL[0]!}` });
    const results = new MonitorSet([spec], 0).take(line(3, 1200, 800, 'far'));
    expect(drifts(results, test_)[0]).toBeGreaterThanOrEqual(800);
    expect(drifts(new MonitorSet([spec], 0).take(line(4, 1200, 800, 'same')), test_)).toEqual([]);
  });

  test('has no data where the features of the rows are others', () => {
    const results = new MonitorSet(SPECS, 0).take(madeRows(0, Array.from({ length: 600 }, () => ({})), { features: FEATURES }));
    expect(new Set(results.map(({ state }) => state))).toEqual(new Set(['no-data']));
  });
});

test('a move that is spread thin over all features is found, which no single one shows', () => {
  const alone = ALL.map((name): MonitorSpec => ({ ...monitor('mmd'), id: name, signal: `feature.${name}`, judge: { kind: 'test', test: 'ks', warning: 0.001, drift: 0.00001 } }));
  const results = new MonitorSet([...SPECS, ...alone], 0).take(line(5, 1800, 800, 'little'));
  const found = new Set(results.filter(({ state }) => state === 'drift').map(({ monitorId }) => monitorId));
  expect(found).toEqual(new Set(['mmd', 'domain-classifier']));
  expect(drifts(results, 'mmd')[0]).toBeGreaterThanOrEqual(800);
});

test('how rows are cut changes no result, and a set that was saved goes on the same', () => {
  const specs = parseMonitors([
    ...SPECS, monitor('mmd', { id: 'good', reference: { kind: 'last-good', rows: 150 } }), monitor('domain-classifier', { id: 'time', window: { by: 'time', spanMs: 60_000_000, everyMs: 20_000_000 } }),
    monitor('mmd', { id: 'window', reference: { kind: 'window', from: 50, to: 250 } }),
  ]);
  const rows = line(7, 1300, 700, 'far');
  const whole = new MonitorSet(specs, 20).take(rows);
  const cut = new MonitorSet(specs, 20);
  let saved = new MonitorSet(specs, 20);
  const [pieces, again]: [MonitorResult[], MonitorResult[]] = [[], []];
  for (let from = 0, size = 37; from < rows.count; from += size, size = 37 + ((size * 7) % 160)) {
    const piece = sliceRows(rows, from, Math.min(rows.count, from + size));
    pieces.push(...cut.take(piece));
    again.push(...saved.take(piece));
    saved = MonitorSet.restore(JSON.parse(JSON.stringify(saved.snapshot())));
  }
  const inOrder = (results: readonly MonitorResult[]) => results.toSorted((a, b) => a.index - b.index || (a.monitorId < b.monitorId ? -1 : 1));
  expect(inOrder(pieces)).toEqual(inOrder(whole));
  expect(inOrder(again)).toEqual(inOrder(whole));
  expect(new Set(whole.filter(({ state }) => state === 'drift').map(({ monitorId }) => monitorId))).toEqual(new Set(specs.map(({ id }) => id)));
});

test('what the version was tested on stands in while the reference is in the making', () => {
  const set = new MonitorSet([monitor('mmd', { reference: { kind: 'first', rows: 1000 } })], 0);
  set.setVersionRows(1, [line(20, 600, 0, 'same')]);
  expect(drifts(set.take(line(21, 300, 0, 'far')), 'mmd')).not.toEqual([]);
});

test('both run beside the defaults, while all has drifted, without being switched off', () => {
  const window = { by: 'count', rows: 500, every: 125 } as const;
  const set = new MonitorSet([...defaultMonitors(LABELS, ALL), ...SPECS.map((spec) => ({ ...spec, window, reference: { kind: 'first', rows: 1000 } as const }))], 0);
  set.take(line(8, 4000, 1000, 'far'));
  expect(set.status().filter(({ off }) => off)).toEqual([]);
});

test('far is told in deviations of the reference, and a number that never varied counts in its own unit', () => {
  const reference = Reference.of(Float32Array.from([0, 7, 2, 7, 0, 7, 2, 7]), 2);
  expect(Array.from(distancesFrom(reference, Float32Array.from([1, 7, 4, 7, 1, 9])))).toEqual([0, Math.fround(Math.sqrt(4.5)), Math.fround(Math.sqrt(2))]);
});
