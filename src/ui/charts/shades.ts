import { scenarioAt } from '../../domain/world/drift/revisions.ts';
import type { DriftKind, Revision } from '../../domain/world/drift/scenario.ts';
import { weightAt } from '../../domain/world/drift/weight.ts';
import type { Domain } from './axis.ts';
import type { Shade } from './plugins/drift-shade.ts';

const STOPS = 65;

/**
 * The true drifts of a line over a domain as shades, each stretch by the drifts that were in force there; none without a revision. The colour is the kind's
 * token. A kind that several drifts have is shaded once, by the strongest.
 */
export function shadesOf(revisions: readonly Revision[], domain: Domain): Shade[] {
  if (revisions.length === 0) return [];
  const kinds = new Map<DriftKind, number[]>();
  const step = (domain[1] - domain[0]) / (STOPS - 1);
  for (let i = 0; i < STOPS; i += 1) {
    const index = domain[0] + i * step;
    for (const drift of scenarioAt(revisions, index).drifts) {
      const weights = kinds.get(drift.kind) ?? new Array<number>(STOPS).fill(0);
      kinds.set(drift.kind, weights);
      weights[i] = Math.max(weights[i]!, weightAt(drift, index));
    }
  }
  return [...kinds].map(([colour, weights]) => ({ colour, weights }));
}
