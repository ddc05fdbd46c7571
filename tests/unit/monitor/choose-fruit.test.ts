import { beforeAll, describe, expect, it } from 'vitest';
import { FEATURES, Rig } from './rig.ts';

const COUNT = 6000;
const DELAY = 1000;
let rig: Rig;

beforeAll(async () => {
  rig = await Rig.open(undefined, { labelDelay: DELAY });
  rig.send({ count: 5500 });
  await rig.call('flush', undefined);
  // The newest are still in memory.
  rig.send({ first: 5500, count: 500 });
});

const GROUND = { cut: 4200, usual: new Map(FEATURES.map((name) => [name, { mean: 0.5, std: 0.2 }])), disagree: null, taken: new Set([4999]) };

describe('fruit of the log that would join the data set', () => {
  it('has a truth that is known by now, is not there yet, and lies in the stretch', async () => {
    const { events, available } = await rig.call('chooseFruit', { from: 0, to: COUNT, choice: 'newest', count: 3, balanced: false, ground: GROUND });
    expect([...events]).toEqual([4996, 4997, 4998]);
    expect(available).toBe(4999);
    const since = await rig.call('chooseFruit', { from: 0, to: COUNT, choice: 'since-cut', count: 5000, balanced: false, ground: GROUND });
    expect([since.available, since.events[0], since.events.at(-1)]).toEqual([799, 4200, 4998]);
  });

  it('is the least certain or the least usual of all, over segments and memory', async () => {
    const { columns } = await rig.call('query', { to: 4999, columns: ['index', 'confidence'] });
    const confidence = columns.confidence as Float32Array;
    const least = [...confidence.keys()].sort((a, b) => confidence[a]! - confidence[b]! || b - a).slice(0, 20).sort((a, b) => a - b);
    expect([...(await rig.call('chooseFruit', { from: 0, to: COUNT, choice: 'uncertain', count: 20, balanced: false, ground: GROUND })).events]).toEqual(least);
    expect((await rig.call('chooseFruit', { from: 0, to: COUNT, choice: 'unlike', count: 20, balanced: true, ground: GROUND })).events).toHaveLength(20);
  });

  it('refuses a choice that nothing is known for', async () => {
    await expect(rig.call('chooseFruit', { from: 0, to: COUNT, choice: 'disagree', count: 5, balanced: false, ground: GROUND })).rejects.toMatchObject({ code: 'argument-invalid' });
  });
});
