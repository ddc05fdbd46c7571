import { runTask } from '../../src/domain/bench/run.ts';
import { DrawnLines } from '../../src/domain/bench/signals.ts';
import { OrchardError } from '../../src/domain/common/errors.ts';
import { aaLesson } from '../../src/domain/experiment/lesson.ts';
import { recordedHeads } from '../../src/domain/learning/online/recorded.ts';
import { echoHeads } from '../../src/domain/policy-lab/echo-heads.ts';
import { DrawnLabLines, runTask as runLabTask } from '../../src/domain/policy-lab/task.ts';
import type { BenchOperations } from '../protocol/bench.ts';
import type { CallContext, Handlers } from '../protocol/message.ts';

/** A cancel is felt within this. */
const LOOK_MS = 25;
const PROGRESS_MS = 200;
/** Signals of drawn lines that a worker keeps for the next run: some forty runs of 10,000 events. */
const KEPT_BYTES = 64_000_000;
/** Lines of the policy lab that a worker keeps, about a megabyte each. */
const KEPT_LAB_LINES = 40;

interface Surroundings {
  /** Lets waiting messages in. */
  pause(): Promise<void>;
  nowMs(): number;
}

/** The bench worker's operations. */
export function createBenchHandlers({ pause, nowMs }: Surroundings): Handlers<BenchOperations> {
  const lines = new DrawnLines(KEPT_BYTES);
  const labLines = new DrawnLabLines(KEPT_LAB_LINES);

  /** Does work that yields the share of it that is done. */
  async function drive<R>(work: Generator<number, R>, { signal, progress }: CallContext<{ share: number }>): Promise<R> {
    let lookedMs = nowMs();
    let toldMs = lookedMs;
    for (let step = work.next(); ; step = work.next()) {
      if (step.done) return step.value;
      if (nowMs() - lookedMs < LOOK_MS) continue;
      await pause();
      if (signal.aborted) throw new OrchardError('cancelled');
      lookedMs = nowMs();
      if (lookedMs - toldMs < PROGRESS_MS) continue;
      progress({ share: step.value });
      toldMs = lookedMs;
    }
  }

  return {
    run: (task, context) => drive(runTask(task, lines), context),
    runPolicies: (task, context) => drive(runLabTask(task, labLines), context),
    lesson: (plan, context) => drive(aaLesson(plan), context),
    recordedHeads: (task, context) => drive(recordedHeads(task), context),
    echoHeads: (task, context) => drive(echoHeads(task, labLines), context),
  };
}
