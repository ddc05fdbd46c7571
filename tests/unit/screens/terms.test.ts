import { describe, expect, it } from 'vitest';
import type { MonitorStatus } from '../../../src/domain/monitoring/monitors/monitor-set.ts';
import type { JudgeSpec } from '../../../src/domain/monitoring/monitors/spec.ts';
import type { MonitorResult } from '../../../src/domain/monitoring/monitors/monitor-result.ts';
import { DETECTORS } from '../../../src/domain/monitoring/detectors/catalogue.ts';
import { detectorTerm, judgeTerm } from '../../../src/ui/screens/shared/judge-terms.ts';
import { furthestOf, watchedValue, type Watched } from '../../../src/ui/screens/terms/watched-values.ts';

const psi: JudgeSpec = { kind: 'test', test: 'psi', warning: 0.1, drift: 0.25 };
const adwin: JudgeSpec = { kind: 'detector', detector: 'ADWIN', params: {} };
function monitor(name: string, judge: JudgeSpec, latest: Partial<MonitorResult> | null, drifts = 0): MonitorStatus {
  const spec = { id: name, name, signal: `feature.${name}`, reference: { kind: 'first' as const, rows: 1000 }, window: { by: 'count' as const, rows: 500, every: 125 }, judge, minimumSample: 500 };
  const prediction = { monitorId: name, index: 9, state: 'ok' as const, statistic: null, threshold: 0.25, warningThreshold: 0.1, fires: 'above' as const, p: null, sampleSize: 500, referenceSize: 1000, message: '', detail: null };
  return { spec, latest: latest && { ...prediction, ...latest }, drifts, lastDriftIndex: null, level: null, off: false };
}
const watched = (part: Partial<Watched>): Watched => ({ monitors: [], reference: { kind: 'none' }, rules: [], counts: { firing: 0, pending: 0, unattended: 0, revision: 0 }, silences: [], lastIndex: 9, ...part });
const plain = (text: string | null): string | null => text?.replaceAll(/\s/gu, ' ') ?? null;

it('detectors have the card of their term, by the names of their catalogue', () => {
  expect(DETECTORS.flatMap(({ name }) => detectorTerm(name) ?? []).toSorted()).toEqual(['adwin', 'adwin', 'ddm', 'page-hinkley']);
  expect(judgeTerm(adwin)).toBe('adwin');
});

describe('a term in the book', () => {
  const monitors = [monitor('Hue', psi, { statistic: 0.04 }), monitor('Brightness (mean)', psi, { statistic: 1.482, state: 'drift' }), monitor('Sharpness', psi, null), monitor('Errors', adwin, { statistic: 9 }, 2)];

  it('tells the PSI of what moved furthest, of how many fruits, and its limit', () => {
    expect(furthestOf(monitors, 'psi')?.spec.name).toBe('Brightness (mean)');
    expect(plain(watchedValue(watched({ monitors }), 'psi'))).toBe('1.48 for brightness, 500 fruits against 1 000; it is a drift above 0.25');
  });

  it('tells nothing where nothing is compared yet', () => {
    expect(watchedValue(watched({ monitors: [monitor('Hue', psi, null), monitor('Sharpness', psi, { statistic: null })] }), 'psi')).toBeNull();
    expect(watchedValue(watched({}), 'ks')).toBeNull();
    expect(watchedValue(watched({}), 'adwin')).toBeNull();
  });

  it('of a test with a p-value is of the least likely, and names no limit of another measure', () => {
    const ks: JudgeSpec = { kind: 'test', test: 'ks', warning: 0.001, drift: 0.00001 };
    expect(watchedValue(watched({ monitors: [monitor('Confidence', ks, { statistic: 0.09, p: 0.2, threshold: 0.00001 }), monitor('Entropy', ks, { statistic: 0.05, p: 0.01 })] }), 'ks')).toMatch(/^0\.05\d* for entropy/u);
  });

  it('tells how the monitors, the reference and the alerts stand', () => {
    expect(watchedValue(watched({ monitors }), 'monitor')).toBe('4 monitors, 1 beyond its limit');
    expect(watchedValue(watched({ monitors }), 'monitor', 5000)).toBe('4 monitors, none beyond their limit');
    expect(watchedValue(watched({ monitors }), 'adwin')).toBe('it watches 1 signal and has heard 2 drifts so far');
    expect(plain(watchedValue(watched({ reference: { kind: 'collecting', from: 0, needed: 1000, count: 612, known: 562 } }), 'reference'))).toBe('612 of 1 000 fruits so far');
    expect(watchedValue(watched({ counts: { firing: 2, pending: 0, unattended: 1, revision: 3 } }), 'firing')).toBe('2 alerts now');
    expect(watchedValue(watched({}), 'confusion-matrix')).toBeNull();
  });
});
