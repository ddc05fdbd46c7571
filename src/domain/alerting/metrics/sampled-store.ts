import * as v from 'valibot';
import { labelsSchema } from '../alerts/labels.ts';
import { labelKey, type Labels, type Matcher } from '../alerts/matcher.ts';
import { matchesAll } from '../alerts/matching.ts';
import { OrchardError } from '../../common/errors.ts';
import { packDoubles, unpackDoubles } from '../../common/base64.ts';
import { NAME, countUntil, type Series, type SeriesStore } from '../promql/series.ts';
import type { MetricFamily } from './family.ts';

/** Newest samples kept of each series. */
export const DEFAULT_CAPACITY = 512;
/** Most series; further ones are not kept, and counted. */
const DEFAULT_MOST_SERIES = 2000;

/** Samples that a series has room for at first. */
const LEAST_ROOM = 32;

const SNAPSHOT_VERSION = 1;

const schema = v.object({
  version: v.literal(SNAPSHOT_VERSION),
  droppedSeries: v.number(),
  times: v.array(v.string()),
  series: v.array(v.object({ labels: labelsSchema, times: v.number(), values: v.string(), ends: v.optional(v.array(v.number()), []) })),
});

export type StoreSnapshot = v.InferInput<typeof schema>;

/** One series: the newest samples in the lower part of arrays with room to spare, so that a view of them is in order. */
class Ring implements Series {
  readonly labels: Labels;
  readonly #capacity: number;
  #times: Float64Array<ArrayBuffer>;
  #values: Float64Array<ArrayBuffer>;
  #start = 0;
  #end = 0;
  #ends: readonly number[] = [];

  constructor(labels: Labels, capacity: number) {
    this.labels = labels;
    this.#capacity = capacity;
    this.#times = new Float64Array(LEAST_ROOM);
    this.#values = new Float64Array(LEAST_ROOM);
  }

  /** Replaces all samples by the newest of these, whose times ascend. */
  fill(times: Float64Array, values: Float64Array): void {
    const from = Math.max(0, times.length - this.#capacity);
    this.#end = times.length - from;
    this.#start = 0;
    const room = Math.min(2 * this.#capacity, Math.max(LEAST_ROOM, 2 * this.#end));
    if (this.#times.length < room) [this.#times, this.#values] = [new Float64Array(room), new Float64Array(room)];
    this.#times.set(times.subarray(from));
    this.#values.set(values.subarray(from));
  }

  get times(): Float64Array { return this.#times.subarray(this.#start, this.#end); }
  get values(): Float64Array { return this.#values.subarray(this.#start, this.#end); }
  get ends(): readonly number[] { return this.#ends; }
  get newest(): number { return this.#end > this.#start ? this.#times[this.#end - 1]! : -Infinity; }

  push(time: number, value: number): void {
    if (this.#end - this.#start === this.#capacity) this.#start += 1;
    if (this.#end === this.#times.length) this.#makeRoom();
    this.#times[this.#end] = time;
    this.#values[this.#end] = value;
    this.#end += 1;
  }

  /** Ends count for as long as samples before them are kept. */
  end(...moments: readonly number[]): void {
    const [oldest = Infinity] = this.times;
    this.#ends = [...this.#ends, ...moments].filter((moment) => moment > oldest);
  }

  truncate(time: number): void {
    this.#ends = this.#ends.filter((moment) => moment <= time);
    this.#end = this.#start + countUntil(this.times, time);
  }

  /** Doubles the arrays up to twice the capacity; from then on moves the samples down. */
  #makeRoom(): void {
    const [times, values] = [this.times, this.values];
    if (this.#times.length < 2 * this.#capacity) {
      const length = Math.min(2 * this.#capacity, 2 * this.#times.length);
      [this.#times, this.#values] = [new Float64Array(length), new Float64Array(length)];
    }
    this.#times.set(times);
    this.#values.set(values);
    [this.#start, this.#end] = [0, times.length];
  }
}

/** The newest samples of many series, in memory: what PromQL and the rules look at. Times are seconds. */
export class SampledStore implements SeriesStore {
  readonly #capacity: number;
  readonly #mostSeries: number;
  readonly #rings = new Map<string, Ring>();
  #byName = new Map<string, Ring[]>();
  /** Series that there was no room for. */
  droppedSeries = 0;

  constructor(capacity = DEFAULT_CAPACITY, mostSeries = DEFAULT_MOST_SERIES) {
    this.#capacity = capacity;
    this.#mostSeries = mostSeries;
  }

  get seriesCount(): number { return this.#rings.size; }

  /** Appends every sample of some families at a moment. Throws `argument-invalid` when a series already has a later sample. */
  sample(families: readonly MetricFamily[], timeSeconds: number): void {
    for (const { samples } of families) for (const { labels, value } of samples) this.append(labels, timeSeconds, value);
  }

  /** Appends one sample; `labels` hold the name as `__name__`. Throws `argument-invalid` when the series already has a later one. */
  append(labels: Labels, timeSeconds: number, value: number): void {
    const key = labelKey(labels);
    let ring = this.#rings.get(key);
    if (!ring) {
      if (this.#rings.size >= this.#mostSeries && !this.#forgetStale(timeSeconds)) {
        this.droppedSeries += 1;
        return;
      }
      ring = this.#add(key, labels);
    }
    if (!(timeSeconds > ring.newest)) throw new OrchardError('argument-invalid', `${key}: a sample at ${timeSeconds} s comes after one at ${ring.newest} s`);
    ring.push(timeSeconds, value);
  }

  /** Ends a series: its samples so far are not seen from this moment on. One that is not kept has nothing to end. */
  end(labels: Labels, timeSeconds: number): void {
    this.#rings.get(labelKey(labels))?.end(timeSeconds);
  }

  select(matchers: readonly Matcher[], pay?: (steps: number) => void): readonly Series[] {
    const name = matchers.find((matcher) => matcher.name === NAME && matcher.isEqual && !matcher.isRegex);
    const candidates = name ? (this.#byName.get(name.value) ?? []) : [...this.#rings.values()];
    return candidates.filter(({ labels }) => matchesAll(matchers, labels, pay));
  }

  /** Forgets every sample after a moment: the line was taken back. */
  truncate(timeSeconds: number): void {
    for (const ring of this.#rings.values()) ring.truncate(timeSeconds);
  }

  snapshot(): StoreSnapshot {
    // Nearly all series are sampled at the same moments: those are written once.
    const moments: Float64Array[] = [];
    const positionOf = (times: Float64Array): number => {
      const known = moments.findIndex((other) => other.length === times.length && other.every((time, i) => time === times[i]));
      return known >= 0 ? known : moments.push(times) - 1;
    };
    const series = [...this.#rings.values()].map(({ labels, times, values, ends }) => (
      { labels: { ...labels }, times: positionOf(times), values: packDoubles(values), ...(ends.length === 0 ? {} : { ends: [...ends] }) }));
    return { version: SNAPSHOT_VERSION, droppedSeries: this.droppedSeries, times: moments.map(packDoubles), series };
  }

  /** Throws `file-version` for a snapshot of another version, `file-schema` for one that does not fit. */
  static restore(snapshot: unknown, capacity = DEFAULT_CAPACITY, mostSeries = DEFAULT_MOST_SERIES): SampledStore {
    const version = (snapshot as { version?: unknown } | null)?.version;
    if (typeof version === 'number' && version !== SNAPSHOT_VERSION) throw new OrchardError('file-version', `the samples were saved by version ${version}`);
    const parsed = v.safeParse(schema, snapshot);
    if (!parsed.success) throw new OrchardError('file-schema', `snapshot of the samples: ${parsed.issues[0].message}`);
    const store = new SampledStore(capacity, mostSeries);
    store.droppedSeries = parsed.output.droppedSeries;
    const moments = parsed.output.times.map(unpackDoubles);
    for (const { labels, times, values, ends } of parsed.output.series) {
      const [at, numbers] = [moments[times], unpackDoubles(values)];
      if (!at || at.length !== numbers.length || at.some((time, i) => i > 0 && !(time > at[i - 1]!))) throw new OrchardError('file-schema', 'snapshot of the samples: a series is torn');
      const key = labelKey(labels);
      if (store.#rings.has(key)) throw new OrchardError('file-schema', `snapshot of the samples: ${key} is there twice`);
      if (store.#rings.size >= mostSeries) {
        store.droppedSeries += 1;
        continue;
      }
      const ring = store.#add(key, labels);
      ring.fill(at, numbers);
      ring.end(...ends);
    }
    return store;
  }

  #add(key: string, labels: Labels): Ring {
    const ring = new Ring({ ...labels }, this.#capacity);
    this.#rings.set(key, ring);
    const name = labels[NAME] ?? '';
    const same = this.#byName.get(name);
    if (same) same.push(ring);
    else this.#byName.set(name, [ring]);
    return ring;
  }

  /** Makes room by dropping series that have had no sample for longer than the others reach back. Answers whether it could. */
  #forgetStale(nowSeconds: number): boolean {
    let oldest = nowSeconds;
    for (const { times } of this.#rings.values()) if (times.length === this.#capacity) oldest = Math.min(oldest, times[0]!);
    if (oldest === nowSeconds) return false;
    for (const [key, ring] of this.#rings) if (ring.newest < oldest) this.#rings.delete(key);
    this.#byName = new Map();
    for (const ring of this.#rings.values()) {
      const name = ring.labels[NAME] ?? '';
      this.#byName.set(name, [...(this.#byName.get(name) ?? []), ring]);
    }
    return this.#rings.size < this.#mostSeries;
  }
}
