import { describe, expect, test } from 'vitest';
import { disagreementOf, mailOrderFeatures } from '../../../src/domain/feature-store/mail-order.ts';
import { inputsOf, OnlineStore, outlivesSchedule, scheduledMs, servedOnSchedule } from '../../../src/domain/feature-store/online-store.ts';
import { skewOf } from '../../../src/domain/feature-store/skew.ts';
import { COUNT, SHARE, STORE, viewOf } from './store.ts';

const REFERENCES = ['unripe_share@1', 'seen@1'];
const at = (timeMs: number) => ({ timeMs, supplier: 'Brookside' });

function online(...moments: number[]): OnlineStore {
  const store = new OnlineStore([SHARE, COUNT]);
  for (const moment of moments) store.materialise(STORE, moment);
  return store;
}

describe('the online store', () => {
  test('serves the values of the moment at which they were made, with their age', () => {
    const store = online(6, 12);
    expect(store.read(REFERENCES, { supplier: 'Brookside' }, 14)).toEqual([{ value: 1, status: 'present', madeMs: 12 }, { value: 7, status: 'present', madeMs: 12 }]);
    expect(store.freshness(14)).toEqual([{ reference: 'unripe_share@1', madeMs: 12, ageMs: 2, staleMs: 0 }, { reference: 'seen@1', madeMs: 12, ageMs: 2, staleMs: 0 }]);
  });

  test('a value is good up to its ttl, and told beyond it', () => {
    const store = online(12);
    expect(store.read(REFERENCES, { supplier: 'Brookside' }, 16).map(({ status }) => status)).toEqual(['present', 'present']);
    expect(store.read(REFERENCES, { supplier: 'Brookside' }, 16.5)).toEqual([{ value: 1, status: 'outside-max-age', madeMs: 12 }, { value: 7, status: 'present', madeMs: 12 }]);
    expect(store.freshness(18)[0]).toEqual({ reference: 'unripe_share@1', madeMs: 12, ageMs: 6, staleMs: 2 });
  });

  test('says of an entity that never came what training says of it', () => {
    const store = online(12);
    for (const keys of [{ supplier: 'nobody' }, { supplier: '__proto__' }, {}]) {
      expect(store.read(REFERENCES, keys, 12)).toEqual([{ value: NaN, status: 'not-found', madeMs: 12 }, { value: 0, status: 'not-found', madeMs: 12 }]);
    }
  });

  test('before the first time there is nothing, and of what nothing was known in its window neither', () => {
    expect(online().read(REFERENCES, { supplier: 'Brookside' }, 1)[0]).toEqual({ value: NaN, status: 'not-found', madeMs: null });
    expect(online().freshness(1)[0]).toEqual({ reference: 'unripe_share@1', madeMs: null, ageMs: null, staleMs: 0 });
    expect(online(3).read(REFERENCES, { supplier: 'Brookside' }, 3)[0]).toMatchObject({ value: NaN, status: 'null-value' });
  });

  test('some features may be brought up to date alone', () => {
    const store = online(6);
    store.materialise(STORE, 12, ['seen@1']);
    expect(store.read(REFERENCES, { supplier: 'Brookside' }, 12).map(({ madeMs }) => madeMs)).toEqual([6, 12]);
    expect(() => store.materialise(STORE, 13, ['seen@2'])).toThrow(/feature-unknown/);
    expect(() => store.materialise(STORE, NaN)).toThrow(/argument-invalid/);
    expect(() => store.read(['seen@2'], {}, 12)).toThrow(/feature-unknown/);
  });

  test('where one of them cannot be made, none is', () => {
    const store = new OnlineStore([COUNT, viewOf('sugar', { kind: 'sum' }, { source: 'sugar' })]);
    expect(() => store.materialise(STORE, 12)).toThrow(/feature-unknown/);
    expect(store.freshness(12).map(({ madeMs }) => madeMs)).toEqual([null, null]);
  });

  test('labels are told as positions, with what they stand for', () => {
    const store = new OnlineStore([viewOf('newest', { kind: 'last' }, { source: 'truth' })]);
    expect(store.labels('newest@1')).toBeUndefined();
    store.materialise(STORE, 12);
    expect([store.labels('newest@1'), store.read(['newest@1'], { supplier: 'Brookside' }, 12)[0]!.value]).toEqual([['ripe', 'unripe'], 1]);
  });

  test('what is stale, missing or removed is replaced by the default of training, which is said', () => {
    const inputs = REFERENCES.map((reference, i) => ({ reference, default: 0.25 + i }));
    const given = (store: OnlineStore, supplier: string, nowMs: number) => {
      const { values, defaulted } = inputsOf(inputs, store.read(REFERENCES, { supplier }, nowMs));
      return [[...values], defaulted];
    };
    const store = online(12);
    expect(given(store, 'Brookside', 12)).toEqual([[1, 7], []]);
    expect(given(store, 'Brookside', 99)).toEqual([[0.25, 7], [{ reference: 'unripe_share@1', status: 'outside-max-age' }]]);
    expect(given(store, 'nobody', 12)).toEqual([[0.25, 0], [{ reference: 'unripe_share@1', status: 'not-found' }]]);
    store.removeAll(['seen']);
    expect(given(store, 'Brookside', 12)).toEqual([[1, 1.25], [{ reference: 'seen@1', status: 'removed' }]]);
    store.removeAll([]);
    expect(given(store, 'Brookside', 12)).toEqual([[1, 7], []]);
  });

  test('a schedule comes round at whole multiples of its interval', () => {
    expect([0, 3.9, 4, 9].map((timeMs) => scheduledMs(4, timeMs))).toEqual([0, 0, 4, 8]);
    expect([4, 5].map((every) => outlivesSchedule(SHARE, every))).toEqual([true, false]);
    expect(outlivesSchedule(COUNT, 1e12)).toBe(true);
  });

  test('on a schedule it serves what a join finds for the schedule’s moments', () => {
    const times = Array.from({ length: 26 }, (_, i) => i);
    const [, counts] = servedOnSchedule(STORE, times.map(at), [SHARE, COUNT], 4);
    const stores = new Map(times.map((time) => [scheduledMs(4, time), online(scheduledMs(4, time))]));
    expect([...counts!.values]).toEqual(times.map((time) => stores.get(scheduledMs(4, time))!.read(REFERENCES, { supplier: 'Brookside' }, time)[1]!.value));
    for (const every of [0, -1, NaN, Infinity]) expect(() => servedOnSchedule(STORE, [at(1)], [COUNT], every)).toThrow(/argument-invalid/);
  });
});

describe('skew', () => {
  const served = (times: readonly number[], everyMs: number, by = 0) => times.map((time) => {
    const madeMs = scheduledMs(everyMs, time);
    return { request: at(time), madeMs, value: online(madeMs).read(REFERENCES, { supplier: 'Brookside' }, time)[1]!.value + by };
  });

  test('there is none where values are made at the moment they are served', () => {
    expect(skewOf(STORE, COUNT, served([4, 8, 12], 1))).toEqual({ reference: 'seen@1', compared: 3, different: 0, inconsistent: 0, oneSided: 0, mean: 0, meanAbsolute: 0, largest: 0 });
  });

  test('late updates make it, and it is all age', () => {
    // Day 8 knew 4 of Brookside; days 10 and 11 knew 6.
    expect(skewOf(STORE, COUNT, served([8, 10, 11], 8))).toEqual({ reference: 'seen@1', compared: 3, different: 2, inconsistent: 0, oneSided: 0, mean: -4 / 3, meanAbsolute: 4 / 3, largest: 2 });
  });

  test('other code makes it whatever the age', () => {
    expect(skewOf(STORE, COUNT, served([8, 10], 1, 1))).toMatchObject({ different: 2, inconsistent: 2, mean: 1 });
  });

  test('what was served in place of nothing, or nothing in its place, is counted and not averaged', () => {
    const nothing = { request: { timeMs: 12, supplier: 'nobody' }, madeMs: 12, value: 0.5 };
    expect(skewOf(STORE, SHARE, [nothing, { ...nothing, request: at(12), value: NaN }, { ...nothing, madeMs: null }])).toEqual({ reference: 'unripe_share@1', compared: 2, different: 2, inconsistent: 2, oneSided: 2, mean: null, meanAbsolute: null, largest: null });
    expect(skewOf(STORE, SHARE, [])).toMatchObject({ compared: 0, mean: null });
  });
});

describe('the mail-order list', () => {
  const requests = Array.from({ length: 20 }, (_, i) => at(i + 4));
  const verdicts = (columns: ReturnType<typeof mailOrderFeatures>) => Array.from(columns[0]!.values, (value) => (Number.isNaN(value) ? null : value > 0.55 ? 1 : 0));
  const line = verdicts(servedOnSchedule(STORE, requests, [SHARE], 1));

  test('from the store it says what the line says', () => {
    expect(disagreementOf(line, verdicts(mailOrderFeatures(STORE, requests, [SHARE], 1, { kind: 'store' })))).toEqual({ count: 0, fruits: [] });
  });

  test('from a copy of its own it says other things of some of the same fruit', () => {
    const late = verdicts(mailOrderFeatures(STORE, requests, [SHARE], 1, { kind: 'own', copy: { everyMs: 7 } }));
    const wider = verdicts(mailOrderFeatures(STORE, requests, [SHARE], 1, { kind: 'own', copy: { everyMs: 1, windowMs: null } }));
    for (const own of [late, wider]) {
      const expected = line.flatMap((verdict, i) => (verdict !== null && own[i] !== null && verdict !== own[i] ? [i] : []));
      expect(expected.length).toBeGreaterThan(0);
      expect(disagreementOf(line, own)).toEqual({ count: expected.length, fruits: expected });
    }
  });

  test('where one of them says nothing there is no disagreement', () => {
    expect(disagreementOf([0, null, 1, 1], [1, 1, null])).toEqual({ count: 1, fruits: [0] });
  });
});
