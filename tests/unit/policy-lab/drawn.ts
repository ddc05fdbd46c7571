import { presetOf } from '../../../src/domain/world/drift/presets.ts';
import type { Scenario } from '../../../src/domain/world/drift/scenario.ts';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import { DrawnLabLines, runTask, type LabOutcome, type LabTask } from '../../../src/domain/policy-lab/task.ts';

export const COSTS = { error: 1.9, label: 0.05, training: 8, deployment: 12 };

export function finish<R>(work: Generator<number, R>, seen: number[] = []): R {
  let step = work.next();
  for (; !step.done; step = work.next()) seen.push(step.value);
  return step.value;
}

/** The lamp's story in small: it fades from fruit 300 on. */
export const QUICK: Scenario = { ...presetOf('lamp-ages')!.scenario(7), drifts: presetOf('lamp-ages')!.scenario(7).drifts.map((drift) => ({ ...drift, pattern: 'sudden', onset: 300 })) };

const lines = new DrawnLabLines(8);
export const taskOf = (policies: readonly Policy[], change: Partial<LabTask> = {}): LabTask => ({ policies, scenario: QUICK, seed: 7, events: 1200, batch: 100, costs: COSTS, ...change });
/** Runs a task on lines that all tests of a file share. */
export const outcomeOf = (policies: readonly Policy[], change: Partial<LabTask> = {}): LabOutcome => finish(runTask(taskOf(policies, change), lines));
