import { EMBEDDING_DISTANCE } from '../../data/embedding/embedding-space.ts';
import { OrchardError } from '../../common/errors.ts';
import { fisherLess } from '../../experiment/proportions.ts';
import type { Proportion } from '../../experiment/interval.ts';
import { packDoubles, packFloats, unpackDoubles, unpackFloats } from '../../common/base64.ts';
import { indexAt, type LogRows } from '../../log/rows.ts';
import { certainChange, lateChange, type CertainChange } from './certain-change.ts';
import { extract, OUTCOME } from './extract.ts';
import { REFERENCE_ROWS, type ReferenceState } from './reference-state.ts';
import type { KnownOutcomes } from './truth-delay.ts';

/** Events from which, and steps at which, a reference in the making is looked at; what lies behind it is at the same steps. */
const FIRST_LOOK = 250;
const EVERY = 125;
/** p-value, one-sided, up to which accuracy contradicts the held-out test: once it is complete, and at the looks before. */
const CONTRADICTS = 0.005;
const CONTRADICTS_EARLY = 0.0001;
/** Truths from which accuracy is compared with the held-out test. */
const LEAST_TRUTHS = 100;

/** Events from the first one of a reference of `needed` on that it is looked at by: as many again behind it, or until its truths are in. */
export function lookedAt(needed: number, labelDelay: number): number {
  return needed + Math.max(needed, labelDelay);
}

type NotAtRest = Extract<ReferenceState, { kind: 'not-at-rest' }>;

export interface ReferenceCheckSnapshot {
  readonly from: number;
  readonly needed: number;
  readonly count: number;
  readonly known: number;
  readonly right: number;
  readonly found: Omit<NotAtRest, 'kind' | 'standIns'> | null;
  readonly foundAt: number | null;
  /** What is looked at, while there is more to come: packed values of each signal, errors, and the events of those. */
  readonly values: Readonly<Record<string, string>> | null;
  readonly errors: string | null;
  readonly errorEvents: string | null;
  /** Event of each row that is looked at; left out where they follow each other from `from` on. */
  readonly events?: string | undefined;
  /** The last event of the stretch, once it is complete; left out where its rows follow each other. */
  readonly last?: number | undefined;
  /** The newest event that was taken. */
  readonly newest?: number | undefined;
}

/**
 * Watches whether the stretch that a deployment is compared with is at rest: whether a telling signal changed inside it, or its accuracy
 * contradicts the version's held-out test. What is too slow to be certain inside it is looked for again while as many fruits come behind it. What was found
 * stays found; it becomes more exact while more of the stretch comes in.
 */
export class ReferenceCheck {
  readonly #from: number;
  readonly #needed: number;
  /** What the version reached on held-out pictures; null when nothing is known of it. */
  heldOut: Proportion | null = null;
  #count = 0;
  #right = 0;
  #known = 0;
  #found: ReferenceCheckSnapshot['found'] = null;
  #foundAt: number | null = null;
  /** Null once all has been looked at. */
  #values: Map<string, Float32Array> | null = new Map();
  #errors: number[] = [];
  #errorEvents: number[] = [];
  /** Event of each row that is looked at. */
  #events: number[] = [];
  /** The last event of the stretch; null while it is not complete. */
  #last: number | null = null;
  #newest = -1;

  /** `needed` rows from event `from` on. */
  constructor(from: number, needed = REFERENCE_ROWS) {
    this.#from = from;
    this.#needed = needed;
  }

  get from(): number { return this.#from; }
  /** Event at which it was found not to be at rest; null while it was not. */
  get foundAt(): number | null { return this.#foundAt; }
  /** Predictions inside whose truth is known, and how many of them were right. */
  get accuracy(): Proportion { return { trials: this.#known, successes: this.#right }; }

  get state(): ReferenceState {
    if (this.#found) return { kind: 'not-at-rest', ...this.#found, standIns: this.heldOut ? ['held-out'] : [] };
    return this.#count < this.#needed
      ? { kind: 'collecting', from: this.#from, needed: this.#needed, count: this.#count, known: this.#known }
      : { kind: 'at-rest', from: this.#from, to: this.#last! + 1 };
  }

  /** Takes rows in order, with what became known with them of events `delay` events before. */
  take(rows: LogRows, known: KnownOutcomes, delay: number): void {
    if (!this.#values) return;
    const most = 2 * this.#needed;
    const values = this.#count < most ? this.#extracted(rows) : [];
    let told = 0;
    for (let row = 0; row < rows.count; row += 1) {
      const index = indexAt(rows, row);
      if (!known.apart) this.#observe(known.codes[row]!, index - delay);
      else for (; known.apart.rows[told] === row; told += 1) this.#observe(known.codes[told]!, known.apart.events[told]!);
      if (this.#count < most) {
        for (const [signal, given] of values) this.#column(signal)[this.#count] = given[row]!;
        this.#events[this.#count] = index;
        this.#count += 1;
        if (this.#count === this.#needed) this.#last = index;
        this.#lookAfter(index);
      }
      const complete = this.#last !== null && index >= this.#last + delay;
      const over = complete && this.#count === most;
      if ((complete && this.#newest < this.#last! + delay) || (over && !this.#found)) this.#look(index, true);
      this.#newest = index;
      if (over || (complete && this.#found)) {
        this.#values = null;
        [this.#errors, this.#errorEvents, this.#events] = [[], [], []];
        return;
      }
    }
  }

  snapshot(): ReferenceCheckSnapshot {
    const open = this.#values !== null;
    return {
      from: this.#from, needed: this.#needed, count: this.#count, known: this.#known, right: this.#right, found: this.#found, foundAt: this.#foundAt,
      values: this.#values && Object.fromEntries(Array.from(this.#values, ([signal, column]) => [signal, packFloats(column.subarray(0, this.#count))])),
      errors: open ? packFloats(Float32Array.from(this.#errors)) : null,
      errorEvents: open ? packFloats(Float32Array.from(this.#errorEvents, (event) => event - this.#from)) : null,
      ...(open && this.#events.some((event, i) => event !== this.#from + i) ? { events: packDoubles(Float64Array.from(this.#events)) } : {}),
      ...(this.#last === null ? {} : { last: this.#last }), newest: this.#newest,
    };
  }

  /** Throws `file-schema` for a snapshot that does not fit. */
  static restore({ from, needed, count, known, right, found, foundAt, values, errors, errorEvents, events, last, newest }: ReferenceCheckSnapshot): ReferenceCheck {
    const check = new ReferenceCheck(from, needed);
    [check.#count, check.#known, check.#right, check.#found, check.#foundAt] = [count, known, right, found, foundAt];
    check.#errors = errors === null ? [] : Array.from(unpackFloats(errors));
    check.#errorEvents = errorEvents === null ? [] : Array.from(unpackFloats(errorEvents), (event) => event + from);
    check.#values = values && new Map(Object.entries(values).map(([signal, packed]) => {
      const [column, stored] = [new Float32Array(2 * needed), unpackFloats(packed)];
      if (stored.length !== count || count > column.length) throw new OrchardError('file-schema', 'a reference in the making does not fit');
      column.set(stored);
      return [signal, column];
    }));
    check.#events = events !== undefined ? Array.from(unpackDoubles(events)) : values === null ? [] : Array.from({ length: count }, (_, i) => from + i);
    check.#last = last ?? (count < needed ? null : from + needed - 1);
    check.#newest = newest ?? -1;
    if (values !== null && check.#events.length !== count) throw new OrchardError('file-schema', 'the events of a reference in the making do not fit');
    if (check.#errors.length !== check.#errorEvents.length) throw new OrchardError('file-schema', 'the errors of a reference in the making do not fit');
    return check;
  }

  #observe(outcome: number, event: number): void {
    if (outcome === OUTCOME.unknown || event < this.#from || (this.#last !== null && event > this.#last)) return;
    this.#known += 1;
    if (outcome === OUTCOME.right) this.#right += 1;
    this.#errors.push(outcome === OUTCOME.right ? 0 : 1);
    this.#errorEvents.push(event);
  }

  #extracted(rows: LogRows): [string, Float32Array][] {
    const context = { outcomes: new Uint8Array(0), previousFeatures: null, limits: null };
    // What one label gains the others lose.
    const shares = rows.labels.slice(1).map((label) => `share.${label}`);
    const features = rows.features.map((name) => (name === EMBEDDING_DISTANCE ? 'embedding' : `feature.${name}`));
    return ['confidence', ...shares, ...features].map((signal) => [signal, extract(signal, rows, context)]);
  }

  #column(signal: string): Float32Array {
    let column = this.#values!.get(signal);
    if (!column) this.#values!.set(signal, column = new Float32Array(2 * this.#needed).fill(NaN));
    return column;
  }

  /** Looks where it is time after one more event. */
  #lookAfter(index: number): void {
    const [count, full] = [this.#count, this.#needed];
    if (count === full || (count < full && count >= FIRST_LOOK && count % EVERY === 0)) this.#look(index, false);
    else if (count > full && (count - full) % EVERY === 0 && !this.#found) this.#lookBehind(index);
  }

  #look(index: number, complete: boolean): void {
    const count = Math.min(this.#count, this.#needed);
    const to = this.#events[count - 1]! + 1;
    const change = certainChange([['error', Float32Array.from(this.#errors)], ...this.#columns(count)]);
    if (change) this.#found = { from: this.#from, to, reason: 'changed', ...this.#placed(change) };
    else if (!this.#found && this.#contradicts(complete)) this.#found = { from: this.#from, to, reason: 'contradicted', brokeAt: null, signal: 'error', shift: null };
    else if (this.#found) this.#found = { ...this.#found, to };
    if (this.#found) this.#foundAt ??= index;
  }

  #lookBehind(index: number): void {
    const change = lateChange(this.#columns(this.#count), this.#needed);
    if (!change) return;
    this.#found = { from: this.#from, to: this.#last! + 1, reason: 'changed', ...this.#placed(change) };
    this.#foundAt = index;
  }

  #columns(count: number): (readonly [string, Float32Array])[] {
    return Array.from(this.#values!, ([signal, column]) => [signal, column.subarray(0, count)] as const);
  }

  #placed({ signal, at, shift }: CertainChange): Pick<NotAtRest, 'brokeAt' | 'signal' | 'shift'> {
    return { brokeAt: signal === 'error' ? this.#errorEvents[at]! : this.#events[at] ?? this.#events.at(-1)! + 1, signal, shift };
  }

  #contradicts(complete: boolean): boolean {
    return this.heldOut !== null && this.#known >= LEAST_TRUTHS && fisherLess(this.heldOut, this.accuracy) < (complete ? CONTRADICTS : CONTRADICTS_EARLY);
  }
}
