import type { Outcome } from '../../src/domain/bench/run.ts';
import type { BenchTask } from '../../src/domain/bench/task.ts';
import type { Lesson, LessonPlan } from '../../src/domain/experiment/lesson.ts';
import type { RecordedHeads, RecordedTask } from '../../src/domain/learning/online/recorded.ts';
import type { EchoHeads, EchoTask } from '../../src/domain/policy-lab/echo-heads.ts';
import type { LabOutcome, LabTask } from '../../src/domain/policy-lab/task.ts';
import type { Operation } from './message.ts';

export type BenchOperations = {
  /** One stream under one seed for all candidates; answers an outcome a candidate, in their order. */
  run: Operation<BenchTask, Outcome[], { share: number }>;
  /** One story under one seed for all policies. */
  runPolicies: Operation<LabTask, LabOutcome, { share: number }>;
  /** A/A rollouts that are looked at after every fruit. */
  lesson: Operation<LessonPlan, Lesson, { share: number }>;
  /** Heads that learn with every truth, on a recorded stretch. */
  recordedHeads: Operation<RecordedTask, RecordedHeads, { share: number }>;
  /** The same on a story in which each decides what it hears of. */
  echoHeads: Operation<EchoTask, EchoHeads, { share: number }>;
};
