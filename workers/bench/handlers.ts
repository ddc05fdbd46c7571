import { runTask } from '../../src/domain/bench/run.ts';
import { DrawnLines } from '../../src/domain/bench/signals.ts';
import { OrchardError } from '../../src/domain/common/errors.ts';
import type { BenchOperations } from '../protocol/bench.ts';
import type { Handlers } from '../protocol/message.ts';

/** A cancel is felt within this. */
const LOOK_MS = 25;
const PROGRESS_MS = 200;
/** Signals of drawn lines that a worker keeps for the next run: some forty runs of 10,000 events. */
const KEPT_BYTES = 64_000_000;

interface Surroundings {
  /** Lets waiting messages in. */
  pause(): Promise<void>;
  nowMs(): number;
}

/** The bench worker's operations. */
export function createBenchHandlers({ pause, nowMs }: Surroundings): Handlers<BenchOperations> {
  const lines = new DrawnLines(KEPT_BYTES);
  return {
    async run(task, { signal, progress }) {
      const work = runTask(task, lines);
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
    },
  };
}
