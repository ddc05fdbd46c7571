import { labelKey, type Labels } from '../domain/alerting/alerts/matcher.ts';
import type { Silence } from '../domain/alerting/alerts/routing.ts';
import { OrchardError } from '../domain/common/errors.ts';
import type { Diagnosis } from '../domain/alerting/incidents/diagnosis.ts';
import type { Incident } from '../domain/alerting/incidents/incidents.ts';
import type { AccuracyStanding } from '../domain/monitoring/summaries/accuracy-standing.ts';
import type { MonitorSpec } from '../domain/monitoring/monitors/spec.ts';
import type { Value } from '../domain/alerting/promql/value.ts';
import type { CentreAlert } from '../domain/alerting/rules/centre-alert.ts';
import type { Transition } from '../domain/alerting/rules/rule-engine.ts';
import type { RuleProblem } from '../domain/alerting/rules/rule-file.ts';
import { eventAtTime } from '../domain/world/stream/time.ts';
import type { AlertCounts, MonitorMeasurements, QueriedSeries, WatchReport, WatchSetup } from '../../workers/protocol/watch.ts';
import type { JsonValue } from '../storage/index.ts';
import { askToNotify, chime, notify } from './attention.ts';
import type { Registry } from './registry.svelte.ts';
import type { Services } from './services.ts';
import type { Shell } from './shell.svelte.ts';
import { toldOf } from '../domain/delivery/roles.ts';
import { watchVersion } from './watch-version.ts';

export type { MonitorMeasurements, QueriedSeries, WatchReport };

/** A report is asked for at most this often. */
const REFRESH_MS = 500;
/** Events about the moment of an alert that a link to the charts shows on each side. */
const AROUND_EVENTS = 1500;

export interface TitledIncident extends Incident {
  /** A sentence without its full stop: `Pictures became darker`. */
  readonly title: string;
}

interface Settings { monitors: MonitorSpec[] | null; rules: string | null; notify: boolean; sound: boolean }

/** What watches the line: monitors, rules, alerts, and what a person does about them. */
export class Alerts {
  counts = $state.raw<AlertCounts>({ firing: 0, pending: 0, unattended: 0, revision: -1 });
  report = $state.raw<WatchReport | null>(null);
  #wording = $state.raw<Awaited<ReturnType<typeof wordingCode>> | null>(null);
  /** What goes on and what went on, oldest first: alerts that began together are one. */
  incidents: readonly TitledIncident[] = $derived.by(() => {
    const { report } = this;
    const incidents = report ? this.#wording?.incidentsOf(report.groups.flatMap(({ alerts }) => alerts), report.history) : null;
    return incidents?.map((incident) => ({ ...incident, title: this.titleOf(incident) })) ?? [];
  });
  /** Those that ask for an answer: they fire and are not silenced, oldest first. An acknowledgement is no answer yet. */
  unanswered: readonly TitledIncident[] = $derived(this.incidents.filter(({ state, parts }) => state === 'firing' && parts.some(({ state: of, mutedBy }) => of === 'firing' && mutedBy !== 'silenced')));
  #chosenId = $state<string | null>(null);
  #unseenId = $state<string | null>(null);
  /** An incident that began, until it was looked at or nobody need hear of it any more. */
  unseen: TitledIncident | null = $derived(this.incidents.find(({ id, unattended }) => id === this.#unseenId && unattended > 0) ?? null);
  /** Incidents that fire, those of them that someone should hear of, and those that only wait. */
  bell = $derived.by(() => {
    const firing = this.incidents.filter(({ state }) => state === 'firing');
    return { firing: firing.length, unattended: firing.filter(({ unattended }) => unattended > 0).length, pending: this.incidents.filter(({ state }) => state === 'pending').length };
  });
  /** What was found where somebody asked why, by the id of the incident. */
  diagnosed: ReadonlyMap<string, Diagnosis> = $state.raw(new Map());
  /** The event at which somebody first asked why, by the id of the incident. */
  explainedAt: ReadonlyMap<string, number> = $state.raw(new Map());
  /** The one that is answered first: the one that was chosen, else the one that costs accuracy, the newest of equals. */
  incident: TitledIncident | null = $derived(this.unanswered.find(({ id }) => id === this.#chosenId) ?? this.#wording?.presentIncident(this.unanswered, this.diagnosed) ?? null);
  /** How right the predictions are, for the titles of incidents. The app says. */
  accuracy: () => Pick<AccuracyStanding, 'standing'> | null = () => null;
  /** The alert that the alert centre is to open; null when it may choose. */
  wanted = $state.raw<Labels | null>(null);
  notifies = $state(false);
  sounds = $state(false);
  /** A rule file that is being written, kept while other screens are looked at; null while nobody writes. */
  draft = $state<string | null>(null);

  /** By signal, as far as is known. */
  #shifts: ReadonlyMap<string, number> = $state.raw(new Map());
  readonly #shiftOf = (signal: string): number | null => this.#wording?.shiftOf(signal, this.#shifts, this.accuracy()) ?? null;

  readonly #services: Services;
  readonly #shell: Shell;
  readonly #registry: Registry;
  #settings: Settings = { monitors: null, rules: null, notify: false, sound: false };
  #watchers = { numbers: 0, states: 0 };
  #timer: ReturnType<typeof setTimeout> | null = null;
  #shown = { revision: -2, index: -2 };
  #lastIndex = -1;
  /** Incidents that were told, by id. */
  readonly #told = new Set<string>();

  constructor(services: Services, shell: Shell, registry: Registry) {
    this.#services = services;
    this.#shell = shell;
    this.#registry = registry;
  }

  async open(): Promise<void> {
    const { settings, unread } = await settingsFrom(await this.#services.storage.settings.get('alerting'));
    this.#settings = settings;
    if (unread.length > 0 && this.#shell.leading) await this.#setAside(unread).catch((error: unknown) => this.#shell.report(error, 'app'));
    this.notifies = this.#settings.notify;
    this.sounds = this.#settings.sound;
  }

  /** The list is stored without what could not be read only once that is kept. */
  async #setAside(unread: readonly unknown[]): Promise<void> {
    await this.#services.storage.setAside('monitors', unread);
    await this.#save({});
  }

  /** What the monitor worker is told when it opens the log. */
  setup(): WatchSetup {
    const { deployments, models, live, policies } = this.#registry;
    const deployed = new Set(deployments.flatMap(({ version, challenger }) => [version, challenger]));
    const versions = models.filter(({ number }) => deployed.has(number) && number !== live?.number);
    return { versions: [...versions, ...(live ? [live] : [])].map(watchVersion), deployments: deployments.map(toldOf), policies: policies.list, monitors: this.#settings.monitors, rules: this.#settings.rules };
  }

  /** Rules and monitors run from now on: the page can be used. */
  begin(): void {
    this.#services.monitor.call('beginWatch', undefined).catch((error: unknown) => this.#shell.report(error, 'monitor'));
  }

  /** Lets a rule (by its key) or a monitor (by its id) run that was switched off; without either, all that was held back when the project was opened. */
  async letRun(which: { rule?: string; monitor?: string } = {}): Promise<void> {
    await this.#services.monitor.call('letRun', which);
    await this.refresh();
  }

  /** Takes what a snapshot of the line says. */
  receive(counts: AlertCounts, lastIndex: number): void {
    if (counts.revision !== this.counts.revision || counts.firing !== this.counts.firing || counts.pending !== this.counts.pending || counts.unattended !== this.counts.unattended) this.counts = counts;
    this.#lastIndex = lastIndex;
  }

  /** Hears what has changed. An incident is told once, however many alerts join it. */
  async receiveTransitions(transitions: readonly Transition[]): Promise<void> {
    const began = transitions.filter(({ kind }) => kind === 'firing');
    if (began.length === 0) return;
    await this.refresh();
    const untold = this.incidents.filter(({ id, unattended, parts }) => unattended > 0 && !this.#told.has(id) && parts.some((part) => part.unattended && began.some(({ at }) => at === part.firedAt)));
    const newest = untold.at(-1);
    if (!newest) return;
    for (const { id } of untold) this.#told.add(id);
    this.#unseenId = newest.id;
    this.#shell.announce(`Alert: ${newest.title}`);
    if (this.sounds) chime();
    if (this.notifies) notify(newest.title, newest.parts.length === 1 ? this.#wording!.unitsApart(newest.parts[0]!.annotations['summary'] ?? '') : `${newest.parts.length} alerts with one beginning`);
  }

  /** What an incident is, in one sentence. What one that is over was about is told without its direction, which is known of the present only. */
  titleOf(incident: Incident): string {
    const goesOn = incident.state !== 'resolved';
    return this.#wording!.incidentTitle(incident, { accuracy: goesOn ? this.accuracy() : null, shiftOf: goesOn ? this.#shiftOf : () => null });
  }

  /** What an alert says, as a sentence. */
  sentenceOf(alert: Pick<CentreAlert, 'labels' | 'annotations' | 'state'>): string {
    return this.#wording?.alertSentence(alert, alert.state === 'resolved' ? undefined : this.#shiftOf) ?? '';
  }

  /** The incident of which an alert of these labels, which began to fire or to wait at a moment (simulated seconds), is a part. */
  incidentOf(labels: Labels, atSeconds: number): TitledIncident | null {
    const key = labelKey(labels);
    return this.incidents.findLast(({ parts }) => parts.some((part) => labelKey(part.labels) === key && (part.firedAt === atSeconds || part.activeAt === atSeconds))) ?? null;
  }

  /** Keeps what was found when somebody asked why an incident began, and at which event they first did. */
  diagnose(id: string, diagnosis: Diagnosis, at: number): void {
    this.diagnosed = new Map([...this.diagnosed, [id, diagnosis]]);
    if (!this.explainedAt.has(id)) this.explainedAt = new Map([...this.explainedAt, [id, at]]);
  }

  /** Chooses which of the open incidents is answered; null leaves it to what costs accuracy. Throws `argument-invalid` for one that is not open. */
  choose(id: string | null): void {
    if (id !== null && !this.unanswered.some((each) => each.id === id)) throw new OrchardError('argument-invalid', `no open incident is called ${JSON.stringify(id)}; open are: ${this.unanswered.map((each) => JSON.stringify(each.id)).join(', ') || 'none'}`);
    this.#chosenId = id;
  }

  dismissUnseen(): void {
    this.#unseenId = null;
  }

  /** Keeps the report fresh until the answer is called: all its numbers, or only what state everything is in. */
  watch(what: 'numbers' | 'states' = 'numbers'): () => void {
    this.#watchers[what] += 1;
    this.#tick();
    return () => { this.#watchers[what] -= 1; };
  }

  async refresh(): Promise<WatchReport> {
    this.#shown = { revision: this.counts.revision, index: this.#lastIndex };
    const [report, wording] = await Promise.all([this.#services.monitor.call('report', undefined), wordingCode()]);
    this.#shifts = wording.shiftsKnown(report.monitors, report.groups.flatMap(({ alerts }) => alerts), this.#shifts);
    [this.#wording, this.report, this.counts] = [wording, report, report.counts];
    return report;
  }

  /** Event at a simulated time, Unix seconds. */
  eventOf(seconds: number): number {
    return Math.max(0, eventAtTime(seconds * 1000));
  }

  /** The stretch of the charts about a moment. */
  around(seconds: number): readonly [number, number] {
    const index = this.eventOf(seconds);
    return [Math.max(0, index - AROUND_EVENTS), index + AROUND_EVENTS];
  }

  /** Exchanges the monitors; null goes back to the defaults. Throws `argument-invalid` for ones that cannot be. Nothing of it holds before it is stored. */
  async setMonitors(monitors: unknown): Promise<void> {
    const { monitor } = this.#services;
    const parsed = monitors === null ? null : await parsedMonitors(monitors);
    await monitor.call('checkMonitors', { monitors: parsed });
    await this.#save({ monitors: parsed });
    await monitor.call('setMonitors', { monitors: parsed });
    await this.refresh();
  }

  /** Exchanges the rule file; null goes back to the defaults. Answers what is wrong with it; with an error nothing changes, nor before it is stored. */
  async setRules(text: string | null): Promise<RuleProblem[]> {
    const { monitor } = this.#services;
    const { problems } = text === null ? { problems: [] } : await monitor.call('checkRules', { text });
    if (problems.some(({ severity }) => severity === 'error')) return problems;
    await this.#save({ rules: text });
    await monitor.call('setRules', { text });
    await this.refresh();
    return problems;
  }

  async checkRules(text: string): Promise<RuleProblem[]> {
    return (await this.#services.monitor.call('checkRules', { text })).problems;
  }

  async silence(silence: Omit<Silence, 'id' | 'startsAt'> & { startsAt?: number }): Promise<Silence> {
    const kept = await this.#services.monitor.call('silence', silence);
    await this.refresh();
    return kept;
  }

  async endSilence(id: string): Promise<void> {
    await this.#services.monitor.call('endSilence', { id });
    await this.refresh();
  }

  async acknowledge(labels: Labels, note = ''): Promise<void> {
    await this.#acknowledge([labels], note);
  }

  /** Says that someone has seen all that fires of an incident. What joins it later is heard again. */
  async acknowledgeIncident({ parts }: Incident, note = ''): Promise<void> {
    await this.#acknowledge(parts.filter(({ state, mutedBy }) => state === 'firing' && mutedBy !== 'acknowledged').map(({ labels }) => labels), note);
  }

  /** What a monitor measured up to an event, and measures now. */
  measurements(monitorId: string, upTo?: number): Promise<MonitorMeasurements> {
    return this.#services.monitor.call('measurements', { monitorId, ...(upTo === undefined ? {} : { upTo }) });
  }

  /** The metrics in Prometheus' text format. */
  async exposition(): Promise<string> {
    return (await this.#services.monitor.call('exposition', undefined)).text;
  }

  /** A query at a moment (simulated seconds), the newest sample's when left out. Throws `argument-invalid` or `over-budget` with what is wrong. */
  async query(query: string, atSeconds?: number): Promise<Value> {
    const answer = await this.#services.monitor.call('promql', { query, ...(atSeconds === undefined ? {} : { atSeconds }) });
    if ('problem' in answer) throw new OrchardError(answer.code, answer.problem);
    return answer.value;
  }

  /** A query over the samples that are kept. Throws `argument-invalid` or `over-budget` with what is wrong. */
  async queryRange(query: string, points: number): Promise<QueriedSeries[]> {
    const answer = await this.#services.monitor.call('promqlRange', { query, points });
    if ('problem' in answer) throw new OrchardError(answer.code, answer.problem);
    return answer.series;
  }

  /** Notifications of the browser's own. False when it refuses. */
  async setNotifies(wanted: boolean): Promise<boolean> {
    const granted = wanted && await askToNotify();
    await this.#save({ notify: granted });
    this.notifies = granted;
    return this.notifies === wanted;
  }

  async setSounds(wanted: boolean): Promise<void> {
    await this.#save({ sound: wanted });
    this.sounds = wanted;
    if (wanted) chime();
  }

  async #acknowledge(alerts: readonly Labels[], note: string): Promise<void> {
    await this.#services.monitor.call('acknowledge', { alerts: alerts.map((labels) => ({ ...labels })), note });
    await this.refresh();
  }

  async #save(change: Partial<Settings>): Promise<void> {
    const settings = { ...this.#settings, ...change };
    await this.#services.storage.settings.set('alerting', settings as unknown as JsonValue);
    this.#settings = settings;
  }

  #tick(): void {
    const { numbers, states } = this.#watchers;
    if (this.#timer !== null || numbers + states === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#tick();
    }, REFRESH_MS);
    const { revision, index } = this.#shown;
    if (document.hidden || (revision === this.counts.revision && (numbers === 0 || index === this.#lastIndex))) return;
    this.refresh().catch((error: unknown) => this.#shell.report(error, 'monitor'));
  }
}

/** How incidents are told comes with the first report: the first paint does without. */
async function wordingCode() {
  const [incidents, titles, units] = await Promise.all([import('../domain/alerting/incidents/incidents.ts'), import('../domain/alerting/incidents/title.ts'), import('../domain/alerting/incidents/units-apart.ts')]);
  return { ...incidents, ...titles, ...units };
}

/** The catalogues of detectors and tests come when there is something to be checked: the first paint does without. */
async function parsedMonitors(monitors: unknown): Promise<MonitorSpec[]> {
  const { parseMonitors } = await import('../domain/monitoring/monitors/spec.ts');
  return parseMonitors(monitors);
}

/** The settings as they are stored, row by row: monitors that cannot be read are answered beside them. Where none can, the defaults take over. */
async function settingsFrom(stored: unknown): Promise<{ settings: Settings; unread: readonly unknown[] }> {
  const { monitors = null, rules, notify: notifies, sound } = (typeof stored === 'object' && stored !== null ? stored : {}) as Partial<Record<keyof Settings, unknown>>;
  const settings = { rules: typeof rules === 'string' ? rules : null, notify: notifies === true, sound: sound === true };
  if (monitors === null) return { settings: { ...settings, monitors }, unread: [] };
  const { readMonitorRows } = await import('../domain/monitoring/monitors/spec.ts');
  const { monitors: read, unread } = readMonitorRows(Array.isArray(monitors) ? monitors : [monitors]);
  return { settings: { ...settings, monitors: read.length === 0 && unread.length > 0 ? null : read }, unread };
}
