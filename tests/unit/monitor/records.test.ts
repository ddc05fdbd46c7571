import { describe, expect, test, vi } from 'vitest';
import { RowBuffer, type LogRows } from '../../../src/domain/log/rows.ts';
import { LineWatch } from '../../../src/domain/watch/line-watch.ts';
import { openMemoryStorage } from '../../../src/storage/index.ts';
import { readRows, readStretch, recordOf } from '../../../workers/monitor/records.ts';
import { WatchKeeper } from '../../../workers/monitor/watch-keeper.ts';
import { judged } from '../log/judged.ts';

const FEATURES = ['hue'];

/** Thirty rows in three records of ten, of which the last two were swallowed by one of twenty. */
async function swallowed() {
  const buffer = new RowBuffer(0, ['ripe', 'unripe'], FEATURES);
  buffer.append(judged({ count: 30, features: FEATURES }), 0);
  const { log } = openMemoryStorage();
  const listed = [0, 10, 20].map((from) => recordOf(buffer.rows(from, from + 10)));
  await log.append(listed);
  await log.append([recordOf(buffer.rows(10, 30))], [10, 20]);
  return { log, buffer, segments: listed.map(({ segment, summary }) => ({ firstIndex: segment.firstIndex, count: segment.count, sizeBytes: summary.sizeBytes })) };
}

describe('a list of segments that is older than the log', () => {
  test('still tells where the rows are: whichever record holds them gives them', async () => {
    const { log, buffer, segments } = await swallowed();
    const read = await Promise.all(segments.map((segment) => readStretch(log, segment)));
    expect(read.map((rows) => (rows as LogRows).firstIndex)).toEqual([0, 10, 20]);
    read.forEach((rows, i) => expect([...(rows as LogRows).columns.timeMs]).toEqual([...buffer.rows(i * 10, i * 10 + 10).columns.timeMs]));
    expect(await readRows(log, segments[2]!)).toBe('gone');
  });

  test('where no record holds all of them they are gone', async () => {
    const { log } = await swallowed();
    expect(await readStretch(log, { firstIndex: 20, count: 11 })).toBe('gone');
    expect(await readStretch(log, { firstIndex: 30, count: 1 })).toBe('gone');
    await log.remove([0]);
    expect(await readStretch(log, { firstIndex: 0, count: 10 })).toBe('gone');
  });

  test('where the record that holds them is damaged that is said', async () => {
    const { log, buffer } = await swallowed();
    const { segment, summary } = recordOf(buffer.rows(10, 30));
    await log.append([{ segment: { ...segment, bytes: new ArrayBuffer(8) }, summary }], [10]);
    expect(await readStretch(log, { firstIndex: 20, count: 10 })).toBe('corrupt');
  });

  test('the watch that catches up by it misses no row', async () => {
    const { log, segments } = await swallowed();
    const keeper = new WatchKeeper(FEATURES);
    const take = vi.spyOn(LineWatch.prototype, 'take');
    await keeper.open(log, segments, null, 0, false, Promise.resolve());
    const counted = take.mock.calls.flatMap(([rows]) => Array.from({ length: rows.count }, (_, row) => rows.firstIndex + row));
    take.mockRestore();
    expect(keeper.failure).toBeNull();
    expect(counted).toEqual(Array.from({ length: 30 }, (_, index) => index));
  });
});
