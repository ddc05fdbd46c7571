import { describe, expect, test } from 'vitest';
import { OfflineStore } from '../../../src/domain/feature-store/offline.ts';
import { buildTrainingSet } from '../../../src/domain/feature-store/training-set.ts';
import { COUNT, FACTS, SHARE, STORE, tableOf, viewOf } from './store.ts';

const requests = [3, 6, 6, 12, 25].map((timeMs, i) => ({ timeMs, supplier: i === 2 ? 'Aldermere' : 'Brookside' }));
const features = [SHARE, COUNT];

describe('a training set', () => {
  test('holds what had happened and arrived at each moment', async () => {
    const { columns } = await buildTrainingSet(STORE, { requests: [...requests, { timeMs: 12, supplier: 'nobody' }, { timeMs: 12 }], features });
    expect(columns.map(({ name, values }) => [name, ...values])).toEqual([['unripe_share@1', NaN, 1 / 2, NaN, 1, NaN, NaN, NaN], ['seen@1', 0, 3, 1, 7, 15, 0, 0]]);
  });

  test('naively it holds what came later too', async () => {
    const { columns, hash } = await buildTrainingSet(STORE, { requests, features, naive: true });
    expect([...columns[1]!.values]).toEqual([15, 15, 5, 15, 15]);
    expect(hash).not.toBe((await buildTrainingSet(STORE, { requests, features })).hash);
  });

  test('as of a moment it is built again equal to the bit, whatever has arrived since', async () => {
    const before = new OfflineStore([tableOf('supplier', FACTS.filter(({ arrives }) => arrives <= 12))]);
    const [then, now, bare] = await Promise.all([buildTrainingSet(before, { requests, features, asOfMs: 12 }), buildTrainingSet(STORE, { requests, features, asOfMs: 12 }), buildTrainingSet(STORE, { requests, features })]);
    expect(now).toEqual(then);
    expect(now.hash).toMatch(/^[0-9a-f]{64}$/);
    expect([...now.columns[1]!.values]).toEqual([0, 3, 1, 7, 7]);
    expect(bare.hash).not.toBe(now.hash);
    const shuffled = new OfflineStore([tableOf('supplier', FACTS.toReversed())]);
    expect(await buildTrainingSet(shuffled, { requests, features, asOfMs: 12 })).toEqual(then);
  });

  test('its hash is another for another version, request, moment or observation, and the same however it is computed', async () => {
    const of = async (...[store, change]: [OfflineStore, object]) => (await buildTrainingSet(store, { requests, features, ...change })).hash;
    const hashes = await Promise.all([
      of(STORE, {}), of(STORE, { features: [{ ...SHARE, hash: 'x' }, COUNT] }), of(STORE, { features: [COUNT, SHARE] }), of(STORE, { requests: requests.toReversed() }), of(STORE, { requests: requests.map((each) => ({ ...each, timeMs: each.timeMs + 1 })) }),
      of(STORE, { requests: requests.map((each) => ({ ...each, lot: '1' })) }), of(STORE, { asOfMs: 30 }), of(new OfflineStore([tableOf('supplier', FACTS.map((fact, i) => (i === 3 ? { ...fact, unripe: false } : fact)))]), {}),
    ]);
    expect(new Set(hashes).size).toBe(hashes.length);
    expect((await buildTrainingSet(STORE, { requests, features }, globalThis.crypto.subtle)).hash).toBe(hashes[0]);
  });

  test('records what is used where there is no value', async () => {
    const { defaults } = await buildTrainingSet(STORE, { requests, features: [SHARE, COUNT, viewOf('newest', { kind: 'last' }, { source: 'truth' }), viewOf('least', { kind: 'min' }, { entity: 'lot' })] });
    expect(defaults).toEqual([Math.fround((1 / 2 + 1) / 2), Math.fround((0 + 3 + 1 + 7 + 15) / 5), 1, 0]);
  });

  test('is refused for a column that is not there and for no time', async () => {
    await expect(buildTrainingSet(STORE, { requests, features: [viewOf('x', { kind: 'sum' }, { source: 'sugar' })] })).rejects.toMatchObject({ code: 'feature-unknown' });
    await expect(buildTrainingSet(STORE, { requests, features: [viewOf('x', { kind: 'sum' }, { source: '__proto__' })] })).rejects.toMatchObject({ code: 'feature-unknown' });
    await expect(buildTrainingSet(STORE, { requests: [{ timeMs: NaN, supplier: 'Brookside' }], features })).rejects.toMatchObject({ code: 'argument-invalid' });
    await expect(buildTrainingSet(STORE, { requests, features, asOfMs: NaN })).rejects.toMatchObject({ code: 'argument-invalid' });
  });
});
