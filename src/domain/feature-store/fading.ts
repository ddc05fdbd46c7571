import { OrchardError } from '../common/errors.ts';
import type { Accumulator } from './accumulator.ts';
import { ExactSum } from './exact-sum.ts';

/** Observations in half-lives that are this many older than the newest one's are left out: together they weigh less than 2⁻⁶². */
const HALF_LIVES = 64;
/** Half-lives are counted from time 0, and must be told apart. */
const MOST_HALF_LIVES = 2 ** 48;

/** Observations of one half-life, weighted as if it were the newest. */
class HalfLife {
  readonly weighted = new ExactSum();
  readonly weights = new ExactSum();
  count = 0;
  isChanged = true;
  sum = 0;
  weight = 0;

  clear(): void {
    if (this.count === 0) return;
    this.weighted.clear();
    this.weights.clear();
    this.count = 0;
    this.isChanged = true;
  }
}

/**
 * A mean in which every half-life of age halves the weight. Time is cut into half-lives; within one, weights lie between 1 and 2, and the sums are exact.
 * Ages count from the newest observation's half-life: what all weights have in common divides out.
 */
export class Fading implements Accumulator {
  readonly #values: Float64Array;
  readonly #times: Float64Array;
  readonly #halfLife: number;
  /** The half-life with number k lies at k modulo their count. */
  readonly #halfLives = Array.from({ length: HALF_LIVES }, () => new HalfLife());
  #newest = -Infinity;

  /** Times are finite. Throws `argument-invalid` for a half-life that is nothing beside them. */
  constructor(values: Float64Array, times: Float64Array, halfLife: number) {
    if (times.some((time) => Math.abs(time) / halfLife > MOST_HALF_LIVES)) throw new OrchardError('argument-invalid', `a half-life of ${halfLife} is too short for these times`);
    this.#values = values;
    this.#times = times;
    this.#halfLife = halfLife;
  }

  add(position: number): void {
    const number = this.#numberOf(position);
    if (number > this.#newest) this.#moveTo(number);
    this.#count(position, number, 1);
  }

  remove(position: number): void {
    this.#count(position, this.#numberOf(position), -1);
  }

  value(): number {
    if (this.#newest === -Infinity) return NaN;
    let [sum, weights] = [0, 0];
    for (let age = HALF_LIVES - 1; age >= 0; age -= 1) {
      const own = this.#at(this.#newest - age);
      sum /= 2;
      weights /= 2;
      if (own.count === 0) continue;
      if (own.isChanged) {
        own.isChanged = false;
        [own.sum] = own.weighted.parts();
        [own.weight] = own.weights.parts();
      }
      sum += own.sum;
      weights += own.weight;
    }
    return sum / weights;
  }

  clear(): void {
    for (const own of this.#halfLives) own.clear();
    this.#newest = -Infinity;
  }

  #numberOf(position: number): number {
    return Math.floor(this.#times[position]! / this.#halfLife);
  }

  #at(number: number): HalfLife {
    return this.#halfLives[((number % HALF_LIVES) + HALF_LIVES) % HALF_LIVES]!;
  }

  #moveTo(number: number): void {
    const from = Math.max(this.#newest + 1, number - HALF_LIVES + 1);
    for (let passed = from; passed <= number; passed += 1) this.#at(passed).clear();
    this.#newest = number;
  }

  #count(position: number, number: number, by: 1 | -1): void {
    if (number <= this.#newest - HALF_LIVES) return;
    const own = this.#at(number);
    const weight = 2 ** ((this.#times[position]! - number * this.#halfLife) / this.#halfLife);
    own.weighted.add(by * weight * this.#values[position]!);
    own.weights.add(by * weight);
    own.count += by;
    own.isChanged = true;
  }
}
