import { expect, it } from 'vitest';
import { openMemoryStorage } from '../../../src/storage/index.ts';
import { Rig, settled } from './rig.ts';

it('a storage that fails while the watch opens stops the watch, and not the line; what is done about it is refused, since it could not be kept', async () => {
  const store = openMemoryStorage().log;
  const before = await Rig.open(store);
  before.send({ first: 0, count: 500 });
  await before.call('acknowledge', { alerts: [{ alertname: 'nobody' }], note: '' });
  await before.call('flush', undefined);

  const rig = await Rig.open({ ...store, checkpoint: () => Promise.reject(new Error('the disk is gone')) });
  await settled();
  expect((await rig.call('report', undefined)).failure).toBe('the disk is gone');
  rig.send({ first: 500, count: 200 });
  expect(await rig.call('count', undefined)).toEqual({ count: 700 });

  const silence = { matchers: [{ name: 'alertname', value: 'a', isRegex: false, isEqual: true }], endsAt: 4e9, reason: 'seen' };
  await expect(rig.call('silence', silence)).rejects.toMatchObject({ code: 'watch-failed' });
  await expect(rig.call('setReference', { from: 0, rows: 500, event: { index: 700, atMs: 1, type: 'reference', data: {} } })).rejects.toMatchObject({ code: 'watch-failed' });
  expect((await rig.call('report', undefined)).silences).toEqual([]);
});
