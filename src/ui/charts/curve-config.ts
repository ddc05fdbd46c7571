import type { ChartConfiguration } from 'chart.js';
import type { Palette } from './palette.ts';
import type { ValueAxis } from './series.ts';

/** px left of the plot, for tick text. */
export const CURVE_GUTTER_PX = 44;
/** px right of the plot, for the newest values when a run is at its end. */
export const CURVE_RIGHT_PX = 40;

interface CurvePanelData {
  /** One value an epoch. */
  training: readonly number[];
  heldOut: readonly number[];
  /** Epochs that are planned: the length of the axis. */
  epochs: number;
  axis: ValueAxis;
  format: (value: number) => string;
}

type CurveConfiguration = ChartConfiguration<'line', { x: number; y: number }[]>;

/** All that Chart.js must know to draw training curves: held out in ink, training beneath it in grey. */
export function curveConfig({ training, heldOut, epochs, axis, format }: CurvePanelData, palette: Palette): Pick<CurveConfiguration, 'data' | 'options'> {
  const pointsOf = (values: readonly number[]): { x: number; y: number }[] => values.map((y, i) => ({ x: i + 1, y }));
  const line = { borderJoinStyle: 'round' as const, tension: 0 };
  const newest = heldOut.map((_, i) => (i === heldOut.length - 1 ? 3.5 : 0));
  return {
    data: {
      datasets: [
        { ...line, label: 'held out', data: pointsOf(heldOut), borderColor: palette.ink, borderWidth: 1.8, pointRadius: newest, pointBackgroundColor: palette.accent, pointBorderWidth: 0, clip: 8 },
        { ...line, label: 'training', data: pointsOf(training), borderColor: palette.ref, borderWidth: 1.6, pointRadius: 0 },
      ],
    },
    options: {
      animation: false, responsive: true, maintainAspectRatio: false, events: [], parsing: false, normalized: true,
      devicePixelRatio: Math.min(globalThis.devicePixelRatio || 1, 2),
      layout: { padding: { left: 0, right: CURVE_RIGHT_PX, top: 0, bottom: 0 }, autoPadding: false },
      scales: {
        x: { type: 'linear', display: false, min: epochs > 1 ? 1 : 0, max: Math.max(epochs, 1) },
        y: {
          type: 'linear', min: axis.from, max: axis.to,
          border: { display: false },
          grid: { color: palette.rule, drawTicks: false },
          ticks: { color: palette.ink3, font: { family: palette.sans, size: 0.71875 * palette.remPx }, padding: 8, callback: (value) => format(Number(value)) },
          afterBuildTicks: (scale) => {
            scale.ticks = axis.ticks.map((value) => ({ value }));
          },
          afterFit: (scale) => {
            scale.width = CURVE_GUTTER_PX;
            scale.paddingTop = 0;
            scale.paddingBottom = 0;
          },
        },
      },
    },
  };
}

/** Two labels at the right end of two lines, kept apart: y of the first and of the second, px. */
export function spreadLabels(first: number, second: number, apart: number): [number, number] {
  const overlap = apart - Math.abs(first - second);
  if (!(overlap > 0)) return [first, second];
  const sign = first <= second ? -1 : 1;
  return [first + (sign * overlap) / 2, second - (sign * overlap) / 2];
}
