import { describe, expect, it } from 'vitest';
import { openMemoryStorage } from '../../../src/storage/index.ts';
import { Rig } from './rig.ts';

describe('snapshots and rows of the log', () => {
  it('take no truth back when the label delay grows, also after a reload', async () => {
    const { log } = openMemoryStorage();
    const rig = await Rig.open(log, { labelDelay: 50 });
    rig.send({ count: 52 });
    const before = await rig.call('snapshot', undefined);
    const delays = [{ from: 0, labelDelay: 50 }, { from: 52, labelDelay: 100 }];
    await rig.call('configure', { delays });
    const told = async (line: Rig): Promise<unknown> => {
      const { accuracy, known, way } = await line.call('snapshot', undefined);
      const { columns } = await line.call('query', { columns: ['known'] });
      return { accuracy, known: known.map(({ index, right }) => [index, right]), lastKnown: way.lastKnown, ofLog: [...columns['known'] as Uint8Array].filter(Boolean).length };
    };
    const kept = { accuracy: before.accuracy, known: before.known.map(({ index, right }) => [index, right]), lastKnown: 1, ofLog: 2 };
    expect(before.accuracy).not.toBeNull();
    expect(await told(rig)).toEqual(kept);
    rig.send({ first: 52, count: 50 });
    expect(await told(rig)).toEqual(kept);
    await rig.call('flush', undefined);
    expect(await told(await Rig.open(log, { delays }))).toEqual(kept);
    rig.send({ first: 102, count: 1 });
    expect(await told(rig)).toMatchObject({ lastKnown: 2, ofLog: 3 });
  });
});
