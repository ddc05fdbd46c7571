import { scenarioAt } from '../../domain/drift/revisions.ts';
import type { Drift, DriftKind, Revision } from '../../domain/drift/scenario.ts';
import { weightAt } from '../../domain/drift/weight.ts';
import type { Domain } from './axis.ts';
import type { Shade } from './plugins/drift-shade.ts';

const STOPS = 65;

/** The true drifts over a domain as shades; the colour is the kind's token. A kind that several drifts have is shaded once, by the strongest. */
export function shadesOf(drifts: readonly Drift[], domain: Domain): Shade[] {
  return shaded(() => drifts, domain);
}

/** The same of a line whose scenario was changed on the way: each stretch by the drifts that were in force there. */
export function shadesOfLine(revisions: readonly Revision[], domain: Domain): Shade[] {
  return shaded((index) => scenarioAt(revisions, index).drifts, domain);
}

function shaded(driftsAt: (index: number) => readonly Drift[], domain: Domain): Shade[] {
  const kinds = new Map<DriftKind, number[]>();
  const step = (domain[1] - domain[0]) / (STOPS - 1);
  for (let i = 0; i < STOPS; i += 1) {
    const index = domain[0] + i * step;
    for (const drift of driftsAt(index)) {
      const weights = kinds.get(drift.kind) ?? new Array<number>(STOPS).fill(0);
      kinds.set(drift.kind, weights);
      weights[i] = Math.max(weights[i]!, weightAt(drift, index));
    }
  }
  return [...kinds].map(([colour, weights]) => ({ colour, weights }));
}
