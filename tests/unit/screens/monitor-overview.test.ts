import { describe, expect, test } from 'vitest';
import type { MonitorStatus } from '../../../src/domain/monitoring/monitors/monitor-set.ts';
import { parseMonitor, type MonitorSpec } from '../../../src/domain/monitoring/monitors/spec.ts';
import type { MonitorResult } from '../../../src/domain/monitoring/monitors/monitor-result.ts';
import { groupOfSignal } from '../../../src/ui/screens/monitor/groups.ts';
import { cautionText, driftLimit, limitText, referenceText, sampleText, signalName, statisticText, windowText } from '../../../src/ui/screens/monitor/monitor-text.ts';
import { excessOf, groupStandings, standingOf } from '../../../src/ui/screens/monitor/overview.ts';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

const spec = (signal: string, judge: MonitorSpec['judge'], id = signal): MonitorSpec => parseMonitor({
  id, name: id, signal, judge, reference: { kind: 'first', rows: 1000 }, window: { by: 'count', rows: 500, every: 125 }, minimumSample: 30,
});
const PSI = { kind: 'test', test: 'psi', warning: 0.1, drift: 0.25 } as const;
const KS = { kind: 'test', test: 'ks', warning: 0.001, drift: 0.00001 } as const;
const ADWIN = { kind: 'detector', detector: 'ADWIN', params: { delta: 0.002 } } as const;

function prediction(of: Partial<MonitorResult>): MonitorResult {
  return { monitorId: 'm', index: 999, state: 'ok', statistic: 0.05, threshold: 0.25, warningThreshold: 0.1, fires: 'above', p: null, sampleSize: 500, referenceSize: 1000, message: '', detail: null, ...of };
}
const status = (of: MonitorSpec, latest: MonitorResult | null, lastDriftIndex: number | null = null): MonitorStatus => ({ spec: of, latest, drifts: lastDriftIndex === null ? 0 : 1, lastDriftIndex, level: null, off: false });

describe('what is bad now', () => {
  test('every signal belongs to one of four groups', () => {
    expect(['error', 'share.ripe', 'entropy', 'feature.hue', 'embedding', 'latency', 'queue', 'fault.frozen'].map(groupOfSignal)).toEqual([
      'predictions', 'predictions', 'predictions', 'inputs', 'inputs', 'time', 'time', 'quality',
    ]);
  });

  test('the worst stands first: drift before warning, and among equals the one further beyond its limit', () => {
    const [, inputs] = groupStandings([
      status(spec('feature.brightness', PSI), prediction({})),
      status(spec('feature.contrast', PSI), prediction({ state: 'warning', statistic: 0.2 })),
      status(spec('feature.hue', PSI), prediction({ state: 'drift', statistic: 0.3 })),
      status(spec('feature.size', PSI), prediction({ state: 'drift', statistic: 0.9 })),
      status(spec('feature.edges', PSI), null),
    ], 1000);
    expect(inputs!.worst).toBe('drift');
    expect(inputs!.monitors.map(({ status: { spec: { id } } }) => id)).toEqual(['feature.size', 'feature.hue', 'feature.contrast', 'feature.edges', 'feature.brightness']);
    expect(inputs!.counts).toEqual({ drift: 2, warning: 1, error: 0, off: 0, ok: 1, unsaid: 1, all: 5 });
  });

  test('p-values are as far beyond their limit as they have more noughts', () => {
    expect(excessOf(status(spec('confidence', KS), prediction({ p: 1e-10, threshold: 1e-5, fires: 'below' })))).toBeCloseTo(2, 9);
    expect(excessOf(status(spec('confidence', KS), prediction({ p: 0, threshold: 1e-5, fires: 'below' })))).toBeGreaterThan(50);
  });

  test('a detector that begins anew after a drift has still drifted, for as long as its window lasts', () => {
    const adwin = status(spec('error', ADWIN), prediction({ state: 'ok' }), 900);
    expect(standingOf(adwin, 1100)).toMatchObject({ state: 'drift', driftedAgo: 200 });
    expect(standingOf(adwin, 1400)).toMatchObject({ state: 'ok', driftedAgo: null });
    expect(standingOf(adwin, 1100, true), 'where nothing has been judged nothing is known').toMatchObject({ state: 'no-data', driftedAgo: null });
    expect(standingOf(status(spec('feature.hue', PSI), prediction({}), 900), 950).state).toBe('ok');
  });
});

describe('words of a monitor', () => {
  const rate = spec('fault.dark', { kind: 'threshold', aggregate: 'mean', against: 'absolute', fires: 'above', warning: 0.05, drift: 0.1 });

  test('numbers are in the unit of what is compared', () => {
    expect(plain(statisticText(rate, 0.123))).toBe('12.3 %');
    expect(statisticText(spec('confidence', KS), 3.2e-7)).toBe('p below 0.00001');
    expect(statisticText(spec('error', { kind: 'threshold', aggregate: 'mean', against: 'standard-errors', fires: 'above', warning: 3.5, drift: 5 }), 6.021)).toBe('6.02 se');
    expect(statisticText(spec('confidence', KS), 0.00042)).toBe('p 0.00042');
  });

  test('the limit that was passed is told, the warning’s for a warning', () => {
    expect(plain(limitText(rate, prediction({ state: 'drift', threshold: 0.1 })))).toBe('> 10.0 %');
    expect(plain(limitText(rate, prediction({ state: 'warning', threshold: 0.1, warningThreshold: 0.05 })))).toBe('> 5.0 %');
    expect(limitText(spec('confidence', KS), prediction({ threshold: 1e-5, fires: 'below' }))).toBe('≥ 0.00001');
    expect([plain(driftLimit(rate)), driftLimit(spec('confidence', KS)), driftLimit(spec('error', ADWIN))]).toEqual(['above 10.0 %', 'below p 0.00001', 'delta 0.002']);
  });

  test('the sample stands next to the prediction, with a warning where it is too small', () => {
    expect(plain(sampleText(prediction({})))).toBe('n 500, reference 1 000');
    expect(cautionText(prediction({ state: 'too-few', message: '12 of at least 30 values.' }), null)).toBe('Too few to say: 12 of at least 30 values.');
    expect(cautionText(null, null)).toBe('Nothing was judged yet.');
    expect(cautionText(prediction({}), 40)).toBe('Drifted 40 fruits ago, and began anew.');
  });

  test('references, windows and signals are named', () => {
    expect([{ kind: 'first', rows: 1000 } as const, { kind: 'version' } as const, { kind: 'window', from: 20, to: 400 } as const].map(referenceText).map(plain)).toEqual(['first 1 000', 'held-out set', 'fruit 20 to 400']);
    expect(windowText({ by: 'count', rows: 500, every: 500 })).toBe('chunks of 500');
    expect(windowText({ by: 'time', spanMs: 86_400_000, everyMs: 21_600_000 })).toBe('24\u00a0h, every 6\u00a0h');
    expect([signalName('share.ripe'), signalName('feature.warmth'), signalName('fault.dark')]).toEqual(['Share of ripe', 'Warmth (red − blue)', 'Dark pictures']);
  });
});
