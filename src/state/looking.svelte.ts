import type { BeltItem } from '../../workers/protocol/monitor.ts';
import type { Services } from './services.ts';
import type { Shell } from './shell.svelte.ts';

/** A moment of the log that is looked at while the line stands elsewhere. */
export class Looking {
  /** A predicted event; null: the newest. */
  index = $state<number | null>(null);
  /** Up to 24 rows that end with it, oldest first. */
  rows = $state.raw<readonly BeltItem[]>([]);

  readonly #services: Services;
  readonly #shell: Shell;
  #asking = false;

  constructor(services: Services, shell: Shell) {
    this.#services = services;
    this.#shell = shell;
  }

  at(index: number | null): void {
    this.index = index;
    if (index !== null && !this.#asking) void this.#ask();
  }

  /** Asks until the rows are those of the last wish. */
  async #ask(): Promise<void> {
    this.#asking = true;
    try {
      for (let asked: number | null = null; this.index !== null && asked !== this.index;) {
        asked = this.index;
        this.rows = (await this.#services.monitor.call('belt', { upTo: asked })).items;
      }
    } catch (error) {
      this.#shell.report(error, 'line');
    } finally {
      this.#asking = false;
    }
  }
}
