import { byEntity, countUntil, type EntityRow, type FeatureRow } from './history.ts';

export interface JoinOptions {
  /** How old an observation may be, in the unit of the times; 0 means any age. */
  readonly ttl: number;
  /** Leave out rows that were written down only after the entity's moment, so that a backfill cannot leak the future. */
  readonly createdCutoff?: boolean;
}

/**
 * Point-in-time join: for each entity the newest row with an event time in [time − ttl, time], both ends included; of rows
 * with the same event time the one created last. Null when there is none; a null value is a value. The answer has the order
 * of the entities. As Feast's historical retrieval, with its `filter_by_created_timestamp`.
 */
export function pointInTimeJoin<V>(entities: readonly EntityRow[], rows: readonly FeatureRow<V>[], options: JoinOptions): (V | null)[] {
  const history = byEntity(rows);
  return entities.map(({ key, time }) => {
    const own = history.get(key) ?? [];
    for (let i = countUntil(own, time) - 1; i >= 0; i -= 1) {
      const row = own[i]!;
      if (options.ttl > 0 && row.eventTime < time - options.ttl) return null;
      if (!options.createdCutoff || row.createdTime <= time) return row.value;
    }
    return null;
  });
}
