import { uniform } from '../../../monitoring/monitors/rows.ts';

/** Choices that are the same every time for a seed. */
export class Dice {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = uniform(seed);
  }

  /** A whole number from 0 to `below` − 1. */
  below(below: number): number {
    return Math.floor(this.#random() * below);
  }

  chance(share: number): boolean {
    return this.#random() < share;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }

  /** One of several makers, called. */
  of<T>(...makers: readonly (() => T)[]): T {
    return this.pick(makers)();
  }

  times<T>(least: number, most: number, make: () => T): T[] {
    return Array.from({ length: least + this.below(most - least + 1) }, make);
  }

  /** The text with a few characters taken out, doubled, exchanged or put in. */
  broken(text: string, signs: string): string {
    let made = text;
    for (let count = 1 + this.below(2); count > 0; count -= 1) {
      const at = this.below(made.length + 1);
      const sign = this.pick([...signs]);
      made = this.of(
        () => made.slice(0, at) + made.slice(at + 1),
        () => made.slice(0, at) + sign + made.slice(at),
        () => made.slice(0, at) + sign + made.slice(at + 1),
        () => made.slice(0, at) + made.slice(at, at + 1) + made.slice(at),
      );
    }
    return made;
  }
}
