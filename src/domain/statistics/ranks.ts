/** The rank of each value among them, from 1 on; equal ones share the mean of theirs. */
export function midranks(values: ArrayLike<number>): Float64Array {
  const n = values.length;
  // Numbers sort several times faster by themselves than by a comparison; their places are found again by halving.
  const sorted = Float64Array.from(values).sort();
  const rankFrom = new Float64Array(n);
  for (let low = 0; low < n;) {
    let high = low + 1;
    while (high < n && sorted[high] === sorted[low]) high += 1;
    rankFrom[low] = (low + high + 1) / 2;
    low = high;
  }
  const ranks = new Float64Array(n);
  for (let i = 0; i < n; i += 1) ranks[i] = rankFrom[firstNotBelow(sorted, values[i]!)]!;
  return ranks;
}

/** Where the first number of a rising sequence stands that is not below a value, which is one of them. */
function firstNotBelow(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Midranks of a sequence, less their mean and scaled so that their squares add up to its length; null where all values are equal. */
export function standardRanks(values: Float32Array): Float64Array | null {
  const n = values.length;
  const ranks = midranks(values).map((rank) => rank - (n + 1) / 2);
  const squares = ranks.reduce((sum, rank) => sum + rank * rank, 0);
  return squares === 0 ? null : ranks.map((rank) => rank * Math.sqrt(n / squares));
}
