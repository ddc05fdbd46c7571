import type { Services } from './services.ts';
import type { Shell } from './shell.svelte.ts';

/** The channels orchard → serving → monitor. */
export class Wiring {
  readonly #services: Services;
  readonly #shell: Shell;
  #generation = 0;
  /** Until there is a model: its worker takes long to start, and what is sent to it meanwhile waits in the ports. */
  #connectServing: (() => void) | null = null;

  constructor(services: Services, shell: Shell) {
    this.#services = services;
    this.#shell = shell;
  }

  /** Raised by each wiring; what belongs to an earlier one is dropped. */
  get generation(): number { return this.#generation; }

  /** Lays fresh channels, in an generation of their own. */
  async lay(): Promise<void> {
    const { orchard, serving, monitor } = this.#services;
    this.#generation += 1;
    const events = new MessageChannel();
    const predictions = new MessageChannel();
    const connectServing = (): void => {
      serving.call('connect', { events: events.port2, predictions: predictions.port1 }, { transfer: [events.port2, predictions.port1] })
        .catch((error: unknown) => this.#shell.report(error, 'line'));
    };
    this.#connectServing = serving.alive ? null : connectServing;
    if (serving.alive) connectServing();
    await Promise.all([
      monitor.call('connect', { port: predictions.port2, generation: this.#generation }, { transfer: [predictions.port2] }),
      orchard.call('connect', { port: events.port1 }, { transfer: [events.port1] }),
    ]);
  }

  /** There is a model: its worker is given its ends. */
  serve(): void {
    this.#connectServing?.();
    this.#connectServing = null;
  }
}
