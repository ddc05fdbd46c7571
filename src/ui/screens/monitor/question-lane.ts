import { READABLE_FEATURES } from '../../../domain/data/features/readable.ts';
import { shareStats, type WindowStats } from '../../../domain/monitoring/summaries/window-stats.ts';
import { splitSignal } from '../../../domain/monitoring/monitors/signal.ts';
import type { ReferenceState } from '../../../domain/monitoring/monitors/reference-state.ts';
import type { Series } from '../../../state/monitoring.svelte.ts';
import type { Lane, LaneSeries, Threshold } from '../../charts/series.ts';
import { duration, number, percent, percentNumber } from '../../format.ts';
import { featureFormat, featureTitle } from './feature-text.ts';
import { dressed, faultMonitors, type LaneExtras } from './lane-extras.ts';
import { signalName } from './monitor-text.ts';
import type { GroupStanding } from './overview.ts';
import type { LineStanding, Usual } from './standing.ts';
import { shiftAtPsi } from './shown-lane.ts';

/** What stands right of a question's lane. */
export interface LaneText {
  name: string;
  /** The newest value, its unit apart. */
  value: string;
  unit: string;
  /** Its interval and n, then what is usual. */
  lines: string[];
  bad: boolean;
}

interface QuestionLaneInputs {
  group: GroupStanding;
  standing: Pick<LineStanding, 'nowOf' | 'usualOf' | 'accuracy' | 'shiftOf'>;
  series: Readonly<Record<string, Series>>;
  extras: LaneExtras;
  windowEvents: number;
  /** First event of the line: windows before it is a window old are shorter. */
  first: number;
  /** When the first truth comes, in words; null once one has. */
  firstTruth: string | null;
  reference: ReferenceState;
  /** The first event at which predictions are compared like with like, and where the reference before it ends; null where that is not to be shown. */
  compared: { index: number; from: number } | null;
  labelDelay: number;
  height: number;
}

const NO_SERIES: Series = { index: [], value: [] };
/** The most telling mark of time that people have heard of. */
const P95 = 'latency.p95';

/** The series that a question's lane is drawn from. */
export function seriesOfLane(lane: string): string[] {
  return lane === 'latency' ? [P95] : lane.startsWith('fault.') ? [] : [lane];
}

/** The one lane that speaks for a question, and its words. */
export function questionLane(id: string, inputs: QuestionLaneInputs): { lane: Lane; words: LaneText } {
  const { group, standing, extras } = inputs;
  const signal = id;
  const [now, usual] = [standing.nowOf(signal)?.stats ?? null, standing.usualOf(signal)];
  const monitor = group.monitors.find(({ status }) => status.spec.signal === (id === 'accuracy' ? 'error' : id));
  if (id.startsWith('fault.')) return faultLane(id, inputs);
  const base = { id, height: inputs.height, ...(usual ? { reference: usual.value, referenceMark: markOf(usual, id) } : {}), ...standsIn(id, usual, inputs) };
  const [series = NO_SERIES] = seriesOfLane(id).map((name) => inputs.series[name] ?? NO_SERIES);
  if (id === 'accuracy') {
    const drawn: Lane = {
      ...base, name: 'Accuracy', series: [{ ...series, name: 'Accuracy', style: 'main', ...bandOf(series, inputs, (value, n) => shareStats(Math.round(value * n), n)) }],
      format: (value) => percent(value), formatTick: percentNumber, range: [0.95, 1],
    };
    const { estimate: estimated, remark: _, ...lane } = dressed(drawn, extras);
    const bad = standing.accuracy?.standing === 'below';
    return {
      lane: withNewest(lane, now, bad),
      words: {
        name: 'Accuracy', value: percentNumber(now?.value), unit: now ? '%' : '', bad,
        lines: [
          now ? `${percentNumber(now.low)} to ${percentNumber(now.high)}, of ${number(now.n)} truths` : inputs.firstTruth ?? 'no truth yet',
          [usual ? `${usual.from === 'reference' ? 'usual' : 'its test:'} ${percentNumber(usual.value)}` : '', estimated ? estimated.replace(/^est\./u, 'estimated').replace(/\s%$/u, '') : ''].filter(Boolean).join(', '),
        ],
      },
    };
  }
  const format = formatOf(id, usual);
  const bad = monitor?.state === 'drift';
  const drawn: Lane = {
    ...base, name: nameOf(id), format, formatTick: id === 'confidence' ? percentNumber : format, range: rangeOf(id, usual),
    series: [{ ...series, name: nameOf(id), style: 'main', ...(usual && id.startsWith('feature.') ? bandOf(series, inputs, (value, n) => meanBand(value, usual.std, n)) : {}) }],
  };
  const lane = dressed(drawn, extras);
  const limits = id.startsWith('feature.') && usual ? featureLimit(group, id, usual, standing.shiftOf(id)) : lane.thresholds;
  return {
    lane: withNewest({ ...lane, ...(limits && limits.length > 0 ? { thresholds: limits } : {}) }, now, bad),
    words: {
      name: nameOf(id), ...unitApart(now ? format(now.value) : '–'), bad,
      lines: [
        now ? `${betweenText(bare(format(now.low)), bare(format(now.high)))}of ${number(now.n)}` : 'no fruit yet',
        usual ? `${markOf(usual, id)} ${bare(format(usual.value))}${usual.n > 0 ? `, of ${number(usual.n)}` : ''}` : '',
      ],
    },
  };
}

/** `39 to 48, `; nothing where both ends read the same. */
const betweenText = (low: string, high: string): string => (low === high ? '' : `${low} to ${high}, `);

function faultLane(id: string, { group, extras, height }: QuestionLaneInputs): { lane: Lane; words: LaneText } {
  const standing = group.monitors.find(({ status }) => status.spec.signal === id);
  const spec = standing?.status.spec;
  const latest = standing?.status.latest ?? null;
  const answer = extras.answers['faults']?.find(({ labels }) => labels['monitor'] === spec?.id);
  const series: LaneSeries = { index: answer?.index ?? [], value: answer?.value ?? [], name: signalName(id), style: 'main' };
  const stats = latest && latest.statistic !== null && latest.sampleSize > 0 ? shareStats(Math.round(latest.statistic * latest.sampleSize), latest.sampleSize) : null;
  const format = (value: number): string => percent(value);
  const limit = spec?.judge.kind === 'threshold' ? spec.judge.drift : null;
  const others = faultMonitors(extras.monitors);
  const drawn = dressed({ id: 'faults', name: signalName(id), series: others.map((other) => (other.id === spec?.id ? series : { ...series, index: [], value: [] })), format }, { ...extras, levels: [] });
  const bad = standing?.state === 'drift';
  const lane: Lane = {
    id, name: signalName(id), height, format, formatTick: (value) => percent(value, Number.isInteger(Math.round(value * 1e6) / 1e4) ? 0 : 1), series: [series], range: [0, 0.02],
    ...(limit === null ? {} : { thresholds: [{ value: limit, words: `alert above ${format(limit)}`, always: true }] }),
    ...(drawn.alerts ? { alerts: drawn.alerts } : {}),
  };
  return {
    lane: withNewest(lane, stats, bad),
    words: {
      name: signalName(id), value: stats ? percentNumber(stats.value) : '–', unit: stats ? '%' : '', bad,
      lines: [stats ? `${percentNumber(stats.low)} to ${percentNumber(stats.high)}, of ${number(stats.n)}` : 'cannot say yet', limit === null ? '' : `limit ${percentNumber(limit, 0)}\u00a0%`],
    },
  };
}

const markOf = ({ from }: Usual, id: string): string => ({ reference: 'usual', drawn: 'as drawn', training: id === 'accuracy' ? 'in its test' : 'in training' })[from];

/** What serves in place of a reference, and where the comparison with one begins. Time and faults have limits of their own. */
function standsIn(id: string, usual: Usual | null, { reference, compared, labelDelay }: QuestionLaneInputs): Pick<Lane, 'standIn' | 'compared'> {
  if (id !== 'accuracy' && !id.startsWith('feature.')) return {};
  const first = compared && { ...compared, index: id === 'accuracy' ? compared.index : compared.index - labelDelay };
  const serves = usual && usual.from !== 'reference' && usual.n > 0 && (reference.kind === 'collecting' || reference.kind === 'not-at-rest');
  const band = serves ? (id === 'accuracy' ? shareStats(Math.round(usual.value * usual.n), usual.n) : meanBand(usual.value, usual.std, usual.n)) : null;
  const stretch = reference.kind === 'collecting' ? { from: reference.from, to: reference.from + reference.needed } : { from: 0, to: Infinity };
  return { ...(band ? { standIn: { low: band.low, high: band.high, ...stretch } } : {}), ...(first ? { compared: first } : {}) };
}

function nameOf(id: string): string {
  if (id === 'latency') return 'Time for 95 of 100';
  if (id === 'queue') return 'Waiting pictures';
  return id.startsWith('feature.') ? featureTitle(signalName(id)) : signalName(id);
}

function formatOf(id: string, usual: Usual | null): (value: number) => string {
  const [family, name] = splitSignal(id);
  if (family === 'feature') return featureFormat(READABLE_FEATURES.findIndex((feature) => feature.name === name), Math.min(usual?.std ?? 0.1, 0.049));
  if (id === 'confidence') return (value) => percent(value);
  return id === 'latency' ? duration : (value) => number(value, value < 9.95 ? 1 : 0);
}

/** What is in sight however calm the lane is: ordinary noise must not look like a landslide. */
function rangeOf(id: string, usual: Usual | null): readonly [number, number] {
  if (id === 'confidence') return [0.9, 1];
  if (!id.startsWith('feature.') || !usual) return [0, 1];
  return [usual.value - usual.std / 4, usual.value + usual.std / 4];
}

/** Where a shift of the mean alone reaches the limit of the stability index: about there, on the side to which it moves. */
function featureLimit(group: GroupStanding, id: string, usual: Usual, shift: number | null): Threshold[] {
  const spec = group.monitors.find(({ status }) => status.spec.signal === id)?.status.spec;
  if (spec?.judge.kind !== 'test' || spec.judge.test !== 'psi') return [];
  const value = usual.value + Math.sign(shift ?? -1) * shiftAtPsi(spec.judge.drift) * usual.std;
  return [{ value, words: `alert at PSI ${spec.judge.drift}`, mark: 'alert' }];
}

/** Of several limits the one that is met first, as an alert: a lane has room for one. */
function firstMet(thresholds: readonly Threshold[] | undefined, usual: number | undefined): Threshold[] {
  const [first] = (thresholds ?? []).toSorted((a, b) => (usual === undefined ? 0 : Math.abs(a.value - usual) - Math.abs(b.value - usual)));
  return first ? [{ ...first, mark: 'alert', always: true }] : [];
}

function withNewest(lane: Lane, stats: WindowStats | null, bad: boolean): Lane {
  return { ...lane, thresholds: firstMet(lane.thresholds, lane.reference), alerting: bad, ...(stats ? { newest: { value: stats.value, low: stats.low, high: stats.high } } : {}) };
}

function meanBand(value: number, std: number, n: number): { low: number; high: number } {
  const half = (1.959964 * std) / Math.sqrt(n);
  return { low: value - half, high: value + half };
}

/** The 95 % band of a sliding window, wide while the window is short. */
function bandOf({ index, value }: Series, { first, windowEvents }: QuestionLaneInputs, of: (value: number, n: number) => { low: number; high: number } | null): Pick<LaneSeries, 'low' | 'high'> {
  const bands = value.map((each, i) => of(each, Math.max(1, Math.min(windowEvents, index[i]! - first + 1))));
  return { low: bands.map((band, i) => band?.low ?? value[i]!), high: bands.map((band, i) => band?.high ?? value[i]!) };
}

const bare = (text: string): string => text.replace(/\s(%|ms|s)$/u, '');

function unitApart(text: string): { value: string; unit: string } {
  const [, value = text, unit = ''] = /^(.*?)\s?(%|ms|s|min)$/u.exec(text) ?? [];
  return { value, unit };
}

