/**
 * P(D ≥ h/n) for two samples of n values each from one continuous distribution, by counting lattice paths with the
 * reflection principle: 2 Σ (−1)^(k−1) C(2n, n−kh) / C(2n, n).
 * Gnedenko, Korolyuk 1951; Hodges: The significance probability of the Smirnov two-sample test, 1958.
 */
export function ksExactEqualSizes(n: number, h: number): number {
  if (h <= 0) return 1;
  let ratio = 1;
  let tail = 0;
  let sign = 1;
  for (let reach = 0; reach + h <= n; sign = -sign) {
    const next = reach + h;
    for (; reach < next; reach += 1) ratio *= (n - reach) / (n + reach + 1);
    tail += sign * ratio;
    if (ratio === 0) break;
  }
  return Math.min(1, 2 * tail);
}

/**
 * P(D ≥ h·g/(n·m)) for samples of n and m values, g their greatest common divisor: the share of lattice paths from (0, 0)
 * to (n, m) that leave the band |i·m − j·n| < h·g. The share at (i, j) is a mean of the shares at (i−1, j) and (i, j−1)
 * weighted by path counts, so small probabilities keep their full precision. Takes O(n·m) at most, O(n·band) in general.
 * Hodges 1958; the recursion in shares is that of Viehmann: Numerically more stable computation of the p-values for the
 * two-sample Kolmogorov–Smirnov test, 2021.
 */
export function ksExact(n: number, m: number, h: number): number {
  if (h <= 0) return 1;
  const g = greatestCommonDivisor(n, m);
  const limit = h * g;
  const leaves = (i: number, j: number) => Math.abs(i * m - j * n) >= limit;
  // shares[j] belongs to the previous i until it is overwritten.
  const shares = new Float64Array(m + 1).fill(1);
  for (let j = 0; j <= m; j += 1) shares[j] = leaves(0, j) ? 1 : 0;
  for (let j = 1; j <= m; j += 1) if (shares[j - 1] === 1) shares[j] = 1;
  for (let i = 1; i <= n; i += 1) {
    const first = Math.max(0, Math.ceil((i * m - limit) / n) - 1);
    const last = Math.min(m, Math.floor((i * m + limit) / n) + 1);
    if (first > 0) shares[first - 1] = 1;
    for (let j = first; j <= last; j += 1) {
      if (leaves(i, j)) shares[j] = 1;
      else if (j > 0) shares[j] = (i * shares[j]! + j * shares[j - 1]!) / (i + j);
    }
  }
  return Math.min(1, shares[m]!);
}

export function greatestCommonDivisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}
