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
  const byKey = new Map<string, FeatureRow<V>[]>();
  for (const row of rows) {
    const own = byKey.get(row.key);
    if (own) own.push(row);
    else byKey.set(row.key, [row]);
  }
  for (const own of byKey.values()) own.sort((a, b) => a.eventTime - b.eventTime || a.createdTime - b.createdTime);
  return entities.map(({ key, time }) => {
    const own = byKey.get(key) ?? [];
    for (let i = countUntil(own, time) - 1; i >= 0; i -= 1) {
      const row = own[i]!;
      if (options.ttl > 0 && row.eventTime < time - options.ttl) return null;
      if (!options.createdCutoff || row.createdTime <= time) return row.value;
    }
    return null;
  });
}

/** How many rows, sorted by event time, happened at or before a moment. */
function countUntil(rows: readonly FeatureRow<unknown>[], time: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle]!.eventTime <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}
