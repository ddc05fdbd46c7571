import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { BY_NAME, type ActionName } from '../../../src/actions/catalogue.ts';
import { artifact, model } from '../../contract/fixtures.ts';
import { LineRig } from './line-rig.ts';

vi.stubGlobal('location', { hash: '' });

const picture = (text: string): Blob => new Blob([text], { type: 'image/png' });

/** What each act whose undo is offered is given, in a project of twelve pictures, two versions and a line with a fault. */
const GIVEN: Partial<Record<ActionName, (rig: LineRig) => readonly unknown[]>> = {
  'data.reset': () => [['sweet']], 'data.renameLabel': () => ['ripe', 'sweet'], 'data.removeLabel': () => ['ripe'],
  'data.relabel': ({ app }) => [app.data.samples.map(({ id }) => id), 'unripe'], 'data.remove': ({ app }) => [app.data.samples.map(({ id }) => id)],
  'data.moveElsewhere': () => [], 'data.backTo': () => [1],
  'review.decide': ({ app }) => [app.data.samples[0]!.id, 'drop'], 'review.keepOnly': ({ app }) => [[app.data.samples[0]!.id]],
  'models.deploy': () => [2], 'models.rollBack': () => [], 'models.remove': () => [2],
  'line.setBeltSpeed': () => [20], 'line.setTruths': () => ['shipped'], 'line.setExploration': () => [0.05], 'line.beginStory': () => ['lamp-ages'], 'line.mendFaults': () => [], 'line.addDrift': () => [{ onset: 500 }], 'line.removeDrift': () => [0], 'line.setMix': () => ['ripe', 2], 'line.countAs': () => ['ripe', 'unripe'],
  'loop.runUnder': () => [{ name: 'Mine', trigger: { every: 1000 } }],
  'sets.remove': ({ app }) => [app.sets.list[0]!.id],
  'monitor.collectReference': () => [], 'monitor.useReference': () => [20, 540],
};
/** Reveals need a sealed line, and are held to their undo where those are. */
const ELSEWHERE: readonly ActionName[] = ['line.reveal'];
const OFFERED = [...BY_NAME].filter(([, { undone }]) => undone === 'offered').map(([name]) => name).filter((name) => !ELSEWHERE.includes(name));

let rig: LineRig;
beforeEach(async () => {
  rig = await new LineRig().open();
  await rig.storage.models.add(model('two'), artifact());
  await rig.app.registry.open();
  await rig.api.data.reset(['ripe', 'unripe']);
  for (const label of ['ripe', 'unripe']) await rig.api.data.add(label, Array.from({ length: 6 }, (_, i) => picture(`${label} ${i}`)));
  await rig.api.data.freeze();
  await rig.api.sets.add('mine', [{ label: 'ripe', blob: picture('a photograph') }]);
  await rig.api.line.load({ drifts: [{ kind: 'fault', pattern: 'sudden', onset: 10, to: { faults: { dead: 0.5 } } }] });
  await rig.api.line.step(40);
});
afterEach(() => rig.end());

/** The line goes on with photographs of two labels. */
async function onPhotographs({ api }: LineRig): Promise<void> {
  const { id } = await api.sets.add('two', ['ripe', 'unripe'].map((label) => ({ label, blob: picture(`${label} photograph`) })));
  await api.line.load({ source: { kind: 'photos', set: id } });
}

/** What an undo must bring back. */
async function state({ app, api }: LineRig): Promise<unknown> {
  const reference = await api.monitor.reference();
  return {
    labels: [...app.data.labels], samples: app.data.samples.map(({ id, label }) => `${id} ${label}`).sort(), models: app.registry.models.map(({ number }) => number),
    sets: app.sets.list.map(({ id }) => id), live: app.registry.live?.number, level: app.loop.level, policy: app.loop.policy.name, scenario: JSON.parse(JSON.stringify({ ...app.line.scenario, length: 0 })) as unknown, reference: { from: 'from' in reference ? reference.from : null },
  };
}

it.each(OFFERED)('%s is taken back by the Undo that it offers', async (name) => {
  if (name === 'line.setMix' || name === 'line.countAs') await onPhotographs(rig);
  if (name === 'monitor.useReference') await rig.api.line.step(520);
  if (name === 'models.rollBack') await rig.api.models.deploy(2);
  if (name === 'data.moveElsewhere') await rig.api.data.add('unripe', [picture('ripe 0')]);
  if (name === 'data.backTo') await rig.api.data.relabel(rig.app.data.samples.map(({ id }) => id), 'unripe');
  if (name === 'review.keepOnly') await rig.api.review.queue();
  const before = await state(rig);
  rig.app.shell.forgetUndo();
  const given = GIVEN[name]?.(rig) ?? [];
  await rig.app.run(name, ...given as never);
  expect(rig.app.shell.undo, 'is offered').not.toBeNull();
  expect(await state(rig), 'it did something').not.toEqual(before);
  await rig.app.shell.takeBack();
  expect(rig.app.shell.problems).toEqual([]);
  expect(await state(rig)).toEqual(before);
});

it('has something to give to each of them', () => {
  expect(OFFERED.filter((name) => !GIVEN[name])).toEqual([]);
});
