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
    expect(parseMonitor({ ...good, signal: { numbers: 'latency', categories: 'predicted', points: 'features' }[of], judge: { kind: 'test', test: id, ...defaults } }).judge).toMatchObject({ test: id });
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
    ['a test of one number on several', { ...good, signal: 'features' }, /ks compares numbers, and features is several numbers together/u],
    ['a test of several on a label', { ...judge({ kind: 'test', test: 'mmd', warning: 0.01, drift: 0.002 }), signal: 'predicted' }, /mmd compares numbers, and predicted is a label/u],
    ['a mean of several numbers', { ...judge({ kind: 'threshold', aggregate: 'mean', against: 'absolute', fires: 'above', warning: null, drift: 1 }), signal: 'features' }, /no mean/u],
    ['a detector of several numbers', { ...judge({ kind: 'detector', detector: 'ADWIN', params: {} }), signal: 'features' }, /takes numbers, and features is not/u],
    ['too small a sample for MMD', { ...judge({ kind: 'test', test: 'mmd', warning: 0.01, drift: 0.002 }), minimumSample: 10 }, /minimum sample of mmd is 20/u],
    ['too small a reference for a classifier', { ...judge({ kind: 'test', test: 'domain-classifier', warning: 0.5, drift: 0.6 }), reference: { kind: 'first', rows: 5 } }, /reference of domain-classifier holds at least 20/u],
    ['a large window of several numbers', { ...judge({ kind: 'test', test: 'mmd', warning: 0.01, drift: 0.002 }), signal: 'features', window: { by: 'count', rows: 3000, every: 500 } }, /window of features holds at most 2000/u],
    ['a large reference of several numbers', { ...judge({ kind: 'test', test: 'mmd', warning: 0.01, drift: 0.002 }), signal: 'features', reference: { kind: 'window', from: 0, to: 5000 } }, /reference of features holds at most 2000/u],
    ['a baseline of the bench', judge({ kind: 'detector', detector: 'always', params: {} }), /always is a baseline of the bench/u],
    ['the other baseline', judge({ kind: 'detector', detector: 'never', params: {} }), /never is a baseline of the bench/u],
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
