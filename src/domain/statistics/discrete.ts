const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

/** ln n! less Stirling's (n + ½) ln n − n + ½ ln 2π, n ≥ 1: by its series where that is exact to the last digits, else from n! itself. */
function stirlingError(n: number): number {
  if (n < 16) {
    let factorial = 1;
    for (let i = 2; i <= n; i += 1) factorial *= i;
    return Math.log(factorial) - (n + 0.5) * Math.log(n) + n - HALF_LOG_TWO_PI;
  }
  const square = n * n;
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) / n;
}

/** x ln(x / mean) + mean − x without the loss of digits near x = mean. */
function deviance(x: number, mean: number): number {
  if (Math.abs(x - mean) >= 0.1 * (x + mean)) return x * Math.log(x / mean) + mean - x;
  const v = (x - mean) / (x + mean);
  let sum = (x - mean) * v;
  let term = 2 * x * v;
  for (let j = 1; ; j += 1) {
    term *= v * v;
    const next = sum + term / (2 * j + 1);
    if (next === sum) return sum;
    sum = next;
  }
}

/**
 * ln P(X = k), X binomial over `n` trials with share `p` and `q` = 1 − p, both above 0; −Infinity outside 0..n. By the saddle point
 * (Loader 2000, "Fast and accurate computation of binomial probabilities"): about 14 digits for any n, where the difference of
 * three ln Γ has lost half of them at a million.
 */
export function logBinomialPmf(k: number, n: number, p: number, q = 1 - p): number {
  if (k < 0 || k > n) return -Infinity;
  if (k === 0) return n * (q < 0.5 ? Math.log(q) : Math.log1p(-p));
  if (k === n) return n * (p < 0.5 ? Math.log(p) : Math.log1p(-q));
  return stirlingError(n) - stirlingError(k) - stirlingError(n - k) - deviance(k, n * p) - deviance(n - k, n * q)
    - HALF_LOG_TWO_PI - 0.5 * (Math.log(k) + Math.log1p(-k / n));
}

/** P(X ≤ k), X binomial over `n` trials with share ½. */
export function fairCoinCdf(k: number, n: number): number {
  if (k >= n) return 1;
  if (2 * k >= n) return 1 - fairCoinCdf(n - k - 1, n);
  return k < 0 ? 0 : Math.exp(logBinomialPmf(k, n, 0.5)) * falling(k, 0, (i) => i / (n - i + 1));
}

/** An urn: `drawn` of its balls are taken, of which `marked` + `plain` there are. */
export interface Urn {
  readonly marked: number;
  readonly plain: number;
  readonly drawn: number;
}

/** The least and the greatest number of marked balls that can be drawn. */
export function urnRange({ marked, plain, drawn }: Urn): { readonly least: number; readonly most: number } {
  return { least: Math.max(0, drawn - plain), most: Math.min(drawn, marked) };
}

/** ln P(X = k), X the marked balls among those drawn (hypergeometric); −Infinity for what cannot be. As R's `dhyper`, from three binomials. */
export function logUrnPmf(k: number, urn: Urn): number {
  const { marked, plain, drawn } = urn;
  const { least, most } = urnRange(urn);
  if (k < least || k > most) return -Infinity;
  if (least === most) return 0;
  const all = marked + plain;
  const [p, q] = [drawn / all, (all - drawn) / all];
  return logBinomialPmf(k, marked, p, q) + logBinomialPmf(drawn - k, plain, p, q) - logBinomialPmf(drawn, all, p, q);
}

/** The likeliest number of marked balls; the greater of two that are equally likely. */
export function urnMode({ marked, plain, drawn }: Urn): number {
  return Math.floor(((drawn + 1) * (marked + 1)) / (marked + plain + 2));
}

/** P(X ≤ k), X the marked balls among those drawn. Small tails keep their digits. */
export function urnCdf(k: number, urn: Urn): number {
  const { least, most } = urnRange(urn);
  if (k < least) return 0;
  if (k >= most) return 1;
  if (k >= urnMode(urn)) return 1 - urnSf(k, urn);
  const { marked, plain, drawn } = urn;
  return Math.exp(logUrnPmf(k, urn)) * falling(k, least, (i) => (i * (plain - drawn + i)) / ((marked - i + 1) * (drawn - i + 1)));
}

/** P(X > k), X the marked balls among those drawn. Small tails keep their digits. */
export function urnSf(k: number, urn: Urn): number {
  // Whoever is drawn without a mark is marked, seen from the other side.
  return k < urnMode(urn) ? 1 - urnCdf(k, urn) : urnCdf(urn.drawn - k - 1, { marked: urn.plain, plain: urn.marked, drawn: urn.drawn });
}

/** 1 + r(k) + r(k) r(k − 1) + … down to `least`, `ratio(i)` being P(i − 1) / P(i): a tail as a multiple of its largest term. */
function falling(k: number, least: number, ratio: (i: number) => number): number {
  let sum = 1;
  let term = 1;
  for (let i = k; i > least; i -= 1) {
    term *= ratio(i);
    const next = sum + term;
    if (next === sum) break;
    sum = next;
  }
  return sum;
}
