import { describe, expect, test } from 'vitest';
import { codeOf } from '../../../../src/domain/common/errors.ts';
import { featureAt } from '../../../../src/domain/log/rows.ts';
import { defaultMonitors } from '../../../../src/domain/monitoring/monitors/defaults.ts';
import { MonitorSet } from '../../../../src/domain/monitoring/monitors/monitor-set.ts';
import type { JudgeSpec, MonitorSpec, ReferenceSpec, WindowSpec } from '../../../../src/domain/monitoring/monitors/spec.ts';
import { psiDecile } from '../../../../src/domain/statistics/numeric-drift.ts';
import { FRUIT_INTERVAL_MS } from '../../../../src/domain/world/stream/time.ts';
import { FEATURES, LABELS, madeRows, uniform, type MadeRow } from './rows.ts';

const MEAN: JudgeSpec = { kind: 'threshold', aggregate: 'mean', against: 'absolute', fires: 'above', warning: 0.2, drift: 0.5 };
const WINDOW: WindowSpec = { by: 'count', rows: 20, every: 10 };

function spec(signal: string, judge: JudgeSpec = MEAN, more: { reference?: ReferenceSpec; window?: WindowSpec; minimumSample?: number; id?: string } = {}): MonitorSpec {
  return { id: 'm', name: 'm', signal, reference: { kind: 'first', rows: 20 }, window: WINDOW, minimumSample: 10, ...more, judge };
}

const repeat = (count: number, row: MadeRow | ((i: number) => MadeRow)) => Array.from({ length: count }, (_, i) => (typeof row === 'function' ? row(i) : row));
const wrong: MadeRow = { predicted: 0, truth: 1 };

describe('errors and their delay', () => {
  test('an error counts when its truth is known, not before', () => {
    const set = new MonitorSet([spec('error', MEAN, { window: { by: 'count', rows: 10, every: 10 }, minimumSample: 5 })], 50);
    const results = set.take(madeRows(0, [...repeat(100, {}), ...repeat(100, wrong)]));
    const first = results.find(({ state }) => state === 'drift');
    // Errors begin at event 100; the chunk of truths that has more than half of them wrong ends at row 159.
    expect(first?.index).toBe(159);
    expect(first?.statistic).toBe(1);
    expect(first?.detail?.window).toEqual({ from: 100, to: 109 });
  });

  test('before any truth there is no data', () => {
    const set = new MonitorSet([spec('error')], 50);
    expect(set.take(madeRows(0, repeat(40, {}))).map(({ state }) => state)).toEqual(['no-data', 'no-data', 'no-data', 'no-data']);
  });

  test('labels that the orchard knows no truth of have no errors', () => {
    const set = new MonitorSet([spec('error')], 0);
    expect(set.take(madeRows(0, repeat(60, {}), { labels: ['cat', 'dog'] })).every(({ state }) => state === 'no-data')).toBe(true);
  });

  test('errors of the version before are not held against the new one', () => {
    const set = new MonitorSet([spec('error', MEAN, { window: { by: 'count', rows: 10, every: 10 }, minimumSample: 5, reference: { kind: 'first', rows: 2 } })], 50);
    set.take(madeRows(0, repeat(100, wrong), { version: 1 }));
    const after = set.take(madeRows(100, repeat(100, {}), { version: 2 }));
    expect(after.some(({ state }) => state === 'drift')).toBe(false);
  });
});

describe('detectors of errors', () => {
  const streaming = (detector: string) => spec('error', { kind: 'detector', detector, params: {} });
  const some = (share: number) => (i: number): MadeRow => ((i * 37) % 100 < 100 * share ? wrong : {});

  test.each(['DDM', 'FHDDM', 'HDDM_A', 'HDDM_W'])('%s tells of more errors', (detector) => {
    const set = new MonitorSet([streaming(detector)], 0);
    expect(set.take(madeRows(0, repeat(1000, some(0.05)))).filter(({ state }) => state === 'drift')).toEqual([]);
    expect(set.take(madeRows(1000, repeat(500, some(0.6)))).some(({ state }) => state === 'drift')).toBe(true);
  });

  test.each(['DDM', 'FHDDM', 'HDDM_A', 'HDDM_W'])('%s tells nothing of fewer', (detector) => {
    const set = new MonitorSet([streaming(detector)], 0);
    set.take(madeRows(0, repeat(1000, some(0.6))));
    expect(set.take(madeRows(1000, repeat(500, some(0.05)))).filter(({ state }) => state === 'drift')).toEqual([]);
  });
});

describe('signals', () => {
  const states = (signal: string, before: MadeRow | ((i: number) => MadeRow), after: MadeRow | ((i: number) => MadeRow)) => {
    const set = new MonitorSet([spec(signal, MEAN)], 0);
    set.take(madeRows(0, repeat(600, before)));
    return set.take(madeRows(600, repeat(40, after))).at(-1)!;
  };
  const noise = uniform(3);
  const picture = (brightness: number, sharpness: number) => () => ({ features: [brightness + 0.05 * noise(), sharpness + 0.005 * noise(), 30 + noise()] });

  test('a share of one label', () => expect(states('share.unripe', { predicted: 0 }, { predicted: 1 }).state).toBe('drift'));
  test('confidence', () => expect(states('confidence', { confidence: 0.1 }, { confidence: 0.9 }).statistic).toBeCloseTo(0.9, 4));
  test('entropy is 1 where all labels are as likely', () => expect(states('entropy', {}, { confidence: 0.5 }).statistic).toBeCloseTo(1, 4));
  test('queue', () => expect(states('queue', {}, { queue: 7 }).statistic).toBe(7));
  test('dark pictures', () => expect(states('fault.dark', picture(0.5, 0.05), picture(0.2, 0.05)).state).toBe('drift'));
  test('blurred pictures', () => expect(states('fault.blurred', picture(0.5, 0.05), picture(0.5, 0.01)).state).toBe('drift'));
  test('features out of range', () => expect(states('fault.out-of-range', picture(0.5, 0.05), picture(0.9, 0.05)).state).toBe('drift'));
  test('a frozen frame', () => {
    expect(states('fault.frozen', picture(0.5, 0.05), { features: [0.5, 0.05, 30] }).state).toBe('drift');
    expect(states('fault.frozen', picture(0.5, 0.05), picture(0.5, 0.05)).statistic).toBe(0);
  });
  test('a truth that is none of the labels', () => {
    const set = new MonitorSet([spec('fault.unseen-label')], 0);
    // Apples and bananas are known; the species of these rows is the first one, the apple.
    set.take(madeRows(0, repeat(40, {}), { labels: ['apple', 'banana'] }));
    const seen = set.status()[0]!.latest!;
    const other = new MonitorSet([spec('fault.unseen-label')], 0);
    other.take(madeRows(0, repeat(40, {}), { labels: ['banana', 'mango'] }));
    expect([seen.statistic, other.status()[0]!.latest!.statistic]).toEqual([0, 1]);
  });

  test('a column that is missing, and one that comes later', () => {
    const set = new MonitorSet([spec('feature.redness'), { ...spec('feature.brightness'), id: 'b' }], 0);
    set.take(madeRows(0, repeat(60, {})));
    expect(set.status().map(({ latest }) => latest?.state)).toEqual(['no-data', 'drift']);
    set.take(madeRows(60, repeat(60, {}), { features: ['redness'] }));
    expect(set.status()[0]!.latest?.state).not.toBe('no-data');
    expect(set.status()[1]!.latest?.state).toBe('no-data');
  });

  test('a feature that is not a number is left out', () => {
    const set = new MonitorSet([spec('feature.hue')], 0);
    set.take(madeRows(0, repeat(60, (i) => ({ features: [0.5, 0.5, i % 2 === 0 ? NaN : Infinity] }))));
    expect(set.status()[0]!.latest?.state).toBe('no-data');
  });
});

describe('references', () => {
  const psi: JudgeSpec = { kind: 'test', test: 'psi', warning: 0.1, drift: 0.25 };
  const random = uniform(11);
  const bright = (low: number) => () => ({ features: [low + 0.3 * random(), 0.5, 1] });

  test('PSI over the first rows is the one of the statistics module', () => {
    const rows = madeRows(0, [...repeat(100, bright(0.3)), ...repeat(100, bright(0.4))]);
    const set = new MonitorSet([spec('feature.brightness', psi, { reference: { kind: 'first', rows: 100 }, window: { by: 'count', rows: 100, every: 100 }, minimumSample: 100 })], 0);
    const result = set.take(rows).at(-1)!;
    const { detail, statistic } = result;
    expect(detail!.contributions!.reduce((sum, part) => sum + part, 0)).toBeCloseTo(statistic!, 10);
    expect(detail!.referenceWindow).toEqual({ from: 0, to: 99 });
    expect(detail!.edges).toHaveLength(11);
    expect(detail!.live).toContain('100 values against 100');
    expect(result.sampleSize).toBe(100);
    const half = (from: number) => Float32Array.from({ length: 100 }, (_, i) => featureAt(rows, from + i, 0));
    expect(statistic).toBeCloseTo(psiDecile(half(0), half(100)), 12);
  });

  test('of the version: its test rows, or only their mean', () => {
    const judge: JudgeSpec = { kind: 'threshold', aggregate: 'mean', against: 'difference', fires: 'above', warning: null, drift: 0.05 };
    const set = new MonitorSet([spec('feature.brightness', judge, { reference: { kind: 'version' } }), { ...spec('feature.brightness', psi, { reference: { kind: 'version' } }), id: 'p' }], 0);
    set.take(madeRows(0, repeat(20, { features: [0.5] })));
    expect(set.status().map(({ latest }) => latest?.state)).toEqual(['no-data', 'no-data']);
    set.setVersionMoments(1, { features: ['brightness'], mean: [0.4], std: [0.1], count: 50, accuracy: 0.9 });
    set.take(madeRows(20, repeat(10, { features: [0.5] })));
    expect(set.status().map(({ latest }) => latest?.state)).toEqual(['drift', 'no-data']);
    set.setVersionRows(1, [madeRows(0, repeat(50, { features: [0.5] }))]);
    set.take(madeRows(30, repeat(10, { features: [0.5] })));
    expect(set.status().map(({ latest }) => latest?.state)).toEqual(['ok', 'ok']);
  });

  test('a picked window, ahead or gone by', () => {
    const ahead = spec('feature.brightness', psi, { reference: { kind: 'window', from: 100, to: 200 } });
    const set = new MonitorSet([ahead], 0);
    set.take(madeRows(0, repeat(150, bright(0.3))));
    expect(set.status()[0]!.latest).toMatchObject({ state: 'too-few', message: 'The reference has 50 of 100 values.' });
    set.take(madeRows(150, repeat(150, bright(0.3))));
    expect(set.status()[0]!.latest!.referenceSize).toBe(100);
    set.setReferenceRows('m', [madeRows(0, repeat(70, bright(0.3)))]);
    set.take(madeRows(300, repeat(20, bright(0.3))));
    expect(set.status()[0]!.latest!.referenceSize).toBe(70);
    expect(() => set.setReferenceRows('nobody', [])).toThrow(/there is no monitor/u);
  });

  test('last good: what leaves the window while all is well joins it, what does not never does', () => {
    const judge: JudgeSpec = { kind: 'threshold', aggregate: 'mean', against: 'difference', fires: 'above', warning: null, drift: 0.1 };
    const set = new MonitorSet([spec('feature.brightness', judge, { reference: { kind: 'last-good', rows: 20 }, minimumSample: 20 })], 0);
    // A slow rise is followed and forgiven; a jump is not.
    set.take(madeRows(0, repeat(400, (i) => ({ features: [0.2 + i * 0.0005] }))));
    expect(set.status()[0]!.drifts).toBe(0);
    set.take(madeRows(400, repeat(200, { features: [0.8] })));
    expect(set.status()[0]).toMatchObject({ drifts: 1, latest: { state: 'drift' } });
  });

  test('a deployment begins the reference anew', () => {
    const set = new MonitorSet([spec('feature.brightness', psi, { reference: { kind: 'first', rows: 50 } })], 0);
    set.take(madeRows(0, repeat(100, bright(0.3))));
    const results = set.take(madeRows(100, repeat(40, bright(0.6)), { version: 2 }));
    expect(results.at(-1)).toMatchObject({ state: 'too-few', message: 'The reference has 40 of 50 values.' });
  });
});

describe('windows', () => {
  test('by simulated time: a day is two hundred fruits', () => {
    const day = 200 * FRUIT_INTERVAL_MS;
    const set = new MonitorSet([spec('queue', MEAN, { window: { by: 'time', spanMs: day, everyMs: day }, reference: { kind: 'first', rows: 2 }, minimumSample: 1 })], 0);
    const results = set.take(madeRows(0, repeat(1000, {})));
    expect(results.slice(1).map(({ sampleSize }) => sampleSize)).toEqual([200, 200, 200, 200]);
    // Event 150 is at midnight: the first of a day.
    expect(results.map(({ index }) => index)).toEqual([149, 349, 549, 749, 949]);
  });

  test('rows that were skipped empty it', () => {
    const set = new MonitorSet([spec('queue', MEAN, { reference: { kind: 'first', rows: 2 } })], 0);
    set.take(madeRows(0, repeat(100, {})));
    const [result] = set.take(madeRows(505, repeat(5, {})));
    expect(result).toMatchObject({ index: 509, state: 'too-few', sampleSize: 5 });
  });
});

test('a frame that stays the same from one batch to the next is frozen', () => {
  const set = new MonitorSet([spec('fault.frozen', MEAN, { window: { by: 'count', rows: 10, every: 10 }, minimumSample: 1, reference: { kind: 'first', rows: 2 } })], 0);
  const pictures = (from: number): MadeRow[] => repeat(10, (i) => ({ features: [0.3 + (from + i) / 100, 0.05, 30] }));
  set.take(madeRows(0, pictures(0)));
  const [frozen] = set.take(madeRows(10, pictures(9)));
  const [moving] = set.take(madeRows(20, pictures(30)));
  expect([frozen!.statistic, moving!.statistic]).toEqual([0.1, 0]);
});

test('rows that were judged already are refused', () => {
  const set = new MonitorSet([spec('queue')], 0);
  set.take(madeRows(0, repeat(10, {})));
  expect(() => set.take(madeRows(9, repeat(10, {})))).toThrow(/row 9 comes after row 9/u);
  expect(set.take(madeRows(10, []))).toEqual([]);
});

describe('what cannot be judged', () => {
  test('a constant signal', () => {
    for (const test of ['psi', 'ks', 'wasserstein', 'jensen-shannon', 'hellinger', 'mann-whitney', 'energy', 'psi-sturges']) {
      const set = new MonitorSet([spec('latency', { kind: 'test', test, warning: test === 'ks' || test === 'mann-whitney' ? 0.01 : 0.1, drift: test === 'ks' || test === 'mann-whitney' ? 0.001 : 0.2 })], 0);
      set.take(madeRows(0, repeat(60, {})));
      expect([test, set.status()[0]!.latest?.state]).toEqual([test, 'ok']);
    }
  });

  test('one label alone', () => {
    for (const test of ['chi-square', 'cramers-v', 'psi-labels', 'jensen-shannon-labels', 'z-test']) {
      const p = test === 'chi-square' || test === 'z-test';
      const set = new MonitorSet([spec('predicted', { kind: 'test', test, warning: p ? 0.01 : 0.1, drift: p ? 0.001 : 0.2 })], 0);
      set.take(madeRows(0, repeat(60, {})));
      expect([test, set.status()[0]!.latest?.state]).toEqual([test, 'ok']);
    }
  });

  test('a reference without an error does not make the first error infinitely surprising', () => {
    const judge: JudgeSpec = { kind: 'threshold', aggregate: 'mean', against: 'standard-errors', fires: 'above', warning: 3, drift: 4 };
    const set = new MonitorSet([spec('error', judge)], 0);
    set.take(madeRows(0, [...repeat(50, {}), ...repeat(10, (i) => (i === 0 ? wrong : {}))]));
    expect(set.status()[0]!.latest).toMatchObject({ state: 'ok' });
  });

  test('a monitor that throws is in error and says why, and the others are judged as if it were not there', () => {
    const three = { labels: ['a', 'b', 'c'] };
    const rows = (from: number, to: number) => madeRows(from, repeat(to - from, (i) => ({ predicted: (from + i) % 3 })), three);
    const others = [spec('predicted', { kind: 'test', test: 'chi-square', warning: 0.01, drift: 0.001 }, { id: 'chi' }), spec('queue', MEAN, { id: 'queue' })];
    const broken = [
      spec('predicted', { kind: 'test', test: 'z-test', warning: 0.01, drift: 0.001 }, { id: 'z' }), spec('predicted', { kind: 'test', test: 'nobody', warning: 1, drift: 2 }, { id: 'n' }),
      spec('error', { kind: 'detector', detector: 'nobody', params: {} }, { id: 'd' }),
    ];
    const [alone, together] = [new MonitorSet(others, 0), new MonitorSet([...broken, ...others], 0)];
    for (const [from, to] of [[0, 40], [40, 90], [90, 200]] as const) {
      const told = together.take(rows(from, to)).filter(({ monitorId }) => others.some(({ id }) => id === monitorId));
      expect(told).toEqual(alone.take(rows(from, to)));
    }
    const [z, n, d] = together.status().map(({ latest }) => latest!);
    expect([z!.state, n!.state, d!.state]).toEqual(['error', 'error', 'error']);
    expect([z!.message, n!.message, d!.message]).toEqual(['the z-test compares two categories', expect.stringMatching(/no test nobody/u), expect.stringMatching(/no detector nobody/u)]);
    expect(together.measure('z')).toBeNull();
    const restored = MonitorSet.restore(JSON.parse(JSON.stringify(together.snapshot())));
    expect(restored.take(rows(200, 300))).toEqual(together.take(rows(200, 300)));
  });

  test('explaining what has nothing to compare yet', () => {
    const set = new MonitorSet([spec('error')], 0);
    expect(set.measure('m')).toBeNull();
    expect(() => set.measure('nobody')).toThrow();
  });
});

describe('editing', () => {
  test('monitors that stay as they are keep what they know', () => {
    const [a, b] = [spec('queue', MEAN, { id: 'a', reference: { kind: 'first', rows: 2 } }), spec('latency', MEAN, { id: 'b', reference: { kind: 'first', rows: 2 } })];
    const set = new MonitorSet([a, b], 0);
    set.take(madeRows(0, repeat(25, {})));
    set.setSpecs([a, { ...b, minimumSample: 20 }, { ...b, id: 'c' }]);
    set.take(madeRows(25, repeat(5, {})));
    expect(set.status().map(({ latest }) => latest?.sampleSize)).toEqual([20, 5 - 2, 5 - 2]);
  });
});

describe('snapshots', () => {
  const saved = () => {
    const set = new MonitorSet(defaultMonitors(LABELS, FEATURES), 5);
    set.take(madeRows(0, repeat(100, {})));
    return JSON.parse(JSON.stringify(set.snapshot())) as Record<string, unknown>;
  };

  test('another version is refused as such', () => {
    expect(codeOf(attempt(() => MonitorSet.restore({ ...saved(), version: 0 })))).toBe('file-version');
    expect(codeOf(attempt(() => MonitorSet.restore({})))).toBe('file-version');
  });

  test('anything torn is refused', () => {
    const good = saved();
    for (const bad of [null, 'text', { ...good, truths: null }, { ...good, monitors: [{}] }, { ...good, lastIndex: -7 }, { ...good, learner: { features: ['a'], rows: '!!!' } }]) {
      expect(['file-schema', 'file-version']).toContain(codeOf(attempt(() => MonitorSet.restore(bad))));
    }
    const torn = JSON.stringify(good).replace(/"values":"[^"]{8}/u, '"values":"?');
    expect(codeOf(attempt(() => MonitorSet.restore(JSON.parse(torn))))).toBe('file-schema');
  });
});

function attempt(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
