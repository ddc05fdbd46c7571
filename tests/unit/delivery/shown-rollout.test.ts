import { expect, it } from 'vitest';
import type { Deployment } from '../../../src/domain/delivery/deployment.ts';
import { shownRollout } from '../../../src/domain/delivery/shown-rollout.ts';
import { strategyOf } from '../../../src/domain/rollout/default-strategy.ts';
import type { RolloutState } from '../../../src/domain/rollout/rollout-state.ts';

const deployed = (id: number, fromIndex: number, change: Partial<Deployment> = {}): Deployment => ({ id, version: 1, challenger: 2, route: { kind: 'split', weight: 0.2 }, fromIndex, atMs: 0, reason: 'rollout', replaced: null, ...change });
const START = deployed(1, 100, { rollout: { act: 'start', strategy: strategyOf({ mode: 'canary', champion: 1, challenger: 2 }) } });
/** The rollout as fruit up to 200 left it. */
const KNOWN: RolloutState = { ...shownRollout(null, [START])!, lastIndex: 200 };

it('is that of the newest start, from its first moment on', () => {
  expect(shownRollout(null, [START])).toMatchObject({ id: 1, phase: 'progressing', fromIndex: 100, lastIndex: 99 });
  expect(shownRollout(null, [])).toBeNull();
  expect(shownRollout(KNOWN, [deployed(1, 0)])).toBeNull();
});

it('shows at once what a hand did behind the newest fruit, and of what fruit has told its state alone', () => {
  const after = (fromIndex: number, rollout: Deployment['rollout']) => shownRollout(KNOWN, [START, deployed(2, fromIndex, { rollout })]);
  expect(after(201, { act: 'pause' })).toMatchObject({ phase: 'paused', cause: 'hand', heldByHand: true, since: 201 });
  expect(after(201, { act: 'abort', id: null })).toMatchObject({ phase: 'aborted', cause: 'hand' });
  expect(after(201, { act: 'abort', id: null, cause: 'broken' })).toMatchObject({ phase: 'degraded', cause: 'broken' });
  expect(after(201, { act: 'promote', id: null })).toMatchObject({ phase: 'healthy', cause: 'hand' });
  expect(after(201, undefined)).toMatchObject({ phase: 'aborted', cause: 'replaced' });
  for (const rollout of [{ act: 'pause' }, { act: 'abort', id: null }, undefined] as const) expect(after(200, rollout)).toBe(KNOWN);
  // What the rollout itself decided, its fruit tells.
  for (const act of ['promote', 'abort'] as const) expect(after(201, { act, id: '1/1' })).toBe(KNOWN);
});

it('keeps what ended it first, when another version is deployed before any fruit came', () => {
  const aborted = deployed(2, 201, { challenger: null, rollout: { act: 'abort', id: null } });
  const replacement = deployed(3, 201, { version: 3, challenger: null });
  expect(shownRollout(KNOWN, [START, aborted, replacement])).toMatchObject({ phase: 'aborted', cause: 'hand', since: 201 });
  expect(shownRollout(KNOWN, [START, deployed(2, 201, { rollout: { act: 'promote', id: null } }), replacement])).toMatchObject({ phase: 'healthy', cause: 'hand' });
  expect(shownRollout(KNOWN, [START, deployed(2, 201, { rollout: { act: 'pause' } }), deployed(3, 201, { rollout: { act: 'resume' } })])).toMatchObject({ phase: 'progressing', heldByHand: false });
});
