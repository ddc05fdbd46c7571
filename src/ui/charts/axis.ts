import { indexLabel, number } from '../format.ts';

/** A stretch of event indices, from the left edge to the right edge of an axis. */
export type Domain = readonly [from: number, to: number];

/** Events between two ticks are one of these times a power of ten. */
const NICE_STEPS = [1, 2, 4, 5, 8, 10] as const;

/** Where an index stands on an axis that is `width` px wide. */
export function xOfIndex(index: number, [from, to]: Domain, width: number): number {
  return to > from ? ((index - from) / (to - from)) * width : 0;
}

/** The index, not rounded, at a place on an axis. */
export function indexOfX(x: number, [from, to]: Domain, width: number): number {
  return width > 0 ? from + (x / width) * (to - from) : from;
}

/** The smallest nice step that is at least `least`, never below one event. */
export function niceStep(least: number): number {
  if (!(least > 1)) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  return power * (NICE_STEPS.find((step) => step * power >= least * (1 - 1e-9)) ?? 10);
}

/** Tick indices of an axis, at least `gapPx` apart. */
export function ticksOf(domain: Domain, width: number, gapPx = 76): number[] {
  const [from, to] = domain;
  if (!(to > from) || width <= 0) return [];
  const step = niceStep(((to - from) * gapPx) / width);
  const ticks: number[] = [];
  for (let tick = Math.ceil(from / step) * step; tick <= to; tick += step) ticks.push(tick);
  return ticks;
}

/** The text at a tick: short where the axis is long, to the last fruit where it is short. */
export function labelOfTick(index: number, [from, to]: Domain): string {
  return to - from < 2000 ? number(index) : indexLabel(index);
}

/** An index rounded to the coarsest round number that a pixel cannot tell from it. */
export function snapIndex(index: number, domain: Domain, width: number): number {
  const step = niceStep((domain[1] - domain[0]) / Math.max(width, 1));
  return Math.round(index / step) * step;
}

export const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), Math.max(least, most));
