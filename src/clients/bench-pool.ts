import type { Outcome } from '../domain/bench/run.ts';
import type { BenchTask } from '../domain/bench/task.ts';
import { WorkerPool } from './pool.ts';
import type { BenchClient } from './workers.ts';

export type BenchPool = WorkerPool<BenchTask, Outcome[]>;

/** The bench's workers. They keep the lines that they drew, so a task goes back to the worker that knows its stream. */
export function benchPool(spawn: () => Pick<BenchClient, 'call' | 'restart' | 'dispose'>, cores: number): BenchPool {
  return new WorkerPool({
    spawn,
    key: ({ stream, seed }: BenchTask) => `${JSON.stringify(stream)}#${seed}`,
    call: (worker, { stream, seed, events, acceptanceEvents, candidates }, { signal, onProgress }) =>
      worker.call('run', { stream, seed, events, acceptanceEvents, candidates }, { signal, onProgress: ({ share }) => onProgress(share) }),
  }, cores);
}
