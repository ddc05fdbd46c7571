import { readableIndex } from '../data/features/readable.ts';

export const FAULTS = ['dark', 'blurred', 'far-off'] as const;
/** What may be wrong with a picture: too little light, no edges, unlike all others. */
export type Fault = (typeof FAULTS)[number];

/** A picture that stands out from its set. */
export interface QualitySuspect {
  readonly row: number;
  readonly fault: Fault;
  /** Brightness or sharpness, 0..1; of `far-off` how far it is from its nearest, in robust standard deviations of the set. */
  readonly value: number;
  /** Where the suspicion begins, in the same unit: below it, of `far-off` above it. */
  readonly limit: number;
  /** The median of the set, in the same unit. */
  readonly usual: number;
}

/** Fewer pictures say nothing about what is usual. */
export const ENOUGH_PICTURES = 12;
/** A suspect lies so many robust standard deviations off … */
const DEVIATIONS = { dark: 3, blurred: 3, 'far-off': 8 } as const;
/** … and below this share of the median, so that a set whose pictures are all alike has none for a trifle. */
const SHARES = { dark: 0.65, blurred: 0.55 } as const;
/** The median absolute deviation of a normal distribution is this share of its standard deviation. */
const MAD_OF_NORMAL = 0.674_489_75;
/** Distances that differ by less than this, as a share of the median, are alike. */
const LEAST_SPREAD = 0.05;

const BRIGHTNESS = readableIndex('brightness');
const SHARPNESS = readableIndex('sharpness');

/**
 * Pictures that stand out from the set that they are in: darker or less sharp than usual (below the median by 3 robust standard deviations, and
 * below 65 % or 55 % of it), or far from all others (`farness` above the median by 8). The robust standard deviation is the median absolute
 * deviation over 0.6745, of the values on the suspects' side of the median, since brightness, sharpness and distances are skewed. `farness`: distance of each picture from its nearest, of any unit; null where none is known. None for fewer than 12.
 */
export function qualitySuspects(readable: readonly ArrayLike<number>[], farness: ArrayLike<number> | null): QualitySuspect[] {
  if (readable.length < ENOUGH_PICTURES) return [];
  const below = (fault: 'dark' | 'blurred', feature: number): QualitySuspect[] => {
    const values = readable.map((row) => row[feature]!);
    const { median, deviation } = spreadOf(values, -1);
    const limit = Math.min(median - DEVIATIONS[fault] * deviation, SHARES[fault] * median);
    return values.flatMap((value, row) => (value < limit ? [{ row, fault, value, limit, usual: median }] : []));
  };
  const far = (distances: ArrayLike<number>): QualitySuspect[] => {
    const { median, deviation } = spreadOf(Array.from(distances), 1);
    const unit = Math.max(deviation, LEAST_SPREAD * median);
    if (!(unit > 0)) return [];
    const limit = DEVIATIONS['far-off'];
    return Array.from(distances, (distance, row) => ({ row, fault: 'far-off' as const, value: (distance - median) / unit, limit, usual: 0 })).filter(({ value }) => value > limit);
  };
  return [...below('dark', BRIGHTNESS), ...below('blurred', SHARPNESS), ...(farness === null ? [] : far(farness))];
}

/** The median, and the robust standard deviation of what lies below (−1) or above it (1); 0 where nothing does. */
function spreadOf(values: readonly number[], side: 1 | -1): { median: number; deviation: number } {
  const median = medianOf(values);
  const off = values.map((value) => side * (value - median)).filter((distance) => distance > 0);
  return { median, deviation: off.length === 0 ? 0 : medianOf(off) / MAD_OF_NORMAL };
}

/** NaN of nothing. */
function medianOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}
