import { blendWorld } from '../orchard/world-default.ts';
import type { World } from '../orchard/world.ts';
import type { Drift, Scenario } from './scenario.ts';
import { weightAt } from './weight.ts';

/**
 * The world at an event on average: every drift blended in by its w(t), also where single events draw the one concept or the
 * other. It is what a slider's needle shows; events themselves come from `worldAt`.
 */
export function expectedWorldAt(scenario: Scenario, index: number): World {
  return scenario.drifts.reduce((world, drift) => {
    const w = weightAt(drift, index);
    return w > 0 ? blendWorld(world, drift.to, w) : world;
  }, scenario.world);
}

/** Most drifts by hand that a scenario carries before those that a later hand has overruled are dropped. */
const MOST_BY_HAND = 40;

/**
 * The drifts with one by hand put where its onset belongs, so that what is planned for later still comes. The same hand in the same
 * grab replaces itself; what a later hand overrules is dropped once there are many.
 */
export function withHand(drifts: readonly Drift[], hand: Drift): Drift[] {
  const grabbed = drifts.findIndex((drift) => drift.byHand && drift.onset === hand.onset && sameParameters(drift, hand));
  if (grabbed >= 0) return drifts.with(grabbed, hand);
  const byHand = drifts.filter((drift) => drift.byHand).length;
  const kept = byHand < MOST_BY_HAND ? drifts : drifts.filter((drift) => !drift.byHand || !sameParameters(drift, hand));
  const later = kept.findIndex(({ onset }) => onset > hand.onset);
  return later < 0 ? [...kept, hand] : kept.toSpliced(later, 0, hand);
}

/** Whether two drifts move the same parameters. */
export function sameParameters(a: Drift, b: Drift): boolean {
  return paths(a.to).join() === paths(b.to).join();
}

function paths(value: object, prefix = ''): string[] {
  return Object.entries(value).flatMap(([key, item]) => (typeof item === 'object' && item !== null ? paths(item, `${prefix}${key}.`) : [`${prefix}${key}`])).sort();
}

/** Drifts moved along the line, in events: a story told from now on. */
export function shiftDrifts(drifts: readonly Drift[], byEvents: number): Drift[] {
  return drifts.map((drift) => ({ ...drift, onset: Math.max(0, drift.onset + byEvents) }));
}
