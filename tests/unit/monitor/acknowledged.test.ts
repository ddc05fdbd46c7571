import { expect, it } from 'vitest';
import { openMemoryStorage } from '../../../src/storage/index.ts';
import { change } from '../../contract/fixtures.ts';
import { Rig, settled } from './rig.ts';

it('what somebody has seen stays seen when the line goes back a little, whoever looks while its rows are watched again', async () => {
  const rig = await Rig.open(openMemoryStorage().log, { labelDelay: 0 });
  await settled();
  await rig.call('setRules', { text: 'groups:\n- name: g\n  rules:\n  - alert: later\n    expr: orchard_simulated_time_seconds > 1700060000\n' });
  rig.send({ count: 3000 });
  await rig.call('flush', undefined);
  const seen = async () => (await rig.call('report', undefined)).groups.flatMap(({ alerts }) => alerts).map(({ acknowledged }) => acknowledged?.note);
  const [alert] = (await rig.call('report', undefined)).groups.flatMap(({ alerts }) => alerts);
  await rig.call('acknowledge', { alerts: [alert!.labels], note: 'seen' });
  await rig.call('rewind', { generation: 1, index: 2900, change: change('seek') });
  // From the first of its rows on, where nothing has fired yet.
  expect(await seen()).toEqual([]);
  await settled();
  expect(await seen()).toEqual(['seen']);
  await rig.call('rewind', { generation: 2, index: 500, change: change('seek') });
  await settled();
  rig.send({ first: 500, count: 2400, generation: 2 });
  expect(await seen()).toEqual([undefined]);
});
