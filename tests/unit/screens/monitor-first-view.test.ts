import { describe, expect, test } from 'vitest';
import { accuracyStanding } from '../../../src/domain/monitoring/summaries/accuracy-standing.ts';
import { headlineOf, type HeadlineInputs, type MonitorStanding } from '../../../src/domain/guidance/headline.ts';
import { shareStats } from '../../../src/domain/monitoring/summaries/window-stats.ts';
import type { MonitorStatus } from '../../../src/domain/monitoring/monitors/monitor-set.ts';
import { parseMonitor, type MonitorSpec } from '../../../src/domain/monitoring/monitors/spec.ts';
import type { MonitorResult } from '../../../src/domain/monitoring/monitors/monitor-result.ts';
import type { ReferenceState } from '../../../src/domain/monitoring/monitors/reference-state.ts';
import { answerOf, countText, shownCounts } from '../../../src/ui/screens/monitor/answers.ts';
import { headlineDetail, headlineTitle, incidentFoot, oneIn } from '../../../src/ui/screens/monitor/headline-text.ts';
import { alertOn } from '../../../src/ui/screens/monitor/alert-moments.ts';
import { defaultRules } from '../../../src/domain/alerting/rules/default-rules.ts';
import type { RuleStatus } from '../../../src/domain/alerting/rules/rule-engine.ts';
import { alertSentence, incidentTitle, partSentence } from '../../../src/domain/alerting/incidents/title.ts';
import { valueAxis } from '../../../src/ui/charts/series.ts';
import { groupStandings } from '../../../src/ui/screens/monitor/overview.ts';
import { NO_EXTRAS } from '../../../src/ui/screens/monitor/lane-extras.ts';
import { questionLane } from '../../../src/ui/screens/monitor/question-lane.ts';
import { standsInFor } from '../../../src/ui/screens/monitor/stand-ins.ts';
import { lineStanding } from '../../../src/ui/screens/monitor/standing.ts';
import { candidatesFor, parsePins, shownLane } from '../../../src/ui/screens/monitor/shown-lane.ts';
import { trayCounts, trayDots, trayPlace } from '../../../src/ui/screens/monitor/tray.ts';
import { newestWindows } from '../../../src/ui/screens/monitor/windows.svelte.ts';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');
const AT_REST: ReferenceState = { kind: 'at-rest', from: 0, to: 1000 };
const COLLECTING: ReferenceState = { kind: 'collecting', from: 0, needed: 1000, count: 612, known: 562 };

const PSI = { kind: 'test', test: 'psi', warning: 0.1, drift: 0.25 } as const;
const spec = (signal: string, judge: MonitorSpec['judge'] = PSI): MonitorSpec => parseMonitor({
  id: signal, name: signal, signal, judge, reference: { kind: 'first', rows: 1000 }, window: { by: 'count', rows: 500, every: 125 }, minimumSample: 30,
});
const prediction = (of: Partial<MonitorResult>): MonitorResult => ({
  monitorId: 'm', index: 999, state: 'ok', statistic: 0.05, threshold: 0.25, warningThreshold: 0.1, fires: 'above', p: null, sampleSize: 500, referenceSize: 1000, message: '', detail: null, ...of,
});
const status = (signal: string, state: MonitorResult['state'], of: Partial<MonitorResult> = {}, judge?: MonitorSpec['judge']): MonitorStatus => ({ spec: spec(signal, judge), latest: prediction({ state, ...of }), drifts: 0, lastDriftIndex: null, level: null, off: false });
const FAULT = { kind: 'threshold', aggregate: 'mean', against: 'absolute', fires: 'above', warning: 0.05, drift: 0.1 } as const;

const worse = accuracyStanding({ trials: 500, successes: 435 }, { reference: { trials: 950, successes: 929 } });
const inputs = (of: Partial<HeadlineInputs>): HeadlineInputs => ({ reference: AT_REST, accuracy: null, monitors: [], alerts: [], failed: false, rulesOff: 0, heldBack: false, ...of });
const dark: MonitorStanding = { id: 'psi-brightness', signal: 'feature.brightness', state: 'drift', off: false, shift: -1.3, now: 0.315, usual: 0.404 };

describe('the headline', () => {
  test('an alert that is only about to fire is not said to have fired, or to be red', () => {
    expect(Object.values(incidentFoot('firing')).join()).toMatch(/why it fired,stays red/);
    expect(Object.values(incidentFoot('pending')).join()).not.toMatch(/fired|red/);
  });
  test('is the worst number in words, then what moved', () => {
    const headline = headlineOf(inputs({ accuracy: worse, monitors: [dark] }));
    expect(headlineTitle(headline)).toBe('One prediction in eight is wrong; it was one in 45. The pictures became darker.');
    expect(plain(headlineDetail(headline))).toBe('The worst number here is accuracy: 10.8 points below the reference, 7.9 to 14.1 with the uncertainty of both; more than chance (p below 0.001).');
  });

  test('of an input alone tells what moved, and by how much', () => {
    const headline = headlineOf(inputs({ monitors: [dark] }));
    expect(headlineTitle(headline)).toBe('The pictures became darker.');
    expect(plain(headlineDetail(headline))).toBe('Brightness is 0.32; usual is 0.40, 1.3 standard deviations.');
    const small = { ...dark, signal: 'feature.sharpness', now: 0.0104, usual: 0.012, shift: -0.8 };
    expect(plain(headlineDetail(headlineOf(inputs({ monitors: [small] }))))).toBe('Sharpness is 0.0104; usual is 0.0120, 0.8 standard deviations.');
  });

  test('is calm only with its numbers, and says when nothing can be said', () => {
    const fine = accuracyStanding({ trials: 500, successes: 487 }, { reference: { trials: 950, successes: 929 } });
    expect(plain(headlineTitle(headlineOf(inputs({ accuracy: fine }))))).toBe('Nothing beyond its limit: 97.4 % of 500 right.');
    const waiting = headlineOf(inputs({ reference: COLLECTING }));
    expect(headlineTitle(waiting)).toBe('Whether anything changes cannot be said yet: there is no reference.');
    expect(plain(headlineDetail(waiting))).toBe('612 of its 1 000 fruits are in, 562 with their truth. 388 are to come.');
  });

  test('says of an alert that nothing here speaks for no more than the monitors say', () => {
    const alerts = [{ name: 'accuracy is low', state: 'firing' }] as const;
    const detailWith = (...states: MonitorStanding['state'][]): string => plain(headlineDetail(headlineOf(inputs({ alerts, monitors: states.map((state) => ({ ...dark, state })) }))));
    expect(detailWith('ok', 'ok')).toMatch(/^Every number shown here is within its limit; /u);
    expect(detailWith('ok', 'too-few', 'too-few')).toMatch(/^No monitor is beyond its limit, but 2 of 3 cannot say yet; /u);
    expect(detailWith('too-few', 'too-few')).toMatch(/^No monitor can say anything yet; /u);
  });

  test('says what is switched off for what it costs, or held back, and never that it is calm', () => {
    const off = { ...dark, state: 'ok', off: true } as const;
    const told = (of: Partial<HeadlineInputs>) => headlineOf(inputs(of));
    expect(plain(headlineTitle(told({ monitors: [off, { ...off, off: false }], rulesOff: 1 })))).toBe('1 of 2 monitors and one rule are switched off.');
    expect(told({ monitors: [off, { ...off, off: false }] })).toMatchObject({ tone: 'warn', counts: { off: 1, ok: 1, all: 2 } });
    expect(headlineTitle(told({ heldBack: true }))).toBe('Your own monitors and rules are held back.');
    expect(headlineTitle(told({ monitors: [{ ...dark, state: 'too-few' }] }))).toBe('Whether anything changes cannot be said yet: no monitor has enough to compare.');
  });

  test('counts every monitor once, whoever counts', () => {
    const monitors = (['drift', 'warning', 'error', 'ok', 'too-few', 'no-data', 'ok'] as const).map((state, i) => ({ ...dark, state, off: i === 6 }));
    const { all, ...kinds } = headlineOf(inputs({ monitors })).counts;
    expect([all, Object.values(kinds).reduce((sum, n) => sum + n, 0)]).toEqual([7, 7]);
    const groups = groupStandings(monitors.map(({ state, off }, i) => ({ ...status(`feature.f${i}`, state), off })), 4000);
    expect(groups[1]!.counts).toEqual({ all, ...kinds });
    expect(shownCounts(groups[1]!.counts).reduce((sum, { n }) => sum + n, 0)).toBe(all);
    expect(countText(groups[1]!)).toBe('1 beyond, 1 near, 1 cannot be judged, 1 switched off, 2 cannot say, of 7');
  });

  test('tells what there is and what pictures became, each in its own grammar', () => {
    const title = (signal: string, state: MonitorStanding['state']) => headlineTitle(headlineOf(inputs({ monitors: [{ ...dark, signal, state }] })));
    expect(title('feature.highlights', 'drift')).toBe('There are fewer highlights.');
    expect(title('feature.highlights', 'warning')).toBe('There are slightly fewer highlights. It is not beyond its limit.');
    expect(title('feature.brightness', 'warning')).toBe('The pictures became a little darker. It is not beyond its limit.');
  });

  test('tells of the pictures once, however many of their measures moved', () => {
    const title = (...signals: string[]) => headlineTitle(headlineOf(inputs({ monitors: signals.map((signal) => ({ ...dark, signal, state: 'drift' as const })) })));
    expect(title('feature.brightness', 'feature.centre-brightness')).toMatch(/^[^.]*\.$/u);
  });

  test('counts shares as people do', () => {
    expect([oneIn(0.125), oneIn(1 / 45), oneIn(0.5), oneIn(0), oneIn(0.36)].map(plain)).toEqual(['one in eight', 'one in 45', 'one in two', 'none', '36 %']);
  });
});

describe('the four questions', () => {
  const unmoved = { accuracy: null, shiftOf: () => null };

  test('are answered no calmer than their worst monitor, nor than accuracy', () => {
    const [right, world, , pictures] = groupStandings([
      status('error', 'ok'), status('feature.brightness', 'drift', { statistic: 1.48 }), status('feature.hue', 'warning'), status('fault.out-of-range', 'drift', { statistic: 0.125 }, FAULT), status('fault.dark', 'too-few', {}, FAULT),
    ], 4000);
    expect(answerOf(right!, { ...unmoved, accuracy: worse }, AT_REST)).toMatchObject({ state: 'drift', words: 'Less than it was' });
    expect(answerOf(world!, { ...unmoved, shiftOf: () => -1.3 }, AT_REST)).toEqual({ state: 'drift', words: 'No, it is darker', counts: '1 beyond, 1 near, of 2' });
    const [, glint] = groupStandings([status('feature.highlights', 'drift')], 4000);
    expect(answerOf(glint!, { ...unmoved, shiftOf: () => -1.3 }, AT_REST).words).toBe('No, there are fewer highlights');
    expect(answerOf(pictures!, unmoved, AT_REST)).toEqual({ state: 'drift', words: 'One in eight not', counts: '1 beyond, 1 cannot say, of 2' });
  });

  test('nothing that is compared with a reference is green without one at rest; time has a limit of its own', () => {
    const [, world, time] = groupStandings([status('feature.brightness', 'ok'), status('latency', 'ok', {}, { ...FAULT, aggregate: 'p95' })], 4000);
    expect(answerOf(world!, unmoved, AT_REST)).toMatchObject({ state: 'ok', words: 'Yes', counts: '1 within, of 1' });
    const drawn: ReferenceState = { kind: 'not-at-rest', from: 0, to: 1000, reason: 'changed', brokeAt: 640, signal: 'feature.brightness', shift: -0.6, standIns: ['held-out', 'drawn'] };
    expect(answerOf(world!, unmoved, drawn)).toMatchObject({ state: 'ok', words: 'Yes, as its data was' });
    for (const reference of [COLLECTING, { kind: 'none' } as const, { kind: 'not-at-rest', from: 0, to: 1000, reason: 'changed', brokeAt: 640, signal: 'feature.brightness', shift: -0.6, standIns: [] } as const]) {
      expect(answerOf(world!, unmoved, reference).state).toBe('too-few');
      expect(answerOf(time!, unmoved, reference).state).toBe('ok');
    }
  });

  test('are not answered “Yes” while monitors that matter cannot say, nor beside a lane that cannot', () => {
    const asOf = (...states: MonitorResult['state'][]) => groupStandings(['fault.out-of-range', 'fault.frozen', 'fault.dark'].map((signal, i) => status(signal, states[i]!, { statistic: states[i] === 'ok' ? 0.01 : null }, FAULT)), 1390)[3]!;
    const [part, whole] = [asOf('no-data', 'ok', 'too-few'), asOf('ok', 'ok', 'ok')];
    expect(answerOf(part, unmoved, AT_REST, { lane: 'fault.frozen' })).toEqual({ state: 'too-few', words: 'So far, yes', counts: '2 cannot say, of 3' });
    expect(answerOf(part, unmoved, AT_REST, { lane: 'fault.out-of-range' })).toMatchObject({ state: 'too-few', words: 'Cannot say yet' });
    expect(answerOf(whole, unmoved, AT_REST, { lane: 'fault.frozen' })).toMatchObject({ state: 'ok', words: 'Yes' });
    // Of those that can say, one is shown; all of them where none can.
    const lanesOf = (group: typeof part) => candidatesFor(group, { nowOf: () => null, usualOf: () => null, shiftOf: () => null }, [], true);
    expect(shownLane(lanesOf(part), 'fault.dark', undefined)).toBe('fault.frozen');
    expect(lanesOf(asOf('no-data', 'too-few', 'too-few'))).toHaveLength(3);
  });

  test('“Is it right?” is green only where truths have told', () => {
    const [right] = groupStandings([status('confidence', 'ok'), status('error', 'no-data')], 4000);
    const fine = accuracyStanding({ trials: 500, successes: 487 }, { reference: { trials: 950, successes: 929 } });
    expect(answerOf(right!, unmoved, AT_REST, { lane: 'confidence' })).toMatchObject({ state: 'too-few', words: 'Nothing tells against it' });
    expect(answerOf(right!, { ...unmoved, accuracy: fine }, AT_REST, { lane: 'accuracy' }).state).toBe('too-few');
    const [all] = groupStandings([status('confidence', 'ok'), status('error', 'ok')], 4000);
    expect(answerOf(all!, { ...unmoved, accuracy: fine }, AT_REST, { lane: 'accuracy' })).toMatchObject({ state: 'ok', words: 'As it was' });
  });

  test('what time and faults are judged by is told as it is, with how many can say', () => {
    const ratio = { ...FAULT, aggregate: 'p95', against: 'ratio' } as const;
    const [, , time, pictures] = groupStandings([status('latency', 'too-few', {}, ratio), status('fault.dark', 'no-data', {}, FAULT), status('fault.frozen', 'ok', {}, FAULT)], 400);
    expect(standsInFor(time!)).toEqual({ words: 'time: the reference itself', needs: 'waits for it' });
    expect(standsInFor(pictures!)).toEqual({ words: 'faults: fixed limits', needs: '1 of 2 speak' });
  });

  test('what is switched off is said to be, however it stood before', () => {
    const groups = groupStandings([{ ...status('fault.dark', 'drift', { statistic: 0.5 }, FAULT), off: true }, { ...status('latency', 'too-few'), off: true }, status('queue', 'ok')], 4000);
    expect(answerOf(groups[3]!, unmoved, AT_REST)).toEqual({ state: 'error', words: 'Switched off', counts: '1 switched off, of 1' });
    expect(answerOf(groups[2]!, unmoved, AT_REST).words).toBe('In part switched off');
  });

  test('time is not called good, nor unsaid, while its alert is on', () => {
    const [, , waiting] = groupStandings([status('latency', 'too-few', {}, { ...FAULT, aggregate: 'p95' })], 4000);
    const [, world, time] = groupStandings([status('feature.brightness', 'ok'), status('latency', 'ok', {}, { ...FAULT, aggregate: 'p95' })], 4000);
    expect(answerOf(time!, unmoved, AT_REST, { alert: 'firing' })).toEqual({ state: 'drift', words: 'No', counts: 'an alert fires; 1 within, of 1' });
    expect(answerOf(waiting!, unmoved, COLLECTING, { alert: 'pending' })).toEqual({ state: 'warning', words: 'Only just', counts: 'an alert is about to fire; 1 cannot say, of 1' });
    expect(answerOf(world!, unmoved, AT_REST, { alert: 'firing' }).state).toBe('ok');
    const rules = (state: 'pending' | 'firing') => defaultRules.groups.flatMap(({ name, rules: of }) => of.filter((rule) => 'alert' in rule && rule.alert === 'latency_p95_high')
      .map((rule) => ({ group: name, rule, alerts: [{ state, labels: { alertname: 'latency_p95_high' } }] }) as unknown as RuleStatus));
    expect([alertOn(['latency'], rules('firing')), alertOn(['latency'], rules('pending')), alertOn(['accuracy'], rules('firing')), alertOn(['latency'], [])]).toEqual(['firing', 'pending', null, null]);
  });

  test('the lane furthest beyond its limit speaks, stays while another is no further, and gives way to one that is pinned', () => {
    const [, world] = groupStandings([status('feature.brightness', 'drift'), status('feature.hue', 'drift'), status('feature.size', 'ok')], 4000);
    const shifts: Record<string, number> = { 'feature.brightness': -1.3, 'feature.hue': 1.35, 'feature.size': 3 };
    const candidates = candidatesFor(world!, { nowOf: () => null, usualOf: () => null, shiftOf: (signal) => shifts[signal] ?? null }, [], true);
    expect(candidates.map(({ lane }) => lane)).toEqual(['feature.hue', 'feature.brightness', 'feature.size']);
    expect(shownLane(candidates, undefined, undefined)).toBe('feature.hue');
    expect(shownLane(candidates, 'feature.brightness', undefined)).toBe('feature.brightness');
    expect(shownLane(candidates, 'feature.size', undefined)).toBe('feature.hue');
    expect(shownLane(candidates, 'feature.brightness', 'feature.size')).toBe('feature.size');
    expect(parsePins({ pins: { inputs: 'feature.hue', time: 'accuracy', quality: 7 } })).toEqual({ inputs: 'feature.hue' });
    expect(parsePins(null)).toEqual({});
  });
});

describe('the windows that are compared', () => {
  const line = { first: 0, end: 4210, known: 4160, windowEvents: 500 };

  test('that of the truths ends at the newest truth, that of the pictures at the newest fruit', () => {
    expect(newestWindows({ ...line, reference: AT_REST })).toEqual({ now: [3710, 4210], truths: [3660, 4160] });
  });

  test('never overlap the reference, and are not there before they can be apart', () => {
    expect(newestWindows({ ...line, end: 1200, known: 1150, reference: AT_REST })).toEqual({ now: [1000, 1200], truths: [1000, 1150] });
    expect(newestWindows({ ...line, end: 1030, known: 980, reference: AT_REST })).toEqual({ now: [1000, 1030], truths: null });
    expect(newestWindows({ ...line, end: 1000, known: 950, reference: AT_REST })).toEqual({ now: null, truths: null });
  });

  test('while a reference is collected are all of it that is in, and nothing that another version judged', () => {
    expect(newestWindows({ ...line, end: 2700, known: 2650, reference: { ...COLLECTING, from: 2100 } })).toEqual({ now: [2100, 2700], truths: [2100, 2650] });
    expect(newestWindows({ ...line, end: 2120, known: 2070, reference: { ...COLLECTING, from: 2100 } })).toEqual({ now: [2100, 2120], truths: null });
  });

  test('a shift is told against a reference at rest, else against the pictures that were learnt from', () => {
    const stretch = (value: number) => ({ from: 0, to: 500, stats: { 'feature.brightness': { n: 500, value, std: 0.05, low: value, high: value }, accuracy: shareStats(450, 500)! } });
    const live = { reference: { accuracy: 0.98, mean: [0.5], std: [0.1], predictedShare: [] }, metrics: { perClass: [{ support: 48 }] } } as unknown as Parameters<typeof lineStanding>[0]['live'];
    const of = (reference: ReferenceState) => lineStanding({ groups: [], compared: { reference: stretch(0.4), now: stretch(0.3), truths: stretch(0.3) }, reference, live, learnt: 240, truthKnown: true, alerts: [], failed: false, rulesOff: 0, heldBack: false });
    expect(of(AT_REST).shiftOf('feature.brightness')).toBeCloseTo(-2, 9);
    expect(of(COLLECTING).shiftOf('feature.brightness')).toBeCloseTo(-2, 9);
    expect(of(COLLECTING).usualOf('feature.brightness')?.n).toBe(240);
    expect([of(AT_REST), of(COLLECTING)].map(({ usualOf }) => usualOf('feature.brightness')?.from)).toEqual(['reference', 'training']);
    expect(of(COLLECTING).accuracy?.against).toBe('held-out');
    expect(of(AT_REST).shiftOf('error')).toBeCloseTo(0, 9);
  });
});

describe('sentences of alerts', () => {
  const alert = (alertname: string, signal?: string, summary = 'as its rule says') => ({ labels: { alertname, ...(signal === undefined ? {} : { signal }) }, annotations: { summary } });

  test('tell what moved and which way, and never a signal by its id', () => {
    expect(alertSentence(alert('feature_drifted', 'feature.brightness'), () => -1)).toBe('Pictures are darker');
    const part = { ...alert('errors_drifted', 'error'), state: 'firing' } as unknown as Parameters<typeof partSentence>[0];
    expect(partSentence(part, () => 1)).toBe('Errors come more often');
    expect(partSentence({ ...part, state: 'resolved' }, () => -1), 'where errors stand now says nothing of an alert that is over').toBe('Errors come more or less often');
    expect(alertSentence(alert('data_quality', 'fault.out-of-range'))).toBe('Pictures are out of range');
    expect(alertSentence(alert('errors_drifted', 'error'), () => 0.4)).toBe('Errors come more often');
    expect(alertSentence(alert('confidence_moved'), () => -0.2)).toBe('The model is less sure');
    expect(alertSentence(alert('accuracy_low'))).toBe('as its rule says');
    expect(alertSentence(alert('my_rule', 'feature.hue'))).toBe('as its rule says');
  });

  test('an incident is told by its cause, and by what came of it', () => {
    const incident = { subject: 'feature.brightness', parts: [] };
    expect(incidentTitle(incident, { accuracy: worse, shiftOf: () => -1.3 })).toBe('Pictures became darker, and predictions got worse with them');
    expect(incidentTitle(incident, { accuracy: null, shiftOf: () => -1.3 })).toBe('Pictures became darker');
    expect(incidentTitle({ subject: '', parts: [] }, { accuracy: null, shiftOf: () => null })).toBe('Something is not as it was');
  });
});

describe('the lane that speaks for a question', () => {
  const stats = (value: number) => ({ n: 500, value, std: 0.05, low: value - 0.006, high: value + 0.006 });
  const usualAt = (value: number) => ({ value, std: 0.07, n: 1000, from: 'reference' as const });
  const made = (id: string, group: number, of: { now: number; usual: number; state: MonitorResult['state'] }, more: Partial<Parameters<typeof questionLane>[1]> = {}) => {
    const groups = groupStandings([status('error', 'ok'), status('feature.brightness', of.state, { statistic: 1.48 })], 4000);
    return questionLane(id, {
      group: groups[group]!, standing: { nowOf: () => ({ stats: stats(of.now), from: 3710, to: 4210 }), usualOf: () => usualAt(of.usual), shiftOf: () => (of.now - of.usual) / 0.07, accuracy: worse },
      series: { 'feature.brightness': { index: [99, 999], value: [0.4, of.now] }, accuracy: { index: [99, 999], value: [1, of.now] } }, extras: NO_EXTRAS, windowEvents: 500, first: 0, firstTruth: null, height: 90,
      reference: AT_REST, compared: null, labelDelay: 50, ...more,
    });
  };

  test('says its newest value with interval and n, and over how many fruits it is what usually', () => {
    const { words, lane } = made('feature.brightness', 1, { now: 0.315, usual: 0.404, state: 'drift' });
    expect(words).toEqual({ name: 'Mean brightness', value: '0.315', unit: '', bad: true, lines: ['0.309 to 0.321, of 500', 'usual 0.404, of 1\u00a0000'] });
    expect(lane).toMatchObject({ reference: 0.404, alerting: true, newest: { value: 0.315 } });
    // Half a standard deviation: a shift of that size makes a PSI of 0.25 by itself.
    expect(lane.thresholds?.map(({ value }) => Number(value.toFixed(3)))).toEqual([0.369]);
  });

  test('is hatched while something stands in for its reference, and marks where like is first compared with like', () => {
    const standing = (from: 'training' | 'drawn', n: number) => ({ nowOf: () => null, usualOf: () => ({ value: 0.979, std: 0.1, n, from }), shiftOf: () => null, accuracy: null });
    const young = { reference: COLLECTING, compared: { index: 1550, from: 1000 } };
    const accuracy = made('accuracy', 0, { now: 0.97, usual: 0.979, state: 'too-few' }, { ...young, standing: standing('training', 48) }).lane;
    expect(accuracy).toMatchObject({ compared: { index: 1550, from: 1000 }, standIn: { from: 0, to: 1000 }, referenceMark: 'in its test' });
    expect([accuracy.standIn!.low, accuracy.standIn!.high].map((end) => Number(end.toFixed(3)))).toEqual([0.891, 0.996]);
    const { low, high } = valueAxis(accuracy).from < accuracy.standIn!.low ? accuracy.standIn! : { low: NaN, high: NaN };
    expect(valueAxis(accuracy).to).toBeGreaterThan(high);
    expect(low).toBeLessThan(high);
    const bright = made('feature.brightness', 1, { now: 0.4, usual: 0.4, state: 'too-few' }, { ...young, standing: standing('training', 100) }).lane;
    expect(bright.compared).toEqual({ index: 1500, from: 1000 });
    expect(bright.standIn!.high - bright.standIn!.low).toBeCloseTo(2 * 1.96 * 0.01, 4);
    const spoiled: ReferenceState = { kind: 'not-at-rest', from: 0, to: 1000, reason: 'changed', brokeAt: 640, signal: 'feature.brightness', shift: -0.6, standIns: ['held-out', 'drawn'] };
    expect(made('feature.brightness', 1, { now: 0.4, usual: 0.4, state: 'ok' }, { reference: spoiled, standing: standing('drawn', 600) }).lane).toMatchObject({ referenceMark: 'as drawn', standIn: { to: Infinity } });
    const settled = made('feature.brightness', 1, { now: 0.4, usual: 0.4, state: 'ok' }).lane;
    expect([settled.standIn, settled.compared]).toEqual([undefined, undefined]);
  });

  test('is red as accuracy stands, and its band narrows with the window', () => {
    const { words, lane } = made('accuracy', 0, { now: 0.87, usual: 0.978, state: 'ok' });
    expect(words).toMatchObject({ value: '87.0', unit: '%', bad: true, lines: ['86.4 to 87.6, of 500 truths', 'usual 97.8'] });
    const [narrow, wide] = [1, 0].map((i) => lane.series[0]!.high![i]! - lane.series[0]!.low![i]!);
    expect(lane.series[0]!.low![0]).toBeCloseTo(0.963, 3);
    expect(narrow).toBeGreaterThan(0);
    expect(wide).toBeGreaterThan(0);
  });
});

describe('the tray', () => {
  const dots = trayDots(100, 6, { right: Uint8Array.of(1, 0, 255), 'feature.hue': Float32Array.of(0, 120, 60), 'feature.centre-saturation': Float32Array.of(0.8, 0.8, 0), 'feature.centre-brightness': Float32Array.of(0.6, 0.6, 0.6) });

  test('has one dot a fruit: right, wrong, waiting for its truth, or to come', () => {
    expect(dots.map(({ index, state }) => [index, state])).toEqual([[100, 'right'], [101, 'wrong'], [102, 'waiting'], [103, 'to-come'], [104, 'to-come'], [105, 'to-come']]);
    expect(trayCounts(dots)).toEqual({ right: 1, wrong: 1, waiting: 1, 'to-come': 3 });
    expect([dots[0]!.colour, dots[2]!.colour, dots[3]!.colour]).toEqual([expect.stringMatching(/^hsl\(0 /u), expect.stringMatching(/^hsl\(60 0% /u), null]);
  });

  test('is filled from the left, column by column', () => {
    expect([0, 6, 7, 999].map((at) => trayPlace(at, 1000, 143))).toEqual([{ column: 0, row: 0 }, { column: 0, row: 6 }, { column: 1, row: 0 }, { column: 142, row: 5 }]);
  });
});
