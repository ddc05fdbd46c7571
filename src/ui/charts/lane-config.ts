import type { ChartConfiguration } from 'chart.js';
import type { AnnotationOptions } from 'chartjs-plugin-annotation';
import type { Domain } from './axis.ts';
import { datasetsOf } from './line-style.ts';
import type { Palette } from './palette.ts';
import type { Diamond } from './plugins/diamonds.ts';
import { valueAt } from './series.ts';
import type { Lane, ValueAxis } from './series.ts';

/** px left of the plot, for tick text; the same in every lane, so that lanes line up. */
export const GUTTER_PX = 56;
/** px right of the plot, for what sticks out of the newest event. */
export const RIGHT_PX = 10;
const MOST_PIXEL_RATIO = 2;

type LaneConfiguration = ChartConfiguration<'line', { x: number; y: number }[]>;

/** All that Chart.js must know to draw a lane in its present state. */
export function laneConfig(lane: Lane, axis: ValueAxis, domain: Domain, deployments: readonly { index: number }[], palette: Palette): Pick<LaneConfiguration, 'data' | 'options'> {
  return {
    // References lie under what is compared with them.
    data: { datasets: [...lane.series].reverse().flatMap((series) => datasetsOf(series, palette)) },
    options: {
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
        x: { type: 'linear', display: false, min: domain[0], max: domain[1] },
        y: {
          type: 'linear',
          min: axis.from,
          max: axis.to,
          border: { display: false },
          grid: { color: palette.rule, drawTicks: false },
          ticks: {
            color: palette.ink3,
            font: { family: palette.sans, size: 0.71875 * palette.remPx },
            padding: 8,
            callback: (value) => (lane.formatTick ?? lane.format)(Number(value)),
          },
          afterBuildTicks: (scale) => {
            scale.ticks = axis.ticks.map((value) => ({ value }));
          },
          afterFit: (scale) => {
            scale.width = GUTTER_PX;
            // Ticks keep off the edges by themselves; padding for them would squeeze the plot.
            scale.paddingTop = 0;
            scale.paddingBottom = 0;
          },
        },
      },
      plugins: { annotation: { clip: true, animations: { numbers: { duration: 0 } }, annotations: annotationsOf(lane, deployments, palette) } },
    },
  };
}

function annotationsOf({ reference, threshold }: Lane, deployments: readonly { index: number }[], palette: Palette): Record<string, AnnotationOptions> {
  const annotations: Record<string, AnnotationOptions> = {};
  deployments.forEach(({ index }, i) => {
    annotations[`deployment${i}`] = { type: 'line', xMin: index, xMax: index, borderColor: palette.line, borderWidth: 1, drawTime: 'beforeDatasetsDraw' };
  });
  if (reference !== undefined && Number.isFinite(reference)) {
    annotations['reference'] = { type: 'line', yMin: reference, yMax: reference, borderColor: palette.ref, borderWidth: 1.3, drawTime: 'beforeDatasetsDraw' };
  }
  if (threshold) {
    annotations['threshold'] = {
      type: 'line', yMin: threshold.value, yMax: threshold.value, borderColor: palette.alarm, borderWidth: 1.5, borderDash: [1.5, 3], drawTime: 'afterDatasetsDraw',
      label: {
        display: true, content: threshold.words, position: 'start', xAdjust: 0, yAdjust: 9, padding: { x: 4, y: 0 }, backgroundColor: 'transparent',
        color: palette.alarm, font: { family: palette.sans, size: 0.71875 * palette.remPx, weight: 'normal' },
      },
    };
  }
  return annotations;
}

/** The lane's alarms, each on the line it is about. */
export function diamondsOf({ alarms = [], series }: Pick<Lane, 'alarms' | 'series'>): Diamond[] {
  return alarms
    .map(({ index, state, value }) => ({ index, state, value: value ?? (series[0] ? valueAt(series[0], index) : NaN) }))
    .filter(({ value }) => Number.isFinite(value));
}
