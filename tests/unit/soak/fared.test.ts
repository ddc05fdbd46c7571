import { expect, test } from 'vitest';
import { fared, type ToldRenewal } from '../../stories/fared.ts';

const renewal = (effectiveAt: number, version: number | null): ToldRenewal => ({ at: effectiveAt - 256, effectiveAt, how: version === null ? 'kept' : 'trained', version, code: null });
/** Nine of ten are right, but one of two between two events; the newest 50 are not known. */
const line = (from: number, to: number, length = 4000) => Array.from({ length }, (_, i) => (i >= length - 50 ? null : i >= from && i < to ? i % 2 === 0 : i % 10 !== 0));

test('a line that is renewed tells how far it fell, and how long it took', () => {
  const told = fared({ right: line(1500, 2200), renewals: [renewal(1800, null), renewal(2200, 2)] }, 1000);
  expect(told).toMatchObject({ before: 0.9, after: 0.9, worstAfter: 0.9 });
  // One fruit of 500 more or less, by where the window lies.
  expect(told.worst).toBeCloseTo(0.5, 2);
  // The newest 500 are 0.88 right once all but 25 of them lie behind the fall.
  expect(told.recovered).toBeGreaterThan(2200 + 450 - 1000);
  expect(told.recovered).toBeLessThan(2200 + 500 - 1000);
});

test('a line that stays low has not recovered, one that never fell has nothing to recover from', () => {
  expect(fared({ right: line(1500, 4000), renewals: [] }, 1000)).toMatchObject({ worst: 0.5, after: null, worstAfter: null, recovered: null });
  expect(fared({ right: line(0, 0), renewals: [renewal(3000, null)] }, 1000)).toMatchObject({ worst: 0.9, after: null, recovered: 0 });
});
