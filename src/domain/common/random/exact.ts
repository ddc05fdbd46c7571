/**
 * Elementary functions made of + − × ÷ and Math.sqrt only. IEEE 754 fixes those to the last bit, whereas it leaves
 * Math.sin, Math.exp and Math.log to the engine: with these, two laptops agree on every event and every pixel.
 */

const LN2 = 0.6931471805599453;
const HALF_PI = 1.5707963267948966;

/** e to the x. Relative error below 1e-14; 0 below −745, Infinity above 709. */
export function exp(x: number): number {
  if (!(x > -745)) return x !== x ? x : 0;
  if (x > 709) return Infinity;
  const power = Math.round(x / LN2);
  const rest = x - power * LN2;
  let sum = 1;
  for (let k = 16; k >= 1; k -= 1) sum = 1 + (sum * rest) / k;
  let scale = 1;
  const factor = power < 0 ? 0.5 : 2;
  for (let k = Math.abs(power); k > 0; k -= 1) scale *= factor;
  return sum * scale;
}

/** 2 to the x. */
export function exp2(x: number): number {
  return exp(x * LN2);
}

/** Natural logarithm of x > 0. Relative error below 1e-14. */
export function ln(x: number): number {
  let mantissa = x;
  let power = 0;
  while (mantissa > 1.5) {
    mantissa *= 0.5;
    power += 1;
  }
  while (mantissa < 0.75) {
    mantissa *= 2;
    power -= 1;
  }
  const z = (mantissa - 1) / (mantissa + 1);
  const z2 = z * z;
  let sum = 0;
  for (let k = 23; k >= 1; k -= 2) sum = sum * z2 + 1 / k;
  return 2 * z * sum + power * LN2;
}

/** Sine of an angle in radians. Absolute error below 1e-12 for |x| up to a few thousand. */
export function sin(x: number): number {
  const quarter = Math.round(x / HALF_PI);
  const rest = x - quarter * HALF_PI;
  const r2 = rest * rest;
  const turn = ((quarter % 4) + 4) % 4;
  const even = turn % 2 === 0;
  let sum = 0;
  for (let k = even ? 15 : 14; k >= 2; k -= 2) sum = ((1 - sum) * r2) / (k * (k - 1));
  const value = even ? rest * (1 - sum) : 1 - sum;
  return turn < 2 ? value : -value;
}

/** Cosine of an angle in radians. */
export function cos(x: number): number {
  return sin(x + HALF_PI);
}
