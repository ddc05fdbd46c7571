import { OrchardError } from '../common/errors.ts';
import { History, type Requests, type SourceColumn } from './history.ts';
import { windowedAt, windowedNaively, type ColumnFeature, type FeatureColumn, type WindowFeature } from './windows.ts';

/** One observation of a feature: when it happened in the world and when it was written down. */
export interface FeatureRow<V> {
  readonly key: string;
  readonly eventTime: number;
  readonly createdTime: number;
  readonly value: V;
}

/** Whom, and for which moment, a feature is wanted. */
export interface EntityRow {
  readonly key: string;
  readonly time: number;
}

/** An observation is a number or a label. */
export type Observation = number | string;
/** Values of features by name; null where there is nothing to tell by. */
export type FeatureValues = Readonly<Record<string, Observation | null>>;

/** As `windowedAt`, of rows. */
export function featuresAt(requests: readonly EntityRow[], rows: readonly FeatureRow<Observation>[], features: readonly WindowFeature[]): FeatureValues[] {
  return valuesOf(windowedAt, requests, rows, features);
}

/** As `windowedNaively`, of rows. */
export function featuresNaively(requests: readonly EntityRow[], rows: readonly FeatureRow<Observation>[], features: readonly WindowFeature[]): FeatureValues[] {
  return valuesOf(windowedNaively, requests, rows, features);
}

function valuesOf(join: typeof windowedAt, requests: readonly EntityRow[], rows: readonly FeatureRow<Observation>[], features: readonly WindowFeature[]): FeatureValues[] {
  const history = historyOf(rows);
  const [numbers, labels] = [numbersOf(rows), labelsOf(rows)];
  const columns = join(history, requestsOf(requests, history), features.map((feature): ColumnFeature => {
    // Nothing at all is a column of either kind.
    const column = rows.length === 0 ? (feature.aggregation.kind === 'share' ? { values: new Float64Array(0), labels: [] } : { values: new Float64Array(0) }) : (labels ?? numbers);
    return { ...feature, column: column ?? refuse('it has both numbers and labels') };
  }));
  return requests.map((_, i) => Object.fromEntries(columns.map((column) => [column.name, valueAt(column, i)])));
}

/** A value of a column as it is meant: a number, a label, or null where there is nothing to tell by. */
export function valueAt({ values, labels }: FeatureColumn, i: number): Observation | null {
  const value = values[i]!;
  return Number.isNaN(value) ? null : labels ? labels[value]! : value;
}

/** Throws `argument-invalid` for a row without a time. */
export function historyOf(rows: readonly FeatureRow<unknown>[]): History {
  const numbers = new Map<string, number>();
  for (const { key } of rows) if (!numbers.has(key)) numbers.set(key, numbers.size);
  return new History({
    entities: [...numbers.keys()], entity: Int32Array.from(rows, ({ key }) => numbers.get(key)!),
    eventTime: Float64Array.from(rows, ({ eventTime }) => eventTime), availableTime: Float64Array.from(rows, ({ createdTime }) => createdTime),
  });
}

export function requestsOf(requests: readonly EntityRow[], { entities }: History): Requests {
  const numbers = new Map(entities.map((name, number) => [name, number]));
  return { entity: Int32Array.from(requests, ({ key }) => numbers.get(key) ?? -1), time: Float64Array.from(requests, ({ time }) => time) };
}

function numbersOf(rows: readonly FeatureRow<Observation>[]): SourceColumn | null {
  return rows.every(({ value }) => typeof value === 'number') ? { values: Float64Array.from(rows, ({ value }) => value as number) } : null;
}

function labelsOf(rows: readonly FeatureRow<Observation>[]): SourceColumn | null {
  if (!rows.every(({ value }) => typeof value === 'string')) return null;
  const labels = [...new Set(rows.map(({ value }) => value as string))];
  const numbers = new Map(labels.map((label, number) => [label, number]));
  return { values: Float64Array.from(rows, ({ value }) => numbers.get(value as string)!), labels };
}

function refuse(why: string): never {
  throw new OrchardError('argument-invalid', why);
}
