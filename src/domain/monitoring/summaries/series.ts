import type { Bins } from './bins.ts';
import { LATENCY_BUCKETS, latencyPercentile } from './latency.ts';

export interface SeriesRequest {
  /** Events `from` to `to` (exclusive). */
  from: number;
  to: number;
  /** Events that each point looks back over, rounded to whole bins, at least one. */
  windowEvents: number;
  /** Most points. */
  points: number;
  /** Events that the newest truth lies behind the newest prediction. */
  lag: number;
}

interface Series {
  /** Last event of each point's window. */
  index: number[];
  value: number[];
}

/** Bins `start` to `end` (exclusive) make one point. */
interface Window { start: number; end: number; index: number }

/**
 * A series of the monitor by name: `accuracy`, `precision`, `recall`, `f1` (macro average, or of one label: `precision.ripe`),
 * `confidence`, `share.<label>`, `feature.<name>`, `latency.p50` (`.p95`, `.p99`; ms), `throughput` (events that the belt
 * brings a second), `queue` (greatest), `drift` (mean w). Series that need a truth end where truths have not arrived. A window in
 * which a value is undefined gives no point; an unknown name gives an empty series.
 */
export function seriesFrom(bins: Bins, name: string, request: SeriesRequest): Series {
  const [kind = '', rest] = split(name);
  const { columns } = bins;
  const inputs = () => windowsOf(bins, request, 0);
  const realized = () => windowsOf(bins, request, request.lag);
  switch (kind) {
    case 'accuracy': return ratioSeries(realized(), columns.right, columns.labelled);
    case 'precision': case 'recall': case 'f1': return classSeries(bins, realized(), kind, rest);
    case 'confidence': return ratioSeries(inputs(), columns.confidence, columns.count);
    case 'drift': return rest === undefined ? ratioSeries(inputs(), columns.drift, columns.count) : empty();
    case 'share': return ratioSeries(inputs(), bins.labels.get(rest ?? '')?.predicted, columns.count);
    case 'feature': return ratioSeries(inputs(), bins.features.get(rest ?? ''), columns.count);
    case 'throughput': return ratioSeries(inputs(), columns.count, columns.activeMs, 1000);
    case 'latency': return latencySeries(bins, inputs(), Number(/^p(\d{1,2})$/u.exec(rest ?? '')?.[1]) / 100);
    case 'queue': return queueSeries(bins, inputs());
    default: return empty();
  }
}

/** Where each point's window lies. Points sit on multiples of a power of two of bins, so that they stay put while the line runs. */
function windowsOf(bins: Bins, { from, to, windowEvents, points }: SeriesRequest, lag: number): Window[] {
  const { width, first, length, lastIndex } = bins;
  const indexOf = (bin: number) => Math.min((first + bin + 1) * width - 1, lastIndex);
  const usable = (bin: number) => indexOf(bin) < to && indexOf(bin) + lag <= lastIndex;
  let begin = Math.max(0, Math.floor(from / width) - first);
  // The newest bin ends where the line does, which may be before `from`.
  if (indexOf(begin) < from) begin += 1;
  let end = Math.min(length, Math.ceil(to / width) - first);
  while (end > begin && !usable(end - 1)) end -= 1;
  const span = Math.max(1, Math.round(windowEvents / width));
  let step = 1;
  while (Math.ceil((end - begin) / step) + 1 > Math.max(2, points) && step < end - begin) step *= 2;

  const windows: Window[] = [];
  for (let bin = begin; bin < end; bin += 1) {
    if ((first + bin + 1) % step !== 0 && bin !== end - 1) continue;
    windows.push({ start: Math.max(0, bin + 1 - span), end: bin + 1, index: indexOf(bin) });
  }
  return windows.slice(-Math.max(1, points));
}

/** Sums of one column over windows that move ahead: bins enter at the front and leave at the back. */
function windowSums(column: Float64Array): (window: Window) => number {
  let [start, end, sum] = [0, 0, 0];
  return (window) => {
    if (window.start >= end) [start, end, sum] = [window.start, window.start, 0];
    for (; end < window.end; end += 1) sum += column[end]!;
    for (; start < window.start; start += 1) sum -= column[start]!;
    return sum;
  };
}

function collect(windows: Window[], valueOf: (window: Window) => number): Series {
  const series = empty();
  for (const window of windows) {
    const value = valueOf(window);
    if (!Number.isFinite(value)) continue;
    series.index.push(window.index);
    series.value.push(value);
  }
  return series;
}

function ratioSeries(windows: Window[], top: Float64Array | undefined, bottom: Float64Array, factor = 1): Series {
  if (!top) return empty();
  const [above, below] = [windowSums(top), windowSums(bottom)];
  return collect(windows, (window) => {
    const divisor = below(window);
    return divisor > 0 ? (factor * above(window)) / divisor : NaN;
  });
}

/** Ratios 0/0 of a label count as 0, as in the registry; the macro average is over labels that were claimed or true. */
function classSeries(bins: Bins, windows: Window[], kind: 'precision' | 'recall' | 'f1', label: string | undefined): Series {
  const chosen = label === undefined ? [...bins.labels.values()] : [bins.labels.get(label)].filter((columns) => columns !== undefined);
  const sums = chosen.map(({ claimed, support, hit }) => ({ claimed: windowSums(claimed), support: windowSums(support), hit: windowSums(hit) }));
  return collect(windows, (window) => {
    let total = 0;
    let present = 0;
    for (const { claimed, support, hit } of sums) {
      const [claims, truths, hits] = [claimed(window), support(window), hit(window)];
      if (claims + truths === 0) continue;
      const [top, bottom] = kind === 'precision' ? [hits, claims] : kind === 'recall' ? [hits, truths] : [2 * hits, claims + truths];
      total += bottom === 0 ? 0 : top / bottom;
      present += 1;
    }
    return present === 0 ? NaN : total / present;
  });
}

/** The histogram slides along: bins enter at the front and leave at the back. */
function latencySeries({ columns }: Bins, windows: Window[], share: number): Series {
  if (!(share > 0)) return empty();
  const histogram = new Float64Array(LATENCY_BUCKETS);
  const weigh = (bin: number, sign: 1 | -1): void => {
    for (let bucket = 0; bucket < LATENCY_BUCKETS; bucket += 1) histogram[bucket]! += sign * columns.latency[bin * LATENCY_BUCKETS + bucket]!;
  };
  let [start, end] = [0, 0];
  return collect(windows, (window) => {
    if (window.start >= end) {
      histogram.fill(0);
      [start, end] = [window.start, window.start];
    }
    for (; end < window.end; end += 1) weigh(end, 1);
    for (; start < window.start; start += 1) weigh(start, -1);
    return latencyPercentile(histogram, share);
  });
}

function queueSeries({ columns }: Bins, windows: Window[]): Series {
  return collect(windows, ({ start, end }) => columns.queue.subarray(start, end).reduce((most, queue) => Math.max(most, queue), 0));
}

/** `precision.very ripe` is `precision` of the label `very ripe`: labels may have dots. */
function split(name: string): [string, string | undefined] {
  const dot = name.indexOf('.');
  return dot < 0 ? [name, undefined] : [name.slice(0, dot), name.slice(dot + 1)];
}

function empty(): Series {
  return { index: [], value: [] };
}
