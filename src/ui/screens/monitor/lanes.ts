import { READABLE_FEATURES } from '../../../domain/data/features/readable.ts';
import { shortened } from '../../../domain/common/isolated.ts';
import type { MonitorSpec } from '../../../domain/monitoring/monitors/spec.ts';
import type { ModelVersion } from '../../../domain/registry/version.ts';
import type { Series } from '../../../state/monitoring.svelte.ts';
import type { Lane, LaneSeries, SeriesStyle } from '../../charts/series.ts';
import { duration, number, percent, rate, significant } from '../../format.ts';
import { nameText } from '../../names.ts';
import { featureFormat, featureTitle } from './feature-text.ts';
import { GROUPS, groupOfSignal, type GroupId } from './groups.ts';
import { dressed, faultLane, faultMonitors, MONITOR_LANE, monitorLane, NO_EXTRAS, type LaneExtras } from './lane-extras.ts';

/** A lane that can be shown: what it is called in the chooser, and the series that it needs; none when it is drawn from the metrics. */
export interface LaneKind {
  id: string;
  group: GroupId;
  name: string;
  series: readonly string[];
}

/** What lanes are compared with and drawn from. */
interface LaneSource {
  series: Readonly<Record<string, Series>>;
  live: ModelVersion | null;
  /** When the first truth comes, in words; null once one has. */
  firstTruth: string | null;
  extras?: LaneExtras;
}

export const DEFAULT_LANES: readonly string[] = [
  'accuracy', 'scores', 'share', 'confidence',
  'feature.brightness', 'feature.hue', 'feature.saturation', 'feature.contrast', 'feature.sharpness', 'feature.warmth',
  'latency', 'throughput', 'queue', 'faults',
];

/** Classes that one lane tells apart. */
const MOST_CLASSES = 5;
const LONGEST_LABEL = 14;
const FEATURE = 'feature.';
const EMPTY: Series = { index: [], value: [] };
/** Always in sight where a share is usually high, so that a tenth of a point does not fill a lane. */
const NEAR_CERTAIN = [0.95, 1] as const;
const NEEDS_TRUTH = new Set(['accuracy', 'scores']);

/** Every lane that there is for a model with these labels and these monitors. Without truths there are none that need them. */
export function laneKinds(live: ModelVersion | null, truthKnown: boolean, monitors: readonly MonitorSpec[] = []): LaneKind[] {
  const shares = shownClasses(live).map((label) => `share.${label}`);
  const kinds: LaneKind[] = [
    { id: 'accuracy', group: 'predictions', name: 'Accuracy', series: ['accuracy'] },
    { id: 'scores', group: 'predictions', name: 'Precision, recall, F1', series: ['precision', 'recall', 'f1'] },
    { id: 'share', group: 'predictions', name: shares.length === 1 ? `Predicted ${nameText(shares[0]!.slice('share.'.length))}` : 'Share of each label', series: shares },
    { id: 'confidence', group: 'predictions', name: 'Confidence', series: ['confidence'] },
    ...READABLE_FEATURES.map(({ name, label }): LaneKind => ({ id: FEATURE + name, group: 'inputs', name: label, series: [FEATURE + name] })),
    { id: 'latency', group: 'time', name: 'Latency', series: ['latency.p50', 'latency.p95', 'latency.p99'] },
    { id: 'throughput', group: 'time', name: 'Throughput', series: ['throughput'] },
    { id: 'queue', group: 'time', name: 'Waiting', series: ['queue'] },
  ];
  const faults: LaneKind[] = faultMonitors(monitors).length > 0 ? [{ id: 'faults', group: 'quality', name: 'Faulty pictures', series: [] }] : [];
  const own = monitors.map(({ id, name, signal }): LaneKind => ({ id: MONITOR_LANE + id, group: groupOfSignal(signal), name, series: [] }));
  return [...kinds.filter(({ id, series }) => series.length > 0 && (truthKnown || !NEEDS_TRUTH.has(id))), ...faults, ...own];
}

/** The ids of the lanes to show, out of what was remembered; the usual ones when that is nothing of use. */
export function parseChoice(choice: unknown): string[] {
  const lanes = typeof choice === 'object' && choice !== null && 'lanes' in choice ? choice.lanes : null;
  if (!Array.isArray(lanes)) return [...DEFAULT_LANES];
  const known = new Set([...DEFAULT_LANES, ...READABLE_FEATURES.map(({ name }) => FEATURE + name)]);
  return [...new Set(lanes.filter((id): id is string => typeof id === 'string' && (known.has(id) || id.startsWith(MONITOR_LANE))))];
}

/** The groups of the board, without those that have no lane. */
export function laneGroups(kinds: readonly LaneKind[], source: LaneSource): { title: string; question: string; lanes: Lane[] }[] {
  return GROUPS.map(({ id, title, question }) => ({ title, question, lanes: kinds.filter(({ group }) => group === id).map((kind) => dressedLane(kind, source)) }))
    .filter(({ lanes }) => lanes.length > 0);
}

function dressedLane(kind: LaneKind, source: LaneSource): Lane {
  const { extras = NO_EXTRAS } = source;
  const spec = kind.id.startsWith(MONITOR_LANE) ? extras.monitors.find(({ id }) => MONITOR_LANE + id === kind.id) : undefined;
  return dressed(spec ? monitorLane(spec, extras) : kind.id === 'faults' ? faultLane(extras) : laneOf(kind, source), extras);
}

function laneOf(kind: LaneKind, { series, live, firstTruth }: LaneSource): Lane {
  const of = (name: string, style: SeriesStyle = 'main', words = kind.name): LaneSeries => ({ ...(series[name] ?? EMPTY), name: words, style });
  const main = [of(kind.series[0]!)];
  const waiting = firstTruth ?? undefined;
  switch (kind.id) {
    case 'accuracy': {
      const reference = live?.reference.accuracy;
      return { ...shareLane(kind, main, reference), range: NEAR_CERTAIN, height: 92, note: waiting ?? noteOf(reference, percent) };
    }
    case 'scores': return {
      ...shareLane(kind, [of('precision', 0, 'precision'), of('recall', 1, 'recall'), of('f1', 2, 'F1')]), name: 'Mean over labels', range: NEAR_CERTAIN, height: 68,
    };
    case 'share': {
      const classes = shownClasses(live);
      if (classes.length > 1) return { ...shareLane(kind, classes.map((label, i) => of(`share.${label}`, i, nameText(label)))), height: 24 + 17 * classes.length };
      const [label = ''] = classes;
      const reference = live?.reference.predictedShare[live.signature.labels.indexOf(label)];
      return { ...shareLane(kind, main, reference), name: `Predicted ${shortened(nameText(label), LONGEST_LABEL)}`, range: around(reference, 0.05), height: 48, note: noteOf(reference, percent) };
    }
    case 'confidence': return { ...shareLane(kind, main), range: NEAR_CERTAIN, height: 46 };
    case 'latency': return {
      id: kind.id, name: kind.name, height: 70, range: [0, 1], format: duration, formatTick: milliseconds,
      series: [of('latency.p50', 0, 'p50'), of('latency.p95', 4, 'p95'), of('latency.p99', 2, 'p99')],
    };
    case 'throughput': return { id: kind.id, name: kind.name, height: 46, range: [0, 1], series: main, format: (value) => `${rate(value)}\u00a0/s`, formatTick: rate };
    case 'queue': return { id: kind.id, name: kind.name, height: 46, range: [0, 4], series: [{ ...main[0]!, area: true }], format: (value) => number(value), note: 'most at once' };
    default: return featureLane(kind, main, live);
  }
}

function shareLane(kind: LaneKind, series: LaneSeries[], reference?: number): Lane {
  return { id: kind.id, name: kind.name, series, format: (value) => percent(value), formatTick: tickPercent, ...(reference === undefined ? {} : { reference }) };
}

function featureLane(kind: LaneKind, series: LaneSeries[], live: ModelVersion | null): Lane {
  const at = READABLE_FEATURES.findIndex(({ name }) => FEATURE + name === kind.id);
  const [mean, std] = [live?.reference.mean[at], live?.reference.std[at]];
  const format = featureFormat(at, std);
  return {
    id: kind.id, name: featureTitle(kind.name), series, format, formatTick: (value) => significant(value, 3), height: 46, note: noteOf(mean, format),
    ...(mean === undefined ? {} : { reference: mean }),
    // So much that ordinary noise does not look like a landslide.
    range: around(mean, (std ?? 0) / 4),
  };
}

/** The labels whose shares are drawn: one of two, for the other is the rest; else those that are predicted most. */
function shownClasses(live: ModelVersion | null): string[] {
  if (!live) return [];
  const { labels } = live.signature;
  if (labels.length <= 2) return labels.slice(0, 1);
  const share = (label: string): number => live.reference.predictedShare[labels.indexOf(label)] ?? 0;
  return [...labels].sort((a, b) => share(b) - share(a)).slice(0, MOST_CLASSES);
}

const around = (middle = NaN, reach: number): readonly [number, number] => (Number.isFinite(middle) ? [middle - reach, middle + reach] : [0, 1]);

const noteOf = (reference: number | undefined, format: (value: number) => string): string | undefined =>
  reference === undefined || !Number.isFinite(reference) ? undefined : `ref. ${format(reference)}`;

/** A tick in percent with a decimal only where it says something. */
export const tickPercent = (value: number): string => percent(value, Number.isInteger(Math.round(value * 10_000) / 100) ? 0 : 1);

const milliseconds = (value: number): string => (value < 1000 ? `${significant(value, 2)}\u00a0ms` : `${significant(value / 1000, 2)}\u00a0s`);
