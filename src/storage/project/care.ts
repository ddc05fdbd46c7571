import * as v from 'valibot';
import { readWatchSnapshot } from '../../domain/watch/watch-snapshot.ts';
import { listOf } from '../bounded.ts';
import type { LogCheckpoint, LogStore } from '../types.ts';

/*
 * What was done about alerts: silences and acknowledgements. It lies in the newest snapshot of what watches the line, of which a file holds no more,
 * since rows bring back all the rest. Each of them is parsed by whoever restores them.
 */
export const CARE = 'care.json';
export const CARE_BYTES = 4_194_304;

export const careSchema = v.object({ silences: listOf(v.unknown(), 500), acknowledgements: listOf(v.unknown(), 5_000) });
type Care = v.InferOutput<typeof careSchema>;

/** Of the line's newest snapshot; null where there is none, nothing was done, or it cannot be read. */
export async function careOf(log: LogStore): Promise<Care | null> {
  const newest = (await log.checkpoints()).at(-1);
  const saved = newest === undefined ? null : await log.checkpoint(newest);
  if (!saved) return null;
  try {
    const { success, output } = v.safeParse(careSchema, centreIn(JSON.parse(saved.watch)));
    return success && output.silences.length + output.acknowledgements.length > 0 ? output : null;
  } catch {
    return null;
  }
}

/** As this version of the watch tells of it, where the snapshot can be read. */
function centreIn(watch: unknown): unknown {
  try {
    return readWatchSnapshot(watch).centre;
  } catch {
    return (watch as { centre?: unknown } | null)?.centre;
  }
}

/** A snapshot that tells of nothing else: of a version that there never was, so that a watch begins afresh with it. `lastIndex`: the log's last event. */
export function checkpointWith(care: Care, lastIndex: number): LogCheckpoint {
  return { lastIndex, watch: JSON.stringify({ version: 0, centre: { version: 1, ...care } }) };
}
