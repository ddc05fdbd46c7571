import { describe, expect, it } from 'vitest';
import { defaultScenario } from '../../../../src/domain/world/drift/default-scenario.ts';
import { PRESETS, presetOf } from '../../../../src/domain/world/drift/presets.ts';
import { parseScenario } from '../../../../src/domain/world/drift/schema.ts';
import { eventAt } from '../../../../src/domain/world/stream/event-at.ts';
import { pictureAt } from '../../../../src/domain/world/stream/stream.ts';
import { dateOf, timeAt } from '../../../../src/domain/world/stream/time.ts';
import { hashPicture } from '../orchard/hash-picture.ts';

describe('eventAt', () => {
  it('gives the same event whether sought or reached', () => {
    const scenario = presetOf('winter-returns')!.scenario(3);
    const sought = eventAt(scenario, 5000);
    for (let index = 4980; index < 5000; index += 1) eventAt(scenario, index);
    expect(eventAt(scenario, 5000)).toEqual(sought);
    expect(eventAt(structuredClone(scenario), 5000)).toEqual(sought);
  });

  it('swaps reported labels at the rate of label noise and never the truth', () => {
    const noisy = parseScenario({ world: { faults: { labelNoise: 0.3 } } });
    let swapped = 0;
    for (let index = 0; index < 3000; index += 1) {
      const event = eventAt(noisy, index);
      expect(event.truth).toBe(eventAt(defaultScenario, index).truth);
      if (event.truth !== event.reportedTruth) swapped += 1;
    }
    expect(swapped / 3000).toBeCloseTo(0.3, 1);
  });

  it('shows an earlier frame while the camera is frozen', () => {
    const frozen = parseScenario({ world: { faults: { frozen: 1 } } });
    expect([0, 63, 64, 100, 127, 128].map((index) => eventAt(frozen, index).pictureIndex)).toEqual([0, 0, 63, 63, 63, 127]);
    expect(hashPicture(pictureAt(frozen, 70, 32))).toBe(hashPicture(pictureAt(frozen, 120, 32)));
    const half = parseScenario({ world: { faults: { frozen: 0.5 } } });
    const share = Array.from({ length: 20_000 }, (_, index) => eventAt(half, index).pictureIndex !== index).filter(Boolean).length / 20_000;
    expect(share).toBeCloseTo(0.5, 1);
  });

  it.each(PRESETS.map((preset) => [preset.id, preset] as const))('%s runs through', (_, preset) => {
    const scenario = preset.scenario(7);
    for (let index = 0; index < scenario.length; index += 997) {
      const event = eventAt(scenario, index);
      expect(event.weights).toHaveLength(scenario.drifts.length);
      expect(Object.values(event.shot).every((value) => typeof value === 'string' || Number.isFinite(value))).toBe(true);
    }
  });
});

describe('simulated time', () => {
  it('starts on 1 March 2026 and spans months', () => {
    expect(dateOf(0).toISOString()).toBe('2026-03-01T06:00:00.000Z');
    expect(dateOf(20_000).getUTCMonth()).toBeGreaterThan(3);
    expect(timeAt(2) - timeAt(1)).toBe(timeAt(1) - timeAt(0));
  });
});

describe('golden pictures', () => {
  it('are the same bytes as ever', () => {
    const hashes = PRESETS.flatMap((preset) => [37, 11_500].map((index) => `${preset.id} ${index} ${hashPicture(pictureAt(preset.scenario(7), index, 48))}`));
    hashes.push(`quiet 5 ${hashPicture(pictureAt(defaultScenario, 5, 96))}`, `quiet 9 ${hashPicture(pictureAt(defaultScenario, 9, 224))}`);
    expect(hashes).toMatchSnapshot();
  });
});
