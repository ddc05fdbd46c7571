/** A series as the monitor answers it: indices ascending, NaN where there is nothing to show. */
export interface SeriesData {
  index: ArrayLike<number>;
  value: ArrayLike<number>;
}

/**
 * How a line is drawn. `main` realized, current or champion; `estimated` dashed with its band; `reference` thin and grey;
 * `challenger` with diamonds; `limit` dotted, a threshold that moves; a number: the n-th of many classes, each with its own
 * colour and mark.
 */
export type SeriesStyle = 'main' | 'estimated' | 'reference' | 'challenger' | 'limit' | number;

export interface LaneSeries extends SeriesData {
  name: string;
  style: SeriesStyle;
  /** Edges of a confidence band, as long as `value`. */
  low?: ArrayLike<number>;
  high?: ArrayLike<number>;
  /** Filled down to the axis, as a queue is. */
  area?: boolean;
  stepped?: boolean;
}

export interface Threshold {
  value: number;
  /** Such as `alert below 88 %`. */
  words: string;
  /** After its value, left of the lane; `alert` when left out. */
  mark?: string;
  /** `alert` when left out. */
  tone?: 'alert' | 'warn';
  /** In sight however far it lies from the values; otherwise a far one is only written at the lane's end. */
  always?: boolean;
}

export interface LaneAlert {
  index: number;
  state: 'pending' | 'firing' | 'resolved';
  /** Where the diamond sits; on the first series when left out. */
  value?: number;
  rule?: string;
}

/** One lane: what is drawn, and what is written at its right end. */
export interface Lane {
  id: string;
  /** Italic, at the right end: `Accuracy`. */
  name: string;
  series: readonly LaneSeries[];
  /** Writes a value with its unit: `88.6 %`. */
  format: (value: number) => string;
  /** Writes a tick; `format` when left out. */
  formatTick?: (value: number) => string;
  /** Under the value: `ref. 58.0 %`, `rule: 0.20`. */
  note?: string;
  /** Under the value, in the estimate's colour: `est. 86.3 %`. */
  estimate?: string;
  /** Under the plot: what must be known to read it rightly. */
  remark?: string;
  /** The newest value is beyond its threshold. */
  alerting?: boolean;
  /** A level to compare with, as a thin line. */
  reference?: number;
  /** After its value, left of the lane; `usual` when left out. */
  referenceMark?: string;
  /** What stands in for a reference over a stretch of events: the band within which its own level lies, 95 % sure. The reference is then dashed. */
  standIn?: { low: number; high: number; from: number; to: number };
  /** The first event at which like is compared with like, and the end of the reference before it. */
  compared?: { index: number; from: number };
  /** How sure the newest value is, drawn right of it. */
  newest?: { value: number; low: number; high: number };
  thresholds?: readonly Threshold[];
  alerts?: readonly LaneAlert[];
  /** Values that must be in sight; the data widens it. */
  range?: readonly [number, number];
  /** px. */
  height?: number;
}

/** Position of the last point at or before an index; −1 when there is none. */
export function positionAt(index: ArrayLike<number>, at: number): number {
  let low = 0;
  let high = index.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (index[middle]! <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The value that holds at an index: the last one known there; NaN when there is none. */
export function valueAt({ index, value }: SeriesData, at: number): number {
  const position = positionAt(index, at);
  return position < 0 ? NaN : value[position]!;
}

/** The newest value that is a number; NaN when there is none. */
export function newestOf({ value }: SeriesData): number {
  for (let i = value.length - 1; i >= 0; i--) if (Number.isFinite(value[i]!)) return value[i]!;
  return NaN;
}

/** Least and greatest number of some arrays; null when there is none. */
function extremesOf(arrays: readonly ArrayLike<number>[]): [number, number] | null {
  let [least, most] = [Infinity, -Infinity];
  for (const array of arrays) {
    for (let i = 0; i < array.length; i++) {
      const value = array[i]!;
      if (value < least && value !== -Infinity) least = value;
      if (value > most && value !== Infinity) most = value;
    }
  }
  return least <= most ? [least, most] : null;
}

/** Round values to draw grid lines at, at most `most`, and the range of the axis with a little air. */
export interface ValueAxis {
  from: number;
  to: number;
  ticks: number[];
}

const AIR = 0.12;
/** A threshold further from the values than this many times their span would flatten them. */
const FAR_SPANS = 2;

type Levelled = Pick<Lane, 'series' | 'range' | 'reference' | 'thresholds' | 'newest' | 'standIn'>;

/** The thresholds that the lane's axis shows, and those that lie too far away and are only written. */
export function thresholdsOf(lane: Levelled): { near: Threshold[]; far: Threshold[] } {
  const [least, most] = valuesOf(lane);
  const reach = FAR_SPANS * (most - least || Math.abs(most) || 1);
  const known = (lane.thresholds ?? []).filter(({ value }) => Number.isFinite(value));
  const isNear = ({ value, always }: Threshold): boolean => always === true || (value >= least - reach && value <= most + reach);
  return { near: known.filter(isNear), far: known.filter((threshold) => !isNear(threshold)) };
}

function valuesOf({ series, range, reference, newest, standIn }: Levelled): [number, number] {
  const arrays: ArrayLike<number>[] = series.flatMap(({ value, low, high }) => [value, ...(low ? [low] : []), ...(high ? [high] : [])]);
  return extremesOf([...arrays, newest ? [newest.low, newest.high] : [], standIn ? [standIn.low, standIn.high] : [], reference !== undefined && Number.isFinite(reference) ? [reference] : [], range ?? []]) ?? [0, 1];
}

/** The value axis of a lane: everything in sight, and two or three round grid lines. */
export function valueAxis(lane: Levelled, mostTicks = 3): ValueAxis {
  const [least, most] = extremesOf([valuesOf(lane), thresholdsOf(lane).near.map(({ value }) => value)])!;
  const span = most - least || Math.abs(most) || 1;
  const from = least - span * AIR;
  const to = most + span * AIR;
  return { from, to, ticks: roundTicks(least, most === least ? to : most, mostTicks) };
}

/** At most `most` round values within a range. */
export function roundTicks(least: number, greatest: number, most: number): number[] {
  const span = greatest - least;
  if (!(span > 0)) return [least];
  for (let power = 10 ** Math.floor(Math.log10(span / most)); ; power *= 10) {
    for (const factor of [1, 2, 2.5, 5]) {
      const step = factor * power;
      const first = Math.ceil(least / step - 1e-9);
      const last = Math.floor(greatest / step + 1e-9);
      if (last - first + 1 > most) continue;
      // Whole multiples, so that no tick reads 0.30000000000000004.
      return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
    }
  }
}

/** A value in the lane's own words; a dash when there is none. */
export function sayValue({ format }: Pick<Lane, 'format'>, value: number): string {
  return Number.isFinite(value) ? format(value) : '–';
}

/** What a lane shows, in one sentence, for those who cannot see it. */
export function describeLane({ name, series, format, alerts = [], compared }: Pick<Lane, 'name' | 'series' | 'format' | 'alerts' | 'compared'>): string {
  const parts = series.map((one) => {
    const extremes = extremesOf([one.value]);
    const subject = series.length > 1 ? `${one.name}: ` : '';
    return extremes ? `${subject}newest ${format(newestOf(one))}, least ${format(extremes[0])}, greatest ${format(extremes[1])}` : `${subject}no values yet`;
  });
  const firing = alerts.filter(({ state }) => state === 'firing').length;
  return `${name}. ${parts.join('; ')}${firing > 0 ? `; ${firing} firing` : ''}${compared ? `; first compared with a reference at fruit ${compared.index}` : ''}.`;
}

/** A stretch of events [from, to) over the lanes, with its words. */
export interface Bracket {
  from: number;
  to: number;
  words: string;
}
