import type { Aggregation } from '../../src/domain/feature-store/aggregation.ts';
import { featuresAt, featuresNaively } from '../../src/domain/feature-store/rows.ts';
import type { WindowFeature } from '../../src/domain/feature-store/windows.ts';
import { attempt } from './compare.ts';

export interface FeatureWindowsCase {
  readonly rows: readonly { entity: string; event_ts: number; available_ts: number; value?: number; label?: string }[];
  readonly requests: readonly { entity: string; ts: number }[];
  readonly features: readonly { name: string; aggregation: string; window: number | null; label?: string; halfLife?: number }[];
}

/** What the product's features are worth at each request, as they could be known and naively. */
export function answerFeatureWindows({ rows, requests, features }: FeatureWindowsCase): unknown {
  const history = rows.map((row) => ({ key: row.entity, eventTime: row.event_ts, createdTime: row.available_ts, value: row.label ?? row.value! }));
  const wanted = requests.map(({ entity, ts }) => ({ key: entity, time: ts }));
  const defined = features.map(({ name, aggregation, window, label, halfLife }): WindowFeature => ({ name, window, aggregation: { kind: aggregation, label, halfLife } as Aggregation }));
  return { at: attempt(() => featuresAt(wanted, history, defined)), naive: attempt(() => featuresNaively(wanted, history, defined)) };
}
