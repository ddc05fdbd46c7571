import { MOST_ROWS } from './sliding.ts';

/** The largest window, compared with the largest reference, by the costliest test. */
const SAVED_STEPS = 2 * MOST_ROWS + 60_000;
/** Values that are compared in the time of one update of a detector that only counts. */
export const UPDATE_STEPS = 10;
/** Values that are compared in the time that a result takes beside them. */
export const RESULT_STEPS = 100;
/** Say windows of a thousand rows, compared with as many at every row. */
const MOST_STEPS_A_ROW = 2200;
/** Values that all monitors together may compare at each row. */
const STEPS_A_ROW = 32_000;

export interface AllowanceSnapshot {
  /** Steps that may still be taken, and why none is taken any more; null while they are. */
  readonly steps?: number;
  readonly off?: string | null;
}

/** What a monitor may cost, in values that are compared: some more with every row, and what is not spent is saved up to a limit. */
export class Allowance {
  #stepsARow = MOST_STEPS_A_ROW;
  #steps = SAVED_STEPS;
  #off: string | null = null;

  /** Why nothing is judged until somebody lets it run again; null while it goes on. */
  get off(): string | null { return this.#off; }

  /** How many monitors share what all may cost, so that what one may does not depend on who comes first. */
  set sharers(count: number) { this.#stepsARow = Math.min(MOST_STEPS_A_ROW, STEPS_A_ROW / count); }

  /** A row has come. */
  grow(): void {
    this.#steps = Math.min(SAVED_STEPS, this.#steps + this.#stepsARow);
  }

  /** Takes steps; false when it is off, or goes off since there are none left. */
  take(steps: number): boolean {
    if (this.#off !== null) return false;
    this.#steps -= steps;
    if (this.#steps < 0) this.#off = 'It is switched off, since judging costs too much. Make its window smaller or its step longer.';
    return this.#off === null;
  }

  letRun(): void {
    this.#off = null;
    this.#steps = SAVED_STEPS;
  }

  snapshot(): AllowanceSnapshot {
    return { steps: this.#steps, off: this.#off };
  }

  restore({ steps, off }: AllowanceSnapshot): void {
    this.#steps = steps ?? SAVED_STEPS;
    this.#off = off ?? null;
  }
}
