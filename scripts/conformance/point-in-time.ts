import { pointInTimeJoin } from '../../src/domain/feature-store/point-in-time.ts';
import { attempt } from './compare.ts';

export interface PointInTimeCase {
  readonly entities: readonly { key: string; ts: number }[];
  readonly feature_rows: readonly { key: string; event_ts: number; created_ts: number; value: unknown }[];
  readonly ttl: number;
}

/** What the product's point-in-time join retrieves, with and without the cutoff on creation. */
export function answerPointInTime({ entities, feature_rows, ttl }: PointInTimeCase): unknown {
  const wanted = entities.map(({ key, ts }) => ({ key, time: ts }));
  const rows = feature_rows.map((row) => ({ key: row.key, eventTime: row.event_ts, createdTime: row.created_ts, value: row.value }));
  return {
    standard: attempt(() => pointInTimeJoin(wanted, rows, { ttl })),
    with_created_cutoff: attempt(() => pointInTimeJoin(wanted, rows, { ttl, createdCutoff: true })),
  };
}
