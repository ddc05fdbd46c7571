import type { Labels } from '../alerting/matcher.ts';
import { labelKey } from '../alerting/matcher.ts';
import { NAME } from './series.ts';
import type { Sample } from './value.ts';

interface Bucket {
  readonly upperBound: number;
  count: number;
}

/**
 * `histogram_quantile` over classic buckets: one result a label set without `le`. Within a bucket observations count as evenly
 * spread; the lowest bucket begins at 0 when its bound is positive; a quantile in the +Inf bucket is the highest finite bound.
 * NaN without a +Inf bucket, with fewer than two buckets or without observations; ∓Inf for quantiles outside [0, 1].
 */
export function histogramQuantile(q: number, samples: readonly Sample[]): Sample[] {
  const groups = new Map<string, { labels: Labels; buckets: Bucket[] }>();
  for (const { labels, value } of samples) {
    const upperBound = parseBound(labels.le);
    if (upperBound === null) continue;
    const { le: _le, [NAME]: _name, ...rest } = labels;
    const key = labelKey(rest);
    const group = groups.get(key) ?? { labels: rest, buckets: [] };
    groups.set(key, group);
    group.buckets.push({ upperBound, count: value });
  }
  return [...groups.values()].map(({ labels, buckets }) => ({ labels, value: bucketQuantile(q, buckets) }));
}

function parseBound(text: string | undefined): number | null {
  if (text === undefined || text.trim() === '') return null;
  if (/^\+?inf$/i.test(text)) return Infinity;
  const bound = Number(text);
  return Number.isNaN(bound) ? null : bound;
}

function bucketQuantile(q: number, given: readonly Bucket[]): number {
  if (Number.isNaN(q)) return NaN;
  if (q < 0) return -Infinity;
  if (q > 1) return Infinity;
  const buckets = rising(given);
  const last = buckets.length - 1;
  if (last < 1 || buckets[last]!.upperBound !== Infinity) return NaN;
  const observations = buckets[last]!.count;
  if (!(observations > 0)) return NaN;
  const rank = q * observations;
  const found = buckets.findIndex(({ count }, i) => i === last || count >= rank);
  if (found === last) return buckets[last - 1]!.upperBound;
  const { upperBound, count } = buckets[found]!;
  if (found === 0 && upperBound <= 0) return upperBound;
  const below = found === 0 ? { upperBound: 0, count: 0 } : buckets[found - 1]!;
  return below.upperBound + (upperBound - below.upperBound) * ((rank - below.count) / (count - below.count));
}

/** Buckets by bound, equal bounds summed, counts made non-decreasing: scrapes of different instants can disagree a little. */
function rising(given: readonly Bucket[]): Bucket[] {
  const buckets: Bucket[] = [];
  for (const bucket of [...given].sort((a, b) => a.upperBound - b.upperBound)) {
    const previous = buckets[buckets.length - 1];
    if (previous?.upperBound === bucket.upperBound) previous.count += bucket.count;
    else buckets.push({ ...bucket });
  }
  for (let i = 1; i < buckets.length; i += 1) buckets[i]!.count = greaterOf(buckets[i - 1]!.count, buckets[i]!.count);
  return buckets;
}

const greaterOf = (a: number, b: number) => (b > a ? b : a);
