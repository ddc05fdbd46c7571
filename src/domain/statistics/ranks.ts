/** Midranks of a sequence, less their mean and scaled so that their squares add up to its length; null where all values are equal. */
export function standardRanks(values: Float32Array): Float64Array | null {
  const n = values.length;
  const order = Uint32Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(n);
  let squares = 0;
  for (let low = 0; low < n;) {
    let high = low + 1;
    while (high < n && values[order[high]!] === values[order[low]!]) high += 1;
    const rank = (low + high - n) / 2;
    for (let i = low; i < high; i += 1) ranks[order[i]!] = rank;
    squares += (high - low) * rank * rank;
    low = high;
  }
  return squares === 0 ? null : ranks.map((rank) => rank * Math.sqrt(n / squares));
}
