import { describe, expect, test } from 'vitest';
import { hintsOf } from '../../../scripts/monitors/hints.ts';
import { PRESETS } from '../../../src/domain/world/drift/presets.ts';

/** Events before the onset: the reference, one window, and a few quiet results. */
const LEAD = 1550;

describe('what the first alerts of a story point to', () => {
  // In the echo the truths that would name its kind never come.
  const stories = PRESETS.filter(({ id, kind }) => kind !== null && id !== 'the-echo').map(({ id, scenario }) => ({ id, kinds: [...new Set(scenario(1).drifts.map(({ kind }) => kind))] }));
  test.each(stories)('is the kind of $id: $kinds', ({ id, kinds }) => {
    for (const seed of [1, 2, 3]) {
      const { hints, onset } = hintsOf(id, { seed, lead: LEAD, until: 2000, most: seed === 1 ? 2 : 1 });
      expect(hints.length, `alerts of seed ${seed}`).toBeGreaterThan(0);
      for (const { index, alert, hint } of hints) {
        expect(index).toBeGreaterThanOrEqual(onset);
        expect(kinds, `${alert} of seed ${seed} at ${index - onset}: ${hint.because}`).toContain(hint.kind);
      }
    }
  }, 240_000);

  test('is what is seen and what is said in the echo, and never an error', () => {
    for (const seed of [1, 2]) {
      const { hints, onset } = hintsOf('the-echo', { seed, lead: LEAD, until: 4000, most: 4 });
      expect(hints.map(({ signal }) => signal)).toContain('feature.redness');
      expect(hints.filter(({ signal }) => signal === 'error' || signal === 'accuracy')).toEqual([]);
      expect(hints[0]!.index).toBeGreaterThan(onset);
    }
  }, 120_000);
});
