import { describe, expect, test } from 'vitest';
import { defaultMonitors } from '../../../../src/domain/monitoring/monitors/defaults.ts';
import { COMPARISONS } from '../../../../src/domain/monitoring/monitors/comparisons.ts';
import { parseMonitor, parseMonitors } from '../../../../src/domain/monitoring/monitors/spec.ts';
import { READABLE_FEATURES } from '../../../../src/domain/data/features/readable.ts';

const good = {
  id: 'a', name: 'A', signal: 'confidence', reference: { kind: 'first', rows: 100 }, window: { by: 'count', rows: 100, every: 50 },
  judge: { kind: 'test', test: 'ks', warning: 0.01, drift: 0.001 }, minimumSample: 50,
};

test('the defaults are sound, for any labels', () => {
  for (const labels of [['ripe', 'unripe'], ['very ripe.', 'Ünreif'], []]) {
    const specs = defaultMonitors(labels, READABLE_FEATURES.map(({ name }) => name));
    expect(parseMonitors(JSON.parse(JSON.stringify(specs)))).toEqual(specs);
  }
});

test('every comparison has defaults that pass', () => {
  for (const { id, of, defaults } of COMPARISONS) {
    expect(parseMonitor({ ...good, signal: of === 'numbers' ? 'latency' : 'predicted', judge: { kind: 'test', test: id, ...defaults } }).judge).toMatchObject({ test: id });
  }
});

describe('what is refused', () => {
  const judge = (more: object) => ({ ...good, judge: more });
  test.each<[string, unknown, RegExp]>([
    ['no object', null, /monitor/u],
    ['an unknown key', { ...good, colour: 'red' }, /colour/u],
    ['an unknown signal', { ...good, signal: 'weather' }, /signal/u],
    ['an unknown fault', { ...good, signal: 'fault.rain' }, /signal/u],
    ['a bad id', { ...good, id: 'a b' }, /id/u],
    ['an unknown test', judge({ kind: 'test', test: 'tarot', warning: 0.1, drift: 0.2 }), /no test tarot/u],
    ['a test for labels on numbers', judge({ kind: 'test', test: 'chi-square', warning: 0.01, drift: 0.001 }), /compares labels/u],
    ['a p-value beyond 1', judge({ kind: 'test', test: 'ks', warning: 2, drift: 0.001 }), /p-values/u],
    ['a warning after the drift', judge({ kind: 'test', test: 'ks', warning: 0.001, drift: 0.01 }), /warning/u],
    ['an unknown detector', judge({ kind: 'detector', detector: 'OUIJA', params: {} }), /no detector/u],
    ['a parameter out of range', judge({ kind: 'detector', detector: 'ADWIN', params: { delta: 2 } }), /delta/u],
    ['a detector of bits on shares', judge({ kind: 'detector', detector: 'DDM', params: {} }), /bits/u],
    ['a detector of shares on latencies', { ...judge({ kind: 'detector', detector: 'HDDM_A', params: {} }), signal: 'latency' }, /0\.\.1/u],
    ['a mean of labels', { ...judge({ kind: 'threshold', aggregate: 'mean', against: 'absolute', fires: 'above', warning: null, drift: 1 }), signal: 'predicted' }, /no mean/u],
    ['standard errors of a percentile', judge({ kind: 'threshold', aggregate: 'p95', against: 'standard-errors', fires: 'above', warning: null, drift: 1 }), /mean only/u],
    ['a limit that is no number', judge({ kind: 'threshold', aggregate: 'mean', against: 'absolute', fires: 'above', warning: null, drift: NaN }), /drift/u],
    ['an empty reference window', { ...good, reference: { kind: 'window', from: 5, to: 5 } }, /fewer than two/u],
    ['a sample beyond the window', { ...good, minimumSample: 101 }, /minimum sample/u],
    ['a step beyond the window', { ...good, window: { by: 'count', rows: 100, every: 101 } }, /never be judged/u],
    ['a window beyond all memory', { ...good, window: { by: 'count', rows: 1e9, every: 1 } }, /window\.rows/u],
  ])('%s', (_, value, message) => expect(() => parseMonitor(value)).toThrow(message));

  test('two of one id, and too many', () => {
    expect(() => parseMonitors([good, good])).toThrow(/two monitors/u);
    expect(() => parseMonitors(Array.from({ length: 257 }, (_, i) => ({ ...good, id: `m${i}` })))).toThrow(/at most/u);
    expect(() => parseMonitors('all')).toThrow(/list/u);
  });
});
