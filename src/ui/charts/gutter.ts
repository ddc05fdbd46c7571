import { thresholdsOf, valueAxis, type Lane, type ValueAxis } from './series.ts';

/** A tick left of a lane, with its words. */
interface GutterMark {
  /** px from the top of the plot, where its line is. */
  at: number;
  /** px from the top of the plot, where its words are: moved off those of its neighbours. */
  textAt: number;
  words: string;
  tone: 'plain' | 'alert' | 'warn';
}

/** px between the middles of two lines of words. */
const APART_PX = 14;
/** px that words keep off the edges of their lane. */
const EDGE_PX = 6;
/** A lane is told by what is usual, its nearest limits and one mark of its scale: more cannot be read at a glance. */
const MOST_LIMITS = 2;
const MOST_SCALE_MARKS = 4;

/** The marks of a lane: what is usual, where an alert is, and the one round value that lies furthest off both. Words never touch. */
export function gutterMarks(lane: Lane, axis: ValueAxis, heightPx: number): GutterMark[] {
  const yOf = (value: number): number => ((axis.to - value) / (axis.to - axis.from)) * heightPx;
  const write = lane.formatTick ?? lane.format;
  const limits = thresholdsOf(lane).near.slice(0, MOST_LIMITS).map(({ value, mark = 'alert', tone = 'alert' }) => ({ at: yOf(value), words: `${write(value)} ${mark}`, tone }));
  const usual = lane.reference !== undefined && Number.isFinite(lane.reference) ? [{ at: yOf(lane.reference), words: `${write(lane.reference)} ${lane.referenceMark ?? 'usual'}`, tone: 'plain' as const }] : [];
  const named = [...usual, ...limits];
  const gap = (y: number): number => Math.min(...named.map(({ at }) => Math.abs(at - y)), heightPx);
  const ticks = valueAxis(lane, MOST_SCALE_MARKS).ticks.map((value) => ({ at: yOf(value), words: write(value), tone: 'plain' as const })).filter(({ at }) => at >= 0 && at <= heightPx);
  const [scale] = ticks.toSorted((a, b) => gap(b.at) - gap(a.at));
  const marks = [...named, ...(scale && gap(scale.at) >= APART_PX && named.length * APART_PX + 2 * EDGE_PX <= heightPx ? [scale] : [])].sort((a, b) => a.at - b.at);
  return spread(marks.map(({ at }) => at), heightPx).map((textAt, i) => ({ ...marks[i]!, textAt }));
}

/** Middles of lines of words, from the top down, at least `APART_PX` apart and within the lane as far as there is room. */
export function spread(wanted: readonly number[], heightPx: number): number[] {
  const placed = wanted.map((y) => Math.min(Math.max(y, EDGE_PX), heightPx - EDGE_PX));
  for (let i = 1; i < placed.length; i += 1) placed[i] = Math.max(placed[i]!, placed[i - 1]! + APART_PX);
  const last = placed.length - 1;
  if (last >= 0) placed[last] = Math.min(placed[last]!, heightPx - EDGE_PX);
  for (let i = last - 1; i >= 0; i -= 1) placed[i] = Math.min(placed[i]!, placed[i + 1]! - APART_PX);
  return placed;
}
