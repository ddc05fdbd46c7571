import { OrchardError } from '../errors.ts';
import { OUTCOME } from './extract.ts';
import { packBytes, unpackBytes } from '../log/packed.ts';

export interface TruthDelaySnapshot {
  readonly delay: number;
  readonly codes: string;
  readonly lastIndex: number;
  readonly told: number;
}

/** Holds the outcome of each event back until its truth may be told: `delay` events later. */
export class TruthDelay {
  #delay: number;
  /** Outcomes by index modulo its length. */
  #codes: Uint8Array<ArrayBuffer>;
  #lastIndex = -1;
  /** Newest event whose outcome has been told. */
  #told = -1;

  constructor(delay: number) {
    this.#delay = delay;
    this.#codes = new Uint8Array(delay + 1).fill(OUTCOME.unknown);
  }

  get delay(): number { return this.#delay; }

  /** A delay that changes while the line runs: no outcome is told twice, and those that a shorter one skips are not told. */
  set delay(delay: number) {
    const codes = new Uint8Array(delay + 1).fill(OUTCOME.unknown);
    const oldest = Math.max(0, this.#lastIndex - Math.min(delay, this.#delay));
    for (let index = oldest; index <= this.#lastIndex; index += 1) codes[index % codes.length] = this.#codes[index % this.#codes.length]!;
    this.#codes = codes;
    this.#delay = delay;
  }

  /** Takes the outcomes of consecutive events, and gives for each row the one that it makes known. */
  take(outcomes: Uint8Array, firstIndex: number): Uint8Array<ArrayBuffer> {
    const known = new Uint8Array(outcomes.length);
    for (let row = 0; row < outcomes.length; row += 1) {
      const index = firstIndex + row;
      this.#codes[index % this.#codes.length] = outcomes[row]!;
      const due = index - this.#delay;
      known[row] = due > this.#told ? this.#codes[due % this.#codes.length]! : OUTCOME.unknown;
      if (due > this.#told) this.#told = due;
      this.#lastIndex = index;
    }
    return known;
  }

  /** Forgets what waits: another version is live, or rows were skipped. */
  forget(): void {
    this.#codes.fill(OUTCOME.unknown);
  }

  snapshot(): TruthDelaySnapshot {
    return { delay: this.#delay, codes: packBytes(this.#codes), lastIndex: this.#lastIndex, told: this.#told };
  }

  /** Throws `file-schema` for a snapshot that does not fit. */
  static restore({ delay, codes, lastIndex, told }: TruthDelaySnapshot): TruthDelay {
    const restored = new TruthDelay(delay);
    const bytes = unpackBytes(codes);
    if (bytes.length !== delay + 1 || bytes.some((code) => code > OUTCOME.unseen)) throw new OrchardError('file-schema', 'the waiting truths do not fit');
    restored.#codes = bytes;
    restored.#lastIndex = lastIndex;
    restored.#told = told;
    return restored;
  }
}
