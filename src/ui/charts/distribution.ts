import type { Measurement } from '../../domain/monitoring/monitors/monitor-result.ts';

/** One bin, or one label, of two distributions. x in 0..1 of the width; heights in 0..1 of the tallest. */
interface DistributionBar {
  from: number;
  to: number;
  /** Height of the reference; 0 without one. */
  reference: number;
  now: number;
  /** This bin adds much to what the judge compares. */
  marked: boolean;
}

/** A bin is marked when it adds at least this share of all contributions. */
const MUCH = 0.2;
/** Part of a label's room that its bar leaves free. */
const GAP = 0.24;

/**
 * Bars of a measurement. Bins of numbers are drawn to scale, so that their areas, not their heights, are the shares; labels stand
 * side by side with equal room.
 */
export function distributionBars({ edges, reference, current, contributions }: Pick<Measurement, 'edges' | 'reference' | 'current' | 'contributions'>): DistributionBar[] {
  const total = (contributions ?? []).reduce((sum, part) => sum + part, 0);
  const spans = current.map((_, i): [number, number] => {
    if (!edges) return [(i + GAP / 2) / current.length, (i + 1 - GAP / 2) / current.length];
    const [low, whole] = [edges[0]!, edges.at(-1)! - edges[0]! || 1];
    return [(edges[i]! - low) / whole, (edges[i + 1]! - low) / whole];
  });
  const heightOf = (share: number, i: number): number => (edges ? share / Math.max(spans[i]![1] - spans[i]![0], 1e-6) : share);
  const now = current.map(heightOf);
  const before = current.map((_, i) => heightOf(reference?.[i] ?? 0, i));
  const most = Math.max(...now, ...before, 1e-12);
  return spans.map(([from, to], i) => ({
    from, to, reference: before[i]! / most, now: now[i]! / most, marked: total > 0 && contributions![i]! / total >= MUCH,
  }));
}

/** What a bin is called: `below 0.35`, `0.35 to 0.55`, `above 0.70`; a label by its name. */
export function binName({ edges, categories }: Pick<Measurement, 'edges' | 'categories'>, i: number, format: (value: number) => string): string {
  if (categories) return categories[i] ?? String(i);
  if (!edges) return '';
  const last = edges.length - 2;
  if (last > 0 && i === 0) return `below ${format(edges[1]!)}`;
  if (last > 0 && i === last) return `above ${format(edges[last]!)}`;
  return `${format(edges[i]!)} to ${format(edges[i + 1]!)}`;
}
