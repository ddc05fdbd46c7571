import { logBinomial, logGamma } from './special.ts';

/**
 * P(D_n ≥ d) for the one-sample two-sided Kolmogorov–Smirnov statistic: exact where that is affordable, else the asymptotic
 * series of Pelz and Good. n is a whole number; NaN for n < 1, as SciPy's `kstwo`.
 * Simard, L'Ecuyer: Computing the Two-Sided Kolmogorov–Smirnov Distribution, J. Stat. Software 39(11), 2011, whose regions
 * these are, in SciPy's version.
 */
export function kstwoSf(n: number, d: number): number {
  if (!(n >= 1) || Number.isNaN(d)) return NaN;
  if (d >= 1) return 0;
  const t = n * d;
  if (t <= 0.5) return 1;
  if (t <= 1) return 1 - Math.exp(logGamma(n + 1) - n * Math.log(n) + n * Math.log(2 * t - 1));
  if (t >= n - 1) return 2 * (1 - d) ** n;
  if (d >= 0.5) return 2 * smirnovSf(n, d);
  const square = t * d;
  if (n <= 140) return square > 4 ? Math.min(1, 2 * smirnovSf(n, d)) : 1 - matrixCdf(n, d);
  if (square >= 370) return 0;
  if (square >= 2.2) return Math.min(1, 2 * smirnovSf(n, d));
  if (n <= 100_000 && n * d ** 1.5 <= 1.4) return 1 - matrixCdf(n, d);
  return Math.min(1, Math.max(0, 1 - pelzGoodCdf(n, d)));
}

/** P(D⁺_n ≥ d), one-sided: d Σ C(n, j) (d + j/n)^(j−1) (1 − d − j/n)^(n−j). Smirnov 1944; Birnbaum, Tingey 1951. */
function smirnovSf(n: number, d: number): number {
  let sum = 0;
  const last = Math.floor(n * (1 - d));
  for (let j = 0; j <= last; j += 1) {
    const rest = 1 - d - j / n;
    if (rest <= 0) continue;
    sum += Math.exp(logBinomial(n, j) + (j - 1) * Math.log(d + j / n) + (n - j) * Math.log(rest));
  }
  return d * sum;
}

/**
 * P(D_n < d) by Durbin's matrix: the middle entry of n!/n^n · H^n. Powers are rescaled to stay in range.
 * Marsaglia, Tsang, Wang: Evaluating Kolmogorov's Distribution, J. Stat. Software 8(18), 2003.
 */
function matrixCdf(n: number, d: number): number {
  const k = Math.ceil(n * d);
  const size = 2 * k - 1;
  const h = k - n * d;
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) for (let j = 0; j < size; j += 1) matrix[i * size + j] = i - j + 1 < 0 ? 0 : 1;
  for (let i = 0; i < size; i += 1) {
    matrix[i * size]! -= h ** (i + 1);
    matrix[(size - 1) * size + i]! -= h ** (size - i);
  }
  if (2 * h - 1 > 0) matrix[(size - 1) * size]! += (2 * h - 1) ** size;
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < size; j += 1) {
      for (let g = 1; g <= i - j + 1; g += 1) matrix[i * size + j]! /= g;
    }
  }
  const { power, exponent } = matrixPower(matrix, size, n);
  const middle = (k - 1) * size + (k - 1);
  return power[middle]! * Math.exp(logGamma(n + 1) - n * Math.log(n) + exponent * Math.LN2);
}

function matrixPower(matrix: Float64Array, size: number, n: number): { power: Float64Array; exponent: number } {
  if (n === 1) return { power: matrix, exponent: 0 };
  const half = matrixPower(matrix, size, Math.floor(n / 2));
  let power = multiply(half.power, half.power, size);
  let exponent = 2 * half.exponent;
  if (n % 2 === 1) power = multiply(power, matrix, size);
  const middle = power[((size - 1) / 2) * (size + 1)]!;
  if (middle > 2 ** 400) {
    power = power.map((value) => value * 2 ** -400);
    exponent += 400;
  }
  return { power, exponent };
}

function multiply(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const product = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) {
    for (let k = 0; k < size; k += 1) {
      const factor = a[i * size + k]!;
      for (let j = 0; j < size; j += 1) product[i * size + j]! += factor * b[k * size + j]!;
    }
  }
  return product;
}

/** P(D_n < d) to O(n^−2): Kolmogorov's limit with three corrections. Pelz, Good, J. R. Statist. Soc. B 38, 1976. */
function pelzGoodCdf(n: number, d: number): number {
  const z = Math.sqrt(n) * d;
  const z2 = z * z;
  const z4 = z2 * z2;
  const z6 = z4 * z2;
  const pi2 = Math.PI ** 2;
  const pi4 = pi2 ** 2;
  const pi6 = pi4 * pi2;
  let k0 = 0;
  let k1 = 0;
  let k2 = 0;
  let k3 = 0;
  for (let k = 0; k < 40; k += 1) {
    const odd = (k + 0.5) ** 2;
    const odd2 = odd * odd;
    const odd3 = odd2 * odd;
    const e = Math.exp((-pi2 * odd) / (2 * z2));
    k0 += e;
    k1 += (pi2 * odd - z2) * e;
    k2 += (6 * z6 + 2 * z4 + pi2 * (2 * z4 - 5 * z2) * odd + pi4 * (1 - 2 * z2) * odd2) * e;
    k3 += (-30 * z6 - 90 * z6 * z2 + pi2 * (135 * z4 - 96 * z6) * odd + pi4 * (212 * z4 - 60 * z2) * odd2 + pi6 * (5 - 30 * z2) * odd3) * e;
  }
  let even2 = 0;
  let even3 = 0;
  for (let k = 1; k < 40; k += 1) {
    const square = k * k;
    const e = Math.exp((-pi2 * square) / (2 * z2));
    even2 += pi2 * square * e;
    even3 += (3 * pi2 * z2 * square - pi4 * square * square) * e;
  }
  const rootHalfPi = Math.sqrt(Math.PI / 2);
  const rootTwoPi = Math.sqrt(2 * Math.PI);
  const root = Math.sqrt(n);
  return (
    (rootTwoPi / z) * k0 +
    (rootHalfPi / (3 * z4)) * k1 / root +
    ((rootHalfPi / (36 * z6 * z)) * k2 - (rootHalfPi / (18 * z2 * z)) * even2) / n +
    ((rootHalfPi / (3240 * z6 * z4)) * k3 + (rootHalfPi / (108 * z6)) * even3) / (n * root)
  );
}

/** Kolmogorov's limit P(K > x) = 2 Σ (−1)^(k−1) exp(−2k²x²), by the theta identity for small x. Kolmogorov 1933. */
export function kolmogorovSf(x: number): number {
  if (Number.isNaN(x)) return NaN;
  // Below 0.04 the complement is under 1e-300.
  if (x < 0.04) return 1;
  if (x < 1) {
    let sum = 0;
    for (let k = 1; k < 60; k += 2) sum += Math.exp((-((k * Math.PI) ** 2)) / (8 * x * x));
    return 1 - (Math.sqrt(2 * Math.PI) / x) * sum;
  }
  let sum = 0;
  for (let k = 1; k < 60; k += 1) sum += (k % 2 === 1 ? 1 : -1) * Math.exp(-2 * k * k * x * x);
  return Math.min(1, 2 * sum);
}
