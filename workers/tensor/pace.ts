/** Newest times of one fruit alone that are kept. */
const KEPT = 32;
/** A time alone counts for many fruits, so a hiccup of the machine counts as no more than twice the usual. */
const MOST_OF_USUAL = 2;
/** Weight of the newest batch. */
const NEWEST = 0.2;
/** How many times faster than the one measured at first batches have to be, for the machine to have been busy then. */
const WAS_BUSY = 2;

/**
 * How long a model takes: for one fruit alone, which is what a belt feels, and for a fruit of a batch, which is how fast it can be watched. While a
 * time lapse fills batches nothing is learnt of one alone: the cores are busy with watching, which no belt would feel.
 */
export class Pace {
  readonly #alone = new Float64Array(KEPT);
  #count = 0;
  #usualMs = NaN;
  #batchMs = NaN;
  /** A fruit's share of the batch that was measured right after the times alone, ms; NaN once others have been taken. */
  #besideMs = NaN;

  /** Takes note that `rows` fruits, predicted together, took `elapsedMs`. */
  took(rows: number, elapsedMs: number): void {
    const each = elapsedMs / rows;
    if (rows > 1) {
      this.#batchMs = Number.isNaN(this.#batchMs) ? each : this.#batchMs + NEWEST * (each - this.#batchMs);
      this.#unburden();
    } else {
      this.#besideMs = NaN;
      this.#alone[this.#count % KEPT] = this.#count === 0 ? each : Math.min(each, MOST_OF_USUAL * this.#usualMs);
      this.#count += 1;
      const known = this.#alone.slice(0, Math.min(this.#count, KEPT)).sort();
      this.#usualMs = known[known.length >> 2]!;
    }
  }

  /** Takes note of a batch predicted right after fruits alone, with the machine as busy as it was with those. */
  tookBeside(rows: number, elapsedMs: number): void {
    this.took(rows, elapsedMs);
    this.#besideMs = elapsedMs / rows;
  }

  /**
   * A page that opens keeps its machine busy, and a time lapse lets nothing more be learnt of one fruit alone. Where batches turn out far faster than
   * the first one, the times alone were too long by as much.
   */
  #unburden(): void {
    if (!(this.#batchMs * WAS_BUSY < this.#besideMs)) return;
    const share = this.#batchMs / this.#besideMs;
    for (let i = 0; i < KEPT; i += 1) this.#alone[i]! *= share;
    this.#usualMs *= share;
    this.#besideMs = this.#batchMs;
  }

  /** What each of `rows` fruits from `firstIndex` on takes alone, ms: the time just measured for one, the newest measured times in turn for several. */
  serviceMs(firstIndex: number, rows: number): Float32Array<ArrayBuffer> {
    const known = Math.min(this.#count, KEPT);
    const times = new Float32Array(rows);
    const from = rows === 1 ? this.#count - 1 : firstIndex;
    if (known > 0) for (let i = 0; i < rows; i += 1) times[i] = this.#alone[(from + i) % known]!;
    return times;
  }

  /** Lower quartile of the newest times of one fruit alone, ms, since what else the machine does only adds to them; NaN before the first. */
  get usualMs(): number {
    return this.#usualMs;
  }

  /** A fruit's share of a batch, ms; NaN before the first. */
  get batchMs(): number {
    return this.#batchMs;
  }
}
