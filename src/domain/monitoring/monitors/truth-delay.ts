import { OrchardError } from '../../common/errors.ts';
import { indexAt, type LogRows } from '../../log/rows.ts';
import { packBytes, unpackBytes } from '../../common/base64.ts';
import { OUTCOME, outcomesOf } from './extract.ts';

export interface TruthDelaySnapshot {
  readonly delay: number;
  readonly codes: string;
  readonly lastIndex: number;
  readonly told: number;
}

/** Outcomes as they become known. Where rows follow each other each brings one, `OUTCOME.unknown` included, of the event `delay` before. */
export interface KnownOutcomes {
  readonly codes: Uint8Array;
  /** The row that each came with, and the event that it is of; null where each row brought one. */
  readonly apart: { readonly rows: Uint32Array; readonly events: Int32Array } | null;
}

/** No prediction at that event: it was judged elsewhere. */
const ELSEWHERE = 255;

/** Holds the outcome of each event back until its truth may be known: `delay` events later. */
export class TruthDelay {
  #delay: number;
  /** Outcomes by index modulo its length. */
  #codes: Uint8Array<ArrayBuffer>;
  #lastIndex = -1;
  /** Newest event whose outcome has been released. */
  #released = -1;
  /** Newest event that was judged elsewhere; −1 when none waits. */
  #elsewhere = -1;
  /** Nothing waits, and the next row begins a stretch of its own. */
  #fresh = true;

  constructor(delay: number) {
    this.#delay = delay;
    this.#codes = new Uint8Array(delay + 1).fill(OUTCOME.unknown);
  }

  get delay(): number { return this.#delay; }

  /** A delay that changes while the line runs: no outcome is released twice, and those that a shorter one skips are not released. */
  set delay(delay: number) {
    const codes = new Uint8Array(delay + 1).fill(OUTCOME.unknown);
    const oldest = Math.max(0, this.#lastIndex - Math.min(delay, this.#delay));
    for (let index = oldest; index <= this.#lastIndex; index += 1) codes[index % codes.length] = this.#codes[index % this.#codes.length]!;
    this.#codes = codes;
    this.#delay = delay;
    // Of events that lie further back than the delay nothing is held any more.
    this.#released = Math.max(this.#released, this.#lastIndex - delay);
  }

  /** Takes the outcomes of rows, in order, and gives those that become known with them. Events in between were judged elsewhere. */
  take(rows: LogRows, outcomes: Uint8Array = outcomesOf(rows)): KnownOutcomes {
    if (rows.count === 0) return { codes: new Uint8Array(0), apart: null };
    if (this.#fresh) [this.#fresh, this.#lastIndex, this.#released] = [false, rows.firstIndex - 1, Math.max(this.#released, rows.firstIndex - 1)];
    const follows = !rows.indices && rows.firstIndex === this.#lastIndex + 1 && this.#elsewhere <= this.#released;
    return follows ? { codes: this.#takeConsecutive(rows.firstIndex, outcomes), apart: null } : this.#takeApart(rows, outcomes);
  }

  /** Events up to `to` that were judged elsewhere pass; answers the outcomes that become known with them. */
  pass(to: number): Uint8Array {
    const codes: number[] = [];
    if (!this.#fresh) this.#passUntil(to + 1, (code) => codes.push(code));
    return Uint8Array.from(codes);
  }

  /** Whether an outcome has yet to be released. */
  get waits(): boolean {
    for (let event = Math.max(this.#released + 1, 0); event <= this.#lastIndex && !this.#fresh; event += 1) if (this.#codes[event % this.#codes.length] !== ELSEWHERE) return true;
    return false;
  }

  /** Forgets what waits: another version is live, or rows were skipped. */
  forget(): void {
    this.#codes.fill(OUTCOME.unknown);
    this.#fresh = true;
    this.#elsewhere = -1;
  }

  snapshot(): TruthDelaySnapshot {
    return { delay: this.#delay, codes: packBytes(this.#codes), lastIndex: this.#lastIndex, told: this.#released };
  }

  /** Throws `file-schema` for a snapshot that does not fit. */
  static restore({ delay, codes, lastIndex, told }: TruthDelaySnapshot): TruthDelay {
    const restored = new TruthDelay(delay);
    const bytes = unpackBytes(codes);
    if (bytes.length !== delay + 1 || bytes.some((code) => code > OUTCOME.unseen && code !== ELSEWHERE)) throw new OrchardError('file-schema', 'the waiting truths do not fit');
    restored.#codes = bytes;
    restored.#lastIndex = lastIndex;
    restored.#released = told;
    restored.#fresh = lastIndex < 0;
    if (bytes.includes(ELSEWHERE)) restored.#elsewhere = lastIndex;
    return restored;
  }

  #takeConsecutive(firstIndex: number, outcomes: Uint8Array): Uint8Array {
    const known = new Uint8Array(outcomes.length);
    for (let row = 0; row < outcomes.length; row += 1) known[row] = this.#own(firstIndex + row, outcomes[row]!);
    return known;
  }

  #takeApart(rows: LogRows, outcomes: Uint8Array): KnownOutcomes {
    const [codes, positions, events]: [number[], number[], number[]] = [[], [], []];
    const deliver = (code: number, row: number, event: number) => {
      codes.push(code);
      positions.push(row);
      events.push(event);
    };
    for (let row = 0; row < rows.count; row += 1) {
      const index = indexAt(rows, row);
      this.#passUntil(index, (code, event) => deliver(code, row, event));
      const code = this.#own(index, outcomes[row]!);
      if (code !== ELSEWHERE) deliver(code, row, index - this.#delay);
    }
    return { codes: Uint8Array.from(codes), apart: { rows: Uint32Array.from(positions), events: Int32Array.from(events) } };
  }

  /** The events before `index` were judged elsewhere. Tells the outcomes that become known with them. */
  #passUntil(index: number, deliver: (code: number, event: number) => void): void {
    while (this.#lastIndex + 1 < index) {
      const between = this.#lastIndex + 1;
      const due = between - this.#delay;
      const isDue = due > this.#released;
      this.#elsewhere = between;
      const code = this.#own(between, ELSEWHERE);
      if (isDue && code !== ELSEWHERE) deliver(code, due);
    }
  }

  /** Takes the outcome of the next event; answers the one that it makes known. */
  #own(index: number, outcome: number): number {
    this.#codes[index % this.#codes.length] = outcome;
    this.#lastIndex = index;
    const due = index - this.#delay;
    if (due <= this.#released) return OUTCOME.unknown;
    this.#released = due;
    return this.#codes[due % this.#codes.length]!;
  }
}
