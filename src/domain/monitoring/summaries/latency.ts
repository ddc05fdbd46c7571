/** Buckets of the latency histogram: bucket i holds LOWEST_MS·GROWTH^i up to the next, so a percentile is right to 5 %. */
export const LATENCY_BUCKETS = 172;
const LOWEST_MS = 0.05;
const GROWTH = 1.1;
const LOG_GROWTH = Math.log(GROWTH);

/** The bucket of a latency. What is below 0.05 ms is in the first, what is above ten minutes in the last. */
export function latencyBucket(latencyMs: number): number {
  if (!(latencyMs > LOWEST_MS)) return 0;
  return Math.min(LATENCY_BUCKETS - 1, Math.floor(Math.log(latencyMs / LOWEST_MS) / LOG_GROWTH));
}

/** The latency, ms, that stands for a bucket: its geometric middle. */
export function latencyOfBucket(bucket: number): number {
  return LOWEST_MS * GROWTH ** (bucket + 0.5);
}

/** Percentile (`share` in 0..1, nearest rank) of a histogram of latencies, ms; NaN when it is empty. */
export function latencyPercentile(counts: ArrayLike<number>, share: number): number {
  let total = 0;
  for (let bucket = 0; bucket < counts.length; bucket += 1) total += counts[bucket]!;
  const rank = Math.max(1, Math.ceil(share * total));
  let seen = 0;
  for (let bucket = 0; bucket < counts.length; bucket += 1) {
    seen += counts[bucket]!;
    if (seen >= rank) return latencyOfBucket(bucket);
  }
  return NaN;
}

/** Percentile (`share` in 0..1, nearest rank) of ascending values; NaN when there are none. */
export function percentileOfSorted(ascending: ArrayLike<number>, share: number): number {
  return ascending.length === 0 ? NaN : ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)]!;
}
