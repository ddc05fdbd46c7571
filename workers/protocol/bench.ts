import type { Outcome } from '../../src/domain/bench/run.ts';
import type { BenchTask } from '../../src/domain/bench/task.ts';
import type { LabOutcome, LabTask } from '../../src/domain/policy-lab/task.ts';
import type { Operation } from './message.ts';

export type BenchOperations = {
  /** One stream under one seed for all candidates; answers an outcome a candidate, in their order. */
  run: Operation<BenchTask, Outcome[], { share: number }>;
  /** One story under one seed for all policies. */
  runPolicies: Operation<LabTask, LabOutcome, { share: number }>;
};
