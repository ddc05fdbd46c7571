import { FRUIT_INTERVAL_MS } from '../world/stream/time.ts';
import type { Deployment } from './deployment.ts';
import { fourKeys, type DeliveryRecord } from './four-keys.ts';

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

const DEPLOYS: ReadonlySet<Deployment['reason']> = new Set(['first', 'deploy', 'promote', 'trained', 'swapped']);

/**
 * The four keys of events `from` to `to` − 1 in simulated time (`fourKeys`). A trial that ends without a new champion, and a line that is brought back, deploy nothing. Of what a hand trained no fruit tells when its data
 * were frozen: only renewals have a lead time. Throws `argument-invalid` for an empty stretch.
 */
export function lineKeys({ deployments, frozenAt, incidents }: LineHistory, { from, to }: { from: number; to: number }): LineKeys {
  const records: DeliveryRecord[] = [];
  const changes = deployments.filter(({ reason }) => DEPLOYS.has(reason));
  for (const { version, fromIndex: at, reason, renewal } of deployments) {
    if (DEPLOYS.has(reason)) records.push({ at, kind: 'deploy', version: String(version), dataFrozenAt: frozenAt.get(renewal ?? '') ?? null });
    else if (reason === 'rollback') records.push({ at, kind: 'rollback', version: String(version) });
  }
  for (const incident of incidents) {
    records.push({ at: incident.from, kind: 'incident-opened', incident: incident.id });
    if (incident.to !== null) records.push({ at: incident.to, kind: 'incident-resolved', incident: incident.id });
  }
  const { deploymentsPerDay, medianLeadTime, changeFailureRate, medianTimeToRestore } = fourKeys(records, { from, to, day: DAY_FRUITS });
  const isInside = (at: number): boolean => at >= from && at <= to;
  return {
    deployments: changes.filter(({ fromIndex }) => isInside(fromIndex)).length, deploymentsPerDay, leadFruits: medianLeadTime, changeFailureRate, restoreFruits: medianTimeToRestore,
    incidents: incidents.filter((incident) => isInside(incident.from)).length,
  };
}
