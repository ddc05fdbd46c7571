const SPAN_MS = 1000;

/** Frames a second over the last second. */
export class FrameRate {
  #ticks: number[] = [];

  /** Counts a frame; answers the rate. */
  tick(nowMs: number): number {
    this.#ticks.push(nowMs);
    while (this.#ticks.length > 2 && this.#ticks[0]! < nowMs - SPAN_MS) this.#ticks.shift();
    const spanMs = nowMs - this.#ticks[0]!;
    return spanMs > 0 ? ((this.#ticks.length - 1) * 1000) / spanMs : 0;
  }
}
