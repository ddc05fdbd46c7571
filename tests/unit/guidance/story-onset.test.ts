import { describe, expect, test } from 'vitest';
import { PRESETS } from '../../../src/domain/world/drift/presets.ts';
import { parseScenario } from '../../../src/domain/world/drift/schema.ts';
import { storyOnset, withStory } from '../../../src/domain/guidance/story-onset.ts';
import { weightsAt } from '../../../src/domain/world/drift/world-at.ts';
import type { ReferenceState } from '../../../src/domain/monitoring/monitors/reference-state.ts';

const collecting: ReferenceState = { kind: 'collecting', from: 0, needed: 1000, count: 612, known: 562 };
const begin = (id: string, now: number, reference: ReferenceState, scenario = parseScenario({ world: {} })) => {
  const story = PRESETS.find((preset) => preset.id === id)!.scenario(scenario.seed);
  return withStory(scenario, story, now, storyOnset(now, reference, story.drifts));
};

describe('a story', () => {
  test('begins behind the reference and the first window, else a little ahead', () => {
    expect(storyOnset(612, collecting)).toBe(1500);
    expect(storyOnset(0, { kind: 'none' })).toBe(1500);
    expect(storyOnset(3000, { kind: 'at-rest', from: 0, to: 1000 })).toBe(3200);
    expect(storyOnset(7010, { kind: 'collecting', from: 7000, needed: 1000, count: 10, known: 0 })).toBe(8500);
  });

  test.each(PRESETS.map(({ id }) => id))('%s changes nothing inside the reference, whenever it is told, and nothing when it is loaded', (id) => {
    const loaded = PRESETS.find((preset) => preset.id === id)!.scenario(1);
    for (const scenario of [begin(id, 1, collecting), begin(id, 612, collecting), loaded]) {
      expect(Math.max(0, ...[0, 500, 999].flatMap((index) => weightsAt(scenario, index)))).toBeLessThan(0.0101);
      expect(Math.min(Infinity, ...scenario.drifts.map(({ onset }) => onset))).toBeGreaterThanOrEqual(1500);
    }
    expect(begin(id, 612, collecting).world).toEqual(parseScenario({ world: {} }).world);
  });

  test('leaves what has begun as it is, and takes the place of what was planned', () => {
    const drift = (onset: number, name: string) => ({ kind: 'covariate', pattern: 'sudden', onset, to: { light: { exposure: -1 } }, name });
    const scenario = parseScenario({ world: {}, labelDelay: 7, drifts: [drift(100, 'begun'), drift(9000, 'planned')] });
    const told = begin('lamp-ages', 612, collecting, scenario);
    expect(told.drifts.map(({ name, onset }) => [name, onset])).toEqual([['begun', 100], ['the lamp ages', 1500]]);
    expect([told.labelDelay, told.length]).toEqual([7, 20_612]);
  });
});
