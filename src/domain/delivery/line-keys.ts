import { FRUIT_INTERVAL_MS } from '../world/stream/time.ts';
import type { Deployment } from './deployment.ts';
import { fourKeysOver, type DeliveryRecord, type KeysStretch } from './four-keys.ts';

/** A day of the line in fruits. */
export const DAY_FRUITS = 86_400_000 / FRUIT_INTERVAL_MS;

/** What became of a line, in fruits: what was deployed, when the data of policies' renewals were frozen, by their keys, and incidents. */
export interface LineHistory {
  readonly deployments: readonly Pick<Deployment, 'version' | 'fromIndex' | 'reason' | 'renewal'>[];
  readonly frozenAt: ReadonlyMap<string, number>;
  readonly incidents: readonly { readonly id: string; readonly from: number; /** Null while it goes on. */ readonly to: number | null }[];
}

/** The four keys of a stretch of a line; lead time and time to restore are medians in fruits, null where there is nothing to tell by. */
export interface LineKeys {
  readonly deployments: number;
  readonly deploymentsPerDay: number;
  readonly leadFruits: number | null;
  readonly changeFailureRate: number | null;
  readonly restoreFruits: number | null;
  /** Incidents that began in it. */
  readonly incidents: number;
}

/** What changes who predicts. The first model changes nothing: there was none before it. */
const DEPLOYS: ReadonlySet<Deployment['reason']> = new Set(['deploy', 'promote', 'trained', 'swapped']);

/**
 * The four keys of stretches of a line together, in simulated time (`fourKeysOver`). A trial that ends without a new champion, and a line that is brought back, deploy nothing. Of what a hand trained no fruit tells when its data
 * were frozen: only renewals have a lead time. Throws `argument-invalid` for an empty stretch, and for none.
 */
export function lineKeys({ deployments, frozenAt, incidents }: LineHistory, ...stretches: readonly KeysStretch[]): LineKeys {
  const records: DeliveryRecord[] = [];
  // A version that a policy had tried is deployed where it is promoted.
  let tried: string | undefined;
  const changes = deployments.filter(({ reason }) => DEPLOYS.has(reason));
  for (const { version, fromIndex: at, reason, renewal } of deployments) {
    if (reason === 'rollout') tried = renewal ?? tried;
    if (DEPLOYS.has(reason)) records.push({ at, kind: 'deploy', version: String(version), dataFrozenAt: frozenAt.get((reason === 'promote' ? tried : renewal) ?? '') ?? null });
    else if (reason === 'rollback') records.push({ at, kind: 'rollback', version: String(version) });
    if (reason !== 'rollout') tried = undefined;
  }
  for (const incident of incidents) {
    records.push({ at: incident.from, kind: 'incident-opened', incident: incident.id });
    if (incident.to !== null) records.push({ at: incident.to, kind: 'incident-resolved', incident: incident.id });
  }
  const { deploymentsPerDay, medianLeadTime, changeFailureRate, medianTimeToRestore } = fourKeysOver(records, stretches, DAY_FRUITS);
  const isInside = (at: number): boolean => stretches.some(({ from, to }) => at >= from && at <= to);
  return {
    deployments: changes.filter(({ fromIndex }) => isInside(fromIndex)).length, deploymentsPerDay, leadFruits: medianLeadTime, changeFailureRate, restoreFruits: medianTimeToRestore,
    incidents: incidents.filter((incident) => isInside(incident.from)).length,
  };
}

/** The four keys under one level of automation, over all the fruits that passed under it. */
export interface LevelKeys<L extends number = number> extends LineKeys {
  readonly level: L;
  readonly fruits: number;
}

/**
 * The four keys of each level that was tried in events `from` to `to`, the lowest first. `changes`: the level from an event on, oldest first; before the first it is `before`. What began at a moment counts for the
 * level that was set then.
 */
export function keysByLevel<L extends number>(history: LineHistory, changes: readonly { readonly from: number; readonly level: L }[], before: L, { from, to }: KeysStretch): LevelKeys<L>[] {
  const tried = new Map<L, KeysStretch[]>();
  const marks = [{ from: -Infinity, level: before }, ...changes];
  for (const [i, mark] of marks.entries()) {
    const begin = Math.max(from, mark.from);
    // Moments are whole, and the next change's own is no longer of this level.
    const end = Math.min(to, (marks[i + 1]?.from ?? Infinity) - 1);
    if (end > begin) tried.set(mark.level, [...tried.get(mark.level) ?? [], { from: begin, to: end }]);
  }
  return [...tried].sort(([a], [b]) => a - b).map(([level, stretches]) => ({ level, fruits: stretches.reduce((sum, each) => sum + each.to - each.from + 1, 0), ...lineKeys(history, ...stretches) }));
}
