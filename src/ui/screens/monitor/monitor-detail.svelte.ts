import type { StateRun } from '../../charts/state-runs.ts';
import { stateRuns } from '../../charts/state-runs.ts';
import type { Alerts, Explanation } from '../../../state/alerts.svelte.ts';
import type { Shell } from '../../../state/shell.svelte.ts';
import { Latest } from '../shared/latest.ts';

const REST_MS = 2000;
const POINTS = 256;
/** Events between two samples of the metrics, times how many of the kept samples one answer skips. */
const STEP_EVENTS = 100;

/** What is told of one monitor: why it stands so, and how it stood. */
export class MonitorReasons {
  explanation = $state.raw<Explanation | null>(null);
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
      const [explanation, states] = await Promise.all([this.#alerts.explain(id), this.#alerts.queryRange(`orchard_monitor_state{monitor="${id}"}`, POINTS)]);
      this.explanation = explanation;
      this.runs = states[0] ? stateRuns(states[0], STEP_EVENTS, this.#alerts.report?.lastIndex ?? 0) : [];
      this.of = id;
    } catch (error) {
      // It was removed meanwhile.
      if ((error as { code?: string }).code !== 'argument-invalid') this.#shell.report(error, 'monitor');
    }
  }
}
