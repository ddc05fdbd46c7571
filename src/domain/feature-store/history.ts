import { OrchardError } from '../common/errors.ts';
import { ascending, grouped, identity } from './order.ts';

/** What is known of entities, a row an observation, in any order. All times have one unit. */
export interface Observations {
  /** What the numbers in `entity` stand for. */
  readonly entities: readonly string[];
  /** Of each row a position in `entities`. */
  readonly entity: Int32Array;
  /** When it happened in the world. */
  readonly eventTime: Float64Array;
  /** From when on it could be known; Infinity: never. */
  readonly availableTime: Float64Array;
}

/** Values of the rows of a history: numbers, or positions in `labels`. */
export interface SourceColumn {
  readonly values: Float64Array;
  readonly labels?: readonly string[];
}

/** Whom, and for which moments, features are wanted. */
export interface Requests {
  /** Positions in the history's entities; −1 for one that never came. */
  readonly entity: Int32Array;
  readonly time: Float64Array;
}

/** Observations by entity, each entity's in the order of their events, then of when they became available, then as given. That order gives each row its position. */
export class History {
  readonly entities: readonly string[];
  /** Entity e has the positions from `starts[e]` to before `starts[e + 1]`. */
  readonly starts: Uint32Array;
  /** The row of each position. */
  readonly rows: Uint32Array;
  /** Of each position. */
  readonly eventTime: Float64Array;
  /** When each position can first count: it has happened, and is available. */
  readonly knownTime: Float64Array;
  /** Positions of each entity in the order in which they can count. */
  readonly arrivals: Uint32Array;
  readonly #ordered = new WeakMap<Float64Array, Float64Array>();

  /** Rows that became available after `asOf` are left out, as if they were not there. Throws `argument-invalid` for times that are none and an entity that is none. */
  constructor({ entities, entity, eventTime, availableTime }: Observations, asOf = Infinity) {
    for (let row = 0; row < entity.length; row += 1) {
      if (!Number.isFinite(eventTime[row]) || Number.isNaN(availableTime[row])) throw new OrchardError('argument-invalid', `observation ${row} has no time`);
      if (!(entity[row]! >= 0 && entity[row]! < entities.length)) throw new OrchardError('argument-invalid', `observation ${row} is of no entity`);
    }
    const all = identity(entity.length);
    const { starts, rows } = grouped(entity, entities.length, inEventOrder(asOf === Infinity ? all : all.filter((row) => availableTime[row]! <= asOf), eventTime, availableTime));
    this.entities = entities;
    this.starts = starts;
    this.rows = rows;
    this.eventTime = this.inOrder(eventTime);
    this.knownTime = this.inOrder(availableTime).slice();
    for (let i = 0; i < this.knownTime.length; i += 1) this.knownTime[i] = Math.max(this.knownTime[i]!, this.eventTime[i]!);
    this.arrivals = this.#inOrderOfArrival();
  }

  /** Values of rows by position; made once. */
  inOrder(values: Float64Array): Float64Array {
    let ordered = this.#ordered.get(values);
    if (!ordered) {
      ordered = new Float64Array(this.rows.length);
      for (let i = 0; i < ordered.length; i += 1) ordered[i] = values[this.rows[i]!]!;
      this.#ordered.set(values, ordered);
    }
    return ordered;
  }

  #inOrderOfArrival(): Uint32Array {
    const [known, owner] = [this.knownTime, new Int32Array(this.rows.length)];
    let inOrder = true;
    for (let e = 0; e < this.entities.length; e += 1) {
      const [start, end] = [this.starts[e]!, this.starts[e + 1]!];
      owner.fill(e, start, end);
      for (let i = start + 1; inOrder && i < end; i += 1) inOrder = known[i - 1]! <= known[i]!;
    }
    return inOrder ? identity(known.length) : grouped(owner, this.entities.length, ascending(known)).rows;
  }
}

function inEventOrder(rows: Uint32Array, eventTime: Float64Array, availableTime: Float64Array): Uint32Array {
  for (let i = 1; i < rows.length; i += 1) {
    const [a, b] = [rows[i - 1]!, rows[i]!];
    if (eventTime[a]! > eventTime[b]! || (eventTime[a] === eventTime[b] && availableTime[a]! > availableTime[b]!)) return ascending(eventTime, ascending(availableTime, rows));
  }
  return rows;
}
