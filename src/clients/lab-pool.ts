import type { LabAnswer, LabTask } from '../../workers/protocol/lab.ts';
import { WorkerPool } from './pool.ts';
import type { LabClient } from './workers.ts';

export type LabPool = WorkerPool<LabTask, LabAnswer>;

/** The lab's workers. They keep what they measured, so that events go back to the worker that knows them. */
export function labPool(spawn: () => Pick<LabClient, 'call' | 'restart' | 'dispose'>, cores: number): LabPool {
  return new WorkerPool({
    spawn,
    key: ({ indices }: LabTask) => `${indices[0]}-${indices.at(-1)}/${indices.length}`,
    call: (worker, task, { signal, onProgress }) => worker.call('replay', task, { signal, onProgress: ({ done }) => onProgress(done / task.indices.length) }),
  }, cores);
}
