import { expect, it } from 'vitest';
import { shopWindows } from '../../../src/domain/business/shop.ts';
import { defaultValues } from '../../../src/domain/business/values.ts';
import { parseScenario } from '../../../src/domain/world/drift/schema.ts';
import { RowBuffer } from '../../../src/domain/log/rows.ts';
import { judged } from '../log/judged.ts';
import { FEATURES, Rig } from './rig.ts';

const revisions = [{ from: 0, scenario: parseScenario({ seed: 4 }) }, { from: 2000, scenario: parseScenario({ seed: 4, world: { faults: { waxed: 1 } } }) }];
const ask = { from: 0, to: 5000, revisions, windowEvents: 500 };

it('the shop is told from the log as it stands, over segments and what is not yet one, truths as far as they are known', async () => {
  const rig = await Rig.open(undefined, { labelDelay: 100 });
  expect(await rig.call('shop', ask)).toEqual({ windows: [], curve: null });
  const batch = judged({ count: 5000, features: FEATURES });
  rig.receive(batch);
  const [first, second] = [new RowBuffer(0, batch.labels, FEATURES), new RowBuffer(4096, batch.labels, FEATURES)];
  first.append(batch, 0);
  second.append(batch, 4096);
  const expected = shopWindows([first.rows(), second.rows()], revisions, { windowEvents: 500, lastKnown: 4899, valuesOf: (labels) => defaultValues(labels).matrix });
  const { windows, curve } = await rig.call('shop', ask);
  const counts = (of: typeof windows) => of.map(([at, { worth, ...sums }]) => [at, { ...sums, worth: worth.toFixed(6) }]);
  expect(counts([...windows].sort(([a], [b]) => a - b))).toEqual(counts([...expected]));
  expect([windows.length, curve!.fruits]).toEqual([10, 4900]);
  const part = await rig.call('shop', { ...ask, from: 1000, to: 1500 });
  expect(part.windows.map(([at, { seen }]) => [at, seen])).toEqual([[2, 500]]);
});

it('stops when it is cancelled, and refuses a window that holds nothing', async () => {
  const rig = await Rig.open();
  rig.send({ count: 600 });
  await expect(rig.call('shop', ask, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  await expect(rig.call('shop', { ...ask, windowEvents: 0 })).rejects.toMatchObject({ code: 'argument-invalid' });
});
