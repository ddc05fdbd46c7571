/**
 * Floats as Go's `strconv.FormatFloat` writes them: digits of the exact binary value, halves rounded to even. JavaScript's own
 * `toFixed` and `toExponential` round halves up and stop at 100 digits.
 */

/** |value| = mantissa × 2^exponent. `value` must be finite. */
function parts(value: number): { readonly mantissa: bigint; readonly exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const power = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  return { mantissa: power === 0 ? fraction : fraction | (1n << 52n), exponent: (power === 0 ? 1 : power) - 1075 };
}

/** |value| × 10^digits as a whole number, halves to even. `value` must be finite. */
function scaled(value: number, digits: number): bigint {
  const { mantissa, exponent } = parts(value);
  const numerator = (mantissa * (digits > 0 ? 10n ** BigInt(digits) : 1n)) << BigInt(Math.max(0, exponent));
  const denominator = (digits < 0 ? 10n ** BigInt(-digits) : 1n) << BigInt(Math.max(0, -exponent));
  const [quotient, rest] = [numerator / denominator, numerator % denominator];
  const twice = 2n * rest;
  return twice > denominator || (twice === denominator && quotient % 2n === 1n) ? quotient + 1n : quotient;
}

const signOf = (value: number): string => (value < 0 || Object.is(value, -0) ? '-' : '');

/** `NaN`, `+Inf` or `-Inf`; null for what is finite. */
function notFinite(value: number): string | null {
  return Number.isNaN(value) ? 'NaN' : Number.isFinite(value) ? null : value > 0 ? '+Inf' : '-Inf';
}

/** `%.<digits>f`. */
export function fixed(value: number, digits: number): string {
  const text = notFinite(value);
  if (text !== null) return text;
  const whole = scaled(value, digits).toString().padStart(digits + 1, '0');
  const point = whole.length - digits;
  return signOf(value) + (digits === 0 ? whole : `${whole.slice(0, point)}.${whole.slice(point)}`);
}

/** Significant digits and the power of ten of the first one. */
function significand(value: number, digits: number): { readonly text: string; readonly power: number } {
  if (value === 0) return { text: '0'.repeat(digits), power: 0 };
  let power = Number(value.toExponential().split('e')[1]);
  let text = scaled(value, digits - 1 - power).toString();
  if (text.length > digits) {
    power += 1;
    text = text.slice(0, digits);
  }
  return { text, power };
}

/** The shortest digits that read back as the same number. */
function shortest(value: number): { readonly text: string; readonly power: number } {
  const [mantissa = '', power = '0'] = Math.abs(value).toExponential().split('e');
  return { text: mantissa.replace('.', ''), power: Number(power) };
}

function withPower(text: string, power: number): string {
  return `${text[0]}${text.length > 1 ? `.${text.slice(1)}` : ''}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** `%.<digits>e`; null: as many digits as it takes. */
export function exponential(value: number, digits: number | null): string {
  const text = notFinite(value);
  if (text !== null) return text;
  const found = digits === null ? shortest(value) : significand(value, digits + 1);
  return signOf(value) + withPower(found.text, found.power);
}

/** `%.<digits>g`: significant digits without trailing zeros, an exponent below 1e-4 and from 10^digits on; null: the shortest digits, an exponent from 1e6 on. */
export function general(value: number, digits: number | null): string {
  const text = notFinite(value);
  if (text !== null) return text;
  if (value === 0) return `${signOf(value)}0`;
  const most = digits === null ? 6 : Math.max(1, digits);
  const found = digits === null ? shortest(value) : significand(value, most);
  const kept = found.text.replace(/0+$/u, '') || '0';
  const { power } = found;
  if (power < -4 || power >= most) return signOf(value) + withPower(kept, power);
  if (power < 0) return `${signOf(value)}0.${'0'.repeat(-power - 1)}${kept}`;
  const whole = kept.padEnd(power + 1, '0');
  return signOf(value) + (whole.length === power + 1 ? whole : `${whole.slice(0, power + 1)}.${whole.slice(power + 1)}`);
}

/** `%b`: mantissa and power of two. */
export function binary(value: number): string {
  const text = notFinite(value);
  if (text !== null) return text;
  const { mantissa, exponent } = parts(value);
  return `${signOf(value)}${mantissa}p${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`;
}

/** `%x`: hexadecimal, one digit before the point; `digits` after it, null for as many as it takes. */
export function hexadecimal(value: number, digits: number | null): string {
  const text = notFinite(value);
  if (text !== null) return text;
  let { mantissa, exponent } = parts(value);
  if (mantissa === 0n) exponent = 0;
  else {
    while (mantissa < 1n << 52n) [mantissa, exponent] = [mantissa << 1n, exponent - 1];
    exponent += 52;
  }
  if (digits !== null && digits < 13) {
    const shift = BigInt(4 * (13 - digits));
    const [kept, rest, half] = [mantissa >> shift, mantissa & ((1n << shift) - 1n), 1n << (shift - 1n)];
    mantissa = (rest > half || (rest === half && kept % 2n === 1n) ? kept + 1n : kept) << shift;
    if (mantissa >= 1n << 53n) [mantissa, exponent] = [mantissa >> 1n, exponent + 1];
  }
  const hex = mantissa.toString(16).padStart(14, '0');
  const fraction = digits === null ? hex.slice(1).replace(/0+$/u, '') : hex.slice(1, 1 + digits).padEnd(digits, '0');
  return `${signOf(value)}0x${hex[0]}${fraction === '' ? '' : `.${fraction}`}p${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}
