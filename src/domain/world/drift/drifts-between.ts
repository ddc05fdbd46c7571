import type { Drift } from './scenario.ts';
import { weightAt } from './weight.ts';

/** A weight below this counts as no drift. */
const LEAST_WEIGHT = 0.02;
/** Evenly spaced events of the stretch at which the weight is computed. */
const STEPS = 16;

/** A true drift that was at work when an alert fired. */
export interface TrueDrift {
  readonly drift: Drift;
  /** Events from its onset, or where it recurs from its last one, to the alert. */
  readonly delayEvents: number;
}

/** The drifts that were at work anywhere between two events, both included. A recurring one counts from its last rise. */
export function driftsBetween(drifts: readonly Drift[], from: number, to: number): TrueDrift[] {
  const moments = Array.from({ length: STEPS + 1 }, (_, i) => from + ((to - from) * i) / STEPS);
  return drifts
    .filter((drift) => drift.onset <= to && moments.some((at) => weightAt(drift, Math.round(at)) > LEAST_WEIGHT))
    .map((drift) => {
      const since = to - drift.onset;
      return { drift, delayEvents: drift.pattern === 'recurring' && drift.period > 0 ? since % drift.period : since };
    });
}
