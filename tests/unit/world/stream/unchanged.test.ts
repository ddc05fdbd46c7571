import { describe, expect, it } from 'vitest';
import { crc32 } from '../../../../src/domain/common/crc32.ts';
import { presetOf } from '../../../../src/domain/world/drift/presets.ts';
import type { Scenario } from '../../../../src/domain/world/drift/scenario.ts';
import { parseScenario } from '../../../../src/domain/world/drift/schema.ts';
import { eventAt } from '../../../../src/domain/world/stream/event-at.ts';
import { pictureAt } from '../../../../src/domain/world/stream/stream.ts';

/**
 * CRC-32 of truths, fruit and shots, then of pictures, of each story under seeds 1, 7 and 1234. A logged verdict is drawn again from these, so they are what every change of the world
 * has to leave as it is; they may only be added to.
 */
const OF_STORIES: Readonly<Record<string, readonly string[]>> = {
  'lamp-ages': ['e285887b e77e6d54', '3bea01df 4c590d44', '36901f02 61b41777'],
  'new-cultivar': ['110625b0 f2d237c0', 'ce47d825 aa0ca194', 'ef2fda18 88c44d00'],
  'greener-bananas': ['a13a15ed e9cfd25d', '3a546e2a f8f2f7ae', 'dd20177b 83b16d6b'],
  'harvest-moves-on': ['a6f7f6a4 b8afa07c', '57c3bbcc c351ecb8', 'd509529d 969050a2'],
  'dusty-lens': ['0564d1cb 26fb6d65', '33378bd1 b4596abc', '49e86876 51e0bddc'],
  'winter-returns': ['0142df7c 74c57ae1', '3da2adb8 a3b14bc5', '0555df44 321f25b1'],
  'waxed-fruit': ['0686ec87 d4315254', '07e143a1 b8d8c640', '5abbcc06 9be2fefd'],
  'camera-dies': ['e7a1e73e 7131e487', '34bbe31e e7de9063', '96371006 eb1ee9ce'],
  'the-echo': ['110625b0 f2d237c0', 'ce47d825 aa0ca194', 'ef2fda18 88c44d00'],
  'nothing-happens': ['7992912f a688fb3e', '368c13b8 22a0819e', 'dfa87001 c2043179'],
};

const SEEDS = [1, 7, 1234];
const EVENT_STEP = 41;
const PICTURES_AT = [3, 3977, 5013, 7351, 9999, 11_003, 13_111, 16_789, 19_999];
const SIZE = 32;

const hex = (value: number) => value.toString(16).padStart(8, '0');

/** Named one by one, so that what else an event may carry does not count. */
function eventsOf(scenario: Scenario): string {
  const told = Array.from({ length: Math.ceil(scenario.length / EVENT_STEP) }, (_, i) => {
    const { index, timeMs, fruit, shot, pictureIndex, truth, reportedTruth, weights } = eventAt(scenario, i * EVENT_STEP);
    return { index, timeMs, fruit, shot, pictureIndex, truth, reportedTruth, weights };
  });
  return hex(crc32(new TextEncoder().encode(JSON.stringify(told))));
}

function picturesOf(scenario: Scenario): string {
  return hex(PICTURES_AT.reduce((sum, index) => crc32(Uint8Array.of(...new Uint8Array(Uint32Array.of(sum).buffer), ...pictureAt(scenario, index, SIZE).data)), 0));
}

const tellAll = (scenario: (seed: number) => Scenario) => SEEDS.map((seed) => `${eventsOf(scenario(seed))} ${picturesOf(scenario(seed))}`);

describe('what has been photographed', () => {
  it.each(Object.keys(OF_STORIES))('is the same fruit, with the same truths and to the same byte, in %s', (id) => {
    expect(tellAll(presetOf(id)!.scenario)).toEqual(OF_STORIES[id]);
  });

  it('is the same where every number of the world is moved', () => {
    const moved = (seed: number) => parseScenario({
      seed, world: { ripeness: { mean: 0.4, spread: 0.4 }, taste: 0.1, place: 'wood', camera: { noise: 0.05, blur: 1, dust: 0.4 }, faults: { frozen: 0.3, dead: 0.02, labelNoise: 0.2, waxed: 0.5 } },
      drifts: [{ kind: 'prior', pattern: 'recurring', onset: 2000, width: 300, period: 4000, to: { species: { lemon: 3, avocado: 2 }, cultivars: { apple: { 'granny-smith': 2 } }, light: { exposure: -1 } } }],
    });
    expect(tellAll(moved)).toEqual(['05ebbf04 6c3bb07c', '6aa061cb 9973c96c', '9f41e013 3f701782']);
  });
});
