import * as v from 'valibot';
import { REMEDIES, type RemedyId } from './remedies.ts';

const finite = v.pipe(v.number(), v.finite());
const natural = v.pipe(finite, v.integer(), v.minValue(0));
const shares = v.pipe(v.array(v.nullable(finite)), v.maxLength(200));

const trialSchema = v.object({
  remedy: v.picklist(REMEDIES as unknown as [RemedyId, ...RemedyId[]]),
  version: natural,
  baseline: natural,
  incident: v.nullable(v.string()),
  at: natural,
  added: natural,
  what: v.pipe(v.string(), v.maxLength(200)),
  judged: natural,
  difference: v.nullable(v.object({ value: finite, lower: finite, upper: finite, p: finite })),
  accuracy: v.object({ baseline: shares, version: shares }),
  counts: v.object({ mended: natural, broken: natural }),
  mended: v.pipe(v.array(natural), v.maxLength(12)),
});

/** A remedy that was tried: the version that came of it, and how it stood against the live one on the newest fruits that neither has learnt from. */
export interface Trial {
  readonly remedy: RemedyId;
  readonly version: number;
  /** Version that was live. */
  readonly baseline: number;
  /** The incident that it was tried for; null: for none. */
  readonly incident: string | null;
  /** Event at which it was tried. */
  readonly at: number;
  /** Pictures that joined the data set for it. */
  readonly added: number;
  /** What it was set to, in a few words. */
  readonly what: string;
  /** Fruits that it was judged on. */
  readonly judged: number;
  /** Accuracy of the version less that of the live one, with its 95 % interval and the exact p of McNemar; null where no fruit counts. */
  readonly difference: { readonly value: number; readonly lower: number; readonly upper: number; readonly p: number } | null;
  /** Of both over the stretch, in bins; null for a bin without fruit. */
  readonly accuracy: { readonly baseline: readonly (number | null)[]; readonly version: readonly (number | null)[] };
  /** Fruits on which only the version, or only the live one, was right. */
  readonly counts: { readonly mended: number; readonly broken: number };
  /** Events of the newest that it mended, a few. */
  readonly mended: readonly number[];
}

/** Trials that are kept, the newest last. */
export const MOST_TRIALS = 60;

/** Trials as they were stored; what does not fit is left out. */
export function readTrials(stored: unknown): readonly Trial[] {
  if (!Array.isArray(stored)) return [];
  return stored.slice(-MOST_TRIALS).flatMap((each) => {
    const read = v.safeParse(trialSchema, each);
    return read.success ? [read.output] : [];
  });
}

/** How a trial came out: `better` and `worse` are beyond chance (95 %), `tie` is not, `unjudged` had no fruit. */
export type TrialFinding = 'better' | 'worse' | 'tie' | 'unjudged';

export function findingOf({ difference }: Pick<Trial, 'difference'>): TrialFinding {
  if (!difference) return 'unjudged';
  return difference.lower > 0 ? 'better' : difference.upper < 0 ? 'worse' : 'tie';
}
