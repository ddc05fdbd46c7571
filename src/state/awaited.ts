import { OrchardError } from '../domain/errors.ts';

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

  /** Whoever still waits waited for fruit of the line as it was. */
  giveUp(): void {
    for (const { reject } of this.#waiters.splice(0)) reject(new OrchardError('cancelled'));
  }
}
