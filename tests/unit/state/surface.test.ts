import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createAutomation } from '../../../src/actions/surface.ts';
import { errorAdviceOf } from '../../../src/ui/errors.ts';
import { takenArguments } from '../../../src/actions/arguments.ts';
import { BY_NAME, type ActionName } from '../../../src/actions/catalogue.ts';
import { openMemory } from '../../../src/storage/engine/memory.ts';
import type { Engine } from '../../../src/storage/engine/engine.ts';
import { artifact, model } from '../../contract/fixtures.ts';
import { AppRig } from './rig.ts';

let engine: Engine;
let leader: AppRig;
beforeEach(async () => {
  vi.stubGlobal('location', { hash: '' });
  engine = openMemory();
  leader = new AppRig(engine);
  await leader.storage.models.add(model(), artifact());
  await leader.open();
});

const surfaceOf = ({ app }: AppRig) => createAutomation(app, errorAdviceOf);
const callOf = (rig: AppRig, path: string): ((...args: unknown[]) => Promise<unknown>) => {
  const holders = path.split('.');
  return holders.reduce<unknown>((holder, name) => (holder as Record<string, unknown>)[name], surfaceOf(rig)) as (...args: unknown[]) => Promise<unknown>;
};

const NAMES = [...BY_NAME.keys()];
const at = (name: string) => BY_NAME.get(name as ActionName)!;
/** What cannot be done in a project with one version that is not live. */
const ACTIONS_WITH_OBSTACLE: ActionName[] = [
  'train', 'runs.train', 'runs.register', 'search.run', 'search.train', 'models.rollBack', 'classify', 'rollout.start', 'rollout.promote', 'rollout.abort', 'rollout.pause', 'rollout.resume', 'rollout.retry', 'line.play', 'line.step', 'line.guess', 'improve.replay', 'improve.try', 'improve.recipes', 'improve.online', 'frames.judge',
];
const GIVEN: Partial<Record<ActionName, unknown[]>> = {
  train: [{ kind: 'colour' }], 'runs.train': [{ kind: 'colour' }], 'search.run': [{ recipe: { kind: 'colour' } }], 'search.train': [1], classify: [new Blob(['x'])], 'line.guess': ['covariate'], 'rollout.start': [{ version: 1, mode: 'canary' }],
  'improve.replay': [{ versions: [1], from: 0, to: 10 }], 'improve.try': ['new-data'], 'frames.judge': [0, 'ripe'],
};

const MANY_LABELS = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`l${i}`, '']));
/** Arguments that no call takes in this place. */
const NONSENSE: Partial<Record<ActionName, unknown[][]>> = {
  useBackend: [['abacus']],
  'data.export': [[3], [{ onProgress: 'loud' }]], 'data.reset': [[undefined], ['ripe'], [[1]]], 'data.add': [['ripe', ['no blob']], [3, []]], 'data.pick': [[undefined], [{ count: NaN, seed: 1 }], [{ count: 5, seed: Infinity }], [{ count: 5, seed: 1, form: 2 }]],
  'data.collect': [['all'], [5, { by: 'best' }], [5, { since: -1 }]], train: [[{ kind: 'colour' }, { signal: {} }]], 'models.deploy': [['1'], [NaN], [1.5]], 'models.compare': [[1]], 'models.export': [[null]], 'models.import': [['file']], classify: [[{}]],
  'line.load': [['lamp-ages', { seed: Infinity }]], 'line.play': [[{ speed: 'fast' }], [{ until: NaN }]], 'line.setBeltSpeed': [[Infinity]], 'line.step': [[0], ['one']], 'line.seek': [[Infinity], [-1], ['x']],
  'line.look': [[NaN], [undefined]], 'line.reached': [[Infinity]], 'log.query': [[{ outcome: 'maybe' }], [{ verdict: 'maybe' }], [{ form: 3 }]], 'log.count': [[{ version: 'x' }]], 'monitor.series': [[3], ['accuracy', { from: Infinity }]],
  'monitor.letRun': [[{ rule: 3 }], [{ all: true }]], 'monitor.explain': [[7]], 'monitor.useReference': [[0, Infinity]], 'alerts.setFile': [[{}]],
  'alerts.silence': [[{ matchers: [], startsAt: 1, endsAt: Infinity, reason: 'x' }], [{ matchers: [{ name: 'a' }], endsAt: 2, reason: 'x' }], [{ matchers: [], endsAt: '2', reason: 'x' }]],
  'alerts.endSilence': [[null]], 'alerts.acknowledge': [[{ alertname: 3 }], ['a'], [MANY_LABELS], [{ alertname: 'x'.repeat(20_000) }]], 'alerts.why': [[{}, NaN]], 'detectors.run': [['adwin', {}, ['x']]], promql: [[{}], ['up', Infinity]], bench: [[{}, { signal: 1 }]], policies: [[{}, { signal: 1 }]],
  'data.addFolder': [['a'], [[{ path: 'a', blob: 'b' }], 'ripe']], 'data.addZip': [['zip', 'ripe']], 'data.photograph': [['a'], [[{ picture: { width: 8193, height: 1, data: new Uint8ClampedArray(4 * 8193) }, label: 'ripe', takenMs: 0 }]], [[{ picture: { width: 0, height: 0, data: new Uint8ClampedArray(0) }, label: 'ripe', takenMs: 0 }]], [[{ picture: {}, label: 'ripe', takenMs: 0 }]], [[{ picture: { width: 2, height: 2, data: new Uint8ClampedArray(4) }, label: 'ripe', takenMs: 0 }]]], 'data.take': [[-1, 'ripe'], ['a', 'ripe']], 'data.addLabel': [[3]],
  'data.renameLabel': [['a', 3]], 'data.removeLabel': [[3]], 'data.relabel': [['a', 'b'], [[1], 'b']], 'data.remove': [['a']], 'data.backTo': [['1'], [-1]], 'runs.train': [[{ kind: 'colour' }, { signal: {} }]],
  'runs.importance': [['1'], [-1]], 'search.run': [[{ recipe: { kind: 'colour' } }, { signal: {} }]], 'search.train': [['1'], [1.5]], 'models.heat': [['1', 2], [1, 'a'], [1, -2], [1, 2, { label: 3 }]],
  'models.rename': [[1, 2]], 'models.setNotes': [['1', 'a']], 'models.setChallenger': [['1']], 'models.remove': [[1.5]], 'line.setLapse': [['fast'], [0], [NaN]], 'line.beginStory': [[3]],
  'line.changeDrift': [['a', {}]], 'line.removeDrift': [[-1]], 'line.setWorld': [['light.exposure', NaN], [3, 1]], 'line.setPlace': [['moon']], 'line.setMix': [[3, 1], ['ripe', NaN]], 'line.countAs': [['ripe', 3], [3, null]], 'line.setTruths': [['none']], 'line.setExploration': [[2], ['x']], 'line.truths': [[{ from: -1 }]], 'line.guess': [['weather']], 'line.reveal': [[3]],
  'log.export': [['xml'], ['csv', { version: 'x' }]], 'log.keepNewest': [['all'], [-1]], 'alerts.acknowledgeIncident': [[3]],
  'improve.choose': [[7], [{}], [['a']]], 'improve.try': [[], ['pray'], ['new-data', { choice: 'best' }], ['new-data', { count: 0 }], ['model-feedback', { confidence: 0.2 }]],
  'shop.series': [['profit'], ['ctr', { from: -1 }], ['ctr', { until: 3 }], [3]],
  'journal.note': [[3], ['x', 5]], 'journal.removeNote': [['1'], [-1]], 'journal.export': [[{ pictures: 'all' }]],
  'improve.online': [[{ forgetting: 2 }], [{ rate: 0 }], [{ exploration: -1 }], [{ from: 'now' }], [7]],
  'improve.recipes': [[{ versions: [] }], [{ versions: ['1'] }], [{ fruit: -1 }], ['all']],
  'improve.replay': [[undefined], [{ versions: 1, from: 0, to: 9 }], [{ versions: [1], from: -1, to: 9 }], [{ versions: [1], from: 0, to: 9, values: [['a']] }], [{ versions: [1], from: 0, to: 9, candidates: [] }]],
  'rollout.start': [[{ version: 1, mode: 'green' }], [{ version: 1, mode: 'canary', weight: 101 }], [{ version: 1, mode: 'canary', lots: 'all' }], [{ version: 1, mode: 'canary', steps: [{ wait: 3 }] }]], 'rollout.lesson': [[{ mode: 'green' }], [{ rollouts: 0 }], [{ accuracy: 1 }], [{}, { signal: 1 }]], 'rollout.promote': [[{ full: 1 }]], 'rollout.fromYaml': [[3]],
  'review.queue': [[{ kind: 'fruit' }], ['labels']], 'review.decide': [['a', 'maybe'], ['a', { label: 3 }], [3, 'keep']], 'review.keepOnly': [['a'], [[1]]], 'review.setDesk': [[{ total: -1 }], [{ total: 1.5 }], [{ errorRate: 2 }], [{ costEach: Infinity }]],
  'review.judge': [['1', 'ripe'], [-1, 'ripe'], [1, 3]], 'review.inspect': [[0], ['all']],
  'sets.add': [['a'], [3, []], ['a', [{ blob: 'b' }]], ['a', [{ label: 3, blob: new Blob(['x']) }]]], 'sets.addFolder': [['a', [{ path: 'a', blob: 'b' }]], ['a', [], { labelled: 1 }]], 'sets.addZip': [['a', 'zip']], 'sets.addHeldOut': [[3], ['a', -1]], 'sets.remove': [[3]],
  'frames.judge': [[-1, 'ripe'], [3, 5], [3]], 'frames.setRule': [[3], [{ unsureBelow: 2 }], [{ everyNth: 1.5 }], [{ mostMegabytes: -1 }], [{ keep: 'all' }]], 'frames.remove': [['all'], [[-1]]],
  'loop.setLevel': [[3], ['1'], [undefined]], 'loop.decisions': [[{ from: -1 }], [3]], 'loop.keys': [[{ to: 'now' }]],
  render: [[{ scenario: 'lamp-ages', index: -1 }], [{ scenario: 'lamp-ages', index: 0, size: 0 }]], 'project.import': [['file']],
};

describe('window.orchard', () => {
  it('keeps a record of what was run, by whom, and what came of it', async () => {
    const { records } = leader.app.services;
    records.clear();
    await surfaceOf(leader).data.addLabel('bruised');
    await expect(leader.app.run('models.rollBack')).rejects.toMatchObject({ code: 'model-unknown' });
    expect(records.entries.filter(({ kind }) => kind === 'action')).toMatchObject([
      { from: 'script', name: 'data.addLabel', outcome: 'ok' }, { from: 'page', name: 'models.rollBack', outcome: 'model-unknown' },
    ]);
  });

  it('offers every action as a call', () => {
    const paths = (part: object, before = ''): string[] => Object.entries(part).flatMap(([name, value]: [string, unknown]) => (
      typeof value === 'function' ? [`${before}${name}`] : typeof value === 'object' && value !== null && !(value instanceof Promise) ? paths(value, `${before}${name}.`) : []));
    expect(paths(surfaceOf(leader)).sort()).toEqual(['actions', ...NAMES].sort());
  });

  it('lists every action with what stands in its way', async () => {
    const listed = new Map((await surfaceOf(leader).actions()).map((each) => [each.name, each]));
    expect([...listed.keys()]).toEqual(NAMES);
    expect(listed.get('line.play')).toMatchObject({ obstacle: 'nothing-deployed', undone: { by: 'line.pause' } });
    expect(listed.get('models.rollBack')!.obstacle).toBe('model-unknown');
    await leader.app.registry.deploy(1);
    expect((await surfaceOf(leader).actions()).find(({ name }) => name === 'line.play')!.obstacle).toBeNull();
  });

  it('names what takes each act back, and only what there is', () => {
    for (const [name, { kind, undone }] of BY_NAME) {
      if (kind !== 'act') expect(undone, name).toBeNull();
      else if (typeof undone === 'object' && undone !== null) expect(NAMES, name).toContain(undone.by);
    }
  });

  it.each(NAMES.filter((name) => ACTIONS_WITH_OBSTACLE.includes(name)))('%s fails with the obstacle that is listed', async (name) => {
    const { obstacle } = (await surfaceOf(leader).actions()).find((each) => each.name === name)!;
    expect(obstacle, name).not.toBeNull();
    await expect(callOf(leader, name)(...GIVEN[name] ?? [])).rejects.toMatchObject({ code: obstacle });
  });

  it('answers calls by the names that they had', async () => {
    const asked = async (path: string, ...args: unknown[]) => {
      const monitor = vi.spyOn(leader.app.services.monitor, 'call');
      const answer = await callOf(leader, path)(...args);
      const calls = monitor.mock.calls.map(([op, input]) => [op, input]);
      monitor.mockRestore();
      return { answer, calls };
    };
    expect(await asked('monitor.alarms')).toEqual(await asked('alerts.list'));
    const by = await asked('log.query', { outcome: 'wrong', limit: 7 });
    expect(by.calls).toEqual([['query', expect.objectContaining({ outcome: 'wrong', limit: 7 })]]);
    expect(await asked('log.query', { verdict: 'wrong', limit: 7 })).toEqual(by);
  });

  it.each(Object.entries(NONSENSE))('%s refuses what it does not take, before anything is asked of anybody', async (path, cases) => {
    for (const args of cases) {
      const calls = leader.calls.length;
      await expect(callOf(leader, path)(...args), JSON.stringify(args)).rejects.toMatchObject({ code: args[0] === undefined ? 'argument-invalid' : at(path).code });
      expect(leader.calls.slice(calls)).toEqual([]);
    }
  });

  it.each(NAMES.filter((path) => at(path).takes.length > 0))('%s refuses what cannot be read, in one line', async (path) => {
    const { proxy: revoked, revoke } = Proxy.revocable({}, {});
    revoke();
    const cyclic: unknown[] = [];
    cyclic.push(cyclic);
    const throws = () => { throw new Error('unreadable\n    at somewhere (blob:x:1:2)'); };
    const unreadable = {
      throwing: new Proxy({}, { get: throws, has: throws, ownKeys: throws, getPrototypeOf: throws }), revoked, cyclic, getter: Object.defineProperty({}, 'seed', { enumerable: true, get: throws }),
      map: new Map(), likeFile: Object.create(Blob.prototype) as unknown, likeSignal: Object.create(AbortSignal.prototype) as unknown, long: new Array(4e9),
    };
    const calls = leader.calls.length;
    for (const [name, nonsense] of Object.entries(unreadable)) {
      await expect(callOf(leader, path)(nonsense), name).rejects.toEqual({ code: at(path).code, message: expect.stringMatching(/^[^\n]*argument 1 cannot be read[^\n]*$/) as string });
    }
    expect(leader.calls.slice(calls)).toEqual([]);
  });

  it('works on what it was handed, whatever becomes of that meanwhile', async () => {
    const monitors = [{ id: 'a', name: 'A', signal: 'confidence', reference: { kind: 'first', rows: 500 }, window: { by: 'count', rows: 500, every: 50 }, minimumSample: 20, judge: { kind: 'test', test: 'ks', warning: 0.001, drift: 0.00001 } }];
    const setting = surfaceOf(leader).monitor.set(monitors as never);
    monitors[0]!.name = 'B';
    await setting;
    expect(await leader.storage.settings.get('alerting')).toMatchObject({ monitors: [{ name: 'A' }] });
  });

  it('goes on where a callback throws, which is reported', () => {
    const reported = vi.fn();
    vi.stubGlobal('reportError', reported);
    const [, options] = takenArguments(at('bench'), [{}, { onProgress: (share: number) => { throw new Error(`at ${share}`); } }]) as [unknown, { onProgress: (share: number) => void }];
    options.onProgress(0.5);
    expect(reported).toHaveBeenCalledExactlyOnceWith(new Error('at 0.5'));
  });

  it.each(['alerts.why', 'line.look', 'line.seek'])('%s without arguments says that one is missing', async (path) => {
    await expect(callOf(leader, path)()).rejects.toEqual({ code: 'argument-invalid', message: 'argument-invalid: argument 1 is missing' });
  });

  it.each<[ActionName, unknown[], string]>([
    ['rollout.start', [{ version: 2, mode: 'canary', steps: [{ setWeight: 120 }] }], 'argument-invalid: argument 1, steps.0.setWeight: a whole number from 0 to 100, not 120'],
    ['rollout.start', [{ version: 2, mode: 'canary', steps: [{ weight: 20 }] }], 'argument-invalid: argument 1, steps.0: a step: setWeight or pause'],
    ['rollout.start', [{ version: 2, mode: 'slow' }], 'argument-invalid: argument 1, mode: one of "replace", "shadow", "canary", "ab", not "slow"'],
    ['review.setDesk', [{ errorRate: 5 }], 'argument-invalid: argument 1, errorRate: at most 1, not 5'],
    ['review.setDesk', [{ perThousand: 5000 }], 'argument-invalid: perThousand: a whole number of labels from 0 to 1000, not 5000'],
    ['loop.setLevel', [3], 'argument-invalid: argument 1: one of 0, 1, 2, not 3'],
    ['loop.setLevel', [2], 'level-locked: Level 2 needs the pipeline as files of a repository, which this Orchard does not have yet. Level 1 runs the line under a policy.'],
    ['loop.setPolicy', [{ trigger: { every: 10 } }], 'policy-invalid: trigger.every: a whole number from 50 to 1000000, not 10'],
    ['rollout.abort', [], 'rollout-none: No version is being rolled out. Begin a rollout on Improve.'],
    ['review.undo', [], 'nothing-to-undo: no decision on a picture is left'],
    ['line.undo', [], 'nothing-to-undo: There is nothing to take back. Of the line, what was put aside is kept for a day, until the next act that drops fruits.'],
  ])('%s of %j says what is so, and what to do', async (path, given, message) => {
    await expect(callOf(leader, path)(...given)).rejects.toEqual({ code: message.split(':', 1)[0], message });
  });

  it('has nonsense for every call that takes something of a form', () => {
    const formless: ActionName[] = ['line.addDrift', 'line.revise', 'loop.runUnder', 'loop.setPolicy', 'monitor.set'];
    expect(NAMES.filter((path) => at(path).takes.length > 0 && !NONSENSE[path]).sort()).toEqual(formless);
  });
});

describe('a tab that follows', () => {
  const CHANGING = NAMES.filter((path) => at(path).kind === 'act');

  it.each(CHANGING)('is refused %s', async (path) => {
    const follower = await new AppRig(engine, { leads: false }).open();
    const calls = follower.calls.length;
    await expect(callOf(follower, path)()).rejects.toMatchObject({ code: 'not-leading' });
    expect(follower.calls.slice(calls)).toEqual([]);
  });

  it('is answered what needs nothing of the project', async () => {
    const follower = await new AppRig(engine, { leads: false }).open();
    const free = NAMES.filter((path) => at(path).kind === 'compute');
    expect(free.sort()).toEqual(['bench', 'compute', 'detectors.run', 'policies', 'render', 'rollout.lesson', 'useBackend']);
    const api = surfaceOf(follower);
    expect(await api.useBackend('wasm')).toEqual(await api.compute());
    expect(await api.detectors.run('ADWIN', {}, [0, 1, 0, 1])).toEqual({ drifts: [], warnings: [] });
  });

  it('is answered why by the names that scripts know', async () => {
    const follower = await new AppRig(engine, { leads: false }).open();
    const api = surfaceOf(follower);
    await leader.app.registry.deploy(1);
    await leader.judge(120);
    expect(Object.keys(await api.alerts.why({ alertname: 'accuracy_low' }, 100)).sort()).toEqual([
      'after', 'asOf', 'before', 'beforeIs', 'comparison', 'detail', 'finding', 'index', 'monitor', 'readings', 'rule', 'truth', 'weakest',
    ]);
    const [status] = await api.monitor.status();
    expect(Object.keys(await api.monitor.explain(status!.spec.id)).sort()).toEqual(['finding', 'now']);
  });

  it('reads what is stored by now', async () => {
    const follower = await new AppRig(engine, { leads: false }).open();
    const api = surfaceOf(follower);
    await leader.app.registry.deploy(1);
    await leader.judge(120);
    await leader.app.data.addLabel('bruised');
    await leader.app.alerts.silence({ matchers: [{ name: 'alertname', value: 'a', isRegex: false, isEqual: true }], endsAt: 9e9, reason: 'a test' });
    expect((await api.data.summary()).labels).toEqual(['bruised']);
    expect((await api.models.list()).map(({ number }) => number)).toEqual([1]);
    expect(await api.log.count()).toBe(120);
    expect((await api.line.status()).index).toBe(120);
    expect(await api.alerts.silences()).toMatchObject([{ reason: 'a test' }]);
    await leader.judge(30);
    expect(await api.log.count()).toBe(150);
    expect((await api.log.query({ columns: ['index'], from: 148 }))['index']).toEqual(Uint32Array.of(148, 149));
  });

  it('opens while the tab that leads trains, and leaves that run alone', async () => {
    await leader.storage.runs.add({ recipe: { kind: 'colour', seed: 1, inputSize: 48, l2: 0.01 }, dataSetVersion: 1, backend: 'cpu', outcome: 'running', startedMs: 1, trainMs: 0, embedMs: 0, curves: { trainLoss: [], trainAccuracy: [], validationLoss: [], validationAccuracy: [] }, heldOut: [], appVersion: '1' } as never);
    const follower = await new AppRig(engine, { leads: false }).open();
    expect(follower.app.ready).toBe(true);
    expect((await leader.storage.runs.list()).map(({ outcome }) => outcome)).toEqual(['running']);
  });
});
