import type { ErrorCode } from '../domain/common/errors.ts';

/** Entries that are kept; the oldest of the most frequent kind gives way to a new one. */
export const MOST_ENTRIES = 500;
/** Of a message, values that are looked at for its size. */
const MOST_LOOKED_AT = 500;

/** What came of a call. */
export type CallOutcome = 'ok' | ErrorCode;

/**
 * What passed between the page and its workers, or happened on the page. Names, sizes and codes only: what somebody made or called by a name
 * of their own is in none of them.
 */
export type Entry =
  /** A call of a worker, told when it is over. */
  | { kind: 'call'; from: string; name: string; elapsedMs: number; sentBytes: number; answeredBytes: number; outcome: CallOutcome }
  /** What a worker said unasked. */
  | { kind: 'notice'; from: string; name: string; bytes: number }
  /** What the page said of an error; `name`: where on the page. */
  | { kind: 'problem'; from: 'page'; name: string; outcome: ErrorCode }
  /** What somebody had done, on the page or by a script. */
  | { kind: 'action'; from: 'page' | 'script'; name: string; elapsedMs: number; outcome: CallOutcome };

export type Kept = Entry & {
  /** Counts all entries of this page, those that gave way included. */
  id: number;
  /** Unix ms, when it was over. */
  atMs: number;
};

/** A call that has not been answered. */
export interface Waiting {
  from: string;
  name: string;
  /** Unix ms. */
  sinceMs: number;
  sentBytes: number;
}

/** The newest of what passed, in memory and bounded: what a developer looks at, and nobody else needs. */
export class Records {
  #entries: Kept[] = [];
  #counts = new Map<string, number>();
  #waiting = new Set<Waiting>();
  #nextId = 1;
  #revision = 0;

  /** Changes with every entry and every call that begins. */
  get revision(): number { return this.#revision; }
  /** Oldest first. */
  get entries(): readonly Kept[] { return [...this.#entries]; }
  /** Oldest first. */
  get waiting(): readonly Waiting[] { return [...this.#waiting]; }
  /** How many there have been in all. */
  get total(): number { return this.#nextId - 1; }

  /** Keeps one. */
  record(entry: Entry): void {
    this.#revision += 1;
    if (this.#entries.length >= MOST_ENTRIES) this.#giveWay();
    this.#entries.push({ ...entry, id: this.#nextId++, atMs: Date.now() });
    this.#count(entry, 1);
  }

  /** A call begins; whoever is answered calls what it gets, once. */
  begin(from: string, name: string, input: unknown): (outcome: CallOutcome, output?: unknown) => void {
    const startedMs = performance.now();
    const waiting: Waiting = { from, name, sinceMs: Date.now(), sentBytes: bytesIn(input) };
    this.#waiting.add(waiting);
    this.#revision += 1;
    return (outcome, output) => {
      if (!this.#waiting.delete(waiting)) return;
      this.record({ kind: 'call', from, name, elapsedMs: performance.now() - startedMs, sentBytes: waiting.sentBytes, answeredBytes: bytesIn(output), outcome });
    };
  }

  /** Forgets all but what still waits. */
  clear(): void {
    this.#entries = [];
    this.#counts.clear();
    this.#revision += 1;
  }

  /** What comes ten times a second would drive out the one failure of ten minutes ago. */
  #giveWay(): void {
    let most = '';
    for (const [sort, count] of this.#counts) if (count > (this.#counts.get(most) ?? 0)) most = sort;
    const [gone] = this.#entries.splice(this.#entries.findIndex((entry) => sortOf(entry) === most), 1);
    if (gone) this.#count(gone, -1);
  }

  #count(entry: Entry, by: number): void {
    const sort = sortOf(entry);
    const count = (this.#counts.get(sort) ?? 0) + by;
    if (count > 0) this.#counts.set(sort, count);
    else this.#counts.delete(sort);
  }
}

function sortOf(entry: Entry): string {
  return `${entry.kind} ${entry.from} ${entry.name} ${'outcome' in entry ? entry.outcome : ''}`;
}

/** Bytes of the buffers, files and texts in a message, in as many of its values as are looked at. */
export function bytesIn(message: unknown): number {
  const stack = [message];
  const seen = new Set<unknown>();
  let bytes = 0;
  for (let looked = 0; stack.length > 0 && looked < MOST_LOOKED_AT; looked += 1) {
    const value = stack.pop();
    if (typeof value === 'string') bytes += value.length;
    if (typeof value !== 'object' || value === null) continue;
    const held = ArrayBuffer.isView(value) ? value.buffer : value;
    if (seen.has(held)) continue;
    seen.add(held);
    if (held instanceof ArrayBuffer) bytes += held.byteLength;
    else if (held instanceof Blob) bytes += held.size;
    else stack.push(...(Array.isArray(held) ? held : Object.values(held)).slice(0, MOST_LOOKED_AT) as unknown[]);
  }
  return bytes;
}
