import erfc from '@stdlib/math-base-special-erfc';
import gammainc from '@stdlib/math-base-special-gammainc';
import gammaln from '@stdlib/math-base-special-gammaln';
import { normalQuantile } from '../common/random/normal.ts';

/** P(X > x) for chi-square with `dof` degrees of freedom; NaN for dof 0 (as SciPy), 0 at infinity. */
export function chiSquareSf(x: number, dof: number): number {
  if (dof <= 0 || Number.isNaN(x)) return NaN;
  if (x === Infinity) return 0;
  return x <= 0 ? 1 : gammainc(x / 2, dof / 2, true, true);
}

/** P(Z > z) for the standard normal, accurate in the upper tail. */
export function normalSf(z: number): number {
  return 0.5 * erfc(z / Math.SQRT2);
}

/** The z with P(Z > z) = `p` for the standard normal, 0 < p < 1, to about 15 digits: one step of Halley's method from a close start. */
export function normalUpperQuantile(p: number): number {
  const z = -normalQuantile(p);
  const step = (normalSf(z) - p) * Math.sqrt(2 * Math.PI) * Math.exp((z * z) / 2);
  return z + step / (1 - (z * step) / 2);
}

/** ln Γ(x). */
export function logGamma(x: number): number {
  return gammaln(x);
}

/** ln of the binomial coefficient n over k, 0 ≤ k ≤ n. */
export function logBinomial(n: number, k: number): number {
  return gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1);
}
