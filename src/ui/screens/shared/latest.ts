/**
 * Runs one job at a time and only ever the newest: whoever asks while one runs replaces the one that waits. Answers of jobs
 * that were overtaken still arrive, in order, so a slider that keeps moving keeps showing something.
 */
export class Latest<T> {
  readonly #work: (input: T) => Promise<void>;
  readonly #restMs: number;
  #waiting: { input: T } | null = null;
  #running = false;
  #stopped = false;

  constructor(work: (input: T) => Promise<void>, restMs = 0) {
    this.#work = work;
    this.#restMs = restMs;
  }

  ask(input: T): void {
    this.#waiting = { input };
    if (!this.#running) void this.#drain();
  }

  /** Drops what waits. A job under way ends by itself. */
  stop(): void {
    this.#stopped = true;
    this.#waiting = null;
  }

  async #drain(): Promise<void> {
    this.#running = true;
    while (this.#waiting && !this.#stopped) {
      const { input } = this.#waiting;
      this.#waiting = null;
      const startedMs = performance.now();
      await this.#work(input);
      const restMs = this.#restMs - (performance.now() - startedMs);
      if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs));
    }
    this.#running = false;
  }
}
