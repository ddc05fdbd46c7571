import { OrchardError } from '../common/errors.ts';
import type { EntityKeys, FeatureRequest, OfflineStore } from './offline.ts';
import { referenceOf, type ViewVersion } from './registry.ts';
import type { FeatureColumn } from './windows.ts';

/** What an online read says of a value (Feast's field statuses, and one for a view that is not offered any more). */
export type FieldStatus = 'present' | 'null-value' | 'not-found' | 'outside-max-age' | 'removed';

/** A value as it is served. */
export interface OnlineValue {
  /** NaN where there is none. Of labels a position in the column's. What is outside its maximal age is still told. */
  readonly value: number;
  readonly status: FieldStatus;
  /** When it was made, Unix ms; null where it never was. */
  readonly madeMs: number | null;
}

/** How old the values of a feature are. */
export interface Freshness {
  readonly reference: string;
  /** Null before the first time. */
  readonly madeMs: number | null;
  readonly ageMs: number | null;
  /** How far beyond its ttl; 0 within it. */
  readonly staleMs: number;
}

interface Made {
  readonly madeMs: number;
  readonly values: ReadonlyMap<string, number>;
  /** Of an entity of which nothing was known. */
  readonly empty: number;
  readonly labels: readonly string[] | undefined;
}

/**
 * The newest values of features by entity, for reads while the line runs. They are made by the same join as training sets, for one moment at a time; between two such
 * moments they grow old.
 */
export class OnlineStore {
  readonly #features = new Map<string, ViewVersion>();
  readonly #made = new Map<string, Made>();
  #removed: ReadonlySet<string> = new Set();

  constructor(features: readonly ViewVersion[]) {
    for (const feature of features) this.#features.set(referenceOf(feature), feature);
  }

  /** Views that are not offered any more: their values are told no longer. */
  removeAll(names: readonly string[]): void {
    this.#removed = new Set(names);
  }

  /** Makes the values of all features, or of these, as they can be known at a moment. All of it happens, or nothing. */
  materialise(offline: OfflineStore, atMs: number, references: readonly string[] = [...this.#features.keys()]): void {
    if (!Number.isFinite(atMs)) throw new OrchardError('argument-invalid', 'materialised at no time');
    const made = references.map((reference): [string, Made] => {
      const feature = this.#feature(reference);
      const { entity } = feature.view;
      const keys = offline.entities(entity);
      const [column] = offline.join({ requests: [{ timeMs: atMs }, ...keys.map((key): FeatureRequest => ({ timeMs: atMs, [entity]: key }))], features: [feature] });
      return [reference, { madeMs: atMs, values: new Map(keys.map((key, i) => [key, column!.values[i + 1]!])), empty: column!.values[0]!, labels: column!.labels }];
    });
    for (const [reference, values] of made) this.#made.set(reference, values);
  }

  /** Values of these features for a fruit at a moment, in their order. Throws `feature-unknown` for one that is not served here. */
  read(references: readonly string[], keys: EntityKeys, nowMs: number): OnlineValue[] {
    const values: OnlineValue[] = [];
    for (const reference of references) values.push(this.#read(reference, keys, nowMs));
    return values;
  }

  /** The labels that values of a feature are positions in; undefined where they are numbers. */
  labels(reference: string): readonly string[] | undefined {
    return this.#made.get(reference)?.labels;
  }

  freshness(nowMs: number): Freshness[] {
    return [...this.#features].map(([reference, { view: { ttlMs } }]) => {
      const madeMs = this.#made.get(reference)?.madeMs ?? null;
      const ageMs = madeMs === null ? null : nowMs - madeMs;
      return { reference, madeMs, ageMs, staleMs: ageMs === null || ttlMs === null ? 0 : Math.max(0, ageMs - ttlMs) };
    });
  }

  #read(reference: string, keys: EntityKeys, nowMs: number): OnlineValue {
    const { view } = this.#feature(reference);
    if (this.#removed.has(view.name)) return { value: NaN, status: 'removed', madeMs: null };
    const made = this.#made.get(reference);
    if (!made) return { value: NaN, status: 'not-found', madeMs: null };
    const { madeMs } = made;
    const key = keys[view.entity];
    const own = key === undefined ? undefined : made.values.get(key);
    const value = own ?? made.empty;
    const status = view.ttlMs !== null && nowMs - madeMs > view.ttlMs ? 'outside-max-age' : own === undefined ? 'not-found' : Number.isNaN(value) ? 'null-value' : 'present';
    return { value, status, madeMs };
  }

  #feature(reference: string): ViewVersion {
    const feature = this.#features.get(reference);
    if (!feature) throw new OrchardError('feature-unknown', reference, { about: reference });
    return feature;
  }
}

/** A feature as a model takes it: which version, and what is used where there is no value. Both are settled when the model is trained. */
export interface FeatureInput {
  readonly reference: string;
  readonly default: number;
}

/** What a model is given for a fruit, and which features it was given the default for. */
export function inputsOf(inputs: readonly FeatureInput[], values: readonly OnlineValue[]): { readonly values: Float64Array; readonly defaulted: readonly { readonly reference: string; readonly status: FieldStatus }[] } {
  const taken = Float64Array.from(inputs, (input, i) => (isServed(values[i]!) ? values[i]!.value : input.default));
  return { values: taken, defaulted: inputs.flatMap(({ reference }, i) => (isServed(values[i]!) ? [] : [{ reference, status: values[i]!.status }])) };
}

/** Whether a value is good to be used: within its age, of a view that is offered, and there. Of an entity that never came a count is 0, and there. */
function isServed({ status, value }: OnlineValue): boolean {
  return status !== 'outside-max-age' && status !== 'removed' && !Number.isNaN(value);
}

/** The newest moment of a schedule that is not later than a time: whole multiples of the interval, from Unix time 0 on. */
export function scheduledMs(everyMs: number, timeMs: number): number {
  return Math.floor(timeMs / everyMs) * everyMs;
}

/** Whether values go stale between two moments of a schedule. */
export function outlivesSchedule({ view: { ttlMs } }: ViewVersion, everyMs: number): boolean {
  return ttlMs === null || ttlMs >= everyMs;
}

/** What a store that is brought up to date on a schedule serves at each request: features as they could be known at the schedule's newest moment. */
export function servedOnSchedule(offline: OfflineStore, requests: readonly FeatureRequest[], features: readonly ViewVersion[], everyMs: number): FeatureColumn[] {
  if (!(everyMs > 0 && everyMs < Infinity)) throw new OrchardError('argument-invalid', `a schedule of ${everyMs} ms`);
  return offline.join({ requests: requests.map((request) => ({ ...request, timeMs: scheduledMs(everyMs, request.timeMs) })), features });
}
