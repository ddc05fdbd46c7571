import { cos, exp } from '../../common/random/exact.ts';
import type { Drift } from './scenario.ts';

/**
 * w(t) of a drift at an event index, in 0..1: how far the drifted concept has come.
 * - sudden: 0 before the onset, 1 from it on;
 * - gradual: 1/(1+exp(−4(t−p)/width)) with p = onset + width/2, the convention of MOA's ConceptDriftStream: the probability
 *   that an event is drawn from the drifted concept;
 * - incremental: a straight ramp from the onset to onset + width;
 * - recurring: 0 before the onset; then in each period a raised-cosine rise over `width`, 1, and a fall of the same width
 *   that is half done at duty × period. An edge is never wider than the part of the period that it ends.
 */
export function weightAt(drift: Drift, index: number): number {
  const { onset, width } = drift;
  switch (drift.pattern) {
    case 'sudden':
      return index >= onset ? 1 : 0;
    case 'gradual':
      if (width <= 0) return index >= onset ? 1 : 0;
      return 1 / (1 + exp((-4 * (index - onset - width / 2)) / width));
    case 'incremental':
      if (index < onset) return 0;
      return width <= 0 || index >= onset + width ? 1 : (index - onset) / width;
    case 'recurring':
      return index < onset ? 0 : recurringWeight(drift, index);
  }
}

function recurringWeight({ onset, width, period, duty }: Drift, index: number): number {
  if (duty >= 1 || period <= 0) return 1;
  if (duty <= 0) return 0;
  const phase = (index - onset) % period;
  const on = duty * period;
  const edge = Math.min(width, on, 2 * (period - on));
  if (edge <= 0) return phase < on ? 1 : 0;
  const rise = smooth(phase / edge);
  const fall = smooth((phase - (on - edge / 2)) / edge);
  return rise * (1 - fall);
}

/** Raised cosine from 0 to 1 over 0..1. */
function smooth(x: number): number {
  if (x <= 0) return 0;
  return x >= 1 ? 1 : 0.5 - 0.5 * cos(Math.PI * x);
}
