import { OrchardError } from '../common/errors.ts';
import { Random } from '../common/random/random.ts';
import { checkValues, type ValueMatrix } from '../business/decision.ts';
import { LANES } from '../world/drift/lanes.ts';

/** Events that a replay takes of a stretch unless it is told otherwise. */
export const USUAL_EVENTS = 2000;
/** Events that one replay takes at most. */
export const MOST_EVENTS = 100_000;
/** Versions that one replay holds side by side at most. */
export const MOST_VERSIONS = 12;

/** A stretch of the line, and how much of it is looked at. */
export interface ReplayStretch {
  /** First event. */
  readonly from: number;
  /** The event after the last. */
  readonly to: number;
  /** Events that are replayed at most, 1 to `MOST_EVENTS`; a longer stretch is sampled. */
  readonly events?: number;
  /** Decides the sample: the same seed takes the same events. 1 unless it is given. */
  readonly seed?: number;
  /** What a verdict on a fruit is worth, `values[truth][verdict]`, both in the order ripe, unripe; null or left out: no value is counted. */
  readonly values?: ValueMatrix | null;
  /** Unless it is false, every version is shown its pictures. Else those that need only what the log keeps are predicted from that, which is rounded, and many times faster. */
  readonly exact?: boolean;
}

/** A stretch with everything filled in. Throws `argument-invalid` for an empty one, for events or versions that are none or too many, and for values that are no 2 × 2 matrix. */
export function checkedStretch({ from, to, events = USUAL_EVENTS, seed = 1, values = null, exact = true }: ReplayStretch, versions: number): Required<ReplayStretch> {
  const refuse = (why: string): never => { throw new OrchardError('argument-invalid', why); };
  if (![from, to].every((each) => Number.isSafeInteger(each) && each >= 0) || from >= to) refuse(`there are no events from ${from} to ${to}`);
  if (!(Number.isSafeInteger(events) && events >= 1 && events <= MOST_EVENTS)) refuse(`a replay takes 1 to ${MOST_EVENTS} events, not ${events}`);
  if (!Number.isSafeInteger(seed)) refuse(`seed ${seed}`);
  if (!(versions >= 1 && versions <= MOST_VERSIONS)) refuse(`a replay holds 1 to ${MOST_VERSIONS} versions side by side, not ${versions}`);
  if (values !== null) {
    checkValues(values);
    if (values.length !== 2 || values[0]!.length !== 2) refuse('values are two truths by two verdicts: ripe, unripe');
  }
  return { from, to, events, seed, values, exact };
}

/**
 * Positions 0..`rows` − 1 of a stratified sample, rising: the rows are cut into `most` strata of equal length, give or take one, and one row is drawn of each. All rows where they are
 * no more than `most`. The same arguments give the same sample.
 */
export function samplePositions(rows: number, most: number, seed: number): Uint32Array<ArrayBuffer> {
  if (rows <= most) return Uint32Array.from({ length: rows }, (_, row) => row);
  return Uint32Array.from({ length: most }, (_, stratum) => {
    const [begin, end] = [Math.floor((stratum * rows) / most), Math.floor(((stratum + 1) * rows) / most)];
    return begin + new Random(seed, stratum, LANES.sample).int(end - begin);
  });
}
