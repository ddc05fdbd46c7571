import type { Drift } from '../../domain/world/drift/scenario.ts';
import { weightAt } from '../../domain/world/drift/weight.ts';
import { xOfIndex } from '../charts/axis.ts';
import type { Domain } from '../charts/axis.ts';

/** A point of w(t): a place on the axis in px, and a weight in 0..1. */
export interface CurvePoint {
  x: number;
  weight: number;
}

const GRID_PX = 4;
/** An edge narrower than this looks vertical. */
const FINEST_PX = 0.2;
/** Error of the drawn polyline, as a share of the curve's height. */
const TOLERANCE = 0.004;
const MOST_PERIODS = 300;

/** Points of w(t) over a domain, dense only where it bends. */
export function sampleCurve(drift: Drift, domain: Domain, width: number): CurvePoint[] {
  const perPx = (domain[1] - domain[0]) / width;
  if (!(perPx > 0)) return [];
  if (isDense(drift, perPx)) return envelope(drift, domain, width);
  const at = (index: number): CurvePoint => ({ x: xOfIndex(index, domain, width), weight: weightAt(drift, index) });
  const stops = [...gridOf(domain, perPx), ...breaksOf(drift, domain)].sort((a, b) => a - b);
  const points = [at(stops[0]!)];
  for (let i = 1; i < stops.length; i++) refine(points, points[points.length - 1]!, stops[i - 1]!, at(stops[i]!), stops[i]!, at, perPx);
  return points;
}

function refine(points: CurvePoint[], a: CurvePoint, from: number, b: CurvePoint, to: number, at: (index: number) => CurvePoint, perPx: number): void {
  const middle = (from + to) / 2;
  const m = at(middle);
  const bends = Math.abs(m.weight - (a.weight + b.weight) / 2) > TOLERANCE;
  if (!bends || to - from < FINEST_PX * perPx) {
    if (b.x > a.x || b.weight !== a.weight) points.push(b);
    return;
  }
  refine(points, a, from, m, middle, at, perPx);
  refine(points, points[points.length - 1]!, middle, b, to, at, perPx);
}

function gridOf([from, to]: Domain, perPx: number): number[] {
  const stops: number[] = [];
  for (let index = from; index < to; index += GRID_PX * perPx) stops.push(index);
  stops.push(to);
  return stops;
}

/** Indices at which w(t) turns; a grid alone would miss a short pulse. */
function breaksOf({ pattern, onset, width, period, duty }: Drift, [from, to]: Domain): number[] {
  const breaks = [onset, onset + width];
  if (pattern === 'recurring' && period > 0) {
    const first = Math.max(0, Math.floor((from - onset) / period));
    for (let k = first; k < first + MOST_PERIODS && onset + k * period <= to; k++) {
      const start = onset + k * period;
      breaks.push(start, start + width, start + duty * period - width / 2, start + duty * period + width / 2);
    }
  }
  return breaks.filter((index) => index > from && index < to);
}

const isDense = ({ pattern, period }: Drift, perPx: number): boolean => pattern === 'recurring' && period > 0 && period < 3 * perPx;

/** What a recurring drift covers when its periods are too narrow to be told apart. */
function envelope({ onset }: Drift, domain: Domain, width: number): CurvePoint[] {
  const start = Math.max(onset, domain[0]);
  const x = (index: number): number => xOfIndex(index, domain, width);
  if (start >= domain[1]) return [{ x: 0, weight: 0 }, { x: width, weight: 0 }];
  return [{ x: 0, weight: 0 }, { x: x(start), weight: 0 }, { x: x(start), weight: 1 }, { x: width, weight: 1 }];
}

/** An SVG path through the points; `base` is the y of weight 0 and `height` the rise to weight 1, in px. */
export function curvePath(points: readonly CurvePoint[], base: number, height: number): string {
  return points.map(({ x, weight }, i) => `${i ? 'L' : 'M'}${x.toFixed(1)} ${(base - weight * height).toFixed(1)}`).join('');
}

/** The same path closed along the baseline. */
export function areaPath(points: readonly CurvePoint[], base: number, height: number): string {
  const first = points[0];
  const last = points[points.length - 1];
  if (!first || !last) return '';
  return `${curvePath(points, base, height)}L${last.x.toFixed(1)} ${base}L${first.x.toFixed(1)} ${base}Z`;
}

/** Stretches on which the drifted concept rules (w ≥ 0.9), in px. */
export function plateausOf(points: readonly CurvePoint[]): { from: number; to: number }[] {
  const plateaus: { from: number; to: number }[] = [];
  let from: number | null = null;
  for (const { x, weight } of points) {
    if (weight >= 0.9) from ??= x;
    else if (from !== null) {
      plateaus.push({ from, to: x });
      from = null;
    }
  }
  if (from !== null) plateaus.push({ from, to: points[points.length - 1]!.x });
  return plateaus;
}
