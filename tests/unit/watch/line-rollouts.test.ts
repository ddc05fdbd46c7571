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
