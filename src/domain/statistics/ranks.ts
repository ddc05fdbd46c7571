/** The rank of each value among them, from 1 on; equal ones share the mean of theirs. */
export function midranks(values: ArrayLike<number>): Float64Array {
  const n = values.length;
  const order = Uint32Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(n);
  for (let low = 0; low < n;) {
    let high = low + 1;
    while (high < n && values[order[high]!] === values[order[low]!]) high += 1;
    for (let i = low; i < high; i += 1) ranks[order[i]!] = (low + high + 1) / 2;
    low = high;
  }
  return ranks;
}

/** Midranks of a sequence, less their mean and scaled so that their squares add up to its length; null where all values are equal. */
export function standardRanks(values: Float32Array): Float64Array | null {
  const n = values.length;
  const ranks = midranks(values).map((rank) => rank - (n + 1) / 2);
  const squares = ranks.reduce((sum, rank) => sum + rank * rank, 0);
  return squares === 0 ? null : ranks.map((rank) => rank * Math.sqrt(n / squares));
}
