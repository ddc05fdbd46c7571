import { expect, it } from 'vitest';
import { OrchardError } from '../../../src/domain/common/errors.ts';
import { SEGMENT_ROWS } from '../../../src/domain/log/segment-rows.ts';
import { openMemoryStorage, type LogStore } from '../../../src/storage/index.ts';
import { Rig } from './rig.ts';

/** A store whose every write is refused while its disk is full. */
function fullable({ log: store } = openMemoryStorage()) {
  const full = { is: false };
  const unlessFull = <A extends unknown[], R>(write: (...input: A) => Promise<R>) => async (...input: A): Promise<R> => {
    if (full.is) throw new OrchardError('storage-full');
    return write(...input);
  };
  const log: LogStore = { ...store, append: unlessFull(store.append), remove: unlessFull(store.remove), prune: unlessFull(store.prune) };
  return { full, log };
}

it('opens, goes on and is set up on a disk that is too full to mend or to prune it, and does both when there is room', async () => {
  const { log, full } = fullable();
  const before = await Rig.open(log);
  before.send({ count: 3 * SEGMENT_ROWS });
  await before.call('flush', undefined);
  before.send({ first: 3 * SEGMENT_ROWS, count: 10 });
  await before.call('flush', undefined);
  const torn = (await log.read(3 * SEGMENT_ROWS))!;
  await log.append([{ segment: { ...torn, bytes: torn.bytes.slice(0, 40) }, summary: (await log.summaries(3 * SEGMENT_ROWS))[0]! }], []);
  full.is = true;
  const rig = await Rig.open(log);
  await rig.call('configure', { retentionRows: SEGMENT_ROWS });
  expect(await rig.call('usage', undefined)).toMatchObject({ rows: 3 * SEGMENT_ROWS, prunedRows: 0 });
  full.is = false;
  rig.send({ first: 3 * SEGMENT_ROWS, count: 20 });
  expect(await rig.call('flush', undefined)).toEqual({ durableIndex: 3 * SEGMENT_ROWS + 19 });
  expect(await rig.call('usage', undefined)).toMatchObject({ rows: SEGMENT_ROWS + 20, prunedRows: 2 * SEGMENT_ROWS });
  expect((await (await Rig.open(log)).call('usage', undefined)).rows).toBe(SEGMENT_ROWS + 20);
});
