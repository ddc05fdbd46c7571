import * as v from 'valibot';
import { OrchardError } from '../../common/errors.ts';
import type { LearnerSnapshot, Limits } from './limits.ts';
import type { MonitorSnapshot } from './monitor-snapshot.ts';
import type { ReferenceCheckSnapshot } from './reference-check.ts';
import { waitsForTruth } from './signal.ts';
import { readStoredMonitors, type MonitorSpec } from './spec.ts';
import type { TruthDelaySnapshot } from './truth-delay.ts';
import { MONITOR_STATES } from './monitor-result.ts';

export const SET_SNAPSHOT_VERSION = 3;

/** The monitors of a line and all that they know, as JSON. */
export interface MonitorSetSnapshot {
  readonly version: number;
  readonly lastIndex: number;
  readonly modelVersion: number | null;
  readonly labels: readonly string[];
  readonly truths: TruthDelaySnapshot;
  readonly previousFeatures: readonly number[] | null;
  readonly limits: Limits | null;
  readonly learner: LearnerSnapshot | null;
  /** First event of the live version, and what is known of the stretch that it is compared with; null before the first row. */
  readonly deployedAt: number;
  readonly reference: ReferenceCheckSnapshot | null;
  /** Fruit drawn to stand in for a reference that is not at rest: packed rows. */
  readonly drawn: string | null;
  readonly monitors: readonly { readonly spec: MonitorSpec; readonly state: MonitorSnapshot }[];
}

const natural = v.pipe(v.number(), v.integer(), v.minValue(0));
const index = v.pipe(v.number(), v.integer(), v.minValue(-1));
const names = v.array(v.string());
const number = v.pipe(v.number(), v.finite());
const sliding = v.object({ values: v.string(), times: v.nullable(v.string()), events: v.optional(v.string()), newest: v.optional(number) });
const state = v.picklist(MONITOR_STATES);

const judged = {
  monitorId: v.string(), index, state, statistic: v.nullable(number), threshold: v.nullable(number), warningThreshold: v.nullable(number),
  fires: v.picklist(['above', 'below']), p: v.nullable(number), sampleSize: natural, referenceSize: natural, message: v.string(),
} as const;
const result = v.object({ ...judged, detail: v.null() });
const events = v.object({ from: index, to: index });
/** What was not finite is null in JSON. */
const any = v.pipe(v.nullable(v.number()), v.transform((value) => value ?? NaN));
const shares = v.array(any);

/** A measurement, as it lies in a snapshot. */
export const measurementSchema = v.object({
  formula: v.string(), live: v.string(), values: v.record(v.string(), any), edges: v.nullable(shares), categories: v.nullable(names),
  reference: v.nullable(shares), current: shares, contributions: v.nullable(shares), window: events, referenceWindow: v.nullable(events),
  referenceMean: v.nullable(v.number()), currentMean: v.nullable(v.number()),
});

/** A result with its measurement, as it lies in a snapshot. */
export const measuredResultSchema = v.object({ ...judged, detail: measurementSchema });

const monitor = v.object({
  window: sliding,
  collector: v.object({
    reference: v.nullable(v.object({ count: natural, mean: number, std: number, values: v.nullable(v.string()), width: v.optional(v.pipe(natural, v.minValue(1))) })),
    gathered: v.nullable(sliding), from: v.nullable(number), to: v.nullable(number), rows: v.nullable(natural),
  }),
  detector: v.nullable(v.custom<MonitorSnapshot['detector'] & object>((value) => typeof value === 'object' && value !== null)),
  state, seen: v.boolean(), chunk: v.nullable(number), latest: v.nullable(result), drifts: natural,
  lastDriftIndex: v.nullable(index), broken: v.nullable(v.string()), since: natural, newest: v.nullable(number), said: v.optional(v.nullable(measurementSchema), null),
  steps: v.optional(number), off: v.optional(v.nullable(v.string())),
});

const check = v.object({
  from: natural, needed: natural, count: natural, known: natural, right: natural,
  found: v.nullable(v.object({
    from: natural, to: natural, reason: v.picklist(['changed', 'contradicted']), brokeAt: v.nullable(natural), signal: v.string(), shift: v.nullable(number),
  })),
  foundAt: v.nullable(natural), values: v.nullable(v.record(v.string(), v.string())), errors: v.nullable(v.string()), errorEvents: v.nullable(v.string()),
  events: v.optional(v.string()), last: v.optional(natural), newest: v.optional(index),
});

const schema = v.object({
  lastIndex: index,
  modelVersion: v.nullable(natural),
  labels: names,
  truths: v.object({ delay: v.pipe(natural, v.maxValue(1_000_000)), codes: v.string(), lastIndex: index, told: index }),
  previousFeatures: v.nullable(v.array(v.pipe(natural, v.maxValue(65_535)))),
  limits: v.nullable(v.object({ features: names, dark: number, blurred: number, low: v.array(number), high: v.array(number) })),
  learner: v.nullable(v.object({ features: names, rows: v.string() })),
  deployedAt: natural, reference: v.nullable(check), drawn: v.optional(v.nullable(v.string()), null),
  monitors: v.array(v.object({ spec: v.unknown(), state: monitor })),
});

/** A snapshot from outside, of this version or the one before. Throws `file-version` when another version wrote it, `file-schema` when it does not fit. */
export function readSetSnapshot(stored: unknown): MonitorSetSnapshot {
  const value = fromVersion2(stored);
  const version = (value as { version?: unknown } | null)?.version;
  if (typeof value === 'object' && value !== null && version !== SET_SNAPSHOT_VERSION) {
    throw new OrchardError('file-version', `the monitors were saved by version ${String(version)}, this Orchard reads ${SET_SNAPSHOT_VERSION}`);
  }
  const parsed = v.safeParse(schema, value);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new OrchardError('file-schema', `snapshot of the monitors: ${v.getDotPath(issue) ?? ''} ${issue.message}`);
  }
  const specs = readStoredMonitors(parsed.output.monitors.map(({ spec }) => spec));
  return { ...parsed.output, version: SET_SNAPSHOT_VERSION, monitors: parsed.output.monitors.map(({ state: saved }, i) => ({ spec: specs[i]!, state: saved })) };
}

type Loose = Record<string, unknown>;

/**
 * What version 2 wrote, as this version writes it: it kept no events beside values, since rows followed each other, and told of a reference by the
 * events with which its values came. Anything else is left as it is.
 */
function fromVersion2(stored: unknown): unknown {
  const saved = stored as (Loose & { truths?: { delay?: unknown }; monitors?: unknown }) | null;
  if (typeof saved !== 'object' || saved?.version !== 2 || typeof saved.lastIndex !== 'number' || !Array.isArray(saved.monitors)) return stored;
  const { lastIndex } = saved;
  const delay = Number(saved.truths?.delay ?? 0);
  const monitors = saved.monitors.map((each: { spec?: { signal?: unknown }; state?: Loose & { window?: Loose; collector?: Loose & { gathered?: Loose | null } } } | null) => {
    const [spec, held] = [each?.spec, each?.state];
    if (typeof spec?.signal !== 'string' || !held?.window || !held.collector) return each;
    const lag = waitsForTruth(spec.signal) ? delay : 0;
    const { from, to, gathered } = held.collector;
    const [first, last] = [from, to].map((event) => (typeof event === 'number' ? event - lag : null));
    return {
      spec,
      state: {
        ...held, newest: lastIndex < 0 ? null : lastIndex, window: { ...held.window, newest: lastIndex - lag },
        collector: { ...held.collector, from: first, to: last, gathered: gathered && { ...gathered, newest: last ?? lastIndex - lag } },
      },
    };
  });
  return { ...saved, version: SET_SNAPSHOT_VERSION, monitors };
}
