import { describe, expect, it } from 'vitest';
import { openMemoryStorage } from '../../../src/storage/index.ts';
import type { LogStore } from '../../../src/storage/index.ts';
import { CHECKPOINT_ROWS, thinned } from '../../../workers/monitor/checkpoints.ts';
import type { WatchReport, WatchSetup } from '../../../workers/protocol/watch.ts';
import { Rig, settled } from './rig.ts';
import { change } from '../../contract/fixtures.ts';

const watch: WatchSetup = {
  versions: [{ version: 1, labels: ['ripe', 'unripe'], reference: { mean: [], std: [], accuracy: 0.5, predictedShare: [0.5, 0.5] }, testRows: 100 }],
  monitors: null, rules: null,
};
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
function told({ monitors, rules, groups, history, lastIndex, silences }: WatchReport) {
  return { monitors, rules, groups, history, lastIndex, silences };
}

describe('the watch', () => {
  it('a reload changes no verdict, wherever it falls', async () => {
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
    await before.call('acknowledge', { labels: { alertname: 'nobody' }, note: '' });
    await before.call('flush', undefined);
    await spoil(store);
    const after = await open(store);
    expect(await after.call('count', undefined)).toEqual({ count: 1000 });
    expect((await after.call('report', undefined)).monitors).toEqual((await before.call('report', undefined)).monitors);
    expect((await after.call('series', { names: ['accuracy'], from: 0, to: 1000, windowEvents: 100, points: 10 }))['accuracy']!.index.length).toBeGreaterThan(3);
  });

  it('a storage that fails while the watch opens stops the watch, and not the line', async () => {
    const store = openMemoryStorage().log;
    const before = await open(store);
    await sendTo(before, 0, 500);
    await before.call('acknowledge', { labels: { alertname: 'nobody' }, note: '' });
    await before.call('flush', undefined);
    const rig = await open({ ...store, checkpoint: () => Promise.reject(new Error('the disk is gone')) });
    expect((await rig.call('report', undefined)).failure).toBe('the disk is gone');
    await sendTo(rig, 500, 700);
    expect(await rig.call('count', undefined)).toEqual({ count: 700 });
  });

  it('rewinding takes the watch back too, and keeps silences', async () => {
    const store = openMemoryStorage().log;
    const rig = await open(store);
    await sendTo(rig, 0, 2000);
    const then = await rig.call('report', undefined);
    await sendTo(rig, 2000, 3000);
    await rig.call('silence', { matchers: [{ name: 'alertname', value: 'a', isRegex: false, isEqual: true }], endsAt: 4e9, reason: 'seen' });
    await rig.call('flush', undefined);
    await rig.call('rewind', { epoch: 1, index: 2000, change: change('seek') });
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

  it('tells of an alarm once, with the next snapshot', async () => {
    const rig = await open(openMemoryStorage().log);
    await rig.call('setRules', { text: 'groups:\n- name: g\n  rules:\n  - alert: always\n    expr: orchard_queue_length >= 0\n    annotations: {summary: it works}\n' });
    await sendTo(rig, 0, 200);
    rig.tick();
    rig.tick();
    const told = rig.notices.flatMap((notice) => (notice.type === 'alarms' ? notice.transitions : []));
    expect(told).toMatchObject([{ rule: 'always', kind: 'firing', annotations: { summary: 'it works' } }]);
    expect(rig.snapshots().at(-1)!.alarms).toMatchObject({ firing: 1, loud: 1 });
    await rig.call('acknowledge', { labels: told[0]!.labels, note: 'seen' });
    expect((await rig.call('snapshot', undefined)).alarms).toMatchObject({ firing: 1, loud: 0 });
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
  it('brings its monitors, alarms, silences and acknowledgements as they were, whatever was done since', async () => {
    const store = openMemoryStorage().log;
    const rig = await open(store);
    await rig.call('setRules', { text: 'groups:\n- name: g\n  rules:\n  - alert: always\n    expr: orchard_queue_length >= 0\n' });
    await sendTo(rig, 0, 3000);
    await rig.call('acknowledge', { labels: { alertname: 'always' }, note: 'seen' });
    await rig.call('silence', { matchers: [{ name: 'alertname', value: 'a', isRegex: false, isEqual: true }], endsAt: 4e9, reason: 'once' });
    const stood = async () => {
      await settled();
      const { counts: { revision, ...counts }, ...report } = await rig.call('report', undefined);
      void revision;
      return { ...report, counts, exposition: await rig.call('exposition', undefined) };
    };
    const before = await stood();
    await rig.call('rewind', { epoch: 1, index: 700, change: change('seek') });
    await settled();
    await sendTo(rig, 700, 900);
    await rig.call('silence', { matchers: [{ name: 'alertname', value: 'b', isRegex: false, isEqual: true }], endsAt: 4e9, reason: 'later' });
    await rig.call('exchange', { epoch: 1, labelDelay: 0 });
    expect(await stood()).toEqual(before);
    await rig.call('reset', { epoch: 1, labelDelay: 0, index: 0, change: change('load') });
    await settled();
    await rig.call('exchange', { epoch: 1, labelDelay: 0 });
    expect(await stood()).toEqual(before);
  });
});
