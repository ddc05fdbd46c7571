import * as v from 'valibot';
import type { Alert } from '../alerts/alert-state.ts';
import { labelsSchema } from '../alerts/labels.ts';
import { decode, encode } from '../../monitoring/detectors/detector.ts';
import { OrchardError } from '../../common/errors.ts';

export const ENGINE_SNAPSHOT_VERSION = 1;

const labels = labelsSchema;
const moment = v.nullable(v.pipe(v.number(), v.finite()));
const alert = v.object({
  labels, annotations: v.optional(labels, {}), state: v.picklist(['inactive', 'pending', 'firing']), value: v.union([v.number(), v.string()]),
  activeAt: moment, firedAt: moment, resolvedAt: moment, keepFiringSince: moment,
});

const schema = v.object({
  version: v.literal(ENGINE_SNAPSHOT_VERSION),
  at: moment,
  evaluatedAt: v.record(v.string(), v.number()),
  rules: v.array(v.object({ key: v.string(), health: v.picklist(['ok', 'no-data', 'error']), message: v.string(), alerts: v.array(alert), resolved: v.array(alert), recorded: v.optional(v.array(labels), []), off: v.optional(v.boolean(), false) })),
  history: v.array(v.object({
    at: v.number(), group: v.string(), rule: v.string(), kind: v.picklist(['pending', 'firing', 'resolved', 'dropped', 'no-data', 'error', 'recovered']),
    labels, annotations: labels, value: v.nullable(v.number()), message: v.string(),
  })),
});

/** What a rule engine knows, as JSON. */
export type EngineSnapshot = v.InferOutput<typeof schema>;

/** A snapshot from outside, its alerts ready to go on. Throws `file-version` or `file-schema` for one that does not fit. */
export function readEngineSnapshot(snapshot: unknown) {
  const version = (snapshot as { version?: unknown } | null)?.version;
  if (typeof version === 'number' && version !== ENGINE_SNAPSHOT_VERSION) throw new OrchardError('file-version', `the alerts were saved by version ${version}`);
  const parsed = v.safeParse(schema, snapshot);
  if (!parsed.success) throw new OrchardError('file-schema', `snapshot of the alerts: ${v.getDotPath(parsed.issues[0]) ?? ''} ${parsed.issues[0].message}`);
  const read = (saved: v.InferOutput<typeof alert>): Alert => ({ ...saved, value: decode(saved.value, 'an alert', 'value') });
  return { ...parsed.output, rules: parsed.output.rules.map((rule) => ({ ...rule, alerts: rule.alerts.map(read), resolved: rule.resolved.map(read) })) };
}

/** An alert as JSON. */
export function writeAlert(saved: Alert): EngineSnapshot['rules'][number]['alerts'][number] {
  return { ...saved, labels: { ...saved.labels }, annotations: { ...saved.annotations }, value: encode(saved.value) as number | string };
}
