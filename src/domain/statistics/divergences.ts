import { OrchardError } from '../common/errors.ts';
import type { Sample } from './sample.ts';

/** Distances between two distributions over the same bins or categories, given as shares. `p` is the reference. */

function sum(values: Sample): number {
  let total = 0;
  for (let i = 0; i < values.length; i += 1) total += values[i]!;
  return total;
}

function paired(p: Sample, q: Sample): void {
  if (p.length === 0 || p.length !== q.length) throw new OrchardError('argument-invalid', `distributions over ${p.length} and ${q.length} bins cannot be compared`);
}

/** Σ (p − q) ln(p/q). Infinite when one share is 0 and the other is not; fill or floor zeros before. */
export function populationStabilityIndex(p: Sample, q: Sample): number {
  paired(p, q);
  let total = 0;
  for (let i = 0; i < p.length; i += 1) total += p[i] === q[i] ? 0 : (p[i]! - q[i]!) * Math.log(p[i]! / q[i]!);
  return total;
}

/** Σ p ln(p/q) in nats, both normalised to 1 first, as `scipy.stats.entropy(p, q)`. Infinite where q is 0 and p is not. */
export function kullbackLeibler(p: Sample, q: Sample): number {
  paired(p, q);
  const [sumP, sumQ] = [sum(p), sum(q)];
  let total = 0;
  for (let i = 0; i < p.length; i += 1) {
    const share = p[i]! / sumP;
    if (share > 0) total += share * Math.log(share / (q[i]! / sumQ));
  }
  return total;
}

/**
 * Jensen–Shannon distance, the root of the divergence, both normalised to 1 first, as
 * `scipy.spatial.distance.jensenshannon`. Base e gives at most √ln 2 (Evidently), base 2 at most 1 (NannyML).
 */
export function jensenShannonDistance(p: Sample, q: Sample, base: 'e' | 2): number {
  paired(p, q);
  const [sumP, sumQ] = [sum(p), sum(q)];
  let left = 0;
  let right = 0;
  for (let i = 0; i < p.length; i += 1) {
    const a = p[i]! / sumP;
    const b = q[i]! / sumQ;
    const middle = (a + b) / 2;
    if (a > 0) left += a * Math.log(a / middle);
    if (b > 0) right += b * Math.log(b / middle);
  }
  const divergence = Math.max(0, (left + right) / 2);
  return Math.sqrt(base === 2 ? divergence / Math.LN2 : divergence);
}

/** Hellinger distance √(½ Σ (√p − √q)²), 0..1; exact near 0, unlike the root of 1 − Σ√(pq). */
export function hellingerDistance(p: Sample, q: Sample): number {
  paired(p, q);
  let total = 0;
  for (let i = 0; i < p.length; i += 1) total += (Math.sqrt(p[i]!) - Math.sqrt(q[i]!)) ** 2;
  return Math.sqrt(total / 2);
}

/** √(1 − Σ√(pq)): Hellinger for shares that sum to 1, and what Evidently computes for those that do not. */
export function bhattacharyyaHellinger(p: Sample, q: Sample): number {
  paired(p, q);
  let coefficient = 0;
  for (let i = 0; i < p.length; i += 1) coefficient += Math.sqrt(p[i]! * q[i]!);
  return Math.sqrt(Math.max(0, 1 - coefficient));
}

/** Total variation ½ Σ |p − q|, 0..1. */
export function totalVariation(p: Sample, q: Sample): number {
  paired(p, q);
  let total = 0;
  for (let i = 0; i < p.length; i += 1) total += Math.abs(p[i]! - q[i]!);
  return total / 2;
}

/** The largest |p − q|, 0..1. */
export function lInfinity(p: Sample, q: Sample): number {
  paired(p, q);
  let largest = 0;
  for (let i = 0; i < p.length; i += 1) largest = Math.max(largest, Math.abs(p[i]! - q[i]!));
  return largest;
}
