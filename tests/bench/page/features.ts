import type { Aggregation } from '../../../src/domain/feature-store/aggregation.ts';
import { Random } from '../../../src/domain/common/random/random.ts';
import { History } from '../../../src/domain/feature-store/history.ts';
import { OfflineStore, type FeatureRequest, type OfflineTable } from '../../../src/domain/feature-store/offline.ts';
import { OnlineStore } from '../../../src/domain/feature-store/online-store.ts';
import { newestRows } from '../../../src/domain/feature-store/point-in-time.ts';
import { referenceOf, type ViewVersion } from '../../../src/domain/feature-store/registry.ts';
import { requestsOf } from '../../../src/domain/feature-store/rows.ts';
import { FRUIT_INTERVAL_MS, timeAt } from '../../../src/domain/world/stream/time.ts';
import { least } from './science.ts';

const SUPPLIERS = ['0', '1', '2', '3', '4', '5'];
const LABEL_DELAY = 50;
const DAY_MS = 86_400_000;

function table(rows: number): OfflineTable {
  const random = new Random(7, 0, 0);
  const eventTime = Float64Array.from({ length: rows }, (_, i) => timeAt(i));
  return {
    kind: 'supplier', entities: SUPPLIERS, entity: Int32Array.from({ length: rows }, () => Math.floor(random.next() * SUPPLIERS.length)),
    eventTime, availableTime: eventTime.map((time) => time + LABEL_DELAY * FRUIT_INTERVAL_MS),
    columns: { truth: { values: Float64Array.from({ length: rows }, () => Math.floor(random.next() * 2)), labels: ['ripe', 'unripe'] }, ripeness: { values: Float64Array.from({ length: rows }, () => random.next()) } },
  };
}

const feature = (aggregation: Aggregation, source: string, days: number | null): ViewVersion => ({
  view: { name: aggregation.kind, entity: 'supplier', source, aggregation, windowMs: days === null ? null : days * DAY_MS, ttlMs: null, description: '', owner: '' }, version: 1, hash: '', definedMs: 0,
});
const FEATURES = [feature({ kind: 'share', label: 'unripe' }, 'truth', 14), feature({ kind: 'mean' }, 'ripeness', 14), feature({ kind: 'std' }, 'ripeness', 30), feature({ kind: 'last' }, 'ripeness', 60), feature({ kind: 'count' }, 'truth', null)];

/** A point-in-time join from columns as they lie there, five features, and the join of the newest row alone, ms. */
export function featureJoinTime(rows: number, requests: number): { ms: number; newestMs: number; known: number } {
  const columns = table(rows);
  const random = new Random(8, 0, 0);
  const wanted = Array.from({ length: requests }, (): FeatureRequest => ({ timeMs: timeAt(random.next() * rows), supplier: SUPPLIERS[Math.floor(random.next() * SUPPLIERS.length)]! }));
  let known = 0;
  const ms = least(3, () => {
    const [share] = new OfflineStore([columns]).join({ requests: wanted, features: FEATURES });
    known = share!.values.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0);
  });
  const newestMs = least(3, () => {
    const history = new History(columns);
    newestRows(history, requestsOf(wanted.map(({ supplier, timeMs }) => ({ key: supplier!, time: timeMs })), history), { ttl: 0, createdCutoff: true });
  });
  return { ms, newestMs, known };
}

/** One read of five features of an entity from the online store, µs. */
export function onlineReadTime(reads: number): { us: number; present: number } {
  const store = new OnlineStore(FEATURES);
  store.materialise(new OfflineStore([table(20_000)]), timeAt(20_000));
  const references = FEATURES.map(referenceOf);
  let present = 0;
  const ms = least(5, () => {
    present = 0;
    for (let i = 0; i < reads; i += 1) for (const { status } of store.read(references, { supplier: SUPPLIERS[i % SUPPLIERS.length]! }, timeAt(20_000 + i))) if (status === 'present') present += 1;
  });
  return { us: (ms * 1000) / reads, present };
}
