import { mcnemarMidP, pairCounts, pairedDifference } from '../experiment/paired.ts';

/** A kept version is better than the champion beyond chance below this p-value. */
const ALPHA = 0.05;

/** A kept version, and whether it is right about each of the newest fruits with truth. */
export interface KeptVersion {
  readonly version: number;
  readonly right: readonly boolean[];
}

/**
 * The kept version that comes back: of those that beat the champion beyond chance on the newest fruits with truth, the one with the most right; of
 * equals the newest. Null where none does.
 */
export function comesBack(champion: readonly boolean[], kept: readonly KeptVersion[]): number | null {
  let best: { version: number; gain: number } | null = null;
  for (const { version, right } of kept) {
    const counts = pairCounts(champion, right);
    const gain = pairedDifference(counts) ?? 0;
    if (gain <= 0 || mcnemarMidP(counts) >= ALPHA) continue;
    if (!best || gain > best.gain || (gain === best.gain && version > best.version)) best = { version, gain };
  }
  return best?.version ?? null;
}
