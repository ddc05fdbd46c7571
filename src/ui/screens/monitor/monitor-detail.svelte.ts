import type { StateRun } from '../../charts/state-runs.ts';
import { stateRuns } from '../../charts/state-runs.ts';
import type { Alerts, MonitorMeasurements } from '../../../state/alerts.svelte.ts';
import type { Shell } from '../../../state/shell.svelte.ts';
import { Latest } from '../shared/latest.ts';

const REST_MS = 2000;
const POINTS = 256;
/** Events between two samples of the metrics, times how many of the kept samples one answer skips. */
const STEP_EVENTS = 100;

/** What the watch answers of one monitor: what it measured, and how it stood. */
export class MonitorAnswers {
  measurements = $state.raw<MonitorMeasurements | null>(null);
  runs = $state.raw<readonly StateRun[]>([]);
  /** The monitor that the answers are about. */
  of = $state.raw<string | null>(null);

  readonly #alerts: Alerts;
  readonly #shell: Shell;
  readonly #latest = new Latest<string>((id) => this.#ask(id), REST_MS);

  constructor(alerts: Alerts, shell: Shell) {
    this.#alerts = alerts;
    this.#shell = shell;
  }

  ask(id: string): void {
    this.#latest.ask(id);
  }

  stop(): void {
    this.#latest.stop();
  }

  async #ask(id: string): Promise<void> {
    try {
      const [measurements, states] = await Promise.all([this.#alerts.measurements(id), this.#alerts.queryRange(`orchard_monitor_state{monitor="${id}"}`, POINTS)]);
      this.measurements = measurements;
      this.runs = states[0] ? stateRuns(states[0], STEP_EVENTS, this.#alerts.report?.lastIndex ?? 0) : [];
      this.of = id;
    } catch (error) {
      // It was removed meanwhile.
      if ((error as { code?: string }).code !== 'argument-invalid') this.#shell.report(error, 'monitor');
    }
  }
}
