import { OrchardError } from '../domain/common/errors.ts';

/** The refusal of an event that a line ends before. */
export function beyondEnd(index: number, end: number): OrchardError {
  return new OrchardError('index-out-of-range', `the line ends at ${end}, before ${index}`);
}

/** Why no version predicts what was photographed. */
export type Unserved = 'model-failed' | 'nothing-deployed' | 'worker-lost';

/** Who waits for the line to reach an event. */
export class Awaited {
  #waiters: { index: number; resolve(): void; reject(reason: OrchardError): void }[] = [];

  /** Resolves once the line stands at an event. Rejects with `cancelled` when it is made to stand elsewhere before. */
  wait(index: number): Promise<void> {
    return new Promise((resolve, reject) => this.#waiters.push({ index, resolve, reject }));
  }

  /** The line stands at an event. */
  reach(now: number): void {
    if (this.#waiters.length === 0) return;
    const reached = this.#waiters.filter(({ index }) => now >= index);
    this.#waiters = this.#waiters.filter((waiter) => !reached.includes(waiter));
    for (const { resolve } of reached) resolve();
  }

  /** Lets go whoever waits for what will not come: for fruit beyond the line's `end`, or on a line that rests at `now` or cannot be predicted. */
  settle({ now, end, rests, unserved }: { now: number; end: number; rests: boolean; unserved: Unserved | null }): void {
    for (const { index, reject } of this.#waiters) if (index > end) reject(beyondEnd(index, end));
    this.#waiters = this.#waiters.filter(({ index }) => index <= end);
    if (rests && (unserved === null || unserved === 'nothing-deployed')) this.giveUp(new OrchardError('cancelled', `the line stands at ${now}`));
    else if (unserved) this.giveUp(new OrchardError(unserved));
  }

  /** Whoever still waits waited for fruit of the line as it was. */
  giveUp(reason = new OrchardError('cancelled')): void {
    for (const { reject } of this.#waiters.splice(0)) reject(reason);
  }
}
