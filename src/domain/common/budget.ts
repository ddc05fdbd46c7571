import { OrchardError } from './errors.ts';

/** Milliseconds from any beginning on, never falling. */
export type Clock = () => number;

/** What an evaluation may cost at most. */
export interface BudgetLimits {
  /** Values that are read or made, and things that are done: what each costs, the evaluation says. */
  readonly steps: number;
  /** The last line, for what steps do not see; counts only where a clock was given. */
  readonly ms: number;
}

/** Steps between two looks at the clock. */
const LOOK_STEPS = 2000;
/** Between two looks no more than this counts, ms: a machine that slept in between has not computed. */
const LONGEST_MS = 500;

/** What is left of what an evaluation may cost. Where it holds out depends on what is evaluated alone, unless time runs out. */
export class Budget {
  readonly #limits: BudgetLimits;
  readonly #clock: Clock | null;
  readonly #whole: Budget | null;
  #steps = 0;
  #lookAt = LOOK_STEPS;
  #ms = 0;
  #lookedMs: number;

  /** `whole`: a larger budget that all spent here is taken from too. */
  constructor(limits: BudgetLimits, clock: Clock | null = null, whole: Budget | null = null) {
    this.#limits = limits;
    this.#clock = clock;
    this.#whole = whole;
    this.#lookedMs = clock?.() ?? 0;
  }

  /** Whether this very budget did not hold out, whatever is left of the larger one. */
  get isOver(): boolean {
    // Written so that NaN is over the limit too.
    return !(this.#steps <= this.#limits.steps && this.#ms <= this.#limits.ms);
  }

  /** Takes steps; false once there are none left. */
  take(steps: number): boolean {
    this.#steps += steps;
    if (this.#steps >= this.#lookAt) {
      this.#lookAt = this.#steps + LOOK_STEPS;
      const now = this.#clock?.() ?? 0;
      this.#ms += Math.min(LONGEST_MS, now - this.#lookedMs);
      this.#lookedMs = now;
    }
    return !this.isOver && (this.#whole?.take(steps) ?? true);
  }

  /** Takes steps. Throws `over-budget` when there are none left. */
  spend(steps: number): void {
    if (!this.take(steps)) throw this.refusal();
  }

  /** What a budget that does not hold out is refused with. */
  refusal(where = ''): OrchardError {
    const { steps, ms } = this.#limits;
    const why = this.#steps > steps ? `it takes more than ${steps} steps` : this.#ms > ms ? `it takes longer than ${ms} ms` : 'it takes too much together with what came before it';
    return new OrchardError('over-budget', `${where}${why}`);
  }
}
