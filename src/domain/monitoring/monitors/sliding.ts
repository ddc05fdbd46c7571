import { OrchardError } from '../../common/errors.ts';
import { packDoubles, packFloats, unpackDoubles, unpackFloats } from '../../common/base64.ts';

/** Most rows that a window by time keeps: beyond, the oldest go first. */
export const MOST_ROWS = 20_000;
/** Most rows of several numbers each that a window or a reference keeps, since they travel in every snapshot. */
export const MOST_VECTORS = 2000;

export interface SlidingSnapshot {
  readonly values: string;
  /** Simulated times, for a window by time. */
  readonly times: string | null;
  /** Event that each row tells of; left out where they follow each other up to `newest`. */
  readonly events?: string | undefined;
  /** Event that the newest row tells of; left out where there is none. */
  readonly newest?: number | undefined;
}

/** The newest rows of a signal, `width` numbers a row, NaN where there was none. */
export class Sliding {
  readonly capacity: number;
  readonly #width: number;
  #values: Float32Array<ArrayBuffer>;
  #times: Float64Array<ArrayBuffer> | null;
  #events: Float64Array<ArrayBuffer>;
  #start = 0;
  #length = 0;

  /** Keeps `capacity` rows, and their times when `timed`. Memory grows as rows come. */
  constructor(capacity: number, timed: boolean, width = 1) {
    this.capacity = capacity;
    this.#width = width;
    const room = Math.min(capacity, 1024);
    this.#values = new Float32Array(room * width);
    this.#times = timed ? new Float64Array(room) : null;
    this.#events = new Float64Array(room);
  }

  get length(): number { return this.#length; }
  get full(): boolean { return this.#length === this.capacity; }

  /** Takes row `row` of `values`, which tells of `event`. The oldest one goes for it when there is no room. */
  push(values: Float32Array, row: number, timeMs: number, event: number): void {
    if (this.full) this.shift();
    if (this.#length === this.#events.length) this.#grow();
    let at = this.#start + this.#length;
    if (at >= this.#events.length) at -= this.#events.length;
    const width = this.#width;
    if (width === 1) this.#values[at] = values[row]!;
    else for (let i = 0; i < width; i += 1) this.#values[at * width + i] = values[row * width + i]!;
    this.#events[at] = event;
    if (this.#times) this.#times[at] = timeMs;
    this.#length += 1;
  }

  /** Takes the oldest row away. */
  shift(): void {
    this.#start = this.#start + 1 === this.#events.length ? 0 : this.#start + 1;
    this.#length -= 1;
  }

  /** The numbers of the oldest row, as long as it stays; there must be one. */
  get oldest(): Float32Array { return this.#values.subarray(this.#start * this.#width, (this.#start + 1) * this.#width); }

  /** Simulated time of the oldest row; NaN when there is none, or times are not kept. */
  get oldestTimeMs(): number {
    return this.#times && this.#length > 0 ? this.#times[this.#start]! : NaN;
  }

  /** Event that the oldest row tells of; NaN when there is none. */
  get oldestEvent(): number { return this.#length > 0 ? this.#events[this.#start]! : NaN; }

  /** Event that the newest row tells of; NaN when there is none. */
  get newestEvent(): number {
    return this.#length > 0 ? this.#events[(this.#start + this.#length - 1) % this.#events.length]! : NaN;
  }

  clear(): void {
    [this.#start, this.#length] = [0, 0];
  }

  /** The numbers in order of arrival, row by row, without rows of NaN. */
  sample(): Float32Array<ArrayBuffer> {
    const width = this.#width;
    const out = new Float32Array(this.#length * width);
    let count = 0;
    for (let i = 0, at = this.#start; i < this.#length; i += 1) {
      const value = this.#values[at * width]!;
      if (value === value) {
        out[count++] = value;
        for (let k = 1; k < width; k += 1) out[count++] = this.#values[at * width + k]!;
      }
      at = at + 1 === this.#events.length ? 0 : at + 1;
    }
    return count === out.length ? out : out.slice(0, count);
  }

  snapshot(): SlidingSnapshot {
    const [events, newest] = [this.#ordered(this.#events), this.newestEvent];
    return {
      values: packFloats(this.#ordered(this.#values, this.#width)), times: this.#times && packDoubles(this.#ordered(this.#times)),
      ...(events.every((event, i) => event === newest - events.length + 1 + i) ? {} : { events: packDoubles(events) }),
      ...(events.length > 0 ? { newest } : {}),
    };
  }

  /** Throws `file-schema` for a snapshot that does not fit. */
  restore(snapshot: SlidingSnapshot): void {
    const values = unpackFloats(snapshot.values);
    const times = snapshot.times === null ? null : unpackDoubles(snapshot.times);
    const events = snapshot.events === undefined ? null : unpackDoubles(snapshot.events);
    const rows = values.length / this.#width;
    const first = (snapshot.newest ?? NaN) - rows + 1;
    if (!Number.isInteger(rows) || rows > this.capacity || (times === null) !== (this.#times === null) || [times, events].some((each) => each && each.length !== rows)) {
      throw new OrchardError('file-schema', 'a window of a monitor does not fit');
    }
    this.clear();
    for (let i = 0; i < rows; i += 1) this.push(values, i, times?.[i] ?? NaN, events?.[i] ?? first + i);
  }

  /** A ring in order of arrival, `width` numbers a row. */
  #ordered<T extends Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>>(ring: T, width = 1): T {
    const out = ring.slice(0, this.#length * width) as T;
    const untilEnd = Math.min(this.#length, this.#events.length - this.#start);
    out.set(ring.subarray(this.#start * width, (this.#start + untilEnd) * width));
    out.set(ring.subarray(0, (this.#length - untilEnd) * width), untilEnd * width);
    return out;
  }

  #grow(): void {
    const room = Math.min(this.capacity, Math.max(16, this.#events.length * 2));
    const values = new Float32Array(room * this.#width);
    values.set(this.#ordered(this.#values, this.#width));
    if (this.#times) {
      const times = new Float64Array(room);
      times.set(this.#ordered(this.#times));
      this.#times = times;
    }
    const events = new Float64Array(room);
    events.set(this.#ordered(this.#events));
    this.#values = values;
    this.#events = events;
    this.#start = 0;
  }
}
