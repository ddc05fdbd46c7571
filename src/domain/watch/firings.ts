import * as v from 'valibot';
import { labelsSchema } from '../alerting/alerts/labels.ts';
import { labelKey, type Labels } from '../alerting/alerts/matcher.ts';
import { OrchardError } from '../common/errors.ts';
import { measurementSchema } from '../monitoring/monitors/set-snapshot.ts';
import type { Measurement } from '../monitoring/monitors/monitor-result.ts';
import type { ExpressionValues } from '../alerting/promql/expression-values.ts';

/** What an alert rested on at the moment that it began to fire. */
export interface Firing {
  /** Simulated seconds. */
  readonly at: number;
  readonly labels: Labels;
  /** The rule's expression with its numbers; null when it could not be read. */
  readonly readings: ExpressionValues | null;
  /** The monitor behind it; null when there is none. */
  readonly monitorId: string | null;
  /** The event whose numbers `detail` holds: of the monitor's result that counted then, else the one at which the alert fired. */
  readonly asOf: number;
  /** What the monitor measured; null where it had nothing to compare. */
  readonly detail: Measurement | null;
}

/** Firings that are kept, newest last. */
export const MOST_FIRINGS = 100;

const schema = v.pipe(v.array(v.object({
  at: v.pipe(v.number(), v.finite()), labels: labelsSchema,
  readings: v.nullable(v.object({ live: v.string(), parts: v.array(v.object({ text: v.string(), value: v.nullable(v.number()) })) })),
  monitorId: v.nullable(v.string()), asOf: v.pipe(v.number(), v.integer(), v.minValue(0)), detail: v.nullable(measurementSchema),
})), v.maxLength(MOST_FIRINGS));

/** The newest firings, kept as they were: no later row changes them. */
export class Firings {
  #kept: readonly Firing[] = [];

  add(firing: Firing): void {
    this.#kept = [...this.#kept, firing].slice(-MOST_FIRINGS);
  }

  /** Of an alert of these labels that began to fire at a moment (simulated seconds); null when that is not kept. */
  of(labels: Labels, at: number): Firing | null {
    const key = labelKey(labels);
    return this.#kept.findLast((firing) => firing.at === at && labelKey(firing.labels) === key) ?? null;
  }

  snapshot(): readonly Firing[] { return this.#kept; }

  /** Snapshots that were taken before firings were kept hold none. Throws `file-schema` for one that does not fit. */
  static restore(saved: unknown): Firings {
    const parsed = v.safeParse(schema, saved ?? []);
    if (!parsed.success) throw new OrchardError('file-schema', `snapshot of the firings: ${parsed.issues[0].message}`);
    const firings = new Firings();
    firings.#kept = parsed.output;
    return firings;
  }
}
