import { splitSignal } from '../../../domain/monitoring/monitors/signal.ts';
import type { MonitorSpec } from '../../../domain/monitoring/monitors/spec.ts';
import type { EstimatorState } from '../../../domain/monitoring/estimate/accuracy-estimator.ts';
import type { QueriedSeries } from '../../../state/alerts.svelte.ts';
import { newestOf, valueAt, type Lane, type LaneSeries, type SeriesData } from '../../charts/series.ts';
import { number, percent, pNumber, pValue, significant } from '../../format.ts';
import { diamondsOn, type AlertMoment } from './alert-moments.ts';
import { isOnLane, thresholdsOn, type LaneLevel } from './levels.ts';
import { comparesP, floorOf, statisticText } from './monitor-text.ts';

/** What the watch adds to the lanes. */
export interface LaneExtras {
  monitors: readonly MonitorSpec[];
  estimate: EstimatorState | null;
  /** Answers to `queriesFor`, by its names. */
  answers: Readonly<Record<string, readonly QueriedSeries[]>>;
  levels: readonly LaneLevel[];
  moments: readonly AlertMoment[];
}

export const NO_EXTRAS: LaneExtras = { monitors: [], estimate: null, answers: {}, levels: [], moments: [] };
/** Before the id of a monitor: the lane of its statistic. */
export const MONITOR_LANE = 'monitor.';

const BLIND = 'Estimated from the model’s own confidence; it cannot see concept drift.';
const FAULT_HEIGHT = { head: 24, each: 17 };
/** Least p-value that is told from nought on an axis of noughts. */
const LEAST_P = 1e-8;
const FAULT_FAMILY = 'fault.';
const EMPTY: SeriesData = { index: [], value: [] };

/** Monitors whose statistic is the share of pictures with a fault, in their order. */
export const faultMonitors = (monitors: readonly MonitorSpec[]): MonitorSpec[] => monitors.filter((spec) => (
  spec.signal.startsWith(FAULT_FAMILY) && isOnLane(spec) && spec.judge.kind === 'threshold' && spec.judge.against === 'absolute'));

/** The queries that these lanes need, by name. */
export function queriesFor(lanes: readonly string[]): Record<string, string> {
  const own = lanes.flatMap((id) => (id.startsWith(MONITOR_LANE) ? [id.slice(MONITOR_LANE.length)] : [])).join('|');
  return {
    ...(lanes.includes('accuracy') ? {
      estimated: 'orchard_accuracy_estimated{window="500"}', lower: 'orchard_accuracy_estimated_lower{window="500"}', upper: 'orchard_accuracy_estimated_upper{window="500"}',
    } : {}),
    ...(lanes.includes('faults') ? { faults: 'orchard_monitor_statistic{signal=~"fault.+"}' } : {}),
    ...(own === '' ? {} : { statistics: `orchard_monitor_statistic{monitor=~"${own}"}`, limits: `orchard_monitor_threshold{monitor=~"${own}"}` }),
  };
}

/** The lane of shares of faulty pictures, one line a fault. */
export function faultLane({ monitors, answers }: LaneExtras): Lane {
  const series = faultMonitors(monitors).map((spec, i): LaneSeries => ({ ...seriesOf(answers['faults'], spec.id), name: splitSignal(spec.signal)[1].replaceAll('-', ' '), style: i }));
  return {
    id: 'faults', name: 'Share of pictures', series, range: [0, 0.02], height: FAULT_HEIGHT.head + FAULT_HEIGHT.each * series.length,
    format: (value) => percent(value, value < 0.1 ? 1 : 0), formatTick: (value) => percent(value, value < 0.1 && value > 0 ? 1 : 0),
  };
}

/** The lane of what one monitor compares, with the limit that it compares with. p-values are drawn by their noughts. */
export function monitorLane(spec: MonitorSpec, { answers }: LaneExtras): Lane {
  const byNoughts = comparesP(spec.judge);
  const drawn = ({ index, value }: SeriesData): SeriesData => ({ index, value: byNoughts ? Array.from(value, (p) => -Math.log10(Math.max(p, LEAST_P))) : value });
  const format = byNoughts ? (value: number) => pValue(10 ** -value, floorOf(spec.judge)) : (value: number) => statisticText(spec, value);
  const limit = drawn(seriesOf(answers['limits'], spec.id));
  const newest = newestOf(limit);
  return {
    id: MONITOR_LANE + spec.id, name: spec.name, height: 62, format,
    formatTick: byNoughts ? (value) => pNumber(10 ** -value, 0) : spec.judge.kind === 'threshold' ? format : (value) => significant(value, 2),
    series: [{ ...drawn(seriesOf(answers['statistics'], spec.id)), name: spec.name, style: 'main' }, { ...limit, name: 'threshold', style: 'limit' }],
    ...(Number.isFinite(newest) ? { note: `drift at ${format(newest)}` } : { note: 'says nothing yet' }),
  };
}

/** A lane with the estimate, the thresholds and the alerts that belong on it. */
export function dressed(lane: Lane, extras: LaneExtras): Lane {
  const whole = lane.id === 'accuracy' ? withEstimate(lane, extras) : lane;
  const thresholds = thresholdsOn(lane.id, extras.levels, lane.format);
  const faults = lane.id === 'faults' ? faultMonitors(extras.monitors) : [];
  const alerts = diamondsOn(lane.id, extras.moments, ({ index, signal }) => {
    const series = lane.series[faults.findIndex((spec) => spec.signal === signal)];
    return series && valueAt(series, index);
  });
  return { ...whole, ...(thresholds.length > 0 ? { thresholds } : {}), ...(alerts.length > 0 ? { alerts } : {}) };
}

function withEstimate(lane: Lane, { answers, estimate }: LaneExtras): Lane {
  const [value, low, high] = ['estimated', 'lower', 'upper'].map((name) => answers[name]?.[0]);
  if (!value || !low || !high || value.index.length === 0) {
    return estimate?.kind === 'calibrating' ? { ...lane, remark: `An estimate without labels begins after ${number(estimate.need)} truths; ${number(estimate.have)} so far.` } : lane;
  }
  const at = (series: QueriedSeries): number[] => value.index.map((index) => valueAt(series, index));
  return {
    ...lane, remark: BLIND, estimate: `est. ${lane.format(newestOf(value))}`,
    series: [...lane.series, { index: value.index, value: value.value, low: at(low), high: at(high), name: 'estimated', style: 'estimated' }],
  };
}

function seriesOf(answer: readonly QueriedSeries[] | undefined, monitor: string): SeriesData {
  const found = answer?.find(({ labels }) => labels['monitor'] === monitor);
  return found ? { index: found.index, value: found.value } : EMPTY;
}
