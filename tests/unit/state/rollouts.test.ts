import { afterEach, expect, it, vi } from 'vitest';
import type { RolloutAnswer } from '../../../src/actions/answers.ts';
import { LOT_FRUITS } from '../../../src/domain/delivery/route.ts';
import { openMemory } from '../../../src/storage/engine/memory.ts';
import { artifact, model } from '../../contract/fixtures.ts';
import { LineRig } from './line-rig.ts';

vi.stubGlobal('location', { hash: '' });

const rigs: LineRig[] = [];
afterEach(() => { for (const rig of rigs.splice(0)) rig.end(); });

/** A line of v1 with a v2 beside it. */
async function opened(engine = openMemory()): Promise<LineRig> {
  const rig = await new LineRig({ engine }).open();
  rigs.push(rig);
  await rig.storage.models.add(model('two'), artifact());
  await rig.app.registry.open();
  await rig.api.line.load({ labelDelay: 20, length: 20_000 });
  await rig.api.line.step(20);
  return rig;
}

const STEPS = [{ setWeight: 20 }, { pause: { fruits: 300 } }, { setWeight: 50 }, { pause: { fruits: 300 } }];
const statusOf = (rig: LineRig) => rig.api.rollout.status() as Promise<RolloutAnswer>;
/** What the record says became of the line: from which event who decided, with which share. */
const record = async (rig: LineRig) => (await rig.storage.deployments.list()).map(({ version, challenger, fromIndex, reason, route }) => ({ version, challenger, fromIndex, reason, weight: route.kind === 'split' ? route.weight : null }));
/** Who decided each row, by its event. */
const deciders = async (rig: LineRig) => {
  const { index, version } = await rig.api.log.query({ columns: ['index', 'version'], limit: 1e6 }) as unknown as { index: Uint32Array; version: Uint32Array };
  return Array.from(index, (event, i) => `${event}:${version[i]}`);
};
const run = async (rig: LineRig, until: number): Promise<void> => {
  await rig.api.line.play({ speed: 'max', until });
  await rig.api.line.reached(until);
  await rig.api.line.pause();
};

it('a canary grows by its steps and is promoted by itself, at the same events however the line was watched', async () => {
  const told = [];
  for (const stops of [[1200], [37, 300, 301, 555, 900, 1100, 1200]]) {
    const rig = await opened();
    rig.rightOf = (version) => (version === 2 ? 0.95 : 0.7);
    await rig.api.rollout.start({ version: 2, mode: 'canary', steps: STEPS });
    for (const until of stops) await run(rig, until);
    expect(await statusOf(rig)).toMatchObject({ phase: 'healthy', cause: 'steps', weight: 100, decided: [] });
    expect(rig.app.registry.live?.number).toBe(2);
    told.push({ record: await record(rig), deciders: await deciders(rig) });
  }
  expect(told[1]).toEqual(told[0]);
  expect(told[0]!.record.map(({ reason, weight }) => [reason, weight])).toEqual([['first', null], ['rollout', 0.2], ['rollout', 0.5], ['promote', null]]);
}, 60_000);

it('a share of lots goes to one version by the lot, and goes on so when the share grows', async () => {
  const rig = await opened();
  await rig.api.rollout.start({ version: 2, mode: 'canary', lots: true, steps: STEPS, analysis: [] });
  expect(await rig.api.rollout.yaml()).toContain('orchard/unit: lot');
  await run(rig, 200);
  await rig.api.rollout.promote();
  await run(rig, 600);
  const routes = (await rig.storage.deployments.list()).map(({ route }) => route);
  expect(routes.slice(1, 3)).toEqual([{ kind: 'split', weight: 0.2, lots: true }, { kind: 'split', weight: 0.5, lots: true }]);
  const from = (await rig.storage.deployments.list())[2]!.fromIndex;
  const lots = new Map<number, Set<string>>();
  for (const [event, version] of (await deciders(rig)).map((each) => each.split(':') as [string, string])) {
    const lot = Math.floor(Number(event) / LOT_FRUITS);
    if (lot * LOT_FRUITS >= from) lots.set(lot, (lots.get(lot) ?? new Set()).add(version));
  }
  expect(lots.size).toBeGreaterThan(5);
  expect([...lots.values()].every((versions) => versions.size === 1)).toBe(true);
}, 60_000);

it('a worse version is aborted by itself, and the champion serves on', async () => {
  const rig = await opened();
  rig.rightOf = (version) => (version === 2 ? 0.5 : 0.9);
  await rig.api.rollout.start({ version: 2, mode: 'ab', analysis: [] });
  await run(rig, 1500);
  expect(await statusOf(rig)).toMatchObject({ phase: 'degraded', cause: 'loss', weight: 0, statistics: { found: { direction: 'loss' } } });
  expect(rig.app.registry.live?.number).toBe(1);
  expect((await rig.storage.aliases.all()).challenger).toBeUndefined();
  expect((await deciders(rig)).at(-1)).toBe('1499:1');
}, 60_000);

it.each(['monitor', 'serving', 'orchard'] as const)('whoever dies between a decision and its deployment, here the %s, the share changes once and at its event', async (kind) => {
  const [quiet, rig] = [await opened(), await opened()];
  for (const each of [quiet, rig]) each.rightOf = () => 0.8;
  await quiet.api.rollout.start({ version: 2, mode: 'canary', steps: STEPS });
  await run(quiet, 700);
  await rig.api.rollout.start({ version: 2, mode: 'canary', steps: STEPS });
  let deaths = 0;
  rig.onCall = (_, op) => {
    if (op !== 'reroute' || deaths === 2) return;
    deaths += 1;
    rig.kill(kind);
  };
  await run(rig, 700);
  await vi.waitFor(() => expect(rig.app.line.course.recovering).toBe(false), 10_000);
  expect(deaths).toBeGreaterThan(0);
  expect(await record(rig)).toEqual(await record(quiet));
  expect(await deciders(rig)).toEqual(await deciders(quiet));
}, 60_000);

it('a tab that dies with a decision not carried out leaves one version that decides, and the next tab carries it out once', async () => {
  const [quiet, engine] = [await opened(), openMemory()];
  await quiet.api.rollout.start({ version: 2, mode: 'canary', steps: STEPS });
  await run(quiet, 700);
  const dying = await opened(engine);
  await dying.api.rollout.start({ version: 2, mode: 'canary', steps: STEPS });
  // The tab hears of the decision, and gets no further.
  vi.spyOn(dying.app.registry, 'reroute').mockImplementation(() => new Promise(() => {}));
  await dying.api.line.play({ speed: 'max', until: 700 });
  await vi.waitFor(() => expect(dying.app.line.snapshot?.rollout?.decided).toHaveLength(1), 10_000);
  await vi.waitFor(async () => expect((await statusOf(dying)).asOf).toBe((await statusOf(dying)).decided[0]!.from - 1), 10_000);
  await dying.app.services.orchard.call('pause', undefined);
  await dying.app.services.monitor.call('flush', undefined);
  dying.end();
  const next = new LineRig({ engine });
  rigs.push(next);
  await next.openApp('#/line');
  await next.api.line.setLapse('max');
  await run(next, 700);
  expect(await record(next)).toEqual(await record(quiet));
  expect(await deciders(next)).toEqual(await deciders(quiet));
}, 60_000);

it('pauses, goes on, is promoted to the next share, aborted and tried again by hand', async () => {
  const rig = await opened();
  await rig.api.rollout.start({ version: 2, mode: 'canary', steps: STEPS });
  await rig.api.rollout.pause();
  expect(await statusOf(rig)).toMatchObject({ phase: 'paused', cause: 'hand', weight: 20 });
  await run(rig, 800);
  expect(await statusOf(rig)).toMatchObject({ phase: 'paused', weight: 20 });
  await rig.api.rollout.promote();
  await rig.api.line.step(20);
  expect(await statusOf(rig)).toMatchObject({ phase: 'progressing', weight: 50 });
  await rig.api.rollout.abort();
  expect(await statusOf(rig)).toMatchObject({ phase: 'aborted', cause: 'hand' });
  await rig.api.line.step(20);
  expect(await statusOf(rig)).toMatchObject({ phase: 'aborted', weight: 0 });
  await expect(rig.api.rollout.pause()).rejects.toEqual({ code: 'rollout-none', message: 'rollout-none: No version is being rolled out. Begin a rollout on Improve.' });
  await rig.api.rollout.retry();
  expect(await statusOf(rig)).toMatchObject({ phase: 'progressing', weight: 20, challenger: 2 });
  await rig.api.rollout.promote({ full: true });
  await rig.api.line.step(20);
  expect(await statusOf(rig)).toMatchObject({ phase: 'healthy', weight: 100 });
  expect(rig.app.registry.live?.number).toBe(2);
}, 60_000);

it('goes back with the line, and forward with its undo', async () => {
  const rig = await opened();
  await rig.api.rollout.start({ version: 2, mode: 'canary', steps: STEPS });
  await run(rig, 800);
  const before = { record: await record(rig), status: await statusOf(rig) };
  expect(before.status.weight).toBe(50);
  await rig.api.line.seek(200);
  expect(await statusOf(rig)).toMatchObject({ weight: 20, asOf: 199 });
  await rig.api.line.undo();
  expect(await record(rig)).toEqual(before.record);
  expect(await statusOf(rig)).toEqual(before.status);
  await rig.api.line.seek(200);
  await run(rig, 800);
  expect(await record(rig)).toEqual(before.record);
}, 60_000);

it('refuses with a code what cannot be, and changes nothing', async () => {
  const rig = await opened();
  const { api } = rig;
  await rig.storage.models.add({ ...model('other'), signature: { ...model().signature, labels: ['sweet', 'sour'] } }, artifact());
  await rig.app.registry.open();
  const before = await record(rig);
  await expect(api.rollout.start({ version: 3, mode: 'canary' })).rejects.toMatchObject({ code: 'rollout-labels' });
  await expect(api.rollout.start({ version: 1, mode: 'canary' })).rejects.toMatchObject({ code: 'model-live' });
  await expect(api.rollout.start({ version: 2, mode: 'canary', analysis: [{ name: 'a', query: ' ' }] })).rejects.toMatchObject({ code: 'strategy-invalid' });
  await expect(api.rollout.fromYaml('kind: Rollout\nspec: 3')).rejects.toMatchObject({ code: 'strategy-invalid', message: expect.stringContaining('line ') as string });
  expect(await record(rig)).toEqual(before);
  await api.rollout.start({ version: 2, mode: 'shadow' });
  await expect(api.rollout.start({ version: 2, mode: 'ab' })).rejects.toMatchObject({ code: 'rollout-running' });
  await expect(api.models.remove(2)).rejects.toMatchObject({ code: 'model-on-trial' });
  expect((await api.models.list()).map(({ number }) => number)).toEqual([1, 2, 3]);
  expect(await api.rollout.yaml()).toContain('orchard/mode: shadow');
}, 60_000);
