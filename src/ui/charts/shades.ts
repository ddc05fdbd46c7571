import type { Drift, DriftKind } from '../../domain/drift/scenario.ts';
import { weightAt } from '../../domain/drift/weight.ts';
import type { Domain } from './axis.ts';
import type { Shade } from './plugins/drift-shade.ts';

const STOPS = 65;

/** The true drifts over a domain as shades; the colour is the kind's token. A kind that several drifts have is shaded once, by the strongest. */
export function shadesOf(drifts: readonly Drift[], domain: Domain): Shade[] {
  const kinds = new Map<DriftKind, number[]>();
  const step = (domain[1] - domain[0]) / (STOPS - 1);
  for (const drift of drifts) {
    const weights = Array.from({ length: STOPS }, (_, i) => weightAt(drift, domain[0] + i * step));
    const before = kinds.get(drift.kind);
    kinds.set(drift.kind, before ? weights.map((weight, i) => Math.max(weight, before[i]!)) : weights);
  }
  return [...kinds].map(([colour, weights]) => ({ colour, weights }));
}
