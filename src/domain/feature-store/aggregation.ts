import type { Accumulator } from './accumulator.ts';
import { exactProduct, ExactSum } from './exact-sum.ts';
import { Fading } from './fading.ts';
import type { History, SourceColumn } from './history.ts';

/** How the observations in a window become one number. */
export type Aggregation =
  | { readonly kind: 'count' | 'last' | 'sum' | 'mean' | 'std' | 'min' | 'max' }
  /** The rows with this label among all of them. */
  | { readonly kind: 'share'; readonly label: string }
  /** A mean in which an observation weighs half as much with every `halfLife` of its age. */
  | { readonly kind: 'ewma'; readonly halfLife: number };

/** Every aggregation there is. */
export const AGGREGATIONS = ['count', 'sum', 'mean', 'std', 'min', 'max', 'last', 'share', 'ewma'] as const satisfies readonly Aggregation['kind'][];

/** An accumulator over a column of a history whose values are ordered as its positions are. */
export function accumulatorOf(aggregation: Aggregation, history: History, column: SourceColumn): Accumulator {
  const values = history.inOrder(column.values);
  switch (aggregation.kind) {
    case 'count': return new Count();
    case 'share': return new Share(values, column.labels?.indexOf(aggregation.label) ?? -1);
    case 'last': return new Last(values);
    case 'min': return new Least(values, 1);
    case 'max': return new Least(values.map((value) => -value), -1);
    case 'ewma': return new Fading(values, history.eventTime, aggregation.halfLife);
    case 'sum': case 'mean': return new Sum(values, aggregation.kind === 'mean');
    case 'std': return new Spread(values);
  }
}

class Count implements Accumulator {
  #count = 0;
  add(): void { this.#count += 1; }
  remove(): void { this.#count -= 1; }
  value(): number { return this.#count; }
  clear(): void { this.#count = 0; }
}

class Share implements Accumulator {
  readonly #values: Float64Array;
  readonly #wanted: number;
  #all = 0;
  #hits = 0;

  constructor(values: Float64Array, wanted: number) {
    this.#values = values;
    this.#wanted = wanted;
  }

  add(position: number): void { this.#count(position, 1); }
  remove(position: number): void { this.#count(position, -1); }
  value(): number { return this.#hits / this.#all; }
  clear(): void { this.#all = this.#hits = 0; }

  #count(position: number, by: number): void {
    this.#all += by;
    if (this.#values[position] === this.#wanted) this.#hits += by;
  }
}

/** The newest: what is taken out is older than it, until nothing is left. */
class Last implements Accumulator {
  readonly #values: Float64Array;
  #count = 0;
  #newest = -1;

  constructor(values: Float64Array) {
    this.#values = values;
  }

  add(position: number): void {
    this.#count += 1;
    if (position > this.#newest) this.#newest = position;
  }

  remove(): void { this.#count -= 1; }
  value(): number { return this.#count === 0 ? NaN : this.#values[this.#newest]!; }

  clear(): void {
    this.#count = 0;
    this.#newest = -1;
  }
}

/** The least: of the observations only those are kept that none later and as small follows. */
class Least implements Accumulator {
  readonly #values: Float64Array;
  readonly #sign: 1 | -1;
  #kept: number[] = [];
  #head = 0;

  constructor(values: Float64Array, sign: 1 | -1) {
    this.#values = values;
    this.#sign = sign;
  }

  add(position: number): void {
    const [values, kept] = [this.#values, this.#kept];
    let after = kept.length;
    while (after > this.#head && kept[after - 1]! > position) after -= 1;
    if (after < kept.length && values[kept[after]!]! <= values[position]!) return;
    let before = after;
    while (before > this.#head && values[kept[before - 1]!]! >= values[position]!) before -= 1;
    if (after < kept.length) kept.splice(before, after - before, position);
    else {
      kept.length = before;
      kept.push(position);
    }
  }

  remove(position: number): void {
    if (this.#kept[this.#head] !== position) return;
    this.#head += 1;
    if (this.#head * 2 > this.#kept.length && this.#head > 64) {
      this.#kept = this.#kept.slice(this.#head);
      this.#head = 0;
    }
  }

  value(): number { return this.#head < this.#kept.length ? this.#sign * this.#values[this.#kept[this.#head]!]! : NaN; }

  clear(): void {
    this.#kept = [];
    this.#head = 0;
  }
}

class Sum implements Accumulator {
  readonly #values: Float64Array;
  readonly #isMean: boolean;
  readonly #sum = new ExactSum();
  #count = 0;

  constructor(values: Float64Array, isMean: boolean) {
    this.#values = values;
    this.#isMean = isMean;
  }

  add(position: number): void {
    this.#count += 1;
    this.#sum.add(this.#values[position]!);
  }

  remove(position: number): void {
    this.#count -= 1;
    this.#sum.add(-this.#values[position]!);
  }

  value(): number {
    if (this.#count === 0) return this.#isMean ? NaN : 0;
    const [high, low] = this.#sum.parts();
    return this.#isMean ? quotient(high, low, this.#count) : high;
  }

  clear(): void {
    this.#count = 0;
    this.#sum.clear();
  }
}

/** (high + low) / count, with what the division of the higher part leaves. The mean of equal values is that value. */
function quotient(high: number, low: number, count: number): number {
  const first = high / count;
  const [back, rest] = exactProduct(first, count);
  return first + (high - back - rest + low) / count;
}

/** Below this share of the sum of squares, what is left of it is told from the whole numbers instead: too many digits have cancelled. */
const CANCELLED = 2 ** -40;

/** The standard deviation, ddof 0, from the exact sums of values and of squares. */
class Spread implements Accumulator {
  readonly #values: Float64Array;
  readonly #sum = new ExactSum();
  readonly #squares = new ExactSum();
  #count = 0;

  constructor(values: Float64Array) {
    this.#values = values;
  }

  add(position: number): void {
    this.#count += 1;
    this.#sum.add(this.#values[position]!);
    this.#addSquare(this.#values[position]!, 1);
  }

  remove(position: number): void {
    this.#count -= 1;
    this.#sum.add(-this.#values[position]!);
    this.#addSquare(this.#values[position]!, -1);
  }

  value(): number {
    const n = this.#count;
    if (n === 0) return NaN;
    const [sum, sumRest] = this.#sum.parts();
    const [squares, squaresRest] = this.#squares.parts();
    const [times, timesRest] = exactProduct(n, squares);
    const [square, squareRest] = exactProduct(sum, sum);
    const left = times - square + (timesRest + n * squaresRest - squareRest - 2 * sum * sumRest);
    return Math.sqrt(left > CANCELLED * times ? left : this.#exactly()) / n;
  }

  clear(): void {
    this.#count = 0;
    this.#sum.clear();
    this.#squares.clear();
  }

  #addSquare(value: number, sign: 1 | -1): void {
    const [square, rest] = exactProduct(value, value);
    this.#squares.add(sign * square);
    this.#squares.add(sign * rest);
  }

  /** n · Σx² − (Σx)². */
  #exactly(): number {
    const [sum, squares] = [this.#sum.whole(), this.#squares.whole()];
    const [ours, theirs] = [squares.exponent, 2 * sum.exponent];
    const unit = Math.min(ours, theirs);
    const left = (BigInt(this.#count) * squares.value << BigInt(ours - unit)) - (sum.value * sum.value << BigInt(theirs - unit));
    // What is below 2⁻⁹⁹² is cut off from the squares, and may leave less than nothing.
    return left <= 0n ? 0 : Number(left) * 2 ** unit;
  }
}
