import type { SampleEntry } from '../storage/index.ts';
import type { Elsewhere, Leftover, Rejection } from './intake.ts';

/** One addition of pictures: puts those that were read in their order, and keeps apart what was refused and what is there already. */
export class Addition {
  readonly rejected: Rejection[] = [];
  readonly #labelOf: (id: string) => string | undefined;
  readonly #elsewhere = new Map<string, Elsewhere>();
  /** Labels of the pictures that it has brought, by id. */
  readonly #brought = new Map<string, string>();
  #already = 0;
  /** By position, null for a refused one: read before one that stands before it. */
  readonly #ahead = new Map<number, SampleEntry | null>();
  #next = 0;
  #ready: SampleEntry[] = [];

  /** `labelOf`: the label of a picture that is there already. */
  constructor(labelOf: (id: string) => string | undefined) {
    this.#labelOf = labelOf;
  }

  /** Pictures that are new. */
  get count(): number { return this.#brought.size; }

  /** Pictures that are ready to be stored. */
  get readyCount(): number { return this.#ready.length; }

  /** Labels that new pictures have, or that those there already were offered under. */
  get labels(): ReadonlySet<string> {
    return new Set([...this.#brought.values(), ...[...this.#elsewhere.values()].map(({ to }) => to)]);
  }

  get already(): number { return this.#already; }

  get elsewhere(): readonly Elsewhere[] { return [...this.#elsewhere.values()]; }

  /** What was there already; null where nothing was. */
  get leftover(): Leftover | null {
    return this.#already + this.#elsewhere.size > 0 ? { already: this.#already, elsewhere: this.elsewhere, skipped: 0 } : null;
  }

  /** What could not be read, without the pictures that are there already. */
  get refused(): Rejection[] {
    return this.rejected.filter(({ code }) => code !== 'picture-duplicate' && code !== 'picture-elsewhere');
  }

  refuse(rejection: Rejection): void {
    this.#ahead.set(rejection.index, null);
    this.rejected.push(rejection);
    this.#advance();
  }

  take(position: number, entry: SampleEntry): void {
    this.#ahead.set(position, entry);
    this.#advance();
  }

  /** The pictures that are ready to be stored, in their order; they are ready no more. */
  takeReady(): SampleEntry[] {
    return this.#ready.splice(0);
  }

  /** Nothing more comes: what stands behind a gap, which a cancel leaves, is ready too. */
  end(): void {
    for (const [position, entry] of [...this.#ahead].sort(([a], [b]) => a - b)) if (entry) this.#settle(position, entry);
    this.#ahead.clear();
    this.rejected.sort((a, b) => a.index - b.index);
  }

  #advance(): void {
    for (let entry = this.#ahead.get(this.#next); entry !== undefined; entry = this.#ahead.get(this.#next)) {
      this.#ahead.delete(this.#next);
      if (entry) this.#settle(this.#next, entry);
      this.#next += 1;
    }
  }

  #settle(position: number, entry: SampleEntry): void {
    const { id, label, note, source } = entry.sample;
    const under = this.#brought.get(id) ?? this.#labelOf(id);
    if (under === undefined) {
      this.#brought.set(id, label);
      this.#ready.push(entry);
      return;
    }
    this.rejected.push({ index: position, name: note, ...(under === label ? { code: 'picture-duplicate' } : { code: 'picture-elsewhere', about: `“${under}”` }) });
    if (under !== label) this.#elsewhere.set(id, { id, from: under, to: label });
    // A still camera gives the same picture again and again.
    else if (source !== 'camera') this.#already += 1;
  }
}
