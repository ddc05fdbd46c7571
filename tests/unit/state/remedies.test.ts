import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { artifact, model } from '../../contract/fixtures.ts';
import { LineRig } from './line-rig.ts';

vi.stubGlobal('location', { hash: '' });

let rig: LineRig;
beforeEach(async () => {
  rig = new LineRig();
  await rig.storage.models.add(model('one'), artifact());
  await rig.openApp('#/line');
  await rig.api.data.reset(['ripe', 'unripe']);
  await rig.api.models.deploy(1);
  await rig.app.line.setLapse('max');
  await rig.api.line.load({ length: 1000, labelDelay: 50 });
  await rig.api.line.step(400);
});
afterEach(() => rig.end());

it('refuses what is no recipe before any fruit joins the data set', async () => {
  const before = await rig.api.data.summary();
  await expect(rig.api.improve.try('new-data', { recipe: { kind: 'x' } as never })).rejects.toMatchObject({ code: 'recipe-invalid' });
  await expect(rig.api.improve.try('model-feedback', { recipe: { kind: 'colour', l2: 'much' } as never })).rejects.toMatchObject({ code: 'recipe-invalid' });
  expect(await rig.api.data.summary()).toEqual(before);
  expect(rig.app.remedies.status).toBeNull();
});
