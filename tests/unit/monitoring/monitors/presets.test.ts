import { describe, expect, test } from 'vitest';
import { PRESETS } from '../../../../src/domain/world/drift/presets.ts';
import { alertsOf } from '../../../../scripts/monitors/experiment.ts';

/** Events before the onset: the reference, one window, and a few quiet judgements. */
const LEAD = 1550;

describe('the default monitors', () => {
  // The table of all monitors, seeds and delays: node scripts/monitors.mjs
  // The echo is found by its inputs alone, and late: tests/unit/explanation/drift-hint.test.ts.
  test.each(PRESETS.filter(({ id, kind }) => kind !== null && id !== 'the-echo').map(({ id }) => [id] as const))('find the drift of %s', (id) => {
    const { onset, width, pattern } = PRESETS.find((preset) => preset.id === id)!.scenario(1).drifts[0]!;
    const { alerts } = alertsOf(id, { seed: 3, from: onset - LEAD, to: onset + 3000, stop: (found) => found.length > 0 });
    const delay = (alerts[0]?.index ?? Infinity) - onset;
    expect(delay).toBeGreaterThanOrEqual(0);
    expect(delay).toBeLessThan(pattern === 'sudden' ? 500 : Math.max(600, 0.75 * width));
  }, 60_000);

  test('are silent where nothing happens', () => {
    expect(alertsOf('nothing-happens', { seed: 21, from: 0, to: 2500 }).alerts).toEqual([]);
  }, 60_000);
});
