import { OrchardError } from '../errors.ts';
import { packDoubles, packFloats, unpackDoubles, unpackFloats } from '../log/packed.ts';

/** Most rows that a window by time keeps: beyond, the oldest go first. */
export const MOST_ROWS = 20_000;

export interface SlidingSnapshot {
  readonly values: string;
  /** Simulated times, for a window by time. */
  readonly times: string | null;
}

/** The newest rows of a signal, one number a row, NaN where there was none. */
export class Sliding {
  readonly capacity: number;
  #values: Float32Array<ArrayBuffer>;
  #times: Float64Array<ArrayBuffer> | null;
  #start = 0;
  #length = 0;

  /** Keeps `capacity` rows, and their times when `timed`. Memory grows as rows come. */
  constructor(capacity: number, timed: boolean) {
    this.capacity = capacity;
    this.#values = new Float32Array(Math.min(capacity, 1024));
    this.#times = timed ? new Float64Array(this.#values.length) : null;
  }

  get length(): number { return this.#length; }
  get full(): boolean { return this.#length === this.capacity; }

  /** Takes a row. Answers the value that had to go for it; undefined when none had to. */
  push(value: number, timeMs: number): number | undefined {
    const gone = this.full ? this.shift() : undefined;
    if (this.#length === this.#values.length) this.#grow();
    let at = this.#start + this.#length;
    if (at >= this.#values.length) at -= this.#values.length;
    this.#values[at] = value;
    if (this.#times) this.#times[at] = timeMs;
    this.#length += 1;
    return gone;
  }

  /** Takes the oldest row away. */
  shift(): number {
    const value = this.#values[this.#start]!;
    this.#start = this.#start + 1 === this.#values.length ? 0 : this.#start + 1;
    this.#length -= 1;
    return value;
  }

  /** Simulated time of the oldest row; NaN when there is none, or times are not kept. */
  get oldestTimeMs(): number {
    return this.#times && this.#length > 0 ? this.#times[this.#start]! : NaN;
  }

  clear(): void {
    [this.#start, this.#length] = [0, 0];
  }

  /** The numbers in order of arrival, without NaN. */
  sample(): Float32Array<ArrayBuffer> {
    const out = new Float32Array(this.#length);
    let count = 0;
    for (let i = 0, at = this.#start; i < this.#length; i += 1) {
      const value = this.#values[at]!;
      if (value === value) out[count++] = value;
      at = at + 1 === this.#values.length ? 0 : at + 1;
    }
    return count === out.length ? out : out.slice(0, count);
  }

  snapshot(): SlidingSnapshot {
    return { values: packFloats(this.#ordered(this.#values)), times: this.#times && packDoubles(this.#ordered(this.#times)) };
  }

  /** Throws `file-schema` for a snapshot that does not fit. */
  restore(snapshot: SlidingSnapshot): void {
    const values = unpackFloats(snapshot.values);
    const times = snapshot.times === null ? null : unpackDoubles(snapshot.times);
    if (values.length > this.capacity || (times === null) !== (this.#times === null) || (times && times.length !== values.length)) {
      throw new OrchardError('file-schema', 'a window of a monitor does not fit');
    }
    this.clear();
    for (let i = 0; i < values.length; i += 1) this.push(values[i]!, times?.[i] ?? NaN);
  }

  #ordered<T extends Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>>(ring: T): T {
    const out = ring.slice(0, this.#length) as T;
    for (let i = 0; i < this.#length; i += 1) out[i] = ring[(this.#start + i) % ring.length]!;
    return out;
  }

  #grow(): void {
    const room = Math.min(this.capacity, Math.max(16, this.#values.length * 2));
    const values = new Float32Array(room);
    values.set(this.#ordered(this.#values));
    if (this.#times) {
      const times = new Float64Array(room);
      times.set(this.#ordered(this.#times));
      this.#times = times;
    }
    this.#values = values;
    this.#start = 0;
  }
}
