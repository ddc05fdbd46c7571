/** A sum with what rounding has cost so far (Neumaier's variant of Kahan's summation). */
export class CompensatedSum {
  #sum = 0;
  #lost = 0;

  add(value: number): void {
    const next = this.#sum + value;
    this.#lost += Math.abs(this.#sum) >= Math.abs(value) ? this.#sum - next + value : value - next + this.#sum;
    this.#sum = next;
  }

  /** The sum without its correction. */
  get plain(): number { return this.#sum; }
  get corrected(): number { return this.#sum + this.#lost; }
  /** The corrected sum, which an overflow would turn into NaN. */
  get total(): number { return Number.isFinite(this.#sum) || Number.isNaN(this.#sum) ? this.corrected : this.#sum; }
}

/** Whether a mean that is infinite stays what it is when this value joins. */
const absorbs = (mean: number, value: number) => (mean === Infinity || mean === -Infinity) && !Number.isNaN(value) && value !== -mean;

/** The mean of a group of series: running, so that huge values do not overflow. */
export function meanOf(values: readonly number[]): number {
  let mean = values[0]!;
  for (let i = 1; i < values.length; i += 1) if (!absorbs(mean, values[i]!)) mean += values[i]! / (i + 1) - mean / (i + 1);
  return mean;
}

/** The mean of a window: running and compensated. */
export function meanOverTime(values: ArrayLike<number>): number {
  const mean = new CompensatedSum();
  for (let i = 0; i < values.length; i += 1) {
    if (!absorbs(mean.plain, values[i]!)) mean.add(values[i]! / (i + 1) - mean.plain / (i + 1));
  }
  return mean.total;
}

export function sumOverTime(values: ArrayLike<number>): number {
  const sum = new CompensatedSum();
  for (let i = 0; i < values.length; i += 1) sum.add(values[i]!);
  return sum.total;
}

/** Population variance of a group of series, after Welford. The first value counts as its own mean, even when it is infinite. */
export function varianceOf(values: readonly number[]): number {
  let [mean, squares] = [values[0]!, 0];
  for (let i = 1; i < values.length; i += 1) {
    const delta = values[i]! - mean;
    mean += delta / (i + 1);
    squares += delta * (values[i]! - mean);
  }
  return squares / values.length;
}

/** Population variance of a window, after Welford, compensated. */
export function varianceOverTime(values: ArrayLike<number>): number {
  const [mean, squares] = [new CompensatedSum(), new CompensatedSum()];
  for (let i = 0; i < values.length; i += 1) {
    const delta = values[i]! - mean.corrected;
    mean.add(delta / (i + 1));
    squares.add(delta * (values[i]! - mean.corrected));
  }
  return squares.corrected / values.length;
}

/** Left to right, as Prometheus folds a window or a group; there is always a first value. */
export function fold(values: ArrayLike<number>, join: (sofar: number, value: number) => number): number {
  let result = values[0]!;
  for (let i = 1; i < values.length; i += 1) result = join(result, values[i]!);
  return result;
}

/** The greater of two, a number before NaN. */
export const greater = (a: number, b: number) => (b > a || Number.isNaN(a) ? b : a);
export const lesser = (a: number, b: number) => (b < a || Number.isNaN(a) ? b : a);

/** φ-quantile with linear interpolation; −Inf and +Inf outside [0, 1]. NaN sorts first. */
export function quantileOf(q: number, values: ArrayLike<number>): number {
  if (values.length === 0 || Number.isNaN(q)) return NaN;
  if (q < 0) return -Infinity;
  if (q > 1) return Infinity;
  // Typed arrays sort by value with NaN last, so the ranks are counted from behind the NaNs.
  const sorted = Float64Array.from(values).sort();
  let odd = 0;
  while (odd < sorted.length && Number.isNaN(sorted[sorted.length - 1 - odd]!)) odd += 1;
  const at = (place: number) => (place < odd ? NaN : sorted[place - odd]!);
  const rank = q * (sorted.length - 1);
  const low = Math.floor(rank);
  const weight = rank - low;
  return at(low) * (1 - weight) + at(Math.min(low + 1, sorted.length - 1)) * weight;
}
