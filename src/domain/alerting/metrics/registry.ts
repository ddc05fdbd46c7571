import type { Labels } from '../alerts/matcher.ts';
import { decode, encode, type Json } from '../../monitoring/detectors/detector.ts';
import { OrchardError } from '../../common/errors.ts';
import { NAME } from '../promql/series.ts';
import { LABEL_NAME, METRIC_NAME, type MetricFamily, type MetricSample } from './family.ts';

/** Label values in the order of a metric's label names. */
type Key = readonly string[];

/** A metric that can be exposed, saved and restored. */
interface Metric {
  /** The names of its series. */
  readonly seriesNames: readonly string[];
  family(): MetricFamily;
  save(): Json;
  load(saved: Json): void;
}

const invalid = (detail: string) => new OrchardError('argument-invalid', `metric: ${detail}`);
const torn = (name: string) => new OrchardError('file-schema', `snapshot of the metric ${name} does not fit`);

/** Numbers by label values, with label objects that stay the same for as long as the series lives. */
abstract class Scalars implements Metric {
  protected readonly children = new Map<string, { key: Key; labels: Labels; value: number }>();
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  abstract readonly type: 'counter' | 'gauge';

  constructor(name: string, help: string, labelNames: readonly string[]) {
    this.name = name;
    this.help = help;
    this.labelNames = labelNames;
  }

  get seriesNames(): readonly string[] { return [this.name]; }

  /** Takes a series away, for what is no longer there. */
  remove(...key: Key): void {
    this.children.delete(key.join('\u0000'));
  }

  value(...key: Key): number | undefined {
    return this.children.get(key.join('\u0000'))?.value;
  }

  family(): MetricFamily {
    return { name: this.name, type: this.type, help: this.help, samples: [...this.children.values()].map(({ labels, value }) => ({ labels, value })) };
  }

  save(): Json {
    return [...this.children.values()].map(({ key, value }) => [key, encode(value)]);
  }

  load(saved: Json): void {
    this.children.clear();
    for (const [key, value] of entries(saved, this.name, this.labelNames)) this.child(key).value = decode(value, this.name, 'value');
  }

  protected child(key: Key): { value: number } {
    const id = key.join('\u0000');
    let child = this.children.get(id);
    if (!child) this.children.set(id, child = { key: [...key], labels: labelled(this.name, this.labelNames, key), value: 0 });
    return child;
  }
}

/** Only ever rises. */
export class Counter extends Scalars {
  readonly type = 'counter';

  /** Throws `argument-invalid` for a negative amount. */
  add(amount: number, ...key: Key): void {
    if (!(amount >= 0)) throw invalid(`${this.name} is a counter and cannot change by ${amount}`);
    this.child(key).value += amount;
  }
}

/** Goes up and down. */
export class Gauge extends Scalars {
  readonly type = 'gauge';

  set(value: number, ...key: Key): void {
    this.child(key).value = value;
  }
}

/** Counts values by upper bounds: of each set of label values one series a bound, their sum and their number. */
class Histogram implements Metric {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly bounds: readonly number[];
  readonly #children = new Map<string, { key: Key; counts: Float64Array; sum: number; labels: readonly Labels[] }>();

  constructor(name: string, help: string, bounds: readonly number[], labelNames: readonly string[]) {
    this.name = name;
    this.help = help;
    this.bounds = bounds;
    this.labelNames = labelNames;
    this.#begin();
  }

  get seriesNames(): readonly string[] { return ['bucket', 'sum', 'count'].map((suffix) => `${this.name}_${suffix}`); }

  observe(value: number, ...key: Key): void {
    const child = this.#child(key);
    let bucket = 0;
    while (bucket < this.bounds.length && !(value <= this.bounds[bucket]!)) bucket += 1;
    child.counts[bucket]! += 1;
    child.sum += value;
  }

  family(): MetricFamily {
    const samples = [...this.#children.values()].flatMap(({ counts, sum, labels }) => {
      let total = 0;
      const values = Array.from(counts, (count) => (total += count));
      return [...values, sum, total].map((value, i): MetricSample => ({ labels: labels[i]!, value }));
    });
    return { name: this.name, type: 'histogram', help: this.help, samples };
  }

  save(): Json {
    return [...this.#children.values()].map(({ key, counts, sum }) => [key, [encode(sum), ...counts]]);
  }

  load(saved: Json): void {
    this.#children.clear();
    this.#begin();
    // What was saved as one series belongs to no label values: it begins at nothing, as a counter does after a restart.
    if (Array.isArray(saved) && saved.length === this.bounds.length + 2 && !Array.isArray(saved[0])) return;
    for (const [key, values] of entries(saved, this.name, this.labelNames)) {
      if (!Array.isArray(values) || values.length !== this.bounds.length + 2) throw torn(this.name);
      const [sum, ...counts] = values.map((value) => decode(value as Json, this.name, 'value'));
      const child = this.#child(key);
      child.sum = sum!;
      child.counts = Float64Array.from(counts);
    }
  }

  /** Without labels it has its one set of series from the beginning. */
  #begin(): void {
    if (this.labelNames.length === 0) this.#child([]);
  }

  #child(key: Key) {
    const id = key.join('\u0000');
    let child = this.#children.get(id);
    if (!child) {
      const { name, labelNames, bounds } = this;
      const labels = [
        ...[...bounds.map(String), '+Inf'].map((le) => ({ ...labelled(`${name}_bucket`, labelNames, key), le })), labelled(`${name}_sum`, labelNames, key), labelled(`${name}_count`, labelNames, key),
      ];
      this.#children.set(id, child = { key: [...key], counts: new Float64Array(bounds.length + 1), sum: 0, labels });
    }
    return child;
  }
}

/** The metrics of a process, by name. */
export class Registry {
  readonly #metrics = new Map<string, Metric>();

  /** Throws `argument-invalid` for a name that is not one, or that is taken. So do the others. */
  counter(name: string, help: string, labelNames: readonly string[] = []): Counter {
    if (!name.endsWith('_total')) throw invalid(`${name}: a counter's name ends in _total`);
    return this.#add(name, labelNames, new Counter(name, help, labelNames));
  }

  gauge(name: string, help: string, labelNames: readonly string[] = []): Gauge {
    return this.#add(name, labelNames, new Gauge(name, help, labelNames));
  }

  /** `bounds` rise; the last bucket, +Inf, comes by itself. */
  histogram(name: string, help: string, bounds: readonly number[], labelNames: readonly string[] = []): Histogram {
    if (bounds.some((bound, i) => i > 0 && !(bound > bounds[i - 1]!))) throw invalid(`the bounds of ${name} do not rise`);
    return this.#add(name, labelNames, new Histogram(name, help, bounds, labelNames));
  }

  /** The names of all series that there can be. */
  seriesNames(): string[] {
    return [...this.#metrics.values()].flatMap((metric) => metric.seriesNames);
  }

  /** All families that have a series, as they stand. */
  families(): MetricFamily[] {
    return [...this.#metrics.values()].map((metric) => metric.family()).filter(({ samples }) => samples.length > 0);
  }

  snapshot(): Json {
    return Object.fromEntries([...this.#metrics].map(([name, metric]) => [name, metric.save()]));
  }

  /** Metrics that the snapshot does not know begin at nothing. Throws `file-schema` for one that does not fit. */
  restore(snapshot: Json): void {
    if (typeof snapshot !== 'object' || snapshot === null || Array.isArray(snapshot)) throw torn('registry');
    for (const [name, metric] of this.#metrics) {
      const saved = (snapshot as Record<string, Json>)[name];
      if (saved !== undefined) metric.load(saved);
    }
  }

  #add<T extends Metric>(name: string, labelNames: readonly string[], metric: T): T {
    if (!METRIC_NAME.test(name)) throw invalid(`${JSON.stringify(name)} is not a metric name`);
    for (const label of labelNames) if (!LABEL_NAME.test(label)) throw invalid(`${JSON.stringify(label)} is not a label name`);
    if (this.#metrics.has(name)) throw invalid(`${name} is there already`);
    this.#metrics.set(name, metric);
    return metric;
  }
}

function labelled(name: string, labelNames: readonly string[], key: Key): Labels {
  if (key.length !== labelNames.length) throw invalid(`${name} has the labels ${labelNames.join(', ') || 'none'}`);
  return { [NAME]: name, ...Object.fromEntries(labelNames.map((label, i) => [label, key[i]!])) };
}

function entries(saved: Json, name: string, labelNames: readonly string[]): [Key, Json][] {
  if (!Array.isArray(saved)) throw torn(name);
  return saved.map((entry: Json) => {
    const [key, value] = Array.isArray(entry) ? entry as Json[] : [];
    if (!Array.isArray(key) || key.length !== labelNames.length || !key.every((part) => typeof part === 'string') || value === undefined) throw torn(name);
    return [key as Key, value];
  });
}
