import { expect, it } from 'vitest';
import { PHOTOGRAPH, OUTSIDE_LABELS, UNKNOWN_TRUTH } from '../../../src/domain/world/stream/truth.ts';
import { openMemoryStorage } from '../../../src/storage/index.ts';
import { change } from '../../contract/fixtures.ts';
import { judged, type JudgedOptions } from '../log/judged.ts';
import { FEATURES, Rig, settled } from './rig.ts';

const DELAY = 60;
const LABELS = ['green', 'ripe', 'soft'];

/** Frames of a camera, whose truths are not known but for those that are given. */
function frames(options: JudgedOptions, truths: ReadonlyMap<number, number> = new Map()) {
  const batch = judged({ features: FEATURES, labels: LABELS, ...options });
  batch.columns.species.fill(PHOTOGRAPH);
  for (const column of [batch.columns.truth, batch.columns.reportedTruth]) column.forEach((_, row) => { column[row] = truths.get(batch.columns.index[row]!) ?? UNKNOWN_TRUTH; });
  return batch;
}
const open = () => Rig.open(openMemoryStorage().log, { labelDelay: DELAY });
const watched = async (rig: Rig) => {
  await settled();
  await rig.call('flush', undefined);
  const { columns } = await rig.call('query', { columns: ['index', 'reportedTruth', 'known', 'right'] });
  const { accuracy, belt, known, way, standing } = await rig.call('snapshot', undefined);
  return { columns, accuracy, belt, known, way, standing, series: await rig.call('series', { names: ['accuracy'], from: 0, to: Infinity, windowEvents: 100, points: 50 }), metrics: await rig.call('exposition', undefined) };
};

it('a truth that is told before it is due is as if it had come with its event', async () => {
  const told = new Map([[145, 1], [171, 0], [199, OUTSIDE_LABELS], [150, 2]]);
  const late = await open();
  late.receive(frames({ count: 200 }));
  await late.call('acknowledge', { alerts: [{}], note: '' });
  await late.call('tellTruths', { truths: [{ index: 171, label: 'green' }, { index: 150, label: 'green' }] });
  // The newest word on an event counts.
  expect(await late.call('tellTruths', { truths: [{ index: 145, label: 'ripe' }, { index: 199, label: null }, { index: 150, label: 'soft' }] })).toEqual({ knownTo: 140 });
  const early = await open();
  early.receive(frames({ count: 200 }, told));
  await early.call('acknowledge', { alerts: [{}], note: '' });
  expect(await watched(late)).toEqual(await watched(early));
  for (const rig of [late, early]) rig.receive(frames({ first: 200, count: 100 }));
  const after = await watched(late);
  expect(after).toEqual(await watched(early));
  expect([145, 150, 171, 199].map((index) => after.columns['known']![index])).toEqual([1, 1, 1, 1]);
  expect(after.belt.every(({ right }) => right === null)).toBe(true);
  expect(after.accuracy).not.toBeNull();
});

it('a truth that is told while frames come is told of the rows before them, and no row is lost', async () => {
  const rig = await open();
  rig.receive(frames({ count: 100 }));
  const told = rig.call('tellTruths', { truths: [{ index: 90, label: 'soft' }] });
  rig.receive(frames({ first: 100, count: 80 }));
  await told;
  const { columns } = await watched(rig);
  expect(columns['index']).toHaveLength(180);
  expect(columns['known']![90]).toBe(1);
  expect([...columns['right']!].filter((right) => right !== 255)).toHaveLength(1);
});

it('says why a truth is not taken, and takes none of those beside it', async () => {
  const rig = await open();
  rig.receive(frames({ count: 200 }));
  const before = await watched(rig);
  const tell = (...truths: { index: number; label: string | null }[]) => rig.call('tellTruths', { truths });
  await expect(tell({ index: 190, label: 'ripe' }, { index: 139, label: 'ripe' })).rejects.toMatchObject({ code: 'truth-late' });
  await expect(tell({ index: 190, label: 'ripe' }, { index: 200, label: 'ripe' })).rejects.toMatchObject({ code: 'index-out-of-range' });
  await expect(tell({ index: 190, label: 'ripe' }, { index: 191, label: 'rotten' })).rejects.toMatchObject({ code: 'label-unknown' });
  expect(await watched(rig)).toEqual(before);
  expect(await tell()).toEqual({ knownTo: 140 });
});

it('never writes into rows that are shared with what was put aside', async () => {
  const rig = await open();
  rig.receive(frames({ count: 100 }));
  await rig.call('acknowledge', { alerts: [{}], note: '' });
  rig.receive(frames({ first: 100, count: 100 }));
  await rig.call('rewind', { generation: 2, index: 120, change: change('seek') });
  await rig.call('configure', { delays: [{ from: 0, labelDelay: DELAY }] });
  await expect(rig.call('tellTruths', { truths: [{ index: 80, label: 'ripe' }] })).rejects.toMatchObject({ code: 'truth-late' });
  await rig.call('tellTruths', { truths: [{ index: 110, label: 'ripe' }] });
  await rig.call('exchange', { generation: 3, delays: [{ from: 0, labelDelay: 0 }], deployments: [], policies: [] });
  expect([...(await rig.call('query', { columns: ['reportedTruth'] })).columns['reportedTruth']!].every((truth) => truth === 255)).toBe(true);
});
