import { describe, expect, test } from 'vitest';
import { defaultMonitors } from '../../../../src/domain/monitoring/monitors/defaults.ts';
import { MonitorSet } from '../../../../src/domain/monitoring/monitors/monitor-set.ts';
import type { JudgeSpec, MonitorSpec } from '../../../../src/domain/monitoring/monitors/spec.ts';
import { FEATURES, LABELS, madeRows } from './rows.ts';

const KS: JudgeSpec = { kind: 'test', test: 'ks', warning: 0.001, drift: 0.00001 };
const spec = (id: string, rows: number, every: number, judge: JudgeSpec = KS): MonitorSpec => (
  { id, name: id, signal: 'feature.brightness', reference: { kind: 'first', rows }, window: { by: 'count', rows, every }, minimumSample: 2, judge });
const many = (count: number, rows: number, every: number) => Array.from({ length: count }, (_, i) => spec(`m${i}`, rows, every));

function watched(specs: readonly MonitorSpec[], rows: number, size: number): MonitorSet {
  const set = new MonitorSet(specs, 0);
  for (let first = 0; first < rows; first += size) set.take(madeRows(first, Array.from({ length: Math.min(size, rows - first) }, () => ({}))));
  return set;
}
const off = (set: MonitorSet) => set.status().filter((status) => status.off).map(({ spec: { id } }) => id);

describe('what monitors may cost', () => {
  test('sixty-four tests of five hundred at every fruit are switched off, and say so', () => {
    const set = watched([...many(64, 500, 1), spec('cheap', 500, 125)], 1500, 250);
    expect(off(set)).toHaveLength(64);
    const [first] = set.status();
    expect(first!.latest).toMatchObject({ state: 'error', message: expect.stringMatching(/^It is switched off/) as unknown });
    expect(set.status().at(-1)!.latest!.state).toBe('ok');
  });

  test('those that look seldom, or at little, go on', () => {
    expect(off(watched(many(64, 500, 25), 1500, 250))).toEqual([]);
    expect(off(watched(many(256, 20, 2), 200, 50))).toEqual([]);
    expect(off(watched(defaultMonitors(LABELS, FEATURES), 2000, 250))).toEqual([]);
  });

  test('a single one may look at a thousand rows at every fruit', () => {
    expect(off(watched([spec('one', 1000, 1)], 3000, 250))).toEqual([]);
    expect(off(watched([spec('one', 1500, 1)], 4000, 250))).toEqual(['one']);
  });

  test('a detector that compares large windows at every value is switched off', () => {
    const kswin = (window: number) => spec('k', 100, 100, { kind: 'detector', detector: 'KSWIN', params: { window_size: window, stat_size: 30 } });
    expect(off(watched([kswin(100)], 2000, 250))).toEqual([]);
    expect(off(watched([kswin(50_000)], 2000, 250))).toEqual(['k']);
  });

  test('when one is switched off does not depend on how the rows come, nor on a reload', () => {
    const at = (size: number) => watched([spec('one', 1500, 1)], 4000, size).status()[0]!.latest!.index;
    expect(at(10)).toBe(at(1000));
    expect(at(1000)).toBeGreaterThan(1700);
    const half = watched([spec('one', 1500, 1)], 1700, 100);
    const restored = MonitorSet.restore(JSON.parse(JSON.stringify(half.snapshot())));
    restored.take(madeRows(1700, Array.from({ length: 2300 }, () => ({}))));
    expect(restored.status()[0]!.latest!.index).toBe(at(1000));
    expect(off(MonitorSet.restore(JSON.parse(JSON.stringify(restored.snapshot()))))).toEqual(['one']);
  });

  test('one that was switched off runs again when somebody says so', () => {
    const set = watched([spec('one', 1500, 1)], 4000, 250);
    set.letRun('one');
    expect(off(set)).toEqual([]);
    set.take(madeRows(4000, Array.from({ length: 10 }, () => ({}))));
    expect(set.status()[0]!.latest!.state).toBe('ok');
    expect(() => set.letRun('none')).toThrow(/there is no monitor none/);
  });
});
