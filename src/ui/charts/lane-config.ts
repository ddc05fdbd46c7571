import type { ChartConfiguration } from 'chart.js';
import type { AnnotationOptions } from 'chartjs-plugin-annotation';
import type { Domain } from './axis.ts';
import { datasetsOf } from './line-style.ts';
import type { Palette } from './palette.ts';
import type { Diamond } from './plugins/diamonds.ts';
import { valueAt } from './series.ts';
import type { Lane, Threshold, ValueAxis } from './series.ts';

/** px right of the plot, for what sticks out of the newest event. */
export const RIGHT_PX = 8;
const MOST_PIXEL_RATIO = 2;

type LaneConfiguration = ChartConfiguration<'line', { x: number; y: number }[]>;

/** The lane's series as Chart.js takes them. References lie under what is compared with them. */
export function laneData({ series }: Pick<Lane, 'series'>, palette: Palette): LaneConfiguration['data'] {
  return { datasets: [...series].reverse().flatMap((one) => datasetsOf(one, palette)) };
}

/** What changes with every look at a lane, and is therefore read while it is drawn instead of being part of its options. */
interface LaneView {
  axis: ValueAxis;
  domain: Domain;
}

/** How a lane looks (`dashed`: what it is compared with only stands in): all but its data and the stretch that it shows. Costly to take over, so kept while none of its arguments change. */
export function laneOptions(reference: number | undefined, thresholds: readonly Threshold[], palette: Palette, read: () => LaneView, dashed = false): NonNullable<LaneConfiguration['options']> {
  const { axis, domain } = read();
  return {
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    devicePixelRatio: Math.min(globalThis.devicePixelRatio || 1, MOST_PIXEL_RATIO),
    events: [],
    parsing: false,
    normalized: true,
    spanGaps: false,
    layout: { padding: { left: 0, right: RIGHT_PX, top: 0, bottom: 0 }, autoPadding: false },
    elements: { line: { borderJoinStyle: 'round', tension: 0 }, point: { hitRadius: 0, borderWidth: 1.3 } },
    scales: {
      x: {
        type: 'linear', display: false, min: domain[0], max: domain[1],
        // The lanes' axis is drawn once, under them all.
        afterBuildTicks: (scale) => {
          scale.ticks = [];
        },
      },
      y: {
        type: 'linear',
        min: axis.from,
        max: axis.to,
        // Its marks stand left of the plot, as text.
        display: false,
      },
    },
    plugins: { annotation: { clip: true, animations: { numbers: { duration: 0 } }, annotations: levelsOf(reference, thresholds, palette, dashed) } },
  };
}

/** Points existing options at another stretch. */
export function showView(options: NonNullable<LaneConfiguration['options']>, { axis, domain }: LaneView): void {
  Object.assign(options.scales!['x']!, { min: domain[0], max: domain[1] });
  Object.assign(options.scales!['y']!, { min: axis.from, max: axis.to });
}

function levelsOf(reference: number | undefined, thresholds: readonly Threshold[], palette: Palette, dashed: boolean): Record<string, AnnotationOptions> {
  const levels: Record<string, AnnotationOptions> = {};
  if (reference !== undefined && Number.isFinite(reference)) {
    levels['reference'] = { type: 'line', yMin: reference, yMax: reference, borderColor: palette.ref, borderWidth: 1.3, ...(dashed ? { borderDash: [4, 3] } : {}), drawTime: 'beforeDatasetsDraw' };
  }
  thresholds.forEach(({ value, tone = 'alert' }, i) => {
    levels[`threshold-${i}`] = { type: 'line', yMin: value, yMax: value, borderColor: palette[tone], borderWidth: 1.5, borderDash: [1.5, 3], drawTime: 'afterDatasetsDraw' };
  });
  return levels;
}

/** The lane's alerts, each on the line it is about. */
export function diamondsOf({ alerts = [], series }: Pick<Lane, 'alerts' | 'series'>): Diamond[] {
  return alerts
    .map(({ index, state, value }) => ({ index, state, value: value ?? (series[0] ? valueAt(series[0], index) : NaN) }))
    .filter(({ value }) => Number.isFinite(value));
}
