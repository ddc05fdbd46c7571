import { expect, test } from 'vitest';
import { broughtBack, forgotten, imported, Ledger, loaded, removed, sent, undone } from '../../soak/ledger.ts';
import type { Found, Row } from '../../soak/line.ts';

/** Rows `from` to `to` (exclusive) of a line whose digests begin at `kind`. */
const rows = (from: number, to: number, kind = 0): Row[] => Array.from({ length: to - from }, (_, i) => [from + i, kind + from + i] as const);
const found = (all: readonly Row[], durable = all.length === 0 ? 0 : all.at(-1)![0] + 1, retention = Infinity): Found => ({ rows: all, durable, retention });

/** A ledger that has seen a line of a hundred rows. */
function seen(): Ledger {
  const ledger = new Ledger();
  expect(ledger.check(found(rows(0, 100)))).toEqual([]);
  return ledger;
}

test('a line that only grew is whole', () => {
  expect(seen().check(found(rows(0, 140)))).toEqual([]);
});

test.each<[string, Found, RegExp]>([
  ['a row that is lost in the middle', found([...rows(0, 40), ...rows(41, 120)]), /events 40 to 40 are lost/],
  ['the first row', found(rows(1, 120)), /events 0 to 0 are lost/],
  ['rows at the end that were stored', found(rows(0, 90), 90), /10 rows were stored and are lost, the first of them event 90/],
  ['all rows', found([], 0), /100 rows were stored and are lost/],
  ['rows that were said to be stored and had not been seen', found(rows(0, 110), 130), /events 110 to 129 were said to be stored and are lost/],
  ['a row that is there twice', found([...rows(0, 120), [70, 70]]), /event 70 is there twice/],
  ['a row that has changed', found([...rows(0, 50), [50, 7], ...rows(51, 120)]), /1 rows were stored and have changed, the first of them event 50/],
  ['rows that retention removed although there are too few', found(rows(20, 120), 120, 101), /events 0 to 19 are lost/],
])('%s is found', (_what, wrong, fault) => {
  expect(seen().check(wrong).join('; ')).toMatch(fault);
});

test('rows that were judged and not yet stored may be others later', () => {
  const ledger = new Ledger();
  expect(ledger.check(found(rows(0, 100), 60))).toEqual([]);
  expect(ledger.check(found([...rows(0, 60), ...rows(60, 100, 5)]))).toEqual([]);
  expect(ledger.check(found(rows(0, 100)))).toMatchObject([/40 rows were stored and have changed/]);
});

test('the oldest rows may go once there are as many as are kept', () => {
  const ledger = seen();
  expect(ledger.check(found(rows(30, 130), 130, 100))).toEqual([]);
  expect(ledger.check(found(rows(31, 131), 131, 101))).not.toEqual([]);
});

test('a line that was sent back has other rows from there on, and none of the old ones before it are lost', () => {
  const ledger = seen();
  ledger.did(sent(60, 40));
  expect(ledger.check(found([...rows(0, 60), ...rows(60, 80, 9)]))).toEqual([]);
  ledger.did(sent(30, 50));
  expect(ledger.check(found(rows(0, 20)))).not.toEqual([]);
});

test('a line may be sent back behind the oldest row that was kept, and has nothing from before there', () => {
  const ledger = seen();
  expect(ledger.check(found(rows(30, 130), 130, 100))).toEqual([]);
  ledger.did(sent(10, 100));
  expect(ledger.check(found(rows(10, 40, 3), 40, 100))).toEqual([]);
  expect(ledger.check(found(rows(5, 45, 3), 45, 100))).toEqual(['there are rows from event 5 on, before the line begins at 10']);
});

test('a line that was sent ahead misses what lies between and nothing else', () => {
  const ledger = seen();
  ledger.did(sent(300, 0));
  expect(ledger.check(found(rows(0, 100), 300))).toEqual([]);
  expect(ledger.check(found([...rows(0, 105), ...rows(300, 320)]))).toEqual([]);
  expect(ledger.check(found([...rows(0, 105), ...rows(301, 320)]))).not.toEqual([]);
});

test('a line that is sent back among what it skipped begins there', () => {
  const ledger = seen();
  ledger.did(sent(300, 0));
  expect(ledger.check(found([...rows(0, 100), ...rows(300, 320)]))).toEqual([]);
  ledger.did(sent(200, 20));
  expect(ledger.check(found([...rows(0, 100), ...rows(200, 230)], 230))).toEqual([]);
  expect(ledger.check(found([...rows(0, 100), ...rows(210, 230)], 230))).not.toEqual([]);
});

test('what was put aside comes back as it was, again and again', () => {
  const ledger = seen();
  ledger.did(loaded(100));
  expect(ledger.check(found(rows(0, 10, 3)))).toEqual([]);
  ledger.did(undone);
  expect(ledger.check(found(rows(0, 100)))).toEqual([]);
  ledger.did(undone);
  expect(ledger.check(found(rows(0, 10, 4)))).toMatchObject([/10 rows were stored and have changed/]);
});

test('an act that was cut off may have happened or not, and nothing else', () => {
  for (const [log, whole] of [[rows(0, 100), true], [rows(0, 60), true], [rows(0, 70), true], [rows(0, 50), false], [rows(1, 100), false]] as const) {
    const ledger = seen();
    ledger.mayHaveDone(sent(60));
    expect(ledger.check(found(log)).length === 0).toBe(whole);
  }
  const ledger = seen();
  ledger.mayHaveDone(loaded());
  expect(ledger.canUndo).toBe(false);
  expect(ledger.check(found([], 0))).toEqual([]);
  expect(ledger.canUndo).toBe(true);
});

test('an import brings the rows of its file, and a reset gives back what it took while its tab is open', () => {
  const ledger = seen();
  const { line } = ledger;
  ledger.did(loaded(100));
  expect(ledger.check(found(rows(0, 30, 2)))).toEqual([]);
  ledger.did(imported(line));
  expect(ledger.check(found(rows(0, 100)))).toEqual([]);
  expect(ledger.canUndo).toBe(false);
  ledger.did(removed);
  expect(ledger.check(found([], 0))).toEqual([]);
  ledger.did(broughtBack);
  expect(ledger.check(found(rows(0, 100)))).toEqual([]);
  ledger.did(removed);
  ledger.did(forgotten);
  ledger.did(broughtBack);
  expect(ledger.check(found([], 0))).toEqual([]);
});

test('after a fault the log is taken as it is, so that it is found once', () => {
  const ledger = seen();
  expect(ledger.check(found(rows(1, 120)))).not.toEqual([]);
  expect(ledger.check(found(rows(1, 125)))).toEqual([]);
});

test('a fault of an act that was cut off is told of the world that comes nearest, which is the one that goes on', () => {
  const ledger = seen();
  ledger.mayHaveDone(loaded());
  expect(ledger.check(found([], 30))).toEqual(['events 0 to 29 were said to be stored and are lost']);
  ledger.did(undone);
  expect(ledger.check(found(rows(0, 100)))).toEqual([]);
});
