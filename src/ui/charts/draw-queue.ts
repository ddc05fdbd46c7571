/** ms of a frame that charts may take; the belt needs the rest. */
const BUDGET_MS = 7;

/** Lets many charts share the screen's frames: each draws when its turn comes, and never all in one frame. */
export class DrawQueue {
  #waiting = new Map<object, () => void>();
  #frame = 0;

  /** Asks for a turn. A second wish of the same owner replaces the first. */
  request(owner: object, draw: () => void): void {
    this.#waiting.set(owner, draw);
    if (this.#frame === 0) this.#frame = requestAnimationFrame(this.#run);
  }

  cancel(owner: object): void {
    this.#waiting.delete(owner);
  }

  #run = (): void => {
    const startedMs = performance.now();
    this.#frame = 0;
    for (const [owner, draw] of this.#waiting) {
      this.#waiting.delete(owner);
      draw();
      if (performance.now() - startedMs > BUDGET_MS) break;
    }
    if (this.#waiting.size > 0) this.#frame = requestAnimationFrame(this.#run);
  };
}
