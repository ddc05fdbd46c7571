import type { Concerns } from '../state/concerns.ts';
import type { TrainedRun } from '../state/deploying.ts';
import type { Trained } from './answers.ts';

/** What is told of a training that is done. */
export function trained({ data }: Pick<Concerns, 'data'>, { run, output }: TrainedRun): Trained {
  return {
    backend: run.backend, ...(run.backendNote ? { backendNote: run.backendNote } : {}),
    ms: output.trainMs, embedMs: output.embedMs, metrics: output.metrics, curves: output.curves,
    leaks: data.versions.find(({ number }) => number === run.dataSetVersion)?.leaks ?? [],
  };
}
