import { OrchardError } from '../common/errors.ts';
import { accumulatorOf, type Aggregation } from './aggregation.ts';
import { LARGEST_TERM } from './exact-sum.ts';
import type { History} from './history.ts';
import { type Requests, type SourceColumn } from './history.ts';
import { orderedRequests, swept } from './sweep.ts';

/** A feature over the newest observations of an entity. */
export interface WindowFeature {
  readonly name: string;
  readonly aggregation: Aggregation;
  /** How far it looks back, in the unit of the times: (time − window, time]. Null looks back to the beginning. */
  readonly window: number | null;
}

/** A feature of a column of a history. */
export interface ColumnFeature extends WindowFeature {
  readonly column: SourceColumn;
}

/** Values of a feature, one a request: NaN where there is nothing to tell by. Positions in `labels` where there are any. */
export interface FeatureColumn {
  readonly name: string;
  readonly values: Float64Array;
  readonly labels?: readonly string[];
}

/**
 * Features as they could be known at each request's moment, in the requests' order: of observations that had happened and were available by then. Without any, count
 * and sum are 0 and the others NaN. Each value depends on nothing but the observations that count for it, to the last bit. Throws `argument-invalid` for a feature that
 * means nothing, for times that are none and for values that cannot be aggregated.
 */
export function windowedAt(history: History, requests: Requests, features: readonly ColumnFeature[]): FeatureColumn[] {
  return columnsOf(history, requests, features, true);
}

/**
 * The trap that `windowedAt` avoids: every request of an entity gets what all that was ever written down says at the entity's last event, as a
 * join of today's table does. What had not happened yet is among it.
 */
export function windowedNaively(history: History, requests: Requests, features: readonly ColumnFeature[]): FeatureColumn[] {
  const time = new Float64Array(requests.entity.length);
  requests.entity.forEach((entity, i) => { if (entity >= 0) time[i] = history.eventTime[history.starts[entity + 1]! - 1] ?? 0; });
  return columnsOf(history, { entity: requests.entity, time }, features, false, requests.time);
}

function columnsOf(history: History, requests: Requests, features: readonly ColumnFeature[], onlyAvailable: boolean, asked = requests.time): FeatureColumn[] {
  const unasked = asked.findIndex(Number.isNaN);
  if (unasked >= 0) refuse(`request ${unasked} has no time`);
  check(features);
  for (const { values } of new Set(features.map(({ column }) => column))) checkValues(values);
  const ordered = orderedRequests(requests, history);
  return features.map(({ name, aggregation, window, column }) => {
    const values = swept(history, ordered, accumulatorOf(aggregation, history, column), { window, onlyAvailable });
    return { name, values, ...(aggregation.kind === 'last' && column.labels ? { labels: column.labels } : {}) };
  });
}

function check(features: readonly ColumnFeature[]): void {
  for (const { name, aggregation, window, column: { labels } } of features) {
    if (window !== null && !(window > 0 && window < Infinity)) refuse(`the window of ${name} is ${window}`);
    if (aggregation.kind === 'ewma' && !(aggregation.halfLife > 0 && aggregation.halfLife < Infinity)) refuse(`the half-life of ${name} is ${aggregation.halfLife}`);
    if (labels && !['count', 'share', 'last'].includes(aggregation.kind)) refuse(`${name} is the ${aggregation.kind} of labels, which needs numbers`);
    if (!labels && aggregation.kind === 'share') refuse(`${name} is a share of labels, and its column has numbers`);
  }
  const names = features.map(({ name }) => name);
  if (new Set(names).size < names.length) refuse('two features have one name');
}

function checkValues(values: Float64Array): void {
  for (let row = 0; row < values.length; row += 1) if (!(Math.abs(values[row]!) <= LARGEST_TERM)) refuse(`observation ${row} is ${values[row]}, and a number between −1e100 and 1e100 is needed`);
}

function refuse(why: string): never {
  throw new OrchardError('argument-invalid', why);
}
