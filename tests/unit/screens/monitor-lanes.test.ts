import { describe, expect, test } from 'vitest';
import { defaultMonitors } from '../../../src/domain/monitoring/monitors/defaults.ts';
import { parseMonitor } from '../../../src/domain/monitoring/monitors/spec.ts';
import { defaultRules } from '../../../src/domain/alerting/rules/default-rules.ts';
import type { RuleStatus, Transition } from '../../../src/domain/alerting/rules/rule-engine.ts';
import { alertMoments, diamondsOn, laneOfSignal } from '../../../src/ui/screens/monitor/alert-moments.ts';
import { dressed, faultLane, monitorLane, NO_EXTRAS, queriesFor, type LaneExtras } from '../../../src/ui/screens/monitor/lane-extras.ts';
import { DEFAULT_LANES, laneGroups, laneKinds, parseChoice } from '../../../src/ui/screens/monitor/lanes.ts';
import { monitorLevel, needsNumbers, ruleLevels, thresholdsOn } from '../../../src/ui/screens/monitor/levels.ts';

const plain = (text: string | undefined): string => (text ?? '').replaceAll('\u00a0', ' ');
const monitors = defaultMonitors(['ripe', 'unripe'], ['brightness', 'hue']);
const byId = (id: string) => monitors.find((spec) => spec.id === id)!;
const rules: RuleStatus[] = defaultRules.groups.flatMap(({ name, rules: of }) => of.map((rule) => ({ key: '', off: false, group: name, rule, state: 'inactive', alerts: [], message: '', evaluatedAt: 0 })));

describe('thresholds on the lanes', () => {
  test('limits of errors are turned over, since the lane draws what was right', () => {
    expect(monitorLevel(byId('error-rate'), { reference: 0.05, error: 0.01 })).toMatchObject({ lane: 'accuracy', fires: 'below', value: 0.9 });
  });
  test('limits against the reference need its live numbers, absolute ones do not', () => {
    expect(monitors.filter(needsNumbers).map(({ id }) => id)).toEqual(['error-rate', 'latency-p95', 'queue']);
    expect(monitorLevel(byId('latency-p95'), undefined)).toBeNull();
    expect(monitorLevel(byId('latency-p95'), { reference: 6 })).toMatchObject({ lane: 'latency', value: 60, fires: 'above' });
    expect(monitorLevel(byId('queue'), { reference: 2 })).toMatchObject({ value: 258 });
    expect(monitorLevel(byId('fault-dark'), undefined)).toMatchObject({ lane: 'faults', value: 0.1 });
  });
  test('a statistic on a scale of its own is on no other lane', () => {
    expect(monitorLevel(byId('psi-brightness'), { statistic: 0.3 })).toBeNull();
    expect(monitorLevel(byId('error-adwin'), {})).toBeNull();
  });
  test('of equal thresholds one is drawn', () => {
    const levels = monitors.flatMap((spec) => monitorLevel(spec, undefined) ?? []);
    expect(levels).toHaveLength(5);
    expect(thresholdsOn('faults', levels, (value) => `${value * 100} %`)).toEqual([{ value: 0.1, words: 'drift above 10 %' }]);
  });
  test('a rule that compares what a lane draws has a threshold that can be asked for', () => {
    expect(ruleLevels(rules)).toEqual([{ lane: 'accuracy', by: 'accuracy_low', fires: 'below', query: 'scalar(max(orchard_reference_accuracy)) - 0.1' }]);
  });
});

describe('alerts on the lanes', () => {
  const transition = (rule: string, kind: Transition['kind'], at: number, labels = {}, group = 'orchard-predictions'): Transition => ({ at, group, rule, kind, labels, annotations: { summary: 'So it is' }, value: 1, message: '' });
  const moments = alertMoments([
    transition('feature_drifted', 'firing', 40, { signal: 'feature.hue', monitor: 'psi-hue' }, 'orchard-inputs'),
    transition('accuracy_low', 'pending', 10), transition('accuracy_low', 'firing', 20), transition('accuracy_low', 'resolved', 30),
    transition('data_quality', 'firing', 50, { signal: 'fault.blurred', monitor: 'fault-blurred' }, 'orchard-data-quality'),
  ], rules, (seconds) => seconds * 100);

  test('are told when they fired and were resolved, in order', () => {
    expect(moments.map(({ index, rule, state }) => [index, rule, state])).toEqual([
      [2000, 'accuracy_low', 'firing'], [3000, 'accuracy_low', 'resolved'], [4000, 'feature_drifted', 'firing'], [5000, 'data_quality', 'firing'],
    ]);
    expect(moments[2]!.words).toBe('feature_drifted (feature.hue) firing: So it is');
    const name = '\u05d1\u05e9\u05dc';
    expect(alertMoments([transition(name, 'firing', 1, { signal: `share.${name}` })], [], (seconds) => seconds)[0]!.words).toBe(`\u2068${name}\u2069 (\u2068share.${name}\u2069) firing: So it is`);
  });
  test('stand on the lane that shows what they are about, by label or by expression', () => {
    expect(diamondsOn('accuracy', moments).map(({ index }) => index)).toEqual([2000, 3000]);
    expect(diamondsOn('feature.hue', moments)).toHaveLength(1);
    expect(diamondsOn('monitor.psi-hue', moments)).toHaveLength(1);
    expect(['error', 'share.ripe', 'entropy', 'fault.dark'].map(laneOfSignal)).toEqual(['accuracy', 'share', null, 'faults']);
  });
  test('of a fault stand on that fault’s line', () => {
    const blurred = { labels: { monitor: 'fault-blurred' }, index: [4000, 5000], value: [0.01, 0.3] };
    const extras: LaneExtras = { ...NO_EXTRAS, monitors, moments, answers: { faults: [blurred] } };
    expect(dressed(faultLane(extras), extras).alerts).toEqual([{ index: 5000, state: 'firing', rule: 'data_quality', value: 0.3 }]);
  });
});

describe('lanes from the metrics', () => {
  const line = (name: string, value: number[]) => ({ labels: { monitor: name }, index: value.map((_, i) => i * 50), value });

  test('only what is shown is asked for', () => {
    expect(queriesFor(['latency'])).toEqual({});
    expect(Object.keys(queriesFor(['accuracy', 'faults']))).toEqual(['estimated', 'lower', 'upper', 'faults']);
    expect(queriesFor(['monitor.a', 'monitor.b'])['statistics']).toBe('orchard_monitor_statistic{monitor=~"a|b"}');
  });
  test('an estimate comes with its band and with what it cannot see, and only when there is one', () => {
    const lane = { id: 'accuracy', name: 'Accuracy', series: [], format: (value: number) => value.toFixed(2) };
    expect(dressed(lane, NO_EXTRAS)).toEqual(lane);
    const [estimated, lower, upper] = [line('', [0.9, 0.8]), line('', [0.85, 0.75]), line('', [0.95, 0.85])];
    const whole = dressed(lane, { ...NO_EXTRAS, answers: { estimated: [estimated], lower: [lower], upper: [upper] } });
    expect(whole).toMatchObject({ estimate: 'est. 0.80', remark: 'Estimated from the model’s own confidence; it cannot see concept drift.' });
    expect(whole.series[0]).toMatchObject({ style: 'estimated', low: [0.85, 0.75], high: [0.95, 0.85] });
    expect(dressed(lane, { ...NO_EXTRAS, estimate: { kind: 'calibrating', have: 20, need: 500 } }).remark).toContain('after 500 truths; 20 so far');
  });
  test('a p-value is drawn by its noughts, so that smaller is higher', () => {
    const spec = byId('confidence');
    const lane = monitorLane(spec, { ...NO_EXTRAS, monitors, answers: { statistics: [line('confidence', [0.1, 1e-8, 0])], limits: [line('confidence', [1e-5])] } });
    expect(Array.from(lane.series[0]!.value, (value) => Number(value.toFixed(6)))).toEqual([1, 8, 8]);
    expect(lane.note).toBe('drift at p 0.00001');
    expect(plain(lane.format(3))).toBe('p 0.001');
  });
  test('there is a group for the quality of the data, and a lane for each monitor on demand', () => {
    const kinds = laneKinds(null, true, monitors);
    expect(kinds.find(({ id }) => id === 'monitor.psi-hue')).toMatchObject({ group: 'inputs', name: 'Hue of the centre' });
    const shown = kinds.filter(({ id }) => DEFAULT_LANES.includes(id));
    expect(laneGroups(shown, { series: {}, live: null, firstTruth: null, extras: { ...NO_EXTRAS, monitors } }).at(-1)).toMatchObject({ title: 'Data quality' });
    expect(laneKinds(null, true, []).some(({ id }) => id === 'faults')).toBe(false);
    expect(parseChoice({ lanes: ['monitor.psi-hue'] })).toEqual(['monitor.psi-hue']);
  });
  test('a fault judged otherwise than by its share is not drawn as a share', () => {
    const frozen = parseMonitor({ ...byId('fault-frozen'), judge: { kind: 'detector', detector: 'ADWIN', params: {} } });
    expect(faultLane({ ...NO_EXTRAS, monitors: [frozen, byId('fault-dark')] }).series.map(({ name }) => name)).toEqual(['dark']);
  });
});
