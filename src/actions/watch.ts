import * as v from 'valibot';
import { namedLabelsSchema } from '../domain/alerting/alerts/labels.ts';
import type { Labels, Matcher } from '../domain/alerting/alerts/matcher.ts';
import type { Diagnosis } from '../domain/alerting/incidents/diagnosis.ts';
import type { CentreGroup } from '../domain/alerting/rules/centre-alert.ts';
import { OrchardError } from '../domain/common/errors.ts';
import type { MonitorSpec } from '../domain/monitoring/monitors/spec.ts';
import type { Explanation } from '../domain/watch/explanation.ts';
import { eventAtTime, timeAt } from '../domain/world/stream/time.ts';
import type { LogColumn, LogFilter } from '../../workers/protocol/monitor.ts';
import type { TitledIncident } from '../state/alerts.svelte.ts';
import type { Concerns } from '../state/concerns.ts';
import { act, look } from './action.ts';
import type { Alert, ExplainAnswer, IncidentAnswer, WhyAnswer } from './answers.ts';
import { anything, callback, keyed, natural, real, signal, text } from './arguments.ts';

/** Events that one query answers at most, unless `limit` says otherwise. */
const QUERY_ROWS = 1_000_000;

/** A filter of the log; `verdict` is the name that `outcome` had before 0.2, and goes with 0.3. */
type FormerFilter = LogFilter & { verdict?: LogFilter['outcome'] };

const outcome = v.picklist(['right', 'wrong', 'unknown']);
const filter = {
  from: v.optional(real), to: v.optional(v.number()), outcome: v.optional(outcome), verdict: v.optional(outcome), predicted: v.optional(text), species: v.optional(text),
  version: v.optional(natural), maxConfidence: v.optional(real),
};
const page = { columns: v.optional(v.array(text)), offset: v.optional(natural), limit: v.optional(v.pipe(v.number(), v.minValue(0))), newestFirst: v.optional(v.boolean()) };
const matcher = keyed({ name: text, value: text, isRegex: v.boolean(), isEqual: v.boolean() });

/** A filter by the names of now. */
function withoutFormerNames<Of extends FormerFilter>({ verdict, ...filter }: Of): Omit<Of, 'verdict'> {
  return verdict === undefined ? filter : { outcome: verdict, ...filter };
}

const eventAt = (seconds: number | null): number | null => (seconds === null ? null : Math.max(0, eventAtTime(seconds * 1000)));

function incidentAnswer({ id, title, state, startedAt, endedAt, unattended, parts }: TitledIncident, diagnosis: Diagnosis | null): IncidentAnswer {
  return {
    id, title, state, since: eventAt(startedAt)!, until: eventAt(endedAt), unattended: unattended > 0, diagnosis,
    parts: parts.map(({ rule, state: of, firedAt, labels, annotations, mutedBy }) => ({ rule, state: of, firedAt: eventAt(firedAt), labels, summary: annotations['summary'] ?? '', mutedBy })),
  };
}

function whyAnswer({ index, measured: { rule, expression, monitor, result, measurement, asOf }, changed: { trueDrifts, ...changed } }: Explanation): WhyAnswer {
  return { index, rule, readings: expression, monitor, finding: result, detail: measurement, asOf, ...changed, truth: trueDrifts };
}

function alertsOf(groups: readonly CentreGroup[]): Alert[] {
  return groups.flatMap(({ alerts }) => alerts.map(({ labels, state, activeAt, firedAt, resolvedAt, annotations, value, standing, acknowledged }) => ({
    rule: labels['alertname'] ?? '', state, since: eventAt(activeAt) ?? 0, firedAt: eventAt(firedAt), resolvedAt: eventAt(resolvedAt),
    labels, summary: annotations['summary'] ?? '', value, muted: standing.state === 'suppressed' || acknowledged !== null,
  })));
}

const listAlerts = async ({ alerts }: Concerns): Promise<Alert[]> => alertsOf((await alerts.refresh()).groups);

/** The prediction log. */
export const log = {
  query: look({
    does: 'Read rows of the prediction log', takes: [v.optional(keyed({ ...filter, ...page }))],
    run: async ({ monitoring }, filter: FormerFilter & { columns?: LogColumn[]; offset?: number; limit?: number; newestFirst?: boolean } = {}) => (await monitoring.queryVisible({ limit: QUERY_ROWS, ...withoutFormerNames(filter) })).columns,
  }),
  count: look({ does: 'Count rows of the prediction log', takes: [v.optional(keyed(filter))], run: ({ monitoring }, filter: FormerFilter = {}) => monitoring.count(withoutFormerNames(filter)) }),
  export: look({
    does: 'Write rows of the prediction log as a file', takes: [v.picklist(['csv', 'json']), v.optional(keyed(filter)), v.optional(keyed({ signal: v.optional(signal), onProgress: v.optional(callback) }))],
    run: ({ monitoring }, format: 'csv' | 'json', filter: FormerFilter = {}, options: { signal?: AbortSignal; onProgress?: (progress: { done: number; total: number }) => void } = {}) => monitoring.exportRows(withoutFormerNames(filter), format, options),
  }),
  keepNewest: act({ does: 'Set how many of the newest rows are kept', takes: [natural], undone: 'final', run: ({ monitoring }, rows: number) => monitoring.setRetention(rows) }),
};

/** Charts' series, monitors, and the reference that they compare with. */
export const monitor = {
  series: look({
    does: 'Read a series', takes: [text, v.optional(keyed({ from: v.optional(real), to: v.optional(real) }))],
    run: ({ monitoring, line }, name: string, { from = 0, to }: { from?: number; to?: number } = {}) => monitoring.read(name, from, to ?? line.now),
  }),
  alarms: look({ does: 'List alerts, by the name of before 0.2', run: listAlerts }),
  status: look({ does: 'Say what every monitor found', run: async ({ alerts }) => [...(await alerts.refresh()).monitors] }),
  set: act({ does: 'Exchange the monitors', takes: [anything], undone: { by: 'monitor.set' }, run: ({ alerts }, monitors: readonly MonitorSpec[] | null) => alerts.setMonitors(monitors) }),
  heldBack: look({ does: 'Say whether own rules and monitors are held back', run: async ({ alerts }) => (await alerts.refresh()).heldBack }),
  letRun: act({
    does: 'Let a rule or monitor run that was switched off', takes: [v.optional(keyed({ rule: v.optional(text), monitor: v.optional(text) }))], undone: { by: 'monitor.set' },
    run: ({ alerts }, which?: { rule?: string; monitor?: string }) => alerts.letRun(which),
  }),
  explain: look({
    does: 'Explain what a monitor found', takes: [text, v.optional(real)],
    run: async ({ alerts }, id: string, upTo?: number): Promise<ExplainAnswer> => {
      const { result, now } = await alerts.measurements(id, upTo);
      return { finding: result, now };
    },
  }),
  reference: look({ does: 'Say how the reference stands', run: async ({ alerts }) => (await alerts.refresh()).reference }),
  collectReference: act({ does: 'Collect another reference from the next fruit on', undone: 'offered', run: ({ monitoring }) => monitoring.collectReference() }),
  useReference: act({ does: 'Take a stretch of judged fruit as the reference', takes: [real, real], undone: 'offered', run: ({ monitoring }, from: number, to: number) => monitoring.useReference(from, to) }),
};

/** Rules, alerts, incidents, silences. */
export const alerts = {
  list: look({ does: 'List what is pending, fires, or has just resolved', run: listAlerts }),
  rules: look({ does: 'List the rules', run: async ({ alerts }) => (await alerts.refresh()).rules }),
  file: look({ does: 'Read the rule file', run: async ({ alerts }) => (await alerts.refresh()).rulesText }),
  setFile: act({ does: 'Exchange the rule file', takes: [v.nullable(text)], undone: { by: 'alerts.setFile' }, run: ({ alerts }, file: string | null) => alerts.setRules(file) }),
  history: look({ does: 'List what began, fired and resolved', run: async ({ alerts }) => (await alerts.refresh()).history }),
  incidents: look({
    does: 'List incidents: alerts with one beginning',
    run: async ({ alerts }) => {
      await alerts.refresh();
      return alerts.incidents.map((incident) => incidentAnswer(incident, alerts.diagnosed.get(incident.id) ?? null));
    },
  }),
  silences: look({ does: 'List the silences', run: async ({ alerts }) => (await alerts.refresh()).silences }),
  silence: act({
    does: 'Silence alerts', takes: [keyed({ matchers: v.array(matcher), startsAt: v.optional(real), endsAt: real, reason: text })], undone: { by: 'alerts.endSilence' },
    run: ({ alerts }, silence: { matchers: readonly Matcher[]; startsAt?: number; endsAt: number; reason: string }) => alerts.silence(silence),
  }),
  endSilence: act({ does: 'End a silence', takes: [text], undone: { by: 'alerts.silence' }, run: ({ alerts }, id: string) => alerts.endSilence(id) }),
  acknowledge: act({ does: 'Acknowledge an alert', takes: [namedLabelsSchema, v.optional(text)], undone: 'final', run: ({ alerts }, labels: Labels, note?: string) => alerts.acknowledge(labels, note) }),
  acknowledgeIncident: act({
    does: 'Acknowledge every alert of an incident', takes: [text, v.optional(text)], undone: 'final',
    run: async ({ alerts }, id: string, note?: string) => {
      const incident = alerts.incidents.find((each) => each.id === id);
      if (!incident) throw new OrchardError('argument-invalid', `no incident ${id}`);
      await alerts.acknowledgeIncident(incident, note);
    },
  }),
  why: look({ does: 'Say why an alert fired', takes: [namedLabelsSchema, real], run: async (on, labels: Labels, at: number) => whyAnswer(await (await on.explainer()).ofAlert(labels, timeAt(at) / 1000)) }),
  metrics: look({ does: 'Write the metrics in Prometheus’ text format', run: ({ alerts }) => alerts.exposition() }),
};

export const promql = look({
  does: 'Answer a query of the metrics', takes: [text, v.optional(real)],
  run: ({ alerts }, query: string, at?: number) => alerts.query(query, at === undefined ? undefined : timeAt(at) / 1000),
});
