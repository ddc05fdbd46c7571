/** Newest times of one fruit alone that are kept. */
const KEPT = 32;
/** A time alone counts for many fruits, so a hiccup of the machine counts as no more than twice the usual. */
const MOST_OF_USUAL = 2;
/** Weight of the newest batch. */
const NEWEST = 0.2;

/**
 * How long a model takes: for one fruit alone, which is what a belt feels, and for a fruit of a batch, which is how fast it can be watched. While a
 * time lapse fills batches nothing is learnt of one alone: the cores are busy with watching, which no belt would feel.
 */
export class Pace {
  readonly #alone = new Float64Array(KEPT);
  #count = 0;
  #usualMs = NaN;
  #batchMs = NaN;

  /** Takes note that `rows` fruits, judged together, took `elapsedMs`. */
  took(rows: number, elapsedMs: number): void {
    const each = elapsedMs / rows;
    if (rows > 1) this.#batchMs = Number.isNaN(this.#batchMs) ? each : this.#batchMs + NEWEST * (each - this.#batchMs);
    else {
      this.#alone[this.#count % KEPT] = this.#count === 0 ? each : Math.min(each, MOST_OF_USUAL * this.#usualMs);
      this.#count += 1;
      const known = this.#alone.slice(0, Math.min(this.#count, KEPT)).sort();
      this.#usualMs = known[known.length >> 1]!;
    }
  }

  /** What each of `rows` fruits from `firstIndex` on takes alone, ms: the time just measured for one, the newest measured times in turn for several. */
  serviceMs(firstIndex: number, rows: number): Float32Array<ArrayBuffer> {
    const known = Math.min(this.#count, KEPT);
    const times = new Float32Array(rows);
    const from = rows === 1 ? this.#count - 1 : firstIndex;
    if (known > 0) for (let i = 0; i < rows; i += 1) times[i] = this.#alone[(from + i) % known]!;
    return times;
  }

  /** Median of the newest times of one fruit alone, ms; NaN before the first. */
  get usualMs(): number {
    return this.#usualMs;
  }

  /** A fruit's share of a batch, ms; NaN before the first. */
  get batchMs(): number {
    return this.#batchMs;
  }
}
