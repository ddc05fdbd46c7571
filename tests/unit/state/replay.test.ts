import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ReplayCandidate } from '../../../src/state/replay.svelte.ts';
import type { LabTask } from '../../../workers/protocol/lab.ts';
import { artifact, model } from '../../contract/fixtures.ts';
import { createAutomation } from '../../../src/actions/surface.ts';
import { errorAdviceOf } from '../../../src/ui/errors.ts';
import { openMemory } from '../../../src/storage/engine/memory.ts';
import { LineRig } from './line-rig.ts';
import { AppRig } from './rig.ts';

vi.stubGlobal('location', { hash: '' });

const EVENTS = 300;
let rig: LineRig;
beforeEach(async () => {
  rig = await new LineRig().open();
  await rig.storage.models.add(model('two'), artifact());
  await rig.app.registry.open();
  await rig.api.line.load({ length: 1000, labelDelay: 50 });
  await rig.api.line.step(EVENTS);
});
afterEach(() => rig.end());

const candidate = (change: Partial<ReplayCandidate> = {}): ReplayCandidate => ({ key: 'candidate', checksum: 'c', signature: model().signature, artifact: artifact(), dataSetVersion: null, ...change });

describe('a replay', () => {
  it('holds versions against who is live, on the truths that have been reported', async () => {
    const told: number[] = [];
    const result = await rig.api.improve.replay({ versions: [2], from: 0, to: EVENTS }, { onProgress: ({ done }) => told.push(done) });
    expect(result).toMatchObject({ baseline: 1, sample: { done: EVENTS, planned: EVENTS, recorded: EVENTS }, judged: EVENTS - 50, waiting: 50 });
    expect(Object.keys(result.accuracy)).toEqual(['1', '2']);
    expect(result.reproduced['1']!.of).toBe(EVENTS);
    expect(told.at(-1)).toBe(EVENTS);
    const { running, progress, ended, result: shown, stale } = rig.app.replay;
    expect({ running, progress, ended, stale }).toEqual({ running: false, progress: null, ended: null, stale: false });
    expect({ ...shown!, baseline: 1 }).toEqual(result);
  });

  it('takes a version that is not registered', async () => {
    const result = await rig.app.replay.run({ versions: [], candidates: [candidate()], from: 10, to: 40 });
    expect(result.paired['candidate']!.counts).toMatchObject({ onlyChallenger: 0 });
    await expect(rig.app.replay.run({ versions: [], candidates: [candidate({ key: '7' })], from: 10, to: 40 })).rejects.toMatchObject({ code: 'argument-invalid' });
  });

  it('samples a stretch that is too long, and says how much of it', async () => {
    const seen: number[] = [];
    rig.onCall = (kind, _, input) => { if (kind === 'lab') seen.push(...(input as LabTask).indices); };
    const { sample, judged, waiting } = await rig.api.improve.replay({ versions: [1], from: 20, to: 290, events: 45, seed: 3 });
    expect(sample).toEqual({ done: 45, planned: 45, recorded: 270 });
    expect(judged + waiting).toBe(45);
    seen.sort((a, b) => a - b).forEach((index, i) => {
      expect(index).toBeGreaterThanOrEqual(20 + i * 6);
      expect(index).toBeLessThan(26 + i * 6);
    });
  });

  it('hands out the features of the log only when it need not be exact, and only to whom they are all that is needed', async () => {
    const tasks: LabTask[] = [];
    rig.onCall = (kind, _, input) => { if (kind === 'lab') tasks.push(input as LabTask); };
    expect((await rig.api.improve.replay({ versions: [2], from: 0, to: 10 })).fromLog).toEqual([]);
    expect(tasks.at(-1)!.logged).toBeUndefined();
    const embedding = candidate({ signature: { ...model().signature, blocks: ['embedding'] } });
    const result = await rig.app.replay.run({ versions: [2], candidates: [embedding], from: 0, to: 10, exact: false });
    expect(result.fromLog).toEqual(['1', '2']);
    // This log measured nothing that a version takes.
    expect([...tasks.at(-1)!.logged!.size]).toEqual(new Array(10).fill(0));
    expect((await rig.app.replay.run({ versions: [], baseline: 1, candidates: [embedding], from: 0, to: 10 })).fromLog).toEqual([]);
  });

  it('is refused with what was there still shown', async () => {
    const result = await rig.api.improve.replay({ versions: [1], from: 0, to: 20 });
    for (const [request, code] of [
      [{ versions: [9], from: 0, to: 20 }, 'model-unknown'], [{ versions: [1], from: 0, to: EVENTS + 1 }, 'index-out-of-range'], [{ versions: [1], from: 5, to: 5 }, 'argument-invalid'],
    ] as const) await expect(rig.api.improve.replay({ ...request, versions: [...request.versions] })).rejects.toMatchObject({ code });
    expect({ ...rig.app.replay.result!, baseline: 1 }).toEqual(result);
    expect(rig.app.replay.ended).toBe('argument-invalid');
  });

  it('says that there is no truth where there is none for any', async () => {
    const foreign = candidate({ signature: { ...model().signature, labels: ['sweet', 'sour'] } });
    await rig.storage.models.add({ ...model('sweet'), signature: foreign.signature }, artifact());
    await rig.app.registry.open();
    await expect(rig.app.replay.run({ versions: [3], baseline: 3, candidates: [foreign], from: 0, to: 20 })).rejects.toMatchObject({ code: 'no-truth' });
  });

  it('is one at a time, ends when it is cancelled, and keeps what was done', async () => {
    let calls = 0;
    rig.onCall = (kind) => {
      if (kind === 'lab' && (calls += 1) === 2) rig.app.replay.cancel();
    };
    const running = rig.app.replay.run({ versions: [1], from: 0, to: EVENTS });
    await expect(rig.app.replay.run({ versions: [1], from: 0, to: EVENTS })).rejects.toMatchObject({ code: 'replay-busy' });
    expect(rig.app.replay.running).toBe(true);
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    expect(rig.app.replay).toMatchObject({ running: false, ended: 'cancelled', progress: null });
    expect(rig.app.replay.result!.sample.done).toBeLessThan(EVENTS);
    const away = new AbortController();
    away.abort();
    await expect(rig.app.replay.run({ versions: [1], from: 0, to: EVENTS }, { signal: away.signal })).rejects.toMatchObject({ code: 'cancelled' });
    expect((await rig.app.replay.run({ versions: [1], from: 0, to: EVENTS })).sample.done).toBe(EVENTS);
  });

  it('does a task again whose worker died, once', async () => {
    let deaths = 1;
    rig.onCall = (kind) => { if (kind === 'lab' && deaths-- > 0) rig.kill('lab'); };
    const result = await rig.api.improve.replay({ versions: [2], from: 0, to: EVENTS });
    expect(result.sample.done).toBe(EVENTS);
    expect(rig.started.lab).toBe(2);
    deaths = Infinity;
    await expect(rig.api.improve.replay({ versions: [2], from: 0, to: EVENTS })).rejects.toMatchObject({ code: 'worker-died' });
    expect(rig.app.replay.ended).toBe('worker-died');
  });

  it('is stale when truths of its stretch have been reported since, and when the line is another', async () => {
    const { replay } = rig.app;
    await rig.api.improve.replay({ versions: [1], from: 0, to: EVENTS });
    await rig.api.line.step(10);
    expect(replay.stale).toBe(true);
    await rig.api.improve.replay({ versions: [1], from: 0, to: 200 });
    await rig.api.line.step(10);
    expect(replay.stale).toBe(false);
    await rig.api.line.seek(150);
    expect(replay.stale).toBe(true);
    await rig.api.line.undo();
    expect(replay.stale).toBe(false);
    await rig.api.line.load('lamp-ages');
    expect(replay.stale).toBe(true);
  });

  it('leaves fruit out that a version has learnt from', async () => {
    await rig.api.data.reset(['ripe', 'unripe']);
    await rig.api.data.add('ripe', Array.from({ length: 4 }, (_, i) => new Blob([`r${i}`], { type: 'image/png' })));
    await rig.api.data.add('unripe', Array.from({ length: 4 }, (_, i) => new Blob([`u${i}`], { type: 'image/png' })));
    await rig.api.data.collect(20);
    const { version } = await rig.api.data.freeze();
    const learnt = rig.app.data.versions.find(({ number }) => number === version)!.samples.filter(({ fruit }) => fruit).length;
    expect(learnt).toBe(20);
    const result = await rig.app.replay.run({ versions: [], candidates: [candidate({ dataSetVersion: version })], from: 0, to: EVENTS });
    expect(result.learnt).toMatchObject({ candidate: learnt });
    expect(result.judged).toBe(EVENTS - 50 - learnt);
  });
});

describe('a stretch that the log no longer holds', () => {
  it('is refused, saying which rows remain', async () => {
    const { monitor } = rig.app.services;
    const call = monitor.call.bind(monitor) as (...args: unknown[]) => unknown;
    vi.spyOn(monitor, 'call').mockImplementation(((op: string, input: Record<string, unknown>, options: unknown) => {
      if (op === 'usage') return Promise.resolve({ rows: 200, segments: 1, bytes: 1, prunedRows: 100, retentionRows: 200 });
      return call(op, op === 'query' || op === 'count' ? { ...input, from: Math.max(100, Number(input['from'] ?? 0)) } : input, options);
    }) as never);
    await expect(rig.app.replay.run({ versions: [1], from: 99, to: EVENTS })).rejects.toMatchObject({ code: 'rows-gone', about: `100 to ${EVENTS - 1}` });
    expect((await rig.app.replay.run({ versions: [1], from: 100, to: EVENTS })).sample.done).toBe(200);
  });
});

describe('a tab that follows', () => {
  it('replays what the tab that leads has stored', async () => {
    const engine = openMemory();
    const leader = new AppRig(engine);
    await leader.storage.models.add(model(), artifact());
    await leader.open();
    await leader.app.registry.deploy(1);
    await leader.judge(120);
    const follower = await new AppRig(engine, { leads: false }).open();
    await leader.judge(40);
    const { sample, reproduced, baseline } = await createAutomation(follower.app, errorAdviceOf).improve.replay({ versions: [1], from: 0, to: 160 });
    expect(baseline).toBe(1);
    expect(sample.done).toBe(160);
    expect(reproduced['1']!.of).toBe(160);
  });
});

describe('a sealed line', () => {
  it('tells of its reported truths, and of no others', async () => {
    await rig.api.line.load({ length: 1000, labelDelay: 60, drifts: [{ kind: 'concept', pattern: 'sudden', onset: 30, to: { taste: 0.9 } }], sealed: { nonce: 5, word: null } } as never);
    await rig.api.line.step(100);
    const result = await rig.api.improve.replay({ versions: [2], from: 0, to: 100 });
    expect(result).toMatchObject({ judged: 40, waiting: 60 });
    expect([...result.mended['2']!, ...result.broken['2']!].every(({ index }) => index < 40)).toBe(true);
    expect(rig.app.replay.stale).toBe(false);
  });
});
