import { expect, it } from 'vitest';
import { defaultScenario } from '../../../src/domain/world/drift/default-scenario.ts';
import { eventsOf } from '../../../src/domain/replay/stretch.ts';
import { EventMeasures, KeptMeasures } from '../../../workers/lab/measures.ts';
import { PhotoShelf } from '../../../workers/pictures/photo-shelf.ts';
import { noCodec } from '../pictures-rig.ts';

const embedder = { embed: () => Promise.reject(new Error('nothing is embedded here')) };
const measure = (kept: KeptMeasures, from: number, count: number, scenario = defaultScenario) =>
  new EventMeasures(eventsOf([{ from: 0, scenario }], Array.from({ length: count }, (_, i) => from + i)), 24, kept, embedder, new PhotoShelf(noCodec));

it('keeps no more than it may, the newest', () => {
  const kept = new KeptMeasures(20_000);
  for (let from = 0; from < 400; from += 20) {
    void measure(kept, from, 20).colour;
    kept.trim();
    expect(kept.bytes).toBeLessThanOrEqual(20_000);
  }
  const [event] = eventsOf([{ from: 0, scenario: defaultScenario }], [399]);
  expect(kept.at(event!, 24).colour).toBeDefined();
  expect(kept.at(eventsOf([{ from: 0, scenario: defaultScenario }], [0])[0]!, 24).colour).toBeUndefined();
});

it('keeps no more where pictures are only shown', () => {
  const kept = new KeptMeasures(10_000);
  for (let from = 0; from < 200; from += 20) {
    expect(measure(kept, from, 20).shown).toHaveLength(20);
    kept.trim();
  }
  expect(kept.bytes).toBeGreaterThan(0);
  expect(kept.bytes).toBeLessThanOrEqual(10_000);
  kept.clear();
  expect(kept.bytes).toBe(0);
});

it('knows a scenario by what it says: a copy is the same, another is not', () => {
  const kept = new KeptMeasures(1e6);
  const { readable } = measure(kept, 0, 3);
  const before = kept.bytes;
  expect(measure(kept, 0, 3, structuredClone(defaultScenario)).readable).toEqual(readable);
  expect(kept.bytes).toBe(before);
  expect(measure(kept, 0, 3, { ...defaultScenario, seed: defaultScenario.seed + 1 }).readable).not.toEqual(readable);
});
