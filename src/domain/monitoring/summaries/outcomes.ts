import type { Proportion } from '../../experiment/interval.ts';
import { UNKNOWN_TRUTH } from '../../world/stream/truth.ts';

/** Events whose outcomes are remembered one by one. */
const REMEMBERED = 1 << 17;

export const OUTCOME = { unknown: 0, right: 1, wrong: 2 } as const;

/** Whether a prediction is right, once its truth may be told. `truth` is a position in the labels, as `truthFor` gives it. */
export function outcomeCode(predicted: number, truth: number | undefined): number {
  if (truth === undefined || truth === UNKNOWN_TRUTH) return OUTCOME.unknown;
  return predicted === truth ? OUTCOME.right : OUTCOME.wrong;
}

/** Set beside a code where the prediction was "ripe". */
const SAID_RIPE = 4;
const OUTCOME_BITS = 3;

/** Right or wrong of the newest 131,072 events: accuracy to the event, where bins know it to 25; and whether each was said to be ripe. */
export class Outcomes {
  readonly #codes = new Uint8Array(REMEMBERED);
  #first = -1;
  #end = 0;

  /** Events come in order; those that are skipped count as unknown. */
  set(index: number, code: number, saidRipe = false): void {
    if (this.#first < 0) [this.#first, this.#end] = [index, index];
    for (let gap = Math.max(this.#end, index - REMEMBERED); gap < index; gap += 1) this.#codes[gap % REMEMBERED] = OUTCOME.unknown;
    this.#codes[index % REMEMBERED] = saidRipe ? code | SAID_RIPE : code;
    this.#end = index + 1;
  }

  /** The code of an event; unknown for those that are not remembered. */
  codeAt(index: number): number {
    return this.#remembers(index) ? this.#codes[index % REMEMBERED]! & OUTCOME_BITS : OUTCOME.unknown;
  }

  saidRipe(index: number): boolean {
    return this.#remembers(index) && (this.#codes[index % REMEMBERED]! & SAID_RIPE) !== 0;
  }

  /** Accuracy over the same events; null when none of them is remembered with its truth. */
  accuracy(lastKnown: number, windowEvents: number): number | null {
    const { trials, successes } = this.proportion(lastKnown, windowEvents);
    return trials === 0 ? null : successes / trials;
  }

  /** Of the `windowEvents` events up to `lastKnown` those that are remembered with their truth, and how many of them were right. */
  proportion(lastKnown: number, windowEvents: number): Proportion {
    const oldest = Math.max(this.#first, this.#end - REMEMBERED, lastKnown - windowEvents + 1);
    if (this.#first < 0 || lastKnown >= this.#end) return { trials: 0, successes: 0 };
    let right = 0;
    let wrong = 0;
    for (let index = oldest; index <= lastKnown; index += 1) {
      const code = this.#codes[index % REMEMBERED]! & OUTCOME_BITS;
      if (code === OUTCOME.right) right += 1;
      else if (code === OUTCOME.wrong) wrong += 1;
    }
    return { trials: right + wrong, successes: right };
  }

  #remembers(index: number): boolean {
    return this.#first >= 0 && index >= Math.max(this.#first, this.#end - REMEMBERED) && index < this.#end;
  }
}
