import { describe, expect, it } from 'vitest';
import { OrchardError } from '../../../src/domain/common/errors.ts';
import { openMemoryStorage } from '../../../src/storage/index.ts';
import { change } from '../../contract/fixtures.ts';
import { Rig } from './rig.ts';

describe('going back', () => {
  it('drops what still travels from before the place it rewinds to', async () => {
    const rig = await Rig.open();
    rig.send({ count: 500 });
    const rewound = rig.call('rewind', { generation: 2, index: 100, change: change('seek') });
    rig.send({ first: 500, count: 50 });
    expect(await rewound).toEqual({ dropped: 400 });
    rig.send({ first: 550, count: 50 });
    rig.send({ first: 100, count: 5, generation: 2 });
    expect(await rig.call('count', undefined)).toEqual({ count: 105 });
  });

  it('what is judged after going back never touches the records that it shares with what was put aside', async () => {
    const { log } = openMemoryStorage();
    const rig = await Rig.open(log);
    const rows = async () => (await rig.call('query', { columns: ['index', 'version'] })).columns;
    rig.send({ count: 100 });
    await rig.call('acknowledge', { alerts: [{}], note: '' });
    await rig.call('flush', undefined);
    rig.send({ first: 100, count: 100 });
    const before = await rows();
    await rig.call('rewind', { generation: 2, index: 100, change: change('seek') });
    rig.send({ first: 100, count: 50, generation: 2, version: 2 });
    await rig.call('flush', undefined);
    await rig.call('exchange', { generation: 3, delays: [{ from: 0, labelDelay: 0 }], deployments: [], policies: [] });
    expect(await rows()).toEqual(before);
  });

  it('who reads while the line goes back takes no record away that took the place of one', async () => {
    const { log } = openMemoryStorage();
    let slow: Promise<void> | null = null;
    const rig = await Rig.open({ ...log, read: async (firstIndex) => {
      await slow;
      return log.read(firstIndex);
    } });
    rig.send({ count: 500 });
    await rig.call('acknowledge', { alerts: [{}], note: '' });
    let goesOn = (): void => {};
    slow = new Promise((resolve) => { goesOn = resolve; });
    const reading = rig.call('query', { columns: ['index'] });
    slow = null;
    await rig.call('rewind', { generation: 2, index: 300, change: change('seek') });
    goesOn();
    await reading;
    expect((await rig.call('query', { columns: ['index'] })).columns['index']).toHaveLength(300);
    expect(await log.keys()).toEqual([0]);
  });

  it('refuses to go back while rows cannot be kept, and changes nothing', async () => {
    const { log } = openMemoryStorage();
    let full = false;
    const rig = await Rig.open({ ...log, append: (...input) => (full ? Promise.reject(new OrchardError('storage-full')) : log.append(...input)) });
    rig.send({ count: 300 });
    await rig.call('flush', undefined);
    full = true;
    rig.send({ first: 300, count: 20 });
    await expect(rig.call('rewind', { generation: 2, index: 100, change: change('seek') })).rejects.toMatchObject({ code: 'storage-full' });
    full = false;
    rig.send({ first: 320, count: 10 });
    await rig.call('flush', undefined);
    expect(await rig.call('count', undefined)).toEqual({ count: 330 });
    expect(await log.aside()).toBeNull();
  });
});

it('what is asked of a log that has just been exchanged is cancelled, until the one that took its place is opened', async () => {
  const rig = await Rig.open();
  rig.send({ count: 20 });
  await rig.call('hold', undefined);
  await rig.call('release', { closes: true });
  await expect(rig.call('count', undefined)).rejects.toMatchObject({ code: 'cancelled' });
  await rig.call('open', { delays: [{ from: 0, labelDelay: 0 }], scenarioLabels: [] });
  expect(await rig.call('count', undefined)).toEqual({ count: 20 });
});
