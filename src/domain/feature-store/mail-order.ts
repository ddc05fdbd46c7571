import type { FeatureView } from './definition.ts';
import type { FeatureRequest, OfflineStore } from './offline.ts';
import { servedOnSchedule } from './online-store.ts';
import type { ViewVersion } from './registry.ts';
import type { FeatureColumn } from './windows.ts';

/** Where the mail-order list has its features from: the store, or a copy with definitions and a schedule of its own. */
export type MailOrderSource = { readonly kind: 'store' } | { readonly kind: 'own'; readonly copy: OwnCopy };

/** What a copy that a team keeps by itself has come to differ in. What is left out is as in the store's definition. */
export interface OwnCopy {
  readonly everyMs: number;
  readonly windowMs?: number | null;
}

/** The features as the mail-order list reads them; the store's own schedule is `everyMs`. */
export function mailOrderFeatures(offline: OfflineStore, requests: readonly FeatureRequest[], features: readonly ViewVersion[], everyMs: number, source: MailOrderSource): FeatureColumn[] {
  if (source.kind === 'store') return servedOnSchedule(offline, requests, features, everyMs);
  const { copy } = source;
  const own = features.map((feature): ViewVersion => ({ ...feature, view: { ...feature.view, ...(copy.windowMs === undefined ? {} : { windowMs: copy.windowMs }) } satisfies FeatureView }));
  return servedOnSchedule(offline, requests, own, copy.everyMs);
}

/** Fruits about which two consumers say different things. */
export interface Disagreement {
  readonly count: number;
  /** Positions of the fruits, in order. */
  readonly fruits: readonly number[];
}

/** Compares what two consumers say of the same fruits: a verdict a fruit, null where one of them says nothing. */
export function disagreementOf(line: readonly (number | null)[], mailOrder: readonly (number | null)[]): Disagreement {
  const fruits = line.flatMap((verdict, i) => (verdict !== null && mailOrder[i] !== null && mailOrder[i] !== undefined && verdict !== mailOrder[i] ? [i] : []));
  return { count: fruits.length, fruits };
}
