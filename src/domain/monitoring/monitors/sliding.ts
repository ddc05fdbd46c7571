import { OrchardError } from '../../common/errors.ts';
import { packDoubles, packFloats, unpackDoubles, unpackFloats } from '../../common/base64.ts';

/** Most rows that a window by time keeps: beyond, the oldest go first. */
export const MOST_ROWS = 20_000;

export interface SlidingSnapshot {
  readonly values: string;
  /** Simulated times, for a window by time. */
  readonly times: string | null;
  /** Event that each row tells of; left out where they follow each other up to `newest`. */
  readonly events?: string | undefined;
  /** Event that the newest row tells of; left out where there is none. */
  readonly newest?: number | undefined;
}

/** The newest rows of a signal, one number a row, NaN where there was none. */
export class Sliding {
  readonly capacity: number;
  #values: Float32Array<ArrayBuffer>;
  #times: Float64Array<ArrayBuffer> | null;
  #events: Float64Array<ArrayBuffer>;
  #start = 0;
  #length = 0;

  /** Keeps `capacity` rows, and their times when `timed`. Memory grows as rows come. */
  constructor(capacity: number, timed: boolean) {
    this.capacity = capacity;
    this.#values = new Float32Array(Math.min(capacity, 1024));
    this.#times = timed ? new Float64Array(this.#values.length) : null;
    this.#events = new Float64Array(this.#values.length);
  }

  get length(): number { return this.#length; }
  get full(): boolean { return this.#length === this.capacity; }

  /** Takes a row that tells of `event`. Answers the value that had to go for it; undefined when none had to. */
  push(value: number, timeMs: number, event: number): number | undefined {
    const gone = this.full ? this.shift() : undefined;
    if (this.#length === this.#values.length) this.#grow();
    let at = this.#start + this.#length;
    if (at >= this.#values.length) at -= this.#values.length;
    this.#values[at] = value;
    this.#events[at] = event;
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

  /** Event that the oldest row tells of; NaN when there is none. */
  get oldestEvent(): number { return this.#length > 0 ? this.#events[this.#start]! : NaN; }

  /** Event that the newest row tells of; NaN when there is none. */
  get newestEvent(): number {
    return this.#length > 0 ? this.#events[(this.#start + this.#length - 1) % this.#events.length]! : NaN;
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
    const [events, newest] = [this.#ordered(this.#events), this.newestEvent];
    return {
      values: packFloats(this.#ordered(this.#values)), times: this.#times && packDoubles(this.#ordered(this.#times)),
      ...(events.every((event, i) => event === newest - events.length + 1 + i) ? {} : { events: packDoubles(events) }),
      ...(events.length > 0 ? { newest } : {}),
    };
  }

  /** Throws `file-schema` for a snapshot that does not fit. */
  restore(snapshot: SlidingSnapshot): void {
    const values = unpackFloats(snapshot.values);
    const times = snapshot.times === null ? null : unpackDoubles(snapshot.times);
    const events = snapshot.events === undefined ? null : unpackDoubles(snapshot.events);
    const first = (snapshot.newest ?? NaN) - values.length + 1;
    if (values.length > this.capacity || (times === null) !== (this.#times === null) || [times, events].some((each) => each && each.length !== values.length)) {
      throw new OrchardError('file-schema', 'a window of a monitor does not fit');
    }
    this.clear();
    for (let i = 0; i < values.length; i += 1) this.push(values[i]!, times?.[i] ?? NaN, events?.[i] ?? first + i);
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
    const events = new Float64Array(room);
    events.set(this.#ordered(this.#events));
    this.#values = values;
    this.#events = events;
    this.#start = 0;
  }
}
