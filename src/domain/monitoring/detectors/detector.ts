import { OrchardError } from '../../common/errors.ts';

/** What a parameter may hold. `null` means "not used" where the catalogue says so. */
export type ParamValue = number | boolean | string | null;
export type Params = Readonly<Record<string, ParamValue>>;

/** What a detector expects: an error bit (1 = the prediction was wrong), a number in [0, 1], or any finite number. */
export type InputKind = 'bit' | 'unit' | 'real';

/** What a detector compares right now, so that a chart can draw it and an alarm can explain itself. */
export interface Reading {
  readonly statistic: number;
  /** The drift limit for `statistic`. */
  readonly threshold: number;
  readonly warningThreshold?: number;
  /** On which side of the threshold the detector fires. */
  readonly fires: 'above' | 'below';
  /** The named numbers of the detector's formula. */
  readonly values: Readonly<Record<string, number>>;
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface DetectorSnapshot {
  readonly version: number;
  readonly detector: string;
  readonly params: Params;
  readonly state: Json;
}

/** A drift detector on a stream of numbers. After a drift the next update starts afresh, unless the detector keeps its window. */
export interface Detector {
  readonly name: string;
  readonly params: Params;
  /** Whether the latest update signalled a drift. */
  readonly drift: boolean;
  /** Whether the detector stands in its warning zone. Always false for detectors without one. */
  readonly warning: boolean;
  /** Takes one value. Throws `argument-invalid` for a value outside the detector's input kind; the state is then untouched. */
  update(x: number): void;
  /** Feeds xs[from..to) up to and including the first drift. Returns the index after the last value taken. */
  feed(xs: ArrayLike<number>, from?: number, to?: number): number;
  /** The latest comparison, or null while warming up. */
  reading(): Reading | null;
  /** The whole state as JSON: a detector restored from it continues identically. */
  snapshot(): DetectorSnapshot;
}

export const SNAPSHOT_VERSION = 1;

/** The part of every detector's state that its users see. */
export interface Flags {
  drift: boolean;
  warning: boolean;
}

/** Flat state: numbers, flags and fixed-length typed arrays. */
type State = Flags & { [key: string]: number | boolean | Float64Array | Uint8Array };

/**
 * A detector whose memory is one flat record. `feed` is repeated in every subclass, because a loop shared between classes
 * would make each call in it polymorphic, which costs several times the update itself.
 */
export abstract class RecordDetector<S extends Flags> implements Detector {
  readonly name: string;
  readonly params: Params;
  protected s: S;

  constructor(name: string, params: Params, fresh: S) {
    this.name = name;
    this.params = params;
    this.s = fresh;
  }

  get drift(): boolean {
    return this.s.drift;
  }

  get warning(): boolean {
    return this.s.warning;
  }

  protected abstract fresh(): S;
  abstract update(x: number): void;
  abstract feed(xs: ArrayLike<number>, from?: number, to?: number): number;
  abstract reading(): Reading | null;

  snapshot(): DetectorSnapshot {
    return { version: SNAPSHOT_VERSION, detector: this.name, params: this.params, state: this.save() };
  }

  /** The state as JSON; non-finite numbers travel as strings. */
  protected save(): Json {
    const out: Record<string, Json> = {};
    for (const [key, value] of Object.entries(this.s as unknown as State)) {
      out[key] = typeof value === 'object' ? Array.from(value, encode) : typeof value === 'number' ? encode(value) : value;
    }
    return out;
  }

  /** Takes over a saved state. Throws `file-schema` unless it has exactly the shape of a fresh one. */
  load(state: Json): void {
    const template = this.fresh() as unknown as State;
    if (typeof state !== 'object' || state === null || Array.isArray(state)) throw malformed(this.name, 'state');
    const source = state as Record<string, Json>;
    const loaded = template as Record<string, State[string]>;
    for (const key of Object.keys(source)) if (!(key in template)) throw malformed(this.name, key);
    for (const [key, value] of Object.entries(template)) {
      const saved = source[key];
      if (typeof value === 'boolean') {
        if (typeof saved !== 'boolean') throw malformed(this.name, key);
        loaded[key] = saved;
      } else if (typeof value === 'number') {
        loaded[key] = decode(saved, this.name, key);
      } else {
        if (!Array.isArray(saved) || saved.length !== value.length) throw malformed(this.name, key);
        for (let i = 0; i < value.length; i += 1) value[i] = decode(saved[i], this.name, key);
      }
    }
    this.s = template as unknown as S;
  }
}

/** Refuses a value that is not a finite number. */
export function requireReal(x: number): void {
  if (!Number.isFinite(x)) throw new OrchardError('argument-invalid', `a detector needs finite numbers, got ${x}`);
}

/** Refuses a value outside [0, 1]: Hoeffding's inequality holds for bounded variables only. */
export function requireUnit(x: number): void {
  if (!(x >= 0 && x <= 1)) throw new OrchardError('argument-invalid', `this detector needs numbers in [0, 1], got ${x}`);
}

/** Refuses anything but 0 and 1. */
export function requireBit(x: number): void {
  if (x !== 0 && x !== 1) throw new OrchardError('argument-invalid', `this detector needs error bits, 0 or 1, got ${x}`);
}

/** What is thrown for a snapshot that does not fit. */
function malformed(detector: string, key: string): OrchardError {
  return new OrchardError('file-schema', `snapshot of ${detector}: ${key} is missing or of another kind`);
}

/** A number as JSON: what JSON cannot hold travels as text. */
export function encode(value: number): Json {
  if (Object.is(value, -0)) return '-0';
  return Number.isFinite(value) ? value : String(value);
}

/** The number that `encode` wrote. Throws `file-schema` for anything else. */
export function decode(value: Json | undefined, detector: string, key: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (value === 'Infinity' || value === '-Infinity' || value === 'NaN' || value === '-0') return Number(value);
  throw malformed(detector, key);
}
