import { fourKeys, type DeliveryRecord } from '../../src/domain/delivery/four-keys.ts';
import { attempt } from './compare.ts';

export interface FourKeysCase {
  readonly records: readonly (DeliveryRecord & { readonly dataFrozenAt?: number })[];
  readonly window: readonly [number, number];
}

/** Records are in seconds. */
const DAY = 86_400;

/** What the product says of a stretch of deliveries, in the fixture's words. */
export function answerFourKeys({ records, window: [from, to] }: FourKeysCase): unknown {
  return attempt(() => {
    const known = records.map((record) => (record.kind === 'deploy' ? { ...record, dataFrozenAt: record.dataFrozenAt ?? null } : record));
    const keys = fourKeys(known, { from, to, day: DAY });
    return {
      deployments_per_day: keys.deploymentsPerDay,
      median_lead_time: keys.medianLeadTime,
      change_failure_rate: keys.changeFailureRate,
      median_time_to_restore: keys.medianTimeToRestore,
    };
  });
}
