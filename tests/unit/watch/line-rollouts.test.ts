import { expect, it } from 'vitest';
import { strategyOf } from '../../../src/domain/rollout/default-strategy.ts';
import { LAG_EVENTS } from '../../../src/domain/rollout/rollout-record.ts';
import type { ToldDeployment } from '../../../src/domain/delivery/roles.ts';
import type { LogRows } from '../../../src/domain/log/rows.ts';
import { LineRollouts } from '../../../src/domain/watch/line-rollouts.ts';
import { madeRows } from '../monitoring/monitors/rows.ts';

const started = (mode: 'canary' | 'shadow', fromIndex: number): ToldDeployment => ({
  id: 1, champion: 1, challenger: 2, fromIndex, weight: mode === 'canary' ? 0.4 : 0, rollout: { act: 'start', strategy: strategyOf({ mode, champion: 1, challenger: 2 }) },
});

it('lets the line run freely while nobody is under trial, else no further than a decision takes, counted from where the rollout begins', () => {
  const rollouts = new LineRollouts();
  expect(rollouts.horizon(99)).toBe(Infinity);
  rollouts.tell(started('canary', 500));
  expect(rollouts.horizon(99)).toBe(500 + LAG_EVENTS);
  expect(rollouts.horizon(600)).toBe(601 + LAG_EVENTS);
  rollouts.tell({ id: 2, champion: 1, challenger: null, fromIndex: 700, weight: 0, rollout: { act: 'abort', id: null } });
  expect(rollouts.horizon(600)).toBe(Infinity);
});

it('a deployment takes the place of those that were to be in force later, and of no others', () => {
  const rollouts = new LineRollouts();
  for (const [id, fromIndex] of [[1, 0], [2, 300], [3, 200]] as const) rollouts.tell({ ...started('canary', fromIndex), id });
  expect([1, 2, 3].map((id) => rollouts.deployment(id)?.fromIndex ?? null)).toEqual([0, null, 200]);
});

it('in a shadow, each truth that arrives counts for both versions, right or wrong as each of them was', () => {
  const rollouts = new LineRollouts();
  rollouts.setLabelDelay(10);
  rollouts.tell(started('shadow', 0));
  // The champion errs in 2 of 10, the shadow in 4 of 10.
  const made = madeRows(0, Array.from({ length: 60 }, (_, i) => ({ predicted: i % 10 < 2 ? 1 : 0, truth: 0 })), { deployment: 1 });
  const said = madeRows(0, Array.from({ length: 60 }, (_, i) => ({ predicted: i % 10 < 4 ? 1 : 0, truth: 0 })));
  const shadow: LogRows['shadow'] = { version: new Uint32Array(60).fill(2), predicted: said.columns.predicted, scores: said.columns.scores };
  rollouts.take({ ...made, shadow }, false, () => null);
  expect(rollouts.state!.evidence.truths).toEqual({ champion: { trials: 50, successes: 40 }, challenger: { trials: 50, successes: 30 } });
  expect(rollouts.state!.counts).toEqual({ champion: 60, challenger: 60 });
});

const fruit = (from: number, count: number, deployment: number): LogRows => madeRows(from, Array.from({ length: count }, () => ({ predicted: 0, truth: 0 })), { deployment });

it('sees what a hand did before a replacement at the same fruit, of which no row tells', () => {
  const rollouts = new LineRollouts();
  rollouts.tell(started('canary', 0));
  rollouts.take(fruit(0, 50, 1), false, () => null);
  const end: ToldDeployment = { id: 2, champion: 1, challenger: null, fromIndex: 50, weight: 0, rollout: { act: 'abort', id: null } };
  for (const told of [end, { id: 3, champion: 3, challenger: null, fromIndex: 50, weight: 0 }]) rollouts.tell(told);
  rollouts.take(fruit(50, 10, 3), false, () => null);
  expect(rollouts.state).toMatchObject({ phase: 'aborted', cause: 'hand', since: 50, weights: [{ from: 0, weight: 0.4 }, { from: 50, weight: 0 }] });
});

it('sees a share and a pause that came between the same two fruits', () => {
  const rollouts = new LineRollouts();
  rollouts.tell(started('canary', 0));
  rollouts.take(fruit(0, 50, 1), false, () => null);
  rollouts.tell({ id: 2, champion: 1, challenger: 2, fromIndex: 50, weight: 0.6, rollout: { act: 'setWeight', id: null, weight: 0.6, step: 2 } });
  rollouts.tell({ id: 3, champion: 1, challenger: 2, fromIndex: 50, weight: 0.6, rollout: { act: 'pause' } });
  rollouts.take(fruit(50, 10, 3), false, () => null);
  expect(rollouts.state).toMatchObject({ phase: 'paused', cause: 'hand', heldByHand: true, step: 3, weights: [{ from: 0, weight: 0.4 }, { from: 50, weight: 0.6 }] });
});

it('is replaced by a deployment that has to do with none', () => {
  const rollouts = new LineRollouts();
  rollouts.tell(started('canary', 0));
  rollouts.take(fruit(0, 50, 1), false, () => null);
  rollouts.tell({ id: 2, champion: 3, challenger: null, fromIndex: 50, weight: 0 });
  rollouts.take(fruit(50, 10, 2), false, () => null);
  expect(rollouts.state).toMatchObject({ phase: 'aborted', cause: 'replaced', since: 50 });
});
