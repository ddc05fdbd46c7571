import { isSelective } from '../domain/world/drift/revisions.ts';
import type { Revision } from '../domain/world/drift/scenario.ts';
import { UNKNOWN_TRUTH } from '../domain/world/stream/truth.ts';
import type { Services } from './services.ts';

/** Events that are looked at where not all truths come. */
const MOST_LOOKED_AT = 20_000;

/** Of events before `known`, whether their truths became known: all, or as the log has it. */
export async function knownOf({ monitor }: Services, revisions: readonly Revision[], known: number): Promise<(index: number) => boolean> {
  if (!isSelective(revisions)) return () => true;
  const { columns } = await monitor.call('query', { from: Math.max(0, known - MOST_LOOKED_AT), to: known, columns: ['index', 'reportedTruth'], limit: MOST_LOOKED_AT });
  const [index, truth] = [columns['index'] as Uint32Array, columns['reportedTruth'] as Uint8Array];
  const found = new Set(index.filter((_, row) => truth[row] !== UNKNOWN_TRUTH));
  return (event) => found.has(event);
}
