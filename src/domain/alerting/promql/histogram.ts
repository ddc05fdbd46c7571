import { DECIMAL } from '../../common/decimal.ts';
import { labelKey, type Labels } from '../alerts/matcher.ts';
import { labelOf } from '../alerts/labels.ts';
import { withLabel, withoutName } from './labels.ts';
import type { Sample } from './value.ts';

interface Bucket {
  readonly upperBound: number;
  count: number;
}

const BOUND_LABEL = 'le';

/**
 * `histogram_quantile` over classic buckets: one result a label set without `le`. Within a bucket observations count as evenly
 * spread; the lowest bucket begins at 0 when its bound is positive; a quantile in the +Inf bucket is the highest finite bound.
 * NaN without a +Inf bucket, with fewer than two buckets or without observations; ∓Inf for quantiles outside [0, 1].
 */
export function histogramQuantile(q: number, samples: readonly Sample[]): Sample[] {
  const groups = new Map<string, { labels: Labels; buckets: Bucket[] }>();
  for (const { labels, value } of samples) {
    const upperBound = parseBound(labelOf(labels, BOUND_LABEL));
    if (upperBound === null) continue;
    // Histograms of two names stay apart, and then have the same labels.
    const rest = withLabel(labels, BOUND_LABEL, '');
    const key = labelKey(rest);
    const group = groups.get(key) ?? { labels: withoutName(rest), buckets: [] };
    groups.set(key, group);
    group.buckets.push({ upperBound, count: value });
  }
  return [...groups.values()].map(({ labels, buckets }) => ({ labels, value: bucketQuantile(q, buckets) }));
}

function parseBound(text: string): number | null {
  if (/^\+?inf(?:inity)?$/i.test(text)) return Infinity;
  if (/^-inf(?:inity)?$/i.test(text)) return -Infinity;
  return DECIMAL.test(text) && Number.isFinite(Number(text)) ? Number(text) : null;
}

function bucketQuantile(q: number, given: readonly Bucket[]): number {
  if (Number.isNaN(q)) return NaN;
  if (q < 0) return -Infinity;
  if (q > 1) return Infinity;
  const buckets = rising(given);
  const last = buckets.length - 1;
  if (last < 1 || buckets[last]!.upperBound !== Infinity) return NaN;
  const observations = buckets[last]!.count;
  if (observations === 0) return NaN;
  const rank = q * observations;
  const found = firstReaching(rank, buckets);
  if (found === last) return buckets[last - 1]!.upperBound;
  const { upperBound, count } = buckets[found]!;
  if (found === 0 && upperBound <= 0) return upperBound;
  const below = found === 0 ? { upperBound: 0, count: 0 } : buckets[found - 1]!;
  return below.upperBound + (upperBound - below.upperBound) * ((rank - below.count) / (count - below.count));
}

/** The first bucket whose count reaches the rank, else the last one. By bisection, which among NaN finds what Prometheus finds. */
function firstReaching(rank: number, buckets: readonly Bucket[]): number {
  let [low, high] = [0, buckets.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (buckets[middle]!.count >= rank) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Buckets by bound, equal bounds summed, counts made non-decreasing: scrapes of different instants can disagree a little. */
function rising(given: readonly Bucket[]): Bucket[] {
  const buckets: Bucket[] = [];
  for (const bucket of [...given].sort((a, b) => (a.upperBound < b.upperBound ? -1 : Number(a.upperBound > b.upperBound)))) {
    const previous = buckets[buckets.length - 1];
    if (previous?.upperBound === bucket.upperBound) previous.count += bucket.count;
    else buckets.push({ ...bucket });
  }
  let most = buckets[0]!.count;
  for (const bucket of buckets) {
    if (bucket.count > most) most = bucket.count;
    else if (bucket.count < most) bucket.count = most;
  }
  return buckets;
}
