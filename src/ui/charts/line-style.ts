import type { ChartDataset } from 'chart.js';
import { withAlpha } from './palette.ts';
import type { Palette } from './palette.ts';
import type { LaneSeries, SeriesStyle } from './series.ts';

type LineDataset = ChartDataset<'line', { x: number; y: number }[]>;

/** Marks of the n-th class, in the order of the colours. */
const CLASS_MARKS = ['circle', 'rect', 'rectRot', 'triangle', 'ring'] as const;
const MARKS_ON_A_LINE = 5;
const BAND_OPACITY = 0.14;
const AREA_OPACITY = 0.14;

/** The colour of a series. */
function colourOf(style: SeriesStyle, palette: Palette): string {
  if (typeof style === 'number') return [palette.ink, palette.covariate, palette.challenger, palette.concept, palette.ref][style % CLASS_MARKS.length]!;
  return { main: palette.ink, estimated: palette.accent, reference: palette.ref, challenger: palette.challenger, limit: palette.alert }[style];
}

/** The datasets that draw one series: its band when it has one, then its line. */
export function datasetsOf(series: LaneSeries, palette: Palette): LineDataset[] {
  const { style, index, value, low, high } = series;
  const colour = colourOf(style, palette);
  const line: LineDataset = {
    label: series.name,
    data: pointsOf(index, value),
    borderColor: colour,
    borderWidth: style === 'main' ? 1.75 : style === 'reference' ? 1.3 : 1.6,
    borderDash: style === 'estimated' ? [5, 3] : style === 'limit' ? [1.5, 3] : [],
    fill: series.area ? 'start' : false,
    backgroundColor: withAlpha(colour, AREA_OPACITY),
    stepped: series.stepped ? 'after' : false,
    pointRadius: 0,
  };
  return [...marksOf(series, colour, palette), ...(low && high ? bandOf(series, low, high, colour) : []), line];
}

function bandOf({ index }: LaneSeries, low: ArrayLike<number>, high: ArrayLike<number>, colour: string): LineDataset[] {
  const edge = { borderWidth: 0, pointRadius: 0 };
  return [
    { ...edge, data: pointsOf(index, high), fill: '+1', backgroundColor: withAlpha(colour, BAND_OPACITY) },
    { ...edge, data: pointsOf(index, low), fill: false },
  ];
}

/** Few marks, evenly spread: enough to tell lines apart without colour. Points of their own, so that the line's need no options each. */
function marksOf({ style, index, value }: LaneSeries, colour: string, palette: Palette): LineDataset[] {
  const mark = style === 'challenger' ? 'rectRot' : typeof style === 'number' ? CLASS_MARKS[style % CLASS_MARKS.length]! : null;
  if (!mark) return [];
  const every = Math.max(1, Math.floor(index.length / MARKS_ON_A_LINE));
  const data = pointsOf(index, value).filter((_, i) => i % every === every >> 1);
  const ring = mark === 'ring';
  return [{ data, showLine: false, pointStyle: ring ? 'circle' : mark, pointRadius: 3.2, pointBackgroundColor: ring ? palette.paper : colour, pointBorderColor: colour }];
}

function pointsOf(index: ArrayLike<number>, value: ArrayLike<number>): { x: number; y: number }[] {
  return Array.from({ length: index.length }, (_, i) => ({ x: index[i]!, y: value[i]! }));
}
