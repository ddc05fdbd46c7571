/** What memory was taken at a quiet moment, after the garbage was collected. */
export interface Sample {
  readonly minute: number;
  /** Which opening of the page it was: all before is gone with a reload. */
  readonly life: number;
  /** Of the page's own scripts. */
  readonly heapMb: number;
  /** Of the whole process, its workers too; null where it cannot be told. */
  readonly processMb: number | null;
}

export type Measure = 'heapMb' | 'processMb';

/** Growth that is still taken for flat, MB a minute. */
export const FLAT = { heapMb: 0.5, processMb: 6 } as const;
/** How long a page that was opened anew fills its caches, minutes. */
const SETTLES_MINUTES = 2;
/** Fewer pairs say nothing of a trend. */
const LEAST_PAIRS = 6;

/** The median slope of all pairs (Theil and Sen) of one and the same life, over the second half of the time, once it has settled; null where there are too few. */
export function growth(samples: readonly Sample[], of: Measure): number | null {
  const began = new Map(samples.toReversed().map(({ life, minute }) => [life, minute]));
  return slope(samples.filter(({ life, minute }) => minute - began.get(life)! >= SETTLES_MINUTES), of, (a, b) => a.life === b.life);
}

/** The same of pairs from different lives: what a page that is opened anew does not give back. */
export const residue = (samples: readonly Sample[], of: Measure): number | null => slope(samples, of, (a, b) => a.life !== b.life);

function slope(samples: readonly Sample[], of: Measure, pairs: (a: Sample, b: Sample) => boolean): number | null {
  const half = ((samples[0]?.minute ?? 0) + (samples.at(-1)?.minute ?? 0)) / 2;
  const late = samples.filter((sample) => sample.minute >= half && sample[of] !== null);
  const slopes = late.flatMap((a, i) => late.slice(i + 1).filter((b) => pairs(a, b) && b.minute > a.minute).map((b) => (b[of]! - a[of]!) / (b.minute - a.minute)));
  return slopes.length < LEAST_PAIRS ? null : median(slopes);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
