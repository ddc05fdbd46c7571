import type { Measurement } from '../../../domain/monitoring/monitors/monitor-result.ts';
import type { Alerts, QueriedSeries } from '../../../state/alerts.svelte.ts';
import type { Shell } from '../../../state/shell.svelte.ts';
import { Latest } from '../shared/latest.ts';

/** Between two rounds of questions to the monitor worker. */
const REST_MS = 2000;
/** Moments of a range query: half of the samples that are kept. */
const POINTS = 256;

/** What is asked for in one round. */
export interface Questions {
  /** Range queries by name. */
  ranges: Readonly<Record<string, string>>;
  /** Queries of one number, by name. */
  numbers: Readonly<Record<string, string>>;
  /** Monitors whose live numbers are needed. */
  monitors: readonly string[];
}

/** Asks the watch for what the shown lanes draw, at most every two seconds. */
export class WatchQueries {
  ranges = $state.raw<Readonly<Record<string, readonly QueriedSeries[]>>>({});
  numbers = $state.raw<Readonly<Record<string, number>>>({});
  values = $state.raw<Readonly<Record<string, Measurement['values']>>>({});

  readonly #alerts: Alerts;
  readonly #shell: Shell;
  readonly #latest = new Latest<Questions>((questions) => this.#ask(questions), REST_MS);

  constructor(alerts: Alerts, shell: Shell) {
    this.#alerts = alerts;
    this.#shell = shell;
  }

  ask(questions: Questions): void {
    this.#latest.ask(questions);
  }

  stop(): void {
    this.#latest.stop();
  }

  async #ask({ ranges, numbers, monitors }: Questions): Promise<void> {
    try {
      const [answers, values, details] = await Promise.all([
        Promise.all(Object.entries(ranges).map(async ([name, query]) => [name, await this.#alerts.queryRange(query, POINTS)] as const)),
        Promise.all(Object.entries(numbers).map(async ([name, query]) => [name, await this.#number(query)] as const)),
        Promise.all(monitors.map(async (id) => [id, (await this.#alerts.measurements(id)).now?.values ?? {}] as const)),
      ]);
      this.ranges = Object.fromEntries(answers);
      this.numbers = Object.fromEntries(values);
      this.values = Object.fromEntries(details);
    } catch (error) {
      // A monitor that was removed while the question travelled is asked about no more.
      if ((error as { code?: string }).code !== 'argument-invalid') this.#shell.report(error, 'monitor');
    }
  }

  /** NaN for an expression that is not one number now, or none that can be asked alone. */
  async #number(query: string): Promise<number> {
    const value = await this.#alerts.query(query).catch(() => null);
    if (value?.type === 'scalar') return value.value;
    return value?.type === 'vector' && value.samples.length === 1 ? value.samples[0]!.value : NaN;
  }
}
