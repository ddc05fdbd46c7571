import { expect, it } from 'vitest';
import { parsePolicy, type Policy } from '../../../src/domain/policy/policy.ts';
import { STEP_EVENTS } from '../../../src/domain/policy/controller.ts';
import { LAG_EVENTS } from '../../../src/domain/rollout/rollout-record.ts';
import { LinePolicy } from '../../../src/domain/watch/line-policy.ts';
import { madeRows } from '../monitoring/monitors/rows.ts';

const DELAY = 20;
const STANDING = { firing: [], estimated: null, drifted: null };
const EVERY: Policy = parsePolicy({ trigger: { every: 100 }, coolDown: 0 });

/** The policy of a line that predicted so many fruits; every fifth is wrong. `isSampled`: whether metrics were sampled at its steps. */
function after(events: number, policy: Policy, { level = 1 as 0 | 1, isSampled = true } = {}): LinePolicy {
  const line = new LinePolicy(DELAY);
  line.tell({ changes: [{ from: 0, level, policy }], decisions: [] });
  for (let from = 0; from < events; from += STEP_EVENTS) {
    const rows = madeRows(from, Array.from({ length: Math.min(STEP_EVENTS, events - from) }, (_, i) => ({ predicted: i % 5 === 0 ? 1 : 0, truth: 0 })), { deployment: 1 });
    line.take(rows, 1, null, isSampled, () => STANDING);
  }
  return line;
}

it('asks at the end of a step at which metrics were sampled, and at no other moment', () => {
  expect(after(100, EVERY).asked).toMatchObject({ id: 1, at: 100, effectiveAt: 100 + LAG_EVENTS });
  expect(after(99, EVERY).asked).toBeNull();
  expect(after(100, EVERY, { isSampled: false }).asked).toBeNull();
  expect(after(100, EVERY, { level: 0 }).asked).toBeNull();
});

it('hears each truth when it arrives, as that of the event that it is of', () => {
  const { state, arrived } = after(100, parsePolicy({ trigger: 'never' })).snapshot();
  expect(state.truths.events).toEqual(Array.from({ length: 100 - DELAY }, (_, event) => event));
  expect(state.truths.right).toEqual(state.truths.events.map((event) => (event % 5 === 0 ? 0 : 1)));
  expect(arrived).toEqual([]);
});

it('lets the line no further than a renewal takes, nor past one that is awaited; freely where no policy acts', () => {
  expect(new LinePolicy(DELAY).horizon(99)).toBe(Infinity);
  expect(after(50, EVERY, { level: 0 }).horizon(49)).toBe(Infinity);
  expect(after(50, EVERY).horizon(49)).toBe(50 + LAG_EVENTS);
  expect(after(150, EVERY).horizon(149)).toBe(100 + LAG_EVENTS);
});
