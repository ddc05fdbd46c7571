import { OrchardError } from '../common/errors.ts';

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

/** Rows of each entity, by event time, then by the time they were written down, then in the order given. Throws `argument-invalid` for a time that is no number. */
export function byEntity<V>(rows: readonly FeatureRow<V>[]): ReadonlyMap<string, readonly FeatureRow<V>[]> {
  const entities = new Map<string, FeatureRow<V>[]>();
  for (const row of rows) {
    if (Number.isNaN(row.eventTime) || Number.isNaN(row.createdTime)) throw new OrchardError('argument-invalid', `an observation of ${row.key} has no time`);
    const own = entities.get(row.key);
    if (own) own.push(row);
    else entities.set(row.key, [row]);
  }
  for (const own of entities.values()) own.sort((a, b) => a.eventTime - b.eventTime || a.createdTime - b.createdTime);
  return entities;
}

/** How many rows, sorted by event time, happened at or before a moment. */
export function countUntil(rows: readonly FeatureRow<unknown>[], time: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle]!.eventTime <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}
