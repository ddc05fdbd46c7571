import { mcnemarMidP, pairCounts, pairedDifference, type PairedCounts } from '../experiment/paired.ts';

/** A kept version is better than the champion beyond chance below this p-value. */
const ALPHA = 0.05;

/** A kept version, and whether it is right about each of the newest fruits with truth. */
export interface KeptVersion {
  readonly version: number;
  readonly right: readonly boolean[];
}

/** A kept version beside the champion on the newest fruits with truth. */
export interface ComparedVersion {
  readonly version: number;
  readonly counts: PairedCounts;
}

/**
 * The kept version that comes back: of those that beat the champion beyond chance on the newest fruits with truth, the one with the most right; of
 * equals the newest. Null where none does.
 */
export function comesBack(champion: readonly boolean[], kept: readonly KeptVersion[]): number | null {
  return bestOf(kept.map(({ version, right }) => ({ version, counts: pairCounts(champion, right) })));
}

/** As `comesBack`, of versions that were compared with the champion elsewhere. */
export function bestOf(kept: readonly ComparedVersion[]): number | null {
  let best: { version: number; gain: number } | null = null;
  for (const { version, counts } of kept) {
    const gain = pairedDifference(counts) ?? 0;
    if (gain <= 0 || mcnemarMidP(counts) >= ALPHA) continue;
    if (!best || gain > best.gain || (gain === best.gain && version > best.version)) best = { version, gain };
  }
  return best?.version ?? null;
}

/** The versions that are kept, oldest first, where these have decided on the line one after the other: the newest `size` of those that do not decide now. */
export function poolOf(deciders: readonly number[], size: number): readonly number[] {
  let [pool, live]: [readonly number[], number | null] = [[], null];
  for (const version of deciders) {
    if (version === live) continue;
    if (live !== null) pool = [...pool.filter((each) => each !== version && each !== live), live];
    live = version;
  }
  return size === 0 ? [] : pool.filter((each) => each !== live).slice(-size);
}
