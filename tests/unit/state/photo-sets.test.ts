import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { formatAddress } from '../../../src/domain/world/share/address.ts';
import { linkedScenario } from '../../../src/domain/world/share/linked-scenario.ts';
import { shareAddress } from '../../../src/app/links.ts';
import { isPhoto } from '../../../src/domain/world/stream/line-event.ts';
import { LineRig } from './line-rig.ts';

vi.stubGlobal('location', { hash: '' });

let rig: LineRig;
beforeEach(async () => { rig = await new LineRig().open(); });
afterEach(() => rig.end());

const photo = (grey: number, label?: string) => ({ ...(label === undefined ? {} : { label }), blob: new Blob([Uint8Array.of(grey)], { type: 'image/png' }) });
const two = () => [photo(40, 'dark'), photo(60, 'dark'), photo(200, 'light'), photo(220, 'light'), photo(250)];

it('keeps photographs under a hash, once, and leaves out what comes twice', async () => {
  const { id, photographs, labels, rejected } = await rig.api.sets.add('Mine', [...two(), photo(40, 'dark'), photo(200, 'dark')]);
  expect({ photographs, labels }).toEqual({ photographs: 5, labels: { dark: 2, light: 2 } });
  expect(rejected).toEqual([{ index: 5, code: 'picture-duplicate' }, { index: 6, code: 'picture-elsewhere', about: '“light”' }]);
  expect((await rig.api.sets.add('Yours', two().reverse())).id).toBe(id);
  expect(await rig.api.sets.list()).toEqual([{ id, name: 'Mine', photographs: 5, labels: { dark: 2, light: 2 } }]);
  await expect(rig.api.sets.add('None', [])).rejects.toMatchObject({ code: 'set-empty' });
});

it('takes labels from folders, or none, and the held-out pictures of the data set', async () => {
  const entries = [['a/dark/1.png', 10], ['a/light/1.png', 210], ['a/notes.txt', 0]] as const;
  const folder = entries.map(([path, grey]) => ({ path, blob: photo(grey).blob }));
  expect(await rig.api.sets.addFolder('Folder', folder)).toMatchObject({ photographs: 2, labels: { dark: 1, light: 1 } });
  expect(await rig.api.sets.addFolder('Bare', folder, { labelled: false })).toMatchObject({ photographs: 2, labels: {} });
  await rig.api.data.reset(['dark', 'light']);
  for (const label of ['dark', 'light']) await rig.api.data.add(label, Array.from({ length: 12 }, (_, i) => photo(i + (label === 'dark' ? 1 : 101)).blob));
  await expect(rig.api.sets.addHeldOut('Test')).rejects.toMatchObject({ code: 'data-unknown-version' });
  await rig.api.data.freeze();
  const { photographs } = await rig.api.sets.addHeldOut('Test');
  expect(photographs).toBe(rig.app.data.newest!.samples.filter(({ split }) => split === 'test').length);
});

it('runs a line on them: the same photographs wherever it stands, and after its worker died', async () => {
  const { id } = await rig.api.sets.add('Mine', two());
  await rig.api.line.load({ source: { kind: 'photos', set: id } });
  expect(rig.app.line.photoLabels).toEqual(['dark', 'light']);
  expect([rig.app.line.truthComes(['light']), rig.app.line.truthComes(['ripe', 'unripe'])]).toEqual([true, false]);
  await rig.api.line.step(40);
  const drawn = async () => (await rig.app.pictures.ofLine(rig.app.line.film, [3, 17, 30], 16)).map(({ picture, event }) => [isPhoto(event) && event.truth, picture.data[15 * 4]]);
  const before = await drawn();
  expect(new Set(before.map(([, grey]) => grey)).size).toBeGreaterThan(1);
  rig.kill('orchard');
  await vi.waitFor(async () => expect(await drawn()).toEqual(before));
  await rig.api.line.seek(10);
  await rig.api.line.step(10);
  expect(await rig.rows()).toHaveLength(20);
  await expect(rig.api.sets.remove(id)).rejects.toMatchObject({ code: 'set-in-use' });
});

it('says which set a scenario or a link needs that is not here, and loads nothing', async () => {
  const set = 'd'.repeat(64);
  const source = { kind: 'photos' as const, set, outlines: [{ id: set, name: 'Theirs', count: 9, labels: [] }] };
  const before = rig.app.line.scenario;
  await expect(rig.api.line.load({ source })).rejects.toMatchObject({ code: 'set-unknown' });
  await rig.app.follow(formatAddress({ screen: 'line', preset: null, scenario: linkedScenario({ ...before, source }), seed: null, hidden: [] }));
  expect(rig.app.shell.problems).toMatchObject([{ code: 'set-unknown', about: '“Theirs”, 9 photographs, set dddddddddddd' }]);
  expect(rig.app.line.scenario).toEqual(before);
});

it('shares a line without its labels, and opens it with those that are stored', async () => {
  const { id } = await rig.api.sets.add('Mine', two());
  await rig.api.line.load({ name: 'shared', source: { kind: 'photos', set: id } });
  const hash = shareAddress(rig.app);
  expect(decodeURIComponent(hash)).not.toContain('dark');
  expect(decodeURIComponent(hash)).toContain(id);
  await rig.api.line.load({ name: 'another' });
  await rig.app.follow(hash);
  expect(rig.app.line.scenario.source).toMatchObject({ outlines: [{ name: 'Mine', labels: [{ name: 'dark', count: 2 }, { name: 'light', count: 2 }] }] });
});
