import type { PresetId } from '../../src/domain/world/drift/preset-ids.ts';

/** A renewal as `orchard.loop.decisions` tells it. */
export interface ToldRenewal {
  readonly at: number;
  readonly effectiveAt: number;
  readonly how: 'trained' | 'swapped' | 'kept' | null;
  readonly version: number | null;
  readonly code: string | null;
}

/** What came of a line that nobody touched. */
export interface StoryRun {
  readonly preset: PresetId;
  readonly seed: number;
  /** By event: whether it was told right, as far as the log knows. */
  readonly right: readonly (boolean | null)[];
  readonly renewals: readonly ToldRenewal[];
}

/** Fruits over which accuracy is told. */
const WINDOW = 500;
/** A line has recovered where accuracy is no further below what it was before the story's onset. */
const RECOVERED = 0.02;

/** How a line fared, in shares of right predictions and fruits. */
export interface Fared {
  /** Before the onset. */
  readonly before: number;
  /** The worst 500 in a row since the onset. */
  readonly worst: number;
  /** Since the newest version took over; null where none did. */
  readonly after: number | null;
  /** The worst 500 in a row since then; null where there are not so many. */
  readonly worstAfter: number | null;
  /** Fruits from the onset to where the newest 500 were for the last time more than 2 points below `before`; 0 where they never were, null where they are at the end. */
  readonly recovered: number | null;
}

export function fared({ right, renewals }: Pick<StoryRun, 'right' | 'renewals'>, onset: number): Fared {
  const sums = new Float64Array(right.length + 1);
  const known = new Float64Array(right.length + 1);
  right.forEach((each, i) => { [sums[i + 1], known[i + 1]] = [sums[i]! + Number(each === true), known[i]! + Number(each !== null)]; });
  const end = right.findLastIndex((each) => each !== null) + 1;
  const accuracy = (from: number, to: number): number => (sums[to]! - sums[from]!) / (known[to]! - known[from]!);
  const newest = (from: number): { to: number; share: number }[] => Array.from({ length: Math.max(0, end - from - WINDOW + 1) }, (_, i) => ({ to: from + WINDOW + i, share: accuracy(from + i, from + WINDOW + i) }));
  const before = accuracy(0, onset);
  const since = newest(onset);
  const last = renewals.findLast(({ version }) => version !== null)?.effectiveAt ?? null;
  const afterwards = last === null ? [] : newest(last);
  const low = since.findLast(({ share }) => share < before - RECOVERED)?.to ?? onset;
  const worstOf = (windows: readonly { share: number }[]): number | null => (windows.length === 0 ? null : Math.min(...windows.map(({ share }) => share)));
  return { before, worst: worstOf(since)!, after: last === null || last >= end ? null : accuracy(last, end), worstAfter: worstOf(afterwards), recovered: low >= end ? null : low - onset };
}
