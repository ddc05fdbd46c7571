import { OrchardError } from '../../common/errors.ts';
import { Reference, type ReferenceSnapshot } from './reference.ts';
import { Sliding, type SlidingSnapshot } from './sliding.ts';
import type { ReferenceSpec } from './spec.ts';

export interface CollectorSnapshot {
  readonly reference: ReferenceSnapshot | null;
  readonly gathered: SlidingSnapshot | null;
  readonly from: number | null;
  readonly to: number | null;
  /** Values that it gathers, where they are fewer than its specification asks for. */
  readonly rows: number | null;
}

/** Gathers what a monitor compares with, out of the rows that pass, as its specification says. */
export class Collector {
  readonly #spec: ReferenceSpec;
  /** Numbers of each value. */
  readonly #width: number;
  #rows: number | null;
  #reference: Reference | null = null;
  #gathered: Sliding | null;
  /** Events that the reference comes from. */
  #from: number | null = null;
  #to: number | null = null;
  #stale = false;

  /** `width`: numbers of each value. `rows`: the first rows that it takes at most. */
  constructor(spec: ReferenceSpec, width: number, rows: number | null = null) {
    this.#spec = spec;
    this.#width = width;
    this.#rows = spec.kind === 'first' && rows !== null && rows < spec.rows ? rows : null;
    this.#gathered = spec.kind === 'version' ? null : new Sliding(spec.kind === 'window' ? spec.to - spec.from : spec.rows, false, width);
  }

  /** The reference; null while there is none. */
  get reference(): Reference | null {
    if (this.#stale) {
      this.#reference = Reference.of(this.#gathered!.sample(), this.#width);
      this.#stale = false;
    }
    return this.#reference;
  }

  /** Whether there is a reference, without making it. */
  get complete(): boolean { return this.#reference !== null || this.#stale; }

  /** Events of this line that it comes from. */
  get window(): { from: number; to: number } | null {
    return this.#from === null || this.#to === null ? null : { from: this.#from, to: this.#to };
  }

  /** Values gathered so far. */
  get count(): number { return this.#reference?.count ?? this.#gathered?.length ?? 0; }

  /** Values wanted, as far as it can be told. */
  get wanted(): number {
    const { kind } = this.#spec;
    if (this.#rows !== null) return this.#rows;
    return kind === 'version' ? 1 : kind === 'window' ? this.#spec.to - this.#spec.from : this.#spec.rows;
  }

  /** Whether the next row belongs to the reference rather than to the window that is judged. */
  get gathering(): boolean {
    return !this.complete && (this.#spec.kind === 'first' || this.#spec.kind === 'last-good');
  }

  /** What is gathered so far of a reference in the making. */
  get sample(): Float32Array { return this.#gathered?.sample() ?? new Float32Array(0); }

  /** Puts in what was gathered elsewhere: the version's test rows, or a window that has already passed. */
  set(reference: Reference | null): void {
    this.#reference = reference;
    this.#stale = false;
  }

  /** Takes the value in row `row` of `values`, which came with event `came` and tells of event `event`, while the reference is being gathered. */
  take(values: Float32Array, row: number, came: number, event: number): void {
    const spec = this.#spec;
    const missing = Number.isNaN(values[row * this.#width]!);
    if (spec.kind === 'version' || this.complete) return;
    if (spec.kind === 'window') {
      if (came >= spec.from && came < spec.to && !missing) this.#add(values, row, event);
      if (came >= spec.to - 1 && this.#gathered!.length > 0) this.#close();
      return;
    }
    if (missing) return;
    this.#add(values, row, event);
    if (this.#gathered!.length >= this.wanted) this.#close();
  }

  /** Tells that the oldest value of a window leaves it while all was well: for a reference of the last good rows. */
  leave({ oldest, oldestEvent: event }: Sliding): void {
    if (this.#spec.kind !== 'last-good' || !this.complete || Number.isNaN(oldest[0]!)) return;
    this.#gathered!.push(oldest, 0, NaN, event);
    this.#to = event;
    this.#from = Math.max(this.#from ?? 0, this.#gathered!.oldestEvent);
    this.#stale = true;
  }

  snapshot(): CollectorSnapshot {
    const rolling = this.#spec.kind === 'last-good';
    return {
      reference: rolling ? null : this.#reference?.snapshot() ?? null,
      gathered: this.#gathered && (rolling || !this.#reference) ? this.#gathered.snapshot() : null,
      from: this.#from, to: this.#to, rows: this.#rows,
    };
  }

  /** Throws `file-schema` for a snapshot that does not fit. */
  restore({ reference, gathered, from, to, rows }: CollectorSnapshot): void {
    if (gathered && !this.#gathered) throw new OrchardError('file-schema', 'a reference of a monitor does not fit');
    this.#reference = reference && Reference.restore(reference);
    if (this.#reference && this.#reference.width !== this.#width) throw new OrchardError('file-schema', 'a reference of a monitor has values of another width');
    if (gathered) this.#gathered!.restore(gathered);
    [this.#from, this.#to, this.#rows] = [from, to, rows];
    if (this.#spec.kind === 'last-good' && this.#gathered!.full) this.#reference = Reference.of(this.#gathered!.sample(), this.#width);
  }

  #add(values: Float32Array, row: number, event: number): void {
    this.#gathered!.push(values, row, NaN, event);
    this.#from ??= event;
    this.#to = event;
  }

  #close(): void {
    this.#reference = Reference.of(this.#gathered!.sample(), this.#width);
    if (this.#spec.kind !== 'last-good') this.#gathered!.clear();
  }
}
