import type { LabOutcome, LabTask } from '../domain/policy-lab/task.ts';
import { minimalScenario } from '../domain/world/drift/schema.ts';
import { WorkerPool } from './pool.ts';
import type { BenchClient } from './workers.ts';

/** What the plan knows of a task beside what a worker needs. */
export type PlannedLabTask = LabTask & { readonly scenarioIndex: number };
export type PolicyPool = WorkerPool<PlannedLabTask, LabOutcome>;

/** The policy lab's workers, of the bench's kind. They keep the lines that they drew, so a task goes back to the worker that knows its story. */
export function policyPool(spawn: () => Pick<BenchClient, 'call' | 'restart' | 'dispose'>, cores: number): PolicyPool {
  return new WorkerPool({
    spawn,
    key: ({ scenario, seed, events }: PlannedLabTask) => JSON.stringify([minimalScenario(scenario), seed, events]),
    call: (worker, { policies, scenario, seed, events, batch, costs }, { signal, onProgress }) =>
      worker.call('runPolicies', { policies, scenario, seed, events, batch, costs }, { signal, onProgress: ({ share }) => onProgress(share) }),
  }, cores);
}
