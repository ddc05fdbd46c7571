import type { Aggregation } from '../../../src/domain/feature-store/aggregation.ts';
import type { Entity } from '../../../src/domain/feature-store/definition.ts';
import { OfflineStore, type OfflineTable } from '../../../src/domain/feature-store/offline.ts';
import type { ViewVersion } from '../../../src/domain/feature-store/registry.ts';

export interface Fact { readonly key: string; readonly event: number; readonly arrives: number; readonly unripe: boolean; readonly weight: number }

/** Facts of suppliers as an offline table. */
export function tableOf(kind: Entity, facts: readonly Fact[]): OfflineTable {
  const entities = [...new Set(facts.map(({ key }) => key))];
  return {
    kind, entities, entity: Int32Array.from(facts, ({ key }) => entities.indexOf(key)), eventTime: Float64Array.from(facts, ({ event }) => event), availableTime: Float64Array.from(facts, ({ arrives }) => arrives),
    columns: { truth: { values: Float64Array.from(facts, ({ unripe }) => Number(unripe)), labels: ['ripe', 'unripe'] }, weight: { values: Float64Array.from(facts, ({ weight }) => weight) } },
  };
}

export function viewOf(name: string, aggregation: Aggregation, change: Partial<ViewVersion['view']> = {}): ViewVersion {
  const source = aggregation.kind === 'share' ? 'truth' : 'weight';
  return { view: { name, entity: 'supplier', source, aggregation, windowMs: null, ttlMs: null, description: '', owner: '', ...change }, version: 1, hash: `hash of ${name} ${change.windowMs ?? ''}`, definedMs: 0 };
}

/** Truths of two suppliers, a day apart, each known three days after. Odd ones of Brookside are unripe. */
export const FACTS: readonly Fact[] = Array.from({ length: 20 }, (_, day) => ({ key: day % 4 === 0 ? 'Aldermere' : 'Brookside', event: day, arrives: day + 3, unripe: day % 2 === 1, weight: day / 10 }));
export const STORE = new OfflineStore([tableOf('supplier', FACTS), tableOf('lot', [])]);
export const SHARE = viewOf('unripe_share', { kind: 'share', label: 'unripe' }, { windowMs: 5, ttlMs: 4 });
export const COUNT = viewOf('seen', { kind: 'count' });
