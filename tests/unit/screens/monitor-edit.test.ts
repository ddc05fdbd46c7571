import { describe, expect, test } from 'vitest';
import { defaultMonitors } from '../../../src/domain/monitoring/monitors/defaults.ts';
import { parseMonitor } from '../../../src/domain/monitoring/monitors/spec.ts';
import { copyOf, detectorsFor, judgeKindsFor, judgeOf, mistakeIn, newMonitor, readMonitors, referenceOf, signalsOf, testsFor, windowOf, withMonitor, withSignal } from '../../../src/ui/screens/monitor/edit-monitors.ts';

const monitors = defaultMonitors(['ripe', 'unripe'], ['brightness']);
const byId = (id: string) => monitors.find((spec) => spec.id === id)!;

describe('editing monitors', () => {
  test('every signal with every judge that is offered for it is a monitor that can be', () => {
    for (const { signal } of signalsOf(['ripe', 'unripe'])) {
      expect(judgeKindsFor(signal).length, signal).toBeGreaterThan(0);
      for (const kind of judgeKindsFor(signal)) {
        expect(() => parseMonitor({ ...newMonitor([]), signal, judge: judgeOf(kind, signal) }), `${signal} by ${kind}`).not.toThrow();
      }
      for (const { id } of testsFor(signal)) expect(mistakeIn({ ...newMonitor([]), signal, judge: { kind: 'test', test: id, warning: 0.01, drift: 0.01 } }, [], null), `${signal} by ${id}`).toBeNull();
      for (const { name } of detectorsFor(signal)) expect(mistakeIn({ ...newMonitor([]), signal, judge: { kind: 'detector', detector: name, params: {} } }, [], null), `${signal} by ${name}`).toBeNull();
    }
    for (const by of ['count', 'time'] as const) expect(mistakeIn({ ...newMonitor([]), window: windowOf(by) }, [], null)).toBeNull();
    for (const kind of ['first', 'version', 'window', 'last-good'] as const) expect(mistakeIn({ ...newMonitor([]), reference: referenceOf(kind, [100, 400]) }, [], null)).toBeNull();
  });

  test('another signal keeps the judge where it can judge that, and changes it where it cannot', () => {
    const psi = byId('psi-brightness');
    expect(withSignal(psi, 'feature.hue').judge).toBe(psi.judge);
    expect(withSignal(psi, 'predicted').judge).toMatchObject({ kind: 'test', test: 'chi-square' });
    expect(withSignal(byId('error-adwin'), 'predicted').judge.kind).toBe('test');
  });

  test('all features together are judged by tests of several numbers alone, which single ones have as well', () => {
    expect(testsFor('features').map(({ id }) => id)).toEqual(['mmd', 'domain-classifier']);
    expect(judgeKindsFor('features')).toEqual(['test']);
    expect(testsFor('feature.hue').map(({ id }) => id)).toEqual(expect.arrayContaining(['psi', 'mmd', 'domain-classifier']));
    expect(testsFor('predicted').map(({ id }) => id)).not.toContain('mmd');
    expect(withSignal(byId('psi-brightness'), 'features').judge).toEqual({ kind: 'test', test: 'mmd', warning: 0.01, drift: 0.002 });
    const large = { ...newMonitor([]), signal: 'features', judge: judgeOf('test', 'features'), window: { by: 'count', rows: 5000, every: 500 } } as const;
    expect(mistakeIn(large, [], null)).toEqual({ place: 'window', words: 'The window of features holds at most 2000 values.' });
  });

  test('the baselines of the bench are no judges', () => {
    expect(signalsOf(['ripe']).flatMap(({ signal }) => detectorsFor(signal)).filter(({ baseline }) => baseline)).toEqual([]);
    expect(detectorsFor('error').map(({ name }) => name)).toContain('DDM');
  });

  test('copies and new ones have ids that nobody has', () => {
    expect(copyOf(byId('queue'), monitors)).toMatchObject({ id: 'queue-2', name: 'Queue, copy', signal: 'queue' });
    expect(newMonitor([...monitors, newMonitor(monitors)]).id).toBe('monitor-2');
  });

  test('mistakes are told in the parser’s words, where they stand', () => {
    const psi = byId('psi-brightness');
    const mistake = (change: object) => mistakeIn({ ...psi, ...change }, monitors, psi.id);
    expect(mistake({})).toBeNull();
    expect(mistake({ judge: { kind: 'test', test: 'psi', warning: 0.5, drift: 0.25 } })).toEqual({ place: 'judge', words: 'The warning must come before the drift.' });
    expect(mistake({ window: { by: 'count', rows: 100, every: 200 }, minimumSample: 50 })).toMatchObject({ place: 'window' });
    expect(mistake({ minimumSample: 900 })).toMatchObject({ place: 'window', words: 'The minimum sample does not fit into the window.' });
    expect(mistake({ reference: { kind: 'window', from: 5, to: 5 } })).toMatchObject({ place: 'reference' });
    expect(mistake({ name: '' })).toMatchObject({ place: 'name' });
    expect(mistake({ id: 'queue' })).toMatchObject({ place: 'name', words: 'Two monitors have the id queue.' });
    expect(mistake({ judge: { kind: 'detector', detector: 'KSWIN', params: { stat_size: 90 } } })).toMatchObject({ place: 'judge' });
  });

  test('a list goes out as JSON and comes back the same', () => {
    expect(readMonitors(JSON.stringify(monitors))).toEqual({ monitors });
    expect(readMonitors('[')).toMatchObject({ words: expect.stringContaining('not JSON') as string });
    expect(readMonitors('[{"id":"a"}]')).toHaveProperty('words');
    expect(withMonitor(monitors, { ...byId('queue'), name: 'Q' }, 'queue').find(({ id }) => id === 'queue')?.name).toBe('Q');
  });
});
