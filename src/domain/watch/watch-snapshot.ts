import { OrchardError } from '../common/errors.ts';
import type { LineMetricsSnapshot } from '../alerting/metrics/line-metrics.ts';
import type { StoreSnapshot } from '../alerting/metrics/sampled-store.ts';
import type { Roles } from '../delivery/roles.ts';
import type { CentreSnapshot } from '../alerting/rules/alert-centre.ts';
import type { EngineSnapshot } from '../alerting/rules/engine-snapshot.ts';
import type { Firing } from './firings.ts';
import type { MeasuredResult } from './measured-result.ts';
import type { PlaceSnapshot } from './place-watch.ts';
import type { LinePolicySnapshot } from './line-policy.ts';
import type { RolloutSnapshot } from './rollout-watch.ts';
import { fromVersion2 } from './watch-snapshot-2.ts';

export const WATCH_SNAPSHOT_VERSION = 3;

/** All that a watch knows, as JSON. */
export interface WatchSnapshot {
  readonly version: number;
  readonly champion: PlaceSnapshot;
  readonly challenger: PlaceSnapshot | null;
  /** Which versions predict in each deployment that is known. */
  readonly roles: readonly ({ readonly id: number } & Roles)[];
  readonly metrics: LineMetricsSnapshot;
  readonly store: StoreSnapshot;
  readonly engine: EngineSnapshot;
  readonly centre: CentreSnapshot;
  readonly findings: readonly MeasuredResult[];
  readonly firings: readonly Firing[];
  /** Null while there was none; absent in those from before there were rollouts. */
  readonly rollout?: RolloutSnapshot | null;
  /** Absent in those from before there were policies. */
  readonly policy?: LinePolicySnapshot;
}

/**
 * A snapshot from outside, of this version or the one before; its parts are parsed by whoever restores them. Throws `file-version` for another
 * version, `file-schema` for one that does not fit.
 */
export function readWatchSnapshot(stored: unknown): WatchSnapshot {
  if (typeof stored !== 'object' || stored === null) throw new OrchardError('file-schema', 'a snapshot of the watch is an object');
  const { version } = stored as { version?: unknown };
  const saved = (version === 2 ? fromVersion2(stored) : stored) as WatchSnapshot;
  if (saved.version !== WATCH_SNAPSHOT_VERSION) throw new OrchardError('file-version', `the watch was saved by version ${String(version)}, this Orchard reads ${WATCH_SNAPSHOT_VERSION}`);
  const isPlace = (place: unknown) => typeof place === 'object' && place !== null;
  const areRoles = Array.isArray(saved.roles) && saved.roles.every((roles: Partial<{ id: number } & Roles> | null) => (
    Number.isSafeInteger(roles?.id) && Number.isSafeInteger(roles?.champion) && (roles?.challenger === null || Number.isSafeInteger(roles?.challenger))));
  if (!isPlace(saved.champion) || (saved.challenger !== null && !isPlace(saved.challenger)) || !areRoles) throw new OrchardError('file-schema', 'the places of a watch do not fit');
  return saved;
}
