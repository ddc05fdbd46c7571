import fc from 'fast-check';
import { expect, test } from 'vitest';
import { comparedWindows, type Compared } from '../../../src/domain/explanation/compared-windows.ts';
import type { ReferenceState } from '../../../src/domain/monitoring/monitors/reference-state.ts';

const stretch = (most: number) => fc.tuple(fc.nat(most), fc.integer({ min: 1, max: 1500 })).map(([from, length]) => ({ from, to: from + length }));
const state: fc.Arbitrary<ReferenceState> = fc.oneof(
  fc.constant<ReferenceState>({ kind: 'at-rest', from: 0, to: 1000 }),
  fc.nat(1000).map((brokeAt): ReferenceState => ({ kind: 'not-at-rest', from: 0, to: 1000, reason: 'changed', brokeAt, signal: 'error', shift: 1, standIns: [] })),
);
const compared: fc.Arbitrary<Compared> = fc.record({
  index: fc.nat(5000), lag: fc.constantFrom(0, 50, 2000), judged: fc.option(fc.tuple(stretch(4000), fc.boolean()).map(([judged, fixed]) => ({ ...judged, fixed }))),
  reference: fc.option(stretch(3000)), state, deployedAt: fc.nat(2000),
});
const quiet: Compared = { index: 4209, lag: 0, judged: null, reference: { from: 0, to: 1000 }, state: { kind: 'at-rest', from: 0, to: 1000 }, deployedAt: 0 };

test('the two stretches of a comparison never overlap, and the later one is never empty', () => {
  fc.assert(fc.property(compared, (given) => {
    const { before, after } = comparedWindows(given);
    expect(before.to).toBeLessThanOrEqual(after.from);
    expect(before.from).toBeLessThanOrEqual(before.to);
    expect(after.from).toBeLessThan(after.to);
    expect(after.from).toBeGreaterThanOrEqual(0);
  }));
});

test('after ends with the alert, or with the newest truth where the alert waits for truths', () => {
  expect(comparedWindows(quiet)).toEqual({ before: { from: 0, to: 1000 }, after: { from: 3710, to: 4210 } });
  expect(comparedWindows({ ...quiet, lag: 50, judged: { from: 3000, to: 3250, fixed: false } }).after).toEqual({ from: 3910, to: 4160 });
});

test('after begins behind the reference where enough is left of it; else before gives way', () => {
  expect(comparedWindows({ ...quiet, index: 1199, judged: { from: 700, to: 1200, fixed: true } })).toEqual({ before: { from: 0, to: 1000 }, after: { from: 1000, to: 1200 } });
  expect(comparedWindows({ ...quiet, index: 899, judged: { from: 400, to: 900, fixed: true } })).toEqual({ before: { from: 0, to: 400 }, after: { from: 400, to: 900 } });
});

test('before ends where a reference that changed inside was still at rest', () => {
  const state: ReferenceState = { kind: 'not-at-rest', from: 0, to: 1000, reason: 'changed', brokeAt: 640, signal: 'feature.brightness', shift: -0.6, standIns: [] };
  expect(comparedWindows({ ...quiet, index: 1099, state })).toEqual({ before: { from: 0, to: 640 }, after: { from: 640, to: 1100 } });
});
