import { afterEach, beforeEach, expect, it } from 'vitest';
import { openMemory } from '../../../src/storage/engine/memory.ts';
import { LineRig } from './line-rig.ts';

const engine = openMemory();
const rigs: LineRig[] = [];
/** A tab on the same project: one that leads, or one that looks on. */
async function tab(leading: boolean): Promise<LineRig> {
  const rig = new LineRig({ engine });
  rigs.push(rig);
  await rig.openApp('#/line', { leading });
  return rig;
}
let rig: LineRig;

beforeEach(async () => {
  rig = await new LineRig({ engine }).open();
  rigs.push(rig);
  await rig.app.line.load(rig.app.line.scenario);
  await rig.api.line.step(20);
  await rig.app.line.seek(100);
});
afterEach(() => { for (const each of rigs.splice(0)) each.end(); });

it('a line that was sent ahead and has judged nothing there stands there in every tab, and after a reload', async () => {
  expect(rig.app.line.now).toBe(100);
  expect((await tab(false)).app.line.now).toBe(100);
  const reloaded = await tab(true);
  expect(reloaded.app.line.now).toBe(100);
  await reloaded.app.line.setLapse('max');
  await reloaded.api.line.step(5);
  expect(await reloaded.rows()).toEqual([...Array(20).keys(), 100, 101, 102, 103, 104]);
});

it('a line that stands behind its end goes on from there and drops nothing', async () => {
  await rig.app.line.seek(Infinity);
  const { length } = rig.app.line.scenario;
  expect(rig.app.line.now).toBe(length);
  await rig.app.line.extend();
  await rig.api.line.step(5);
  await rig.app.line.revise({ ...rig.app.line.scenario, length });
  expect(await rig.app.line.seek(length + 5)).toBe(0);
  expect(rig.app.line.now).toBe(length + 5);
});

it('it stands there again when it is brought back, and where it was sent last when it was sent back', async () => {
  await rig.app.line.load(rig.app.line.scenario);
  await rig.api.line.step(3);
  await rig.app.line.undo();
  expect(rig.app.line.now).toBe(100);
  await rig.app.line.seek(50);
  expect((await tab(false)).app.line.now).toBe(50);
  await rig.app.line.load(rig.app.line.scenario);
  expect((await tab(false)).app.line.now).toBe(0);
});
