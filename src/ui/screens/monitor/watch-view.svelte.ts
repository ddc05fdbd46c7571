import { untrack } from 'svelte';
import { incidentsOf, presentIncident } from '../../../domain/alerting/incidents/incidents.ts';
import type { MonitorSpec } from '../../../domain/monitoring/monitors/spec.ts';
import type { App } from '../../../app/app.svelte.ts';
import type { WatchReport } from '../../../state/alerts.svelte.ts';
import { Latest } from '../shared/latest.ts';
import { alertMoments, laneOfSignal } from './alert-moments.ts';
import { queriesFor, type LaneExtras } from './lane-extras.ts';
import { isOnLane, monitorLevel, needsNumbers, ruleLevels, type LaneLevel } from './levels.ts';
import { groupStandings, isPassedAt } from './overview.ts';
import { WatchQueries, type Questions } from './watch-queries.svelte.ts';

/** Between two looks at numbers that change with every fruit. */
const REST_MS = 1000;

/** What the watch says, as the screen shows it. Made while a component is being made. */
export class WatchView {
  readonly #app: App;
  readonly #queries: WatchQueries;

  constructor(app: App) {
    this.#app = app;
    this.#queries = new WatchQueries(app.alerts, app.shell);
  }

  /** The newest report, or one that is not older than it can be read. */
  report = $state.raw<WatchReport | null>(null);
  readonly #calm = new Latest<WatchReport | null>(async (report) => { this.report = report; }, REST_MS);
  /** Changes with the monitors, the rules and the alerts, not with every number: lanes are made anew for these alone. */
  #revision = $derived.by(() => `${this.report?.counts.revision ?? -1} ${this.report?.monitors.map(({ spec }) => spec.id).join() ?? ''}`);
  specs: readonly MonitorSpec[] = $derived.by(() => {
    void this.#revision;
    return untrack(() => this.report?.monitors.map(({ spec }) => spec) ?? []);
  });
  moments = $derived.by(() => {
    void this.#revision;
    const { alerts } = this.#app;
    return untrack(() => (this.report ? alertMoments(this.report.history, this.report.rules, (seconds) => alerts.eventOf(seconds)) : []));
  });
  /** What goes on, told once; null when nothing does. */
  incident = $derived.by(() => {
    void this.#revision;
    const answered = this.#app.alerts.incident?.id;
    return untrack(() => {
      if (!this.report) return null;
      const incidents = incidentsOf(this.report.groups.flatMap(({ alerts }) => alerts), this.report.history);
      return incidents.find(({ id }) => id === answered) ?? presentIncident(incidents);
    });
  });
  #ruleLevels = $derived.by(() => {
    void this.#revision;
    return untrack(() => ruleLevels(this.report?.rules ?? []));
  });
  #estimate = $derived.by(() => JSON.stringify(this.report?.estimate ?? null));
  groups = $derived.by(() => {
    const lastIndex = this.report?.lastIndex ?? -1;
    return groupStandings(this.report?.monitors ?? [], lastIndex, isPassedAt(lastIndex, this.#app.line.setOn));
  });
  extras: LaneExtras = $derived.by(() => ({
    monitors: this.specs, moments: this.moments, answers: this.#queries.ranges, levels: this.#levels(), estimate: JSON.parse(this.#estimate) as LaneExtras['estimate'],
  }));

  /** Takes a report: at once when more than the numbers of the monitors changed, else once a second. */
  take(report: WatchReport | null): void {
    if (report?.counts.revision !== this.report?.counts.revision || report?.monitors.length !== this.report?.monitors.length) this.report = report;
    this.#calm.ask(report);
  }

  /** Asks for what these lanes draw beside the series of the line. */
  ask(lanes: readonly string[]): void {
    const numbers = Object.fromEntries(this.#ruleLevels.filter(({ lane }) => lanes.includes(lane)).map(({ by, query }) => [by, query]));
    const monitors = this.specs.filter((spec) => needsNumbers(spec) && isOnLane(spec) && lanes.includes(laneOfSignal(spec.signal)!)).map(({ id }) => id);
    const questions: Questions = { ranges: queriesFor(lanes), numbers, monitors };
    if (Object.keys(questions.ranges).length + Object.keys(numbers).length + monitors.length > 0) this.#queries.ask(questions);
  }

  stop(): void {
    this.#calm.stop();
    this.#queries.stop();
  }

  #levels(): LaneLevel[] {
    const { values, numbers } = this.#queries;
    const rules = this.#ruleLevels.flatMap(({ lane, by, fires }): LaneLevel[] => {
      const value = numbers[by];
      return value === undefined || !Number.isFinite(value) ? [] : [{ lane, by, fires, verb: 'alert', value }];
    });
    return [...rules, ...this.specs.flatMap((spec) => monitorLevel(spec, values[spec.id]) ?? [])];
  }
}
