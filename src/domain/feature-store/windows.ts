import { OrchardError } from '../common/errors.ts';
import { byEntity, countUntil, type EntityRow, type FeatureRow } from './history.ts';

/** How the observations in a window become one number. */
export type Aggregation =
  | { readonly kind: 'count' | 'last' | 'sum' | 'mean' | 'std' | 'min' | 'max' }
  /** The rows with this label among all of them. */
  | { readonly kind: 'share'; readonly label: string }
  /** A mean in which an observation weighs half as much with every `halfLife` of its age. */
  | { readonly kind: 'ewma'; readonly halfLife: number };

/** A feature over the newest observations of an entity. */
export interface WindowFeature {
  readonly name: string;
  readonly aggregation: Aggregation;
  /** How far it looks back, in the unit of the times: (time − window, time]. Null looks back to the beginning. */
  readonly window: number | null;
}

/** An observation is a number or a label. */
export type Observation = number | string;
/** Values of features by name; null where there is nothing to tell by. */
export type FeatureValues = Readonly<Record<string, Observation | null>>;

/**
 * Features as they could be known at each request's moment, in the requests' order: of observations that had happened and were written down
 * by then. Without any, count and sum are 0 and the others null. Throws `argument-invalid` for a feature that means nothing and for
 * observations that it cannot aggregate.
 */
export function featuresAt(requests: readonly EntityRow[], rows: readonly FeatureRow<Observation>[], features: readonly WindowFeature[]): FeatureValues[] {
  check(requests, rows, features);
  const history = byEntity(rows);
  return requests.map(({ key, time }) => valuesAt(history.get(key) ?? [], time, features, true));
}

/**
 * The trap that `featuresAt` avoids: every request of an entity gets what all that was ever written down says at the entity's last event, as a
 * join of today's table does. What had not happened yet is among it.
 */
export function featuresNaively(requests: readonly EntityRow[], rows: readonly FeatureRow<Observation>[], features: readonly WindowFeature[]): FeatureValues[] {
  check(requests, rows, features);
  const history = byEntity(rows);
  const known = new Map<string, FeatureValues>();
  return requests.map(({ key }) => {
    const own = history.get(key) ?? [];
    const values = known.get(key) ?? valuesAt(own, own.at(-1)?.eventTime ?? 0, features, false);
    known.set(key, values);
    return values;
  });
}

function valuesAt(own: readonly FeatureRow<Observation>[], time: number, features: readonly WindowFeature[], onlyWritten: boolean): FeatureValues {
  const end = countUntil(own, time);
  return Object.fromEntries(features.map(({ name, aggregation, window }) => {
    const happened = own.slice(window === null ? 0 : countUntil(own, time - window), end);
    return [name, aggregate(onlyWritten ? happened.filter(({ createdTime }) => createdTime <= time) : happened, aggregation)];
  }));
}

/** Of observations in the order of their events. */
function aggregate(rows: readonly FeatureRow<Observation>[], aggregation: Aggregation): Observation | null {
  if (aggregation.kind === 'count') return rows.length;
  if (rows.length === 0) return aggregation.kind === 'sum' ? 0 : null;
  if (aggregation.kind === 'last') return rows.at(-1)!.value;
  if (aggregation.kind === 'share') return rows.filter(({ value }) => value === aggregation.label).length / rows.length;
  const values = rows.map(({ value }) => (typeof value === 'number' ? value : refuse(`${aggregation.kind} needs numbers, and “${value}” is a label`)));
  switch (aggregation.kind) {
    case 'sum': return values.reduce((sum, value) => sum + value, 0);
    case 'mean': return meanOf(values);
    case 'std': {
      const mean = meanOf(values);
      return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    }
    case 'min': return values.reduce((least, value) => Math.min(least, value));
    case 'max': return values.reduce((most, value) => Math.max(most, value));
    case 'ewma': return faded(rows, values, aggregation.halfLife);
  }
}

/** From the first value on, so that the mean of equal values is that value. */
function meanOf(values: readonly number[]): number {
  const [first] = values as readonly [number];
  return first + values.reduce((sum, value) => sum + (value - first), 0) / values.length;
}

/** Ages count from the newest row: what all have in common divides out, and its weight would vanish long after it. */
function faded(rows: readonly FeatureRow<Observation>[], values: readonly number[], halfLife: number): number {
  const newest = rows.at(-1)!.eventTime;
  let [sum, weights] = [0, 0];
  rows.forEach(({ eventTime }, i) => {
    const weight = 0.5 ** ((newest - eventTime) / halfLife);
    sum += weight * values[i]!;
    weights += weight;
  });
  return sum / weights;
}

function check(requests: readonly EntityRow[], rows: readonly FeatureRow<Observation>[], features: readonly WindowFeature[]): void {
  for (const { key, time } of requests) if (Number.isNaN(time)) refuse(`a request of ${key} has no time`);
  for (const { key, value } of rows) if (typeof value === 'number' && !Number.isFinite(value)) refuse(`an observation of ${key} is ${value}`);
  for (const { name, aggregation, window } of features) {
    if (window !== null && !(window > 0 && window < Infinity)) refuse(`the window of ${name} is ${window}`);
    if (aggregation.kind === 'ewma' && !(aggregation.halfLife > 0 && aggregation.halfLife < Infinity)) refuse(`the half-life of ${name} is ${aggregation.halfLife}`);
  }
  const names = features.map(({ name }) => name);
  if (new Set(names).size < names.length) refuse('two features have one name');
}

function refuse(why: string): never {
  throw new OrchardError('argument-invalid', why);
}
