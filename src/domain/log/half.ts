/*
 * IEEE 754 half precision: 11 significant bits, so a relative error of at most 2⁻¹¹ (0.05 %) from 6.1e−5 to 65,504, and encoding
 * a decoded number changes nothing. Numbers beyond that range become infinite, as the standard has it.
 */
const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** The 16 bits of the half nearest to a number (ties to even). */
export function toHalf(value: number): number {
  float[0] = value;
  const sign = (bits[0]! >>> 16) & 0x8000;
  const magnitude = bits[0]! & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude >= 0x38800000) {
    const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
    return sign | ((rounded - 0x38000000) >>> 13);
  }
  // Subnormal halves are whole multiples of 2⁻²⁴. Adding 0.5 lets the float unit do the rounding.
  float[0] = Math.abs(value) + 0.5;
  return sign | (bits[0]! - 0x3f000000);
}

const DECODED = new Float32Array(65_536);
for (let half = 0; half < 65_536; half += 1) {
  const exponent = (half >>> 10) & 31;
  const fraction = half & 1023;
  const size = exponent === 0 ? fraction * 2 ** -24 : exponent === 31 ? (fraction === 0 ? Infinity : NaN) : (1 + fraction / 1024) * 2 ** (exponent - 15);
  DECODED[half] = half & 0x8000 ? -size : size;
}

/** The number that 16 bits of a half stand for. */
export function fromHalf(half: number): number {
  return DECODED[half]!;
}
