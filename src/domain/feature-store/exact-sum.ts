/** Bits of a limb, and its base. */
const LIMB_BITS = 32;
const BASE = 2 ** LIMB_BITS;
/** The value of one in the lowest limb: what lies below it is cut off. */
const LOWEST_EXPONENT = -992;
const LIMBS = 53;
/** Largest magnitude that may be added: far below the topmost limb, so that neither sums nor sums of squares reach it. */
export const LARGEST_TERM = 1e100;
/** A limb takes this many terms before carries must be passed on, or it would lose bits. */
const TERMS = 2 ** 20;
const EXPONENT_BIAS = 1023;

const WEIGHT = Float64Array.from({ length: LIMBS }, (_, i) => 2 ** (LOWEST_EXPONENT + i * LIMB_BITS));
const INVERSE = Float64Array.from(WEIGHT, (weight) => 1 / weight);
const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

/**
 * A sum of doubles without rounding, to multiples of 2⁻⁹⁹²: it tells neither in which order its terms came nor what was taken out again. Terms are laid out
 * in limbs of fixed weight (Kulisch's long accumulator).
 */
export class ExactSum {
  readonly #limbs = new Float64Array(LIMBS);
  #low = LIMBS;
  #high = -1;
  #terms = 0;

  clear(): void {
    if (this.#high >= this.#low) this.#limbs.fill(0, this.#low, this.#high + 1);
    [this.#low, this.#high, this.#terms] = [LIMBS, -1, 0];
  }

  /** Adds a term; its negative takes it out again. */
  add(term: number): void {
    if (term === 0) return;
    if (this.#terms >= TERMS) this.#carry();
    this.#terms += 1;
    double[0] = term;
    let limb = (((words[1]! >>> 20) & 0x7ff) - EXPONENT_BIAS - LOWEST_EXPONENT) >> 5;
    if (limb < 0) return;
    if (limb > this.#high) this.#high = limb;
    let rest = term;
    while (rest !== 0 && limb >= 0) {
      const part = Math.trunc(rest * INVERSE[limb]!);
      this.#limbs[limb]! += part;
      rest -= part * WEIGHT[limb]!;
      limb -= 1;
    }
    if (limb + 1 < this.#low) this.#low = limb + 1;
  }

  /** The sum as a double and what that leaves out. */
  parts(): readonly [high: number, low: number] {
    this.#carry();
    let [high, low] = [0, 0];
    for (let i = this.#high; i >= this.#low; i -= 1) {
      const term = this.#limbs[i]! * WEIGHT[i]!;
      if (term === 0) continue;
      const sum = high + term;
      low += Math.abs(high) >= Math.abs(term) ? high - sum + term : term - sum + high;
      high = sum;
    }
    return [high + low, high - (high + low) + low];
  }

  /** The sum as a whole number of units of 2^`exponent`. */
  whole(): { readonly value: bigint; readonly exponent: number } {
    this.#carry();
    let value = 0n;
    for (let i = this.#high; i >= this.#low; i -= 1) value = value * BigInt(BASE) + BigInt(this.#limbs[i]!);
    return { value, exponent: this.#high < this.#low ? 0 : LOWEST_EXPONENT + this.#low * LIMB_BITS };
  }

  /** Brings every limb into [−2³¹, 2³¹), which gives each sum one form alone. */
  #carry(): void {
    this.#terms = 0;
    for (let i = this.#low; i <= this.#high; i += 1) {
      const carried = Math.round(this.#limbs[i]! / BASE);
      if (carried === 0) continue;
      this.#limbs[i]! -= carried * BASE;
      this.#limbs[i + 1]! += carried;
      if (i === this.#high) this.#high += 1;
    }
  }
}

/** Half of the bits of a double (Dekker 1971). */
const SPLITTER = 2 ** 27 + 1;

/** A product and what rounding left out of it. */
export function exactProduct(a: number, b: number): readonly [product: number, rest: number] {
  const product = a * b;
  const [highA, highB] = [SPLITTER * a - (SPLITTER * a - a), SPLITTER * b - (SPLITTER * b - b)];
  const [lowA, lowB] = [a - highA, b - highB];
  return [product, lowA * lowB - (product - highA * highB - lowA * highB - highA * lowB)];
}
