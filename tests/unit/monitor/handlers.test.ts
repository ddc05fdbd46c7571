import { describe, expect, it } from 'vitest';
import { INITIAL_CREDIT_ROWS, MOST_PENDING_ROWS } from '../../../workers/monitor/intake.ts';
import { openMemoryStorage } from '../../../src/storage/index.ts';
import type { LogStore } from '../../../src/storage/index.ts';
import { OrchardError } from '../../../src/domain/common/errors.ts';
import { SEGMENT_ROWS } from '../../../src/domain/log/segment-rows.ts';
import { judged } from '../log/judged.ts';
import { FEATURES, Rig, settled } from './rig.ts';
import { change } from '../../contract/fixtures.ts';

/** A store that can be told to fail or to stall, over one that works. */
function faulty(store = openMemoryStorage().log) {
  const state = { code: null as 'storage-full' | null, stall: null as Promise<void> | null, appends: 0 };
  const log: LogStore = {
    ...store,
    async append(...input) {
      state.appends += 1;
      await state.stall;
      if (state.code) throw new OrchardError(state.code);
      return store.append(...input);
    },
  };
  return { state, log };
}

describe('the stream', () => {
  it('begins with credit and is paid back what it sends', async () => {
    const rig = await Rig.open();
    rig.send({ count: 100 });
    rig.send({ first: 100, count: 50 });
    expect(rig.credits).toEqual([INITIAL_CREDIT_ROWS, 100, 50]);
  });

  it('drops batches of another generation, until a mark brings it', async () => {
    const rig = await Rig.open();
    rig.send({ count: 10, generation: 2 });
    expect([(await rig.call('snapshot', undefined)).lastIndex, rig.credits.at(-1)]).toEqual([-1, 10]);
    rig.receive({ type: 'generation', generation: 2 });
    rig.send({ count: 10, generation: 2 });
    rig.send({ first: 10, count: 10, generation: 1 });
    expect((await rig.call('snapshot', undefined)).lastIndex).toBe(9);
  });

  it('an earlier run does not come back by a late mark', async () => {
    const rig = await Rig.open();
    await rig.call('connect', { port: rig.port as unknown as MessagePort, generation: 5 });
    rig.receive({ type: 'generation', generation: 4 });
    rig.send({ first: 700, count: 50, generation: 4 });
    rig.receive({ type: 'generation', generation: 5 });
    rig.send({ first: 0, count: 20, generation: 5 });
    expect((await rig.call('query', { columns: ['index'] })).columns['index']).toEqual(Uint32Array.from({ length: 20 }, (_, i) => i));
  });

  it('counts nothing twice', async () => {
    const rig = await Rig.open();
    rig.send({ count: 30 });
    rig.send({ count: 30 });
    rig.send({ first: 20, count: 30 });
    const { columns, total } = await rig.call('query', {});
    expect([total, [...columns.index as Uint32Array]]).toEqual([50, Array.from({ length: 50 }, (_, i) => i)]);
    expect(Object.values((await rig.call('snapshot', undefined)).counts).reduce((a, b) => a + b)).toBe(50);
  });

  it('is held back while the disk lags, and goes on when it has caught up', async () => {
    const { state, log } = faulty();
    let release = () => {};
    state.stall = new Promise((resolve) => { release = resolve; });
    const rig = await Rig.open(log);
    let sent = 0;
    while (rig.credits.length > sent / 2048 && sent < 10 * MOST_PENDING_ROWS) {
      rig.send({ first: sent, count: 2048 });
      sent += 2048;
    }
    expect(sent).toBe(MOST_PENDING_ROWS + 2048);
    release();
    await settled();
    expect(rig.credits.reduce((a, b) => a + b)).toBe(INITIAL_CREDIT_ROWS + sent);
  });

  it('waits while the log is exchanged', async () => {
    const rig = await Rig.open();
    const reset = rig.call('reset', { generation: 1, index: 0, change: change('load') });
    rig.send({ count: 5 });
    expect(rig.credits).toEqual([INITIAL_CREDIT_ROWS]);
    await reset;
    await settled();
    expect([(await rig.call('snapshot', undefined)).lastIndex, rig.credits.at(-1)]).toEqual([4, 5]);
  });
});

describe('snapshots', () => {
  it('come at most at the timer\'s pace, and stop when nothing happens', async () => {
    const rig = await Rig.open();
    rig.tick();
    const before = rig.snapshots().length;
    for (let i = 0; i < 5; i += 1) rig.send({ first: i, count: 1 });
    rig.tick();
    expect(rig.snapshots().length).toBe(before + 1);
    for (let i = 0; i < 40; i += 1) rig.tick();
    await settled();
    for (let i = 0; i < 40; i += 1) rig.tick();
    const quiet = rig.snapshots().length;
    for (let i = 0; i < 40; i += 1) rig.tick();
    expect(rig.snapshots().length).toBe(quiet);
    expect(rig.snapshots().at(-1)!.throughput).toBe(0);
  });

  it('show the newest fruits, and tell right from wrong only when the truth is due', async () => {
    const rig = await Rig.open(undefined, { labelDelay: 10 });
    rig.send({ count: 40 });
    const { belt, lastIndex } = await rig.call('snapshot', undefined);
    expect([belt.length, belt[0]!.index, belt.at(-1)!.index, lastIndex]).toEqual([24, 16, 39, 39]);
    expect(belt.map(({ right }) => right === null)).toEqual(belt.map(({ index }) => index > 29));
    const batch = judged({ count: 40 });
    for (const item of belt) {
      if (item.right !== null) expect(item.right).toBe(batch.predicted[item.index] === batch.columns.reportedTruth[item.index]);
      expect(item.scores.reduce((a, b) => a + b)).toBeCloseTo(1, 3);
    }
  });

  it.each([50, 200, 6000])('bring the rows of the newest truth with it, also when it lies %i fruits back, and after a reload', async (labelDelay) => {
    const { log } = openMemoryStorage();
    const rig = await Rig.open(log, { labelDelay });
    rig.send({ count: 7000 });
    await rig.call('flush', undefined);
    const again = await Rig.open(log, { labelDelay });
    for (const line of [rig, again]) {
      await line.call('snapshot', undefined);
      await settled();
      const { known, way } = await line.call('snapshot', undefined);
      const newest = 6999 - labelDelay;
      const { columns } = await line.call('query', { columns: ['index', 'right'], from: newest - 11, to: newest + 1 });
      expect(known.map(({ index }) => index)).toEqual([...columns['index'] as Uint32Array]);
      expect(known.map(({ right }) => (right ? 1 : 0))).toEqual([...columns['right'] as Uint8Array]);
      expect([way.lastKnown, way.outcomes.at(-1), way.waiting.length]).toEqual([newest, known.at(-1)!.right ? 1 : 2, Math.ceil(labelDelay / way.perBin)]);
    }
  });

  it('bring no truth before the first', async () => {
    const rig = await Rig.open(undefined, { labelDelay: 50 });
    rig.send({ count: 40 });
    expect(await rig.call('snapshot', undefined)).toMatchObject({ known: [], way: { lastKnown: -11 } });
  });

  it('measure accuracy over the window of what is known', async () => {
    const rig = await Rig.open(undefined, { labelDelay: 30, windowEvents: 20 });
    rig.send({ count: 30 });
    expect((await rig.call('snapshot', undefined)).accuracy).toBeNull();
    rig.send({ first: 30, count: 70 });
    const batch = judged({ count: 100 });
    const right = Array.from({ length: 20 }, (_, i) => 50 + i).filter((index) => batch.predicted[index] === batch.columns.reportedTruth[index]).length;
    expect((await rig.call('snapshot', undefined)).accuracy).toBeCloseTo(right / 20, 10);
  });

  it('measure throughput, queue and latency', async () => {
    const rig = await Rig.open();
    for (let i = 0; i < 20; i += 1) {
      rig.send({ first: i * 10, count: 10 });
      rig.tick();
    }
    const { throughput, latency, queue } = await rig.call('snapshot', undefined);
    const all = [...judged({ count: 200 }).latencyMs].sort((a, b) => a - b);
    expect(throughput).toBe(90);
    expect(latency).toEqual({ p50: all[99], p95: all[189], p99: all[197] });
    expect(queue).toBe(judged({ count: 200 }).queue[199]);
  });
});

describe('durability', () => {
  it('a full segment is written at once, a tail within a second or when asked', async () => {
    const rig = await Rig.open();
    rig.send({ count: SEGMENT_ROWS + 10 });
    await settled();
    expect((await rig.call('snapshot', undefined)).durableIndex).toBe(SEGMENT_ROWS - 1);
    rig.tick(900);
    await settled();
    expect((await rig.call('snapshot', undefined)).durableIndex).toBe(SEGMENT_ROWS - 1);
    rig.tick(100);
    await settled();
    expect((await rig.call('snapshot', undefined)).durableIndex).toBe(SEGMENT_ROWS + 9);
    rig.send({ first: SEGMENT_ROWS + 10, count: 5 });
    expect(await rig.call('flush', undefined)).toEqual({ durableIndex: SEGMENT_ROWS + 14 });
  });

  it('a slow line leaves few records, and its rows are all there', async () => {
    const rig = await Rig.open();
    for (let i = 0; i < 500; i += 1) {
      rig.send({ first: i * 10, count: 10 });
      await rig.call('flush', undefined);
    }
    const usage = await rig.call('usage', undefined);
    expect(usage.rows).toBe(5000);
    expect(usage.segments).toBeLessThan(14);
    expect(await rig.store.keys()).toHaveLength(usage.segments);
    expect((await rig.call('query', {})).total).toBe(5000);
  });

  it('after a crash the line goes on from the last durable row, and shows what it showed', async () => {
    const { log } = openMemoryStorage();
    const rig = await Rig.open(log, { labelDelay: 5 });
    rig.send({ count: SEGMENT_ROWS + 100 });
    await rig.call('flush', undefined);
    const before = await rig.call('snapshot', undefined);
    rig.send({ first: SEGMENT_ROWS + 100, count: 50 });

    const again = new Rig(log);
    expect(await again.call('open', { delays: [{ from: 0, labelDelay: 5 }], scenarioLabels: [] })).toEqual({ nextIndex: SEGMENT_ROWS + 100, count: SEGMENT_ROWS + 100, repaired: 0 });
    const after = await again.call('snapshot', undefined);
    expect([after.belt, after.counts, after.lastIndex, after.durableIndex, after.timeMs]).toEqual([before.belt, before.counts, before.lastIndex, before.durableIndex, before.timeMs]);
    expect(after.accuracy).not.toBeNull();
    const request = { names: ['accuracy', 'latency.p95', 'feature.hue', 'share.ripe'], from: 0, to: 1e9, windowEvents: 500, points: 50 };
    const [x, y] = [await rig.call('series', { ...request, to: SEGMENT_ROWS + 100 }), await again.call('series', request)];
    for (const name of request.names) {
      y[name]!.index.slice(0, -1).forEach((index, i) => {
        expect(x[name]!.index[i]).toBe(index);
        expect(x[name]!.value[i]).toBeCloseTo(y[name]!.value[i]!, 5);
      });
    }
  });

  it('a tail is continued after a reload', async () => {
    const { log } = openMemoryStorage();
    for (let i = 0; i < 30; i += 1) {
      const rig = await Rig.open(log);
      rig.send({ first: i * 7, count: 7 });
      await rig.call('flush', undefined);
    }
    const rig = await Rig.open(log);
    const { columns } = await rig.call('query', { columns: ['index'] });
    expect([...columns.index as Uint32Array]).toEqual(Array.from({ length: 210 }, (_, i) => i));
    expect((await rig.call('usage', undefined)).segments).toBeLessThan(9);
  });

  it('a deployment of other labels and a gap begin segments of their own', async () => {
    const { log } = openMemoryStorage();
    const rig = await Rig.open(log);
    rig.send({ count: 10 });
    rig.send({ first: 10, count: 10, labels: ['apple', 'banana', 'mango'], version: 2 });
    rig.send({ first: 500, count: 10, labels: ['apple', 'banana', 'mango'], version: 2 });
    await rig.call('flush', undefined);
    for (const each of [rig, await Rig.open(log)]) {
      expect((await each.call('usage', undefined)).rows).toBe(30);
      const { columns, labels } = await each.call('query', { columns: ['index', 'predicted', 'version', 'score.mango', 'score.ripe'] });
      expect([...columns.index as Uint32Array].slice(18, 22)).toEqual([18, 19, 500, 501]);
      expect(labels.slice(0, 2)).toEqual(['ripe', 'unripe']);
      const names = [...columns.predicted as Uint8Array].map((code) => labels[code]!);
      const [a, b] = [judged({ count: 10 }), judged({ first: 10, count: 10, labels: ['apple', 'banana', 'mango'] })];
      expect(names.slice(0, 20)).toEqual([...[...a.predicted].map((p) => a.labels[p]), ...[...b.predicted].map((p) => b.labels[p])]);
      expect([(columns['score.mango'] as Float32Array)[0], (columns['score.ripe'] as Float32Array)[25]]).toEqual([NaN, NaN]);
    }
  });
});

describe('faults', () => {
  it('a torn tail goes to quarantine and its rows are judged again', async () => {
    const storage = openMemoryStorage();
    const rig = await Rig.open(storage.log);
    rig.send({ count: SEGMENT_ROWS });
    rig.send({ first: SEGMENT_ROWS, count: 90 });
    await rig.call('flush', undefined);
    const torn = (await storage.log.read(SEGMENT_ROWS))!;
    new Uint8Array(torn.bytes)[1000]! ^= 1;
    await storage.log.append([{ segment: torn, summary: (await storage.log.summaries())[1]! }]);

    const again = await Rig.open(storage.log);
    expect((await again.call('snapshot', undefined)).lastIndex).toBe(SEGMENT_ROWS - 1);
    expect((await storage.health()).quarantined).toMatchObject([{ store: 'logSegments', code: 'storage-corrupt' }]);
    again.send({ first: SEGMENT_ROWS, count: 90 });
    await again.call('flush', undefined);
    expect((await again.call('count', undefined)).count).toBe(SEGMENT_ROWS + 90);
    expect(await new Rig(storage.log).call('open', { delays: [{ from: 0, labelDelay: 0 }], scenarioLabels: [] })).toMatchObject({ repaired: 0, count: SEGMENT_ROWS + 90 });
  });

  it('a half of a record is completed or cleared away', async () => {
    const storage = openMemoryStorage();
    const rig = await Rig.open(storage.log);
    rig.send({ count: 3 * SEGMENT_ROWS });
    await rig.call('flush', undefined);
    const rows = [];
    for await (const row of storage.dumpAll(['logSegments', 'logSummaries'])) rows.push(row);
    const kept = rows.filter(({ store, key }) => !(store === 'logSummaries' && key === 0) && !(store === 'logSegments' && key === 2 * SEGMENT_ROWS));
    await storage.loadAll(['logSegments', 'logSummaries'], kept);
    const again = new Rig(storage.log);
    expect(await again.call('open', { delays: [{ from: 0, labelDelay: 0 }], scenarioLabels: [] })).toEqual({ nextIndex: 2 * SEGMENT_ROWS, count: 2 * SEGMENT_ROWS, repaired: 2 });
    expect((await storage.log.summaries()).map(({ firstIndex }) => firstIndex)).toEqual([0, SEGMENT_ROWS]);
  });

  it('a corrupt segment in the middle is set aside when it is met, and the rest is answered', async () => {
    const storage = openMemoryStorage();
    const rig = await Rig.open(storage.log);
    rig.send({ count: 2 * SEGMENT_ROWS });
    await rig.call('flush', undefined);
    const corrupt = (await storage.log.read(0))!;
    await storage.log.append([{ segment: { ...corrupt, bytes: corrupt.bytes.slice(0, 500) }, summary: (await storage.log.summaries())[0]! }]);
    expect((await rig.call('query', { predicted: 'ripe', limit: 0 })).total).toBeLessThan(SEGMENT_ROWS);
    expect((await rig.call('count', undefined)).count).toBe(SEGMENT_ROWS);
    expect((await storage.health()).quarantined).toHaveLength(1);
  });

  it('a full disk stops the writing, not the judging; writing goes on when there is room', async () => {
    const { state, log } = faulty();
    const rig = await Rig.open(log);
    state.code = 'storage-full';
    for (let i = 0; i < 30; i += 1) rig.send({ first: i * 2048, count: 2048 });
    await settled();
    const full = await rig.call('snapshot', undefined);
    expect([full.storageCode, full.lastIndex, full.durableIndex]).toEqual(['storage-full', 30 * 2048 - 1, -1]);
    expect(rig.notices).toContainEqual({ type: 'storage', code: 'storage-full' });
    expect(rig.credits.reduce((a, b) => a + b)).toBe(INITIAL_CREDIT_ROWS + 30 * 2048);
    const { appends } = state;
    rig.send({ first: 30 * 2048, count: 2048 });
    await settled();
    expect(state.appends).toBe(appends);

    state.code = null;
    rig.nowMs += 20_000;
    rig.send({ first: 31 * 2048, count: 2048 });
    await settled();
    const { durableIndex } = await rig.call('flush', undefined);
    expect([(await rig.call('snapshot', undefined)).storageCode, durableIndex]).toEqual([null, 32 * 2048 - 1]);
    expect((await rig.call('usage', undefined)).rows).toBeGreaterThan(8 * SEGMENT_ROWS - 1);
  });

  it('only the log\'s own operations need it open', async () => {
    const rig = new Rig();
    expect((await rig.call('snapshot', undefined)).lastIndex).toBe(-1);
    expect(await rig.call('flush', undefined)).toEqual({ durableIndex: -1 });
    await rig.call('configure', { windowEvents: 50 });
    await expect(rig.call('query', {})).rejects.toMatchObject({ code: 'worker-died' });
  });
});

describe('retention and seeking', () => {
  it('prunes the oldest segments beyond the retained rows, and says so', async () => {
    const { log } = openMemoryStorage();
    const rig = await Rig.open(log, { retentionRows: 3 * SEGMENT_ROWS });
    rig.send({ count: 6 * SEGMENT_ROWS });
    await rig.call('flush', undefined);
    expect(await rig.call('usage', undefined)).toMatchObject({ rows: 3 * SEGMENT_ROWS, segments: 3, prunedRows: 3 * SEGMENT_ROWS, retentionRows: 3 * SEGMENT_ROWS });
    expect(rig.notices.flatMap((notice) => (notice.type === 'pruned' ? [notice.rows] : [])).reduce((a, b) => a + b)).toBe(3 * SEGMENT_ROWS);
    await rig.call('configure', { retentionRows: 1 });
    expect((await rig.call('usage', undefined)).rows).toBe(SEGMENT_ROWS);
    expect((await (await Rig.open(log)).call('usage', undefined)).prunedRows).toBe(5 * SEGMENT_ROWS);
  });

  it('takes back what lies after the place it rewinds to', async () => {
    for (const index of [0, 10, 4000, SEGMENT_ROWS, 5000, 5050]) {
      const { log } = openMemoryStorage();
      const rig = await Rig.open(log);
      rig.send({ count: 5000 });
      await rig.call('flush', undefined);
      rig.send({ first: 5000, count: 50 });
      await rig.call('rewind', { generation: 1, index, change: change('seek') });
      expect((await rig.call('snapshot', undefined)).lastIndex).toBe(index - 1);
      rig.send({ first: index, count: 20, version: 2 });
      await rig.call('flush', undefined);
      const { columns, total } = await (await Rig.open(log)).call('query', { columns: ['version', 'index'] });
      expect([total, [...columns.version as Uint32Array].filter((version) => version === 2).length]).toEqual([index + 20, 20]);
    }
  });

  it('shows the rows around a fruit as the belt showed them, with what is known by now', async () => {
    const rig = await Rig.open(openMemoryStorage().log, { labelDelay: 10 });
    rig.send({ count: 200 });
    const { belt } = await rig.call('snapshot', undefined);
    rig.send({ first: 200, count: 5000 });
    const { items } = await rig.call('belt', { upTo: 199 });
    expect(items.map(({ right, ...item }) => [item, right === null])).toEqual(belt.map(({ right, ...item }) => (void right, [item, false])));
    expect((await rig.call('belt', { upTo: 3 })).items.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
  });

  it('a reset empties the log and begins where it is told', async () => {
    const { log } = openMemoryStorage();
    const rig = await Rig.open(log);
    rig.send({ count: 5000 });
    await rig.call('reset', { generation: 4, index: 300, change: change('load') });
    expect(await rig.call('snapshot', undefined)).toMatchObject({ generation: 4, lastIndex: -1, durableIndex: -1, counts: {}, belt: [] });
    expect(await new Rig(log).call('open', { delays: [{ from: 0, labelDelay: 7 }], scenarioLabels: [] })).toEqual({ nextIndex: 300, count: 0, repaired: 0 });
  });
});

it('features are named as the caller names them', async () => {
  const rig = await Rig.open();
  rig.send({ count: 100 });
  const series = await rig.call('series', { names: FEATURES.map((name) => `feature.${name}`), from: 0, to: 100, windowEvents: 25, points: 10 });
  expect(Object.values(series).map(({ index }) => index.length)).toEqual([4, 4]);
});
