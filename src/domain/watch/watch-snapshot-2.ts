import { labelKey, type Labels } from '../alerting/alerts/matcher.ts';
import { OrchardError } from '../common/errors.ts';

type Sums = Readonly<Record<string, number>>;
type Entry = readonly [key: readonly string[], value: unknown];
interface Labelled { readonly labels: Labels }

/** What version 2 wrote, as far as it is read here. */
interface Version2 {
  readonly monitors: { readonly modelVersion: number | null };
  readonly estimator: unknown;
  readonly metrics: {
    readonly registry: Readonly<Record<string, readonly Entry[]>>;
    readonly rolling: { readonly open: Sums; readonly closed: readonly Sums[] };
    readonly truths: unknown;
    readonly modelVersion: number | null;
  };
  readonly store: { readonly series: readonly Labelled[] };
  readonly engine: { readonly rules: readonly { readonly alerts: readonly Labelled[]; readonly resolved: readonly Labelled[]; readonly recorded?: readonly Labels[] }[]; readonly history: readonly Labelled[] };
  readonly centre: { readonly acknowledgements: readonly Labelled[] };
  readonly firings: readonly Labelled[];
}

/** Metrics that have a `version` label since. */
const OF_A_VERSION = new Set([
  'orchard_truths_total', 'orchard_accuracy', 'orchard_accuracy_estimated', 'orchard_accuracy_estimated_lower', 'orchard_accuracy_estimated_upper', 'orchard_confidence_mean',
  'orchard_predicted_share', 'orchard_monitor_statistic', 'orchard_monitor_threshold', 'orchard_monitor_state', 'orchard_monitor_drifts_total',
]);

/**
 * A watch as version 2 wrote it, as version 3 writes it: one place, that of the version which was live, whose label all that tells of a version
 * gains. Alerts that go on are told by it too, so that they go on. Throws `file-schema` for one that does not fit.
 */
export function fromVersion2(stored: object): unknown {
  try {
    return upgraded(stored as Version2);
  } catch (error) {
    throw new OrchardError('file-schema', 'the watch of an earlier version does not fit', { cause: error });
  }
}

function upgraded(saved: Version2): unknown {
  const { monitors, estimator, metrics, store, engine, centre, firings, ...rest } = saved;
  const live = metrics.modelVersion ?? monitors.modelVersion;
  const version = String(live);
  const tells = (labels: Labels) => !('version' in labels) && !('feature' in labels) && ('monitor' in labels || 'window' in labels || 'outcome' in labels);
  const named = <T extends Labelled>(each: T): T => (tells(each.labels) ? { ...each, labels: { ...each.labels, version } } : each);
  const goingOn = new Set(engine.rules.flatMap(({ alerts }) => alerts.map(({ labels }) => labelKey(labels))));
  return {
    ...rest, version: 3, challenger: null, roles: [],
    champion: { version: live, monitors, estimator },
    metrics: {
      version: 4,
      registry: Object.fromEntries(Object.entries(metrics.registry).map(([name, entries]) => [name, OF_A_VERSION.has(name) ? entries.map(([key, value]) => [[version, ...key], value]) : entries])),
      rolling: eachStep(metrics.rolling, ofPictures), live: live === null ? [] : [live],
      versions: live === null ? [] : [{ version: live, rolling: eachStep(metrics.rolling, ofVersion), truths: metrics.truths }],
    },
    store: { ...store, series: store.series.map(named) },
    engine: {
      ...engine,
      rules: engine.rules.map(({ alerts, resolved, recorded = [], ...rule }) => ({ ...rule, alerts: alerts.map(named), resolved, recorded: recorded.map((labels) => named({ labels }).labels) })),
      history: engine.history.map((each) => (goingOn.has(labelKey(each.labels)) ? named(each) : each)),
    },
    centre: { ...centre, acknowledgements: centre.acknowledgements.map(named) },
    firings: firings.map((each) => (goingOn.has(labelKey(each.labels)) ? named(each) : each)),
  };
}

function eachStep({ open, closed }: Version2['metrics']['rolling'], part: (step: Sums) => Sums): Version2['metrics']['rolling'] {
  return { open: part(open), closed: closed.map(part) };
}

const isOfPictures = (name: string) => name.startsWith('feature.');

function ofVersion(step: Sums): Sums {
  return Object.fromEntries(Object.entries(step).filter(([name]) => !isOfPictures(name)));
}

function ofPictures(step: Sums): Sums {
  return Object.fromEntries(Object.entries(step).filter(([name]) => name === 'count' || isOfPictures(name)));
}
