import { describe, expect, it } from 'vitest';
import { openMemoryStorage } from '../../../src/storage/index.ts';
import type { LogStore } from '../../../src/storage/index.ts';
import { CHECKPOINT_ROWS, thinned } from '../../../workers/monitor/checkpoints.ts';
import type { TrialMark } from '../../../workers/monitor/trial.ts';
import type { WatchReport, WatchSetup } from '../../../workers/protocol/watch.ts';
import { packReferenceRows } from '../../../src/domain/registry/reference-rows.ts';
import { judged } from '../log/judged.ts';
import { FEATURES, Rig, settled } from './rig.ts';
import { change, scenario } from '../../contract/fixtures.ts';

const watch: WatchSetup = {
  versions: [{ version: 1, labels: ['ripe', 'unripe'], reference: { mean: [], std: [], accuracy: 0.5, predictedShare: [0.5, 0.5] }, testRows: 100 }],
  deployments: [{ id: 1, champion: 1, challenger: null, fromIndex: 0, weight: 0 }], policies: [], monitors: null, rules: null,
};
const EVENT = { index: 2000, atMs: 1, type: 'reference', data: {} };
const open = async (store: LogStore) => {
  const rig = await Rig.open(store, { labelDelay: 50, watch });
  await settled();
  return rig;
};

async function sendTo(rig: Rig, from: number, to: number): Promise<void> {
  for (let first = from; first < to; first += 500) rig.send({ first, count: Math.min(500, to - first) });
  await rig.call('flush', undefined);
}

/** What a report says about the line, without what depends on when it was asked. */
function told({ monitors, rules, groups, history, lastIndex, silences, reference, referenceAccuracy }: WatchReport) {
  return { monitors, rules, groups, history, lastIndex, silences, reference, referenceAccuracy };
}

describe('the watch', () => {
  it('a reload changes no prediction, wherever it falls', async () => {
    const whole = await open(openMemoryStorage().log);
    await sendTo(whole, 0, 6000);
    const store = openMemoryStorage().log;
    for (const [from, to] of [[0, 1300], [1300, 1301], [1301, 4700], [4700, 6000]] as const) {
      const rig = await open(store);
      if (from === 1301) await rig.call('silence', { matchers: [{ name: 'alertname', value: 'nobody', isRegex: false, isEqual: true }], endsAt: 4e9, reason: 'asks for a checkpoint' });
      await sendTo(rig, from, to);
    }
    const reloaded = await open(store);
    const [a, b] = [await whole.call('report', undefined), await reloaded.call('report', undefined)];
    expect(a.monitors.filter(({ latest }) => latest !== null).length).toBeGreaterThan(5);
    expect(b.silences).toHaveLength(1);
    expect(told({ ...b, silences: [] })).toEqual(told(a));
    expect((await store.checkpoints()).length).toBeGreaterThan(0);
    expect((await whole.call('exposition', undefined)).text.length).toBe((await reloaded.call('exposition', undefined)).text.length);
  });

  it('compares with another stretch when asked, with one that is kept by a reload, and never with one that is not there', async () => {
    const store = openMemoryStorage().log;
    const rig = await open(store);
    await sendTo(rig, 0, 2000);
    expect((await rig.call('report', undefined)).reference).toEqual({ kind: 'at-rest', from: 0, to: 1000 });
    expect(await rig.call('setReference', { from: 200, rows: 700, event: EVENT })).toEqual({ reference: { kind: 'at-rest', from: 200, to: 900 } });
    await expect(rig.call('setReference', { from: 2001, rows: 700, event: EVENT })).rejects.toMatchObject({ code: 'argument-invalid' });
    expect((await rig.call('snapshot', undefined)).reference).toEqual({ kind: 'at-rest', from: 200, to: 900 });
    expect(await rig.call('setReference', { from: null, rows: 1000, event: EVENT })).toEqual({ reference: { kind: 'collecting', from: 2000, needed: 1000, count: 0, known: 0 } });
    await sendTo(rig, 2000, 2400);
    await rig.call('setReference', { from: 1800, rows: 1000, event: EVENT });
    await sendTo(rig, 2400, 2600);
    const reloaded = await open(store);
    const reports = [await rig.call('report', undefined), await reloaded.call('report', undefined)] as const;
    expect(reports[0].reference).toEqual({ kind: 'collecting', from: 1800, needed: 1000, count: 800, known: 750 });
    expect(told(reports[1])).toEqual(told(reports[0]));
  });

  it('lets drawn fruit stand in where the reference is not at rest, and a reload keeps it', async () => {
    const store = openMemoryStorage().log;
    const rig = await open(store);
    for (let first = 0; first < 1500; first += 500) {
      const batch = judged({ first, count: 500, features: FEATURES });
      // The second of the two features falls from fruit 600 on.
      rig.receive({ ...batch, features: batch.features.map((value, i) => (i % 2 === 1 && first + (i >> 1) >= 600 ? value * 0.5 : value)) });
    }
    await rig.call('flush', undefined);
    expect((await rig.call('report', undefined)).reference).toMatchObject({ kind: 'not-at-rest', signal: 'feature.light', standIns: ['held-out'] });
    const predicted = Array.from({ length: 600 }, (_, i) => i % 2);
    const rows = packReferenceRows({
      labels: ['ripe', 'unripe'], truth: predicted.map(() => NaN), predicted, scores: new Float32Array(1200).fill(0.5), featureNames: FEATURES, features: new Float32Array(1200).fill(0.5),
    });
    await rig.call('setDrawn', { version: 2, rows });
    expect((await rig.call('report', undefined)).reference).toMatchObject({ standIns: ['held-out'] });
    await rig.call('setDrawn', { version: 1, rows });
    await expect(rig.call('setDrawn', { version: 1, rows: rows.slice(0, 40) })).rejects.toMatchObject({ code: 'storage-corrupt' });
    await sendTo(rig, 1500, 2000);
    const reloaded = await open(store);
    const reports = [await rig.call('report', undefined), await reloaded.call('report', undefined)] as const;
    expect(reports[0].reference).toMatchObject({ standIns: ['held-out', 'drawn'] });
    expect(reports[0].monitors.find(({ spec }) => spec.signal === 'feature.light')!.latest!.referenceSize).toBe(600);
    expect(told(reports[1])).toEqual(told(reports[0]));
  });

  it('is checkpointed as the log grows, and what was pending closes with it', async () => {
    const store = openMemoryStorage().log;
    const rig = await open(store);
    await sendTo(rig, 0, CHECKPOINT_ROWS - 500);
    expect(await store.checkpoints()).toEqual([]);
    await sendTo(rig, CHECKPOINT_ROWS - 500, CHECKPOINT_ROWS + 100);
    const lastIndex = CHECKPOINT_ROWS + 99;
    expect(await store.checkpoints()).toEqual([lastIndex]);
    expect((await store.overview())!.segments.reduce((sum, { count }) => sum + count, 0)).toBe(lastIndex + 1);
    await sendTo(rig, CHECKPOINT_ROWS + 100, CHECKPOINT_ROWS + 150);
    const again = await open(store);
    expect(await again.call('count', undefined)).toEqual({ count: CHECKPOINT_ROWS + 150 });
    expect((await again.call('report', undefined)).lastIndex).toBe(CHECKPOINT_ROWS + 149);
  }, 30_000);

  it.each([
    ['torn', async (store: LogStore) => store.append([], [], { overview: null, drops: [], checkpoint: { lastIndex: 999, watch: '{"version":' } })],
    ['of an older version', async (store: LogStore) => store.append([], [], { overview: null, drops: [], checkpoint: { lastIndex: 999, watch: '{"version":1}' } })],
    ['gone', async (store: LogStore) => store.append([], [], { overview: null, drops: await store.checkpoints() })],
    ['of a line that is not this one', async (store: LogStore) => store.append([], [], { overview: { lastIndex: 5000, segments: [], bins: new ArrayBuffer(8) }, drops: [] })],
  ])('a checkpoint or overview that is %s costs a longer look, and nothing else', async (_, spoil) => {
    const store = openMemoryStorage().log;
    const before = await open(store);
    await sendTo(before, 0, 1000);
    await before.call('acknowledge', { alerts: [{ alertname: 'nobody' }], note: '' });
    await before.call('flush', undefined);
    await spoil(store);
    const after = await open(store);
    expect(await after.call('count', undefined)).toEqual({ count: 1000 });
    expect((await after.call('report', undefined)).monitors).toEqual((await before.call('report', undefined)).monitors);
    expect((await after.call('series', { names: ['accuracy'], from: 0, to: 1000, windowEvents: 100, points: 10 }))['accuracy']!.index.length).toBeGreaterThan(3);
  });

  it('rewinding takes the watch back too, and keeps silences', async () => {
    const store = openMemoryStorage().log;
    const rig = await open(store);
    await sendTo(rig, 0, 2000);
    const then = await rig.call('report', undefined);
    await sendTo(rig, 2000, 3000);
    await rig.call('silence', { matchers: [{ name: 'alertname', value: 'a', isRegex: false, isEqual: true }], endsAt: 4e9, reason: 'seen' });
    await rig.call('flush', undefined);
    await rig.call('rewind', { generation: 1, index: 2000, change: { ...change('seek'), revisions: [{ from: 0, scenario: scenario({ labelDelay: 50 }) }] } });
    await settled();
    const now = await rig.call('report', undefined);
    expect(now.lastIndex).toBe(1999);
    expect(now.monitors).toEqual(then.monitors);
    expect(now.silences).toHaveLength(1);
    expect(await store.checkpoints()).toEqual([]);
    await sendTo(rig, 2000, 2600);
    expect((await rig.call('report', undefined)).failure).toBeNull();
  });

  it('refuses rules with mistakes, saying where, and keeps those in force', async () => {
    const rig = await open(openMemoryStorage().log);
    const { problems } = await rig.call('setRules', { text: 'groups:\n- name: g\n  rules:\n  - {alert: A, expr: nope(up)}\n' });
    expect(problems).toMatchObject([{ code: 'expression', line: 4 }]);
    expect((await rig.call('report', undefined)).customRules).toBe(false);
    expect(await rig.call('promql', { query: 'sum(' })).toHaveProperty('problem');
    expect(await rig.call('promql', { query: '1 / 0' })).toEqual({ value: { type: 'scalar', value: Infinity } });
  });

  it('takes rules with a warning, and tells of an unknown metric with its place', async () => {
    const rig = await open(openMemoryStorage().log);
    const text = 'groups:\n- name: g\n  rules:\n  - {alert: A, expr: nothing_of_the_kind > 1}\n  - {alert: B, expr: orchard_prediction_latency_seconds_count > 1}\n';
    expect((await rig.call('checkRules', { text })).problems).toMatchObject([{ severity: 'warning', code: 'metric', line: 4 }]);
    expect((await rig.call('setRules', { text })).problems).toMatchObject([{ severity: 'warning', code: 'metric', line: 4 }]);
    expect((await rig.call('report', undefined)).rules.map(({ rule }) => rule.expr)).toEqual(['nothing_of_the_kind > 1', 'orchard_prediction_latency_seconds_count > 1']);
  });

  it('neither fires nor clears anything while the line stands, and says of a changed rule that it waits', async () => {
    const rig = await open(openMemoryStorage().log);
    const rule = (name: string, expr: string) => `  - {alert: ${name}, expr: ${expr}}\n`;
    const head = 'groups:\n- name: g\n  rules:\n';
    await rig.call('setRules', { text: head + rule('A', 'orchard_queue_length >= 0') });
    await sendTo(rig, 0, 200);
    const then = await rig.call('report', undefined);
    rig.nowMs += 86_400_000;
    rig.tick();
    expect(await rig.call('report', undefined)).toEqual(then);
    await rig.call('setRules', { text: head + rule('A', 'orchard_queue_length >= 0') + rule('B', 'orchard_queue_length >= 0') });
    const states = async () => (await rig.call('report', undefined)).rules.map(({ state, evaluatedAt }) => [state, evaluatedAt !== null]);
    expect(await states()).toEqual([['firing', true], ['inactive', false]]);
    await sendTo(rig, 200, 700);
    expect(await states()).toEqual([['firing', true], ['firing', true]]);
  });

  it('knows every metric of the rules that a line begins with', async () => {
    const rig = await open(openMemoryStorage().log);
    const { rulesText } = await rig.call('report', undefined);
    expect((await rig.call('checkRules', { text: rulesText })).problems).toEqual([]);
  });

  const THREE: WatchSetup = { ...watch, versions: [{ ...watch.versions[0]!, labels: ['ripe', 'unripe', 'rotten'] }] };
  const Z_TEST = {
    id: 'z', name: 'z', signal: 'predicted', reference: { kind: 'first', rows: 50 }, window: { by: 'count', rows: 50, every: 50 }, minimumSample: 10,
    judge: { kind: 'test', test: 'z-test', warning: 0.001, drift: 0.00001 },
  } as const;
  const CHI = { ...Z_TEST, id: 'chi', judge: { ...Z_TEST.judge, test: 'chi-square' } };

  it('refuses a monitor that can never work with the labels of the model, and keeps those in force', async () => {
    const rig = await Rig.open(openMemoryStorage().log, { labelDelay: 50, watch: THREE });
    await expect(rig.call('setMonitors', { monitors: [Z_TEST] })).rejects.toThrow(/z: judge\.test: z-test compares two shares/u);
    expect((await rig.call('report', undefined)).customMonitors).toBe(false);
    await rig.call('setMonitors', { monitors: [CHI] });
    await sendTo(rig, 0, 400);
    expect((await rig.call('report', undefined)).failure).toBeNull();
  });

  it('opens stored settings that can no longer work with that monitor, rule or silence in error, and all others at work', async () => {
    const store = openMemoryStorage().log;
    const unknown = { ...Z_TEST, id: 'u', judge: { kind: 'detector', detector: 'NOBODY', params: {} } } as const;
    const rules = 'groups:\n- name: g\n  rules:\n  - {alert: bad, expr: \'up{a=~"(?!x)"} > 1\'}\n  - {alert: good, expr: orchard_queue_length >= 0}\n';
    for (const reload of [false, true]) {
      const rig = await Rig.open(store, { labelDelay: 50, watch: { ...THREE, monitors: [unknown, CHI], rules } });
      await settled();
      await sendTo(rig, reload ? 400 : 0, reload ? 800 : 400);
      const report = await rig.call('report', undefined);
      expect(report.failure).toBeNull();
      expect(report.monitors.map(({ latest }) => latest?.state)).toEqual(['error', 'ok']);
      expect(report.monitors[0]!.latest!.message).toMatch(/no detector NOBODY/u);
      expect(report.rules.map(({ rule, state }) => [rule.expr, state])).toEqual([['orchard_queue_length >= 0', 'firing']]);
      expect(report.ruleProblems).toMatchObject([{ code: 'expression', line: 4 }]);
      expect(report.rulesText).toBe(rules);
    }
  });

  it('tells of an alert once, with the next snapshot', async () => {
    const rig = await open(openMemoryStorage().log);
    await rig.call('setRules', { text: 'groups:\n- name: g\n  rules:\n  - alert: always\n    expr: orchard_queue_length >= 0\n    annotations: {summary: it works}\n' });
    await sendTo(rig, 0, 200);
    rig.tick();
    rig.tick();
    const told = rig.notices.flatMap((notice) => (notice.type === 'alerts' ? notice.transitions : []));
    expect(told).toMatchObject([{ rule: 'always', kind: 'firing', annotations: { summary: 'it works' } }]);
    expect(rig.snapshots().at(-1)!.alerts).toMatchObject({ firing: 1, unattended: 1 });
    await rig.call('acknowledge', { alerts: [told[0]!.labels], note: 'seen' });
    expect((await rig.call('snapshot', undefined)).alerts).toMatchObject({ firing: 1, unattended: 0 });
  });
});

it('older checkpoints grow sparse', () => {
  let kept: number[] = [];
  for (let i = 1; i <= 64; i += 1) kept = thinned([...kept, i * CHECKPOINT_ROWS]);
  expect(kept.length).toBeLessThanOrEqual(8);
  expect(kept.at(-1)).toBe(64 * CHECKPOINT_ROWS);
  expect(kept.at(-2)! / CHECKPOINT_ROWS).toBeGreaterThanOrEqual(61);
});

describe('a line that comes back', () => {
  it('brings its monitors, alerts, silences and acknowledgements as they were, whatever was done since', async () => {
    const store = openMemoryStorage().log;
    const rig = await open(store);
    await rig.call('setRules', { text: 'groups:\n- name: g\n  rules:\n  - alert: always\n    expr: orchard_queue_length >= 0\n' });
    await sendTo(rig, 0, 3000);
    await rig.call('acknowledge', { alerts: [{ alertname: 'always' }], note: 'seen' });
    await rig.call('silence', { matchers: [{ name: 'alertname', value: 'a', isRegex: false, isEqual: true }], endsAt: 4e9, reason: 'once' });
    const stood = async () => {
      await settled();
      const { counts: { revision, ...counts }, ...report } = await rig.call('report', undefined);
      void revision;
      return { ...report, counts, exposition: await rig.call('exposition', undefined) };
    };
    const before = await stood();
    await rig.call('rewind', { generation: 1, index: 700, change: change('seek') });
    await settled();
    await sendTo(rig, 700, 900);
    await rig.call('silence', { matchers: [{ name: 'alertname', value: 'b', isRegex: false, isEqual: true }], endsAt: 4e9, reason: 'later' });
    await rig.call('exchange', { generation: 1, delays: [{ from: 0, labelDelay: 0 }], deployments: watch.deployments, policies: [] });
    expect(await stood()).toEqual(before);
    await rig.call('reset', { generation: 1, index: 0, change: change('load') });
    await settled();
    await rig.call('exchange', { generation: 1, delays: [{ from: 0, labelDelay: 0 }], deployments: watch.deployments, policies: [] });
    expect(await stood()).toEqual(before);
  });
});

describe('what a project brings', () => {
  const HOSTILE = 'groups:\n- name: g\n  rules:\n  - {alert: endless, expr: "max_over_time(vector(1)[100y:1ms]) > 0"}\n  - {alert: sound, expr: "vector(1)"}\n';
  const brought: WatchSetup = { ...watch, rules: HOSTILE };
  const ruleStates = async (rig: Rig) => Object.fromEntries((await rig.call('report', undefined)).rules.map(({ rule, off, state }) => [rule.kind === 'alert' && rule.alert, off ? 'off' : state]));

  /** A mark as it lies in a storage, with all that was ever written there. */
  function markOf(now: string | null = null) {
    const written: (string | null)[] = [];
    let value = now;
    return { written, mark: { read: () => Promise.resolve(value), write: (what: string | null) => (written.push(value = what), Promise.resolve()) } };
  }
  async function opened(store: LogStore, { mark, setup = brought, watchLater = false }: { mark: TrialMark; setup?: WatchSetup; watchLater?: boolean }): Promise<Rig> {
    const rig = await Rig.open(store, { labelDelay: 50, watch: setup, watchLater }, mark);
    await settled();
    return rig;
  }

  it('a rule over its budget is switched off, the rest of the watch goes on, and it can be let run', async () => {
    const rig = await opened(openMemoryStorage().log, markOf());
    await sendTo(rig, 0, 500);
    await settled();
    expect(await ruleStates(rig)).toEqual({ endless: 'off', sound: 'firing' });
    const { rules, monitors, failure } = await rig.call('report', undefined);
    expect([failure, monitors.some(({ latest }) => latest !== null)]).toEqual([null, true]);
    await rig.call('letRun', { rule: rules[0]!.key });
    expect(await ruleStates(rig)).toMatchObject({ endless: 'inactive' });
  });

  it('is first run under a mark, which goes when it has come to an end', async () => {
    const { mark, written } = markOf();
    const rig = await opened(openMemoryStorage().log, { mark });
    expect(written).toEqual([]);
    await sendTo(rig, 0, 1500);
    await settled();
    expect(written).toEqual([expect.any(String), null]);
    expect((await rig.call('report', undefined)).lastIndex).toBe(1499);
    await rig.call('setRules', { text: HOSTILE.replace('sound', 'other') });
    await sendTo(rig, 1500, 2000);
    await settled();
    expect(written).toHaveLength(4);
    expect(written[2]).not.toBe(written[0]);
  });

  it('what Orchard brings itself needs no mark', async () => {
    const { mark, written } = markOf();
    const rig = await opened(openMemoryStorage().log, { mark, setup: watch });
    await sendTo(rig, 0, 500);
    expect(written).toEqual([]);
  });

  it('what did not come to an end is held back on the next visit, and runs when somebody says so', async () => {
    const store = openMemoryStorage().log;
    const first = markOf();
    await sendTo(await opened(store, first), 0, 500);
    await settled();
    const left = markOf(first.written[0]!);
    const rig = await opened(store, left);
    await sendTo(rig, 500, 1000);
    await settled();
    const held = await rig.call('report', undefined);
    expect([held.heldBack, held.rules, held.rulesText, held.lastIndex]).toEqual([true, [], HOSTILE, 999]);
    expect(left.written).toEqual([]);
    await rig.call('letRun', {});
    await sendTo(rig, 1000, 1500);
    await settled();
    expect((await rig.call('report', undefined)).heldBack).toBe(false);
    expect(await ruleStates(rig)).toEqual({ endless: 'off', sound: 'firing' });
    expect(left.written).toEqual([first.written[0], null]);
  });

  it('a mark of something else holds nothing back, and other rules in its place are free', async () => {
    const store = openMemoryStorage().log;
    expect((await (await opened(store, markOf('another'))).call('report', undefined)).heldBack).toBe(false);
    const probe = markOf();
    await sendTo(await opened(store, probe), 0, 500);
    await settled();
    const rig = await opened(store, markOf(probe.written[0]!));
    expect((await rig.call('report', undefined)).heldBack).toBe(true);
    await rig.call('setRules', { text: null });
    expect((await rig.call('report', undefined)).heldBack).toBe(false);
    expect((await rig.call('report', undefined)).rules.length).toBeGreaterThan(5);
  });

  it('nothing stored is run before the page can be used', async () => {
    const store = openMemoryStorage().log;
    await sendTo(await opened(store, markOf()), 0, 500);
    await settled();
    const { mark, written } = markOf();
    const rig = await opened(store, { mark, watchLater: true });
    await sendTo(rig, 500, 600);
    await settled();
    expect([(await rig.call('report', undefined)).lastIndex, written]).toEqual([-1, []]);
    await rig.call('beginWatch', undefined);
    await settled();
    expect((await rig.call('report', undefined)).lastIndex).toBe(599);
    expect(written).toEqual([expect.any(String), null]);
  });

  it('another line may begin before that', async () => {
    const rig = await opened(openMemoryStorage().log, { ...markOf(), watchLater: true });
    expect(await rig.call('reset', { generation: 2, index: 0, change: change('load') })).toEqual({ dropped: 0 });
  });

  it('monitors that cannot be afforded are switched off, and can be let run', async () => {
    const monitors = Array.from({ length: 64 }, (_, i) => ({
      id: `m${i}`, name: 'm', signal: 'confidence', reference: { kind: 'first', rows: 500 }, window: { by: 'count', rows: 500, every: 1 },
      minimumSample: 20, judge: { kind: 'test', test: 'ks', warning: 0.001, drift: 0.00001 },
    })) as WatchSetup['monitors'];
    const rig = await opened(openMemoryStorage().log, { ...markOf(), setup: { ...watch, monitors } });
    await sendTo(rig, 0, 2000);
    await settled();
    const report = await rig.call('report', undefined);
    expect([report.monitors.every(({ off }) => off), report.failure]).toEqual([true, null]);
    await rig.call('letRun', { monitor: 'm3' });
    expect((await rig.call('report', undefined)).monitors.map(({ off }) => off).filter((off) => !off)).toHaveLength(1);
  });
});
