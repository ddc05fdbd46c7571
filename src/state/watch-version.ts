import type { ModelVersion } from '../domain/registry/version.ts';
import type { WatchVersion } from '../../workers/protocol/watch.ts';

/** What the watch is told of a version. */
export function watchVersion({ number, signature, reference, metrics }: ModelVersion): WatchVersion {
  return { version: number, labels: [...signature.labels], reference, testRows: metrics.perClass.reduce((sum, { support }) => sum + support, 0) };
}
