import type { BackendChoice, ComputeInfo } from '../../workers/protocol/trainer.ts';
import type { Services } from './services.ts';
import type { Shell } from './shell.svelte.ts';

export type { BackendChoice, ComputeInfo };

/** What the models run on: measured once, remembered, overridable. */
export class Compute {
  info = $state.raw<ComputeInfo | null>(null);
  choice = $state<BackendChoice>('auto');
  busy = $state(false);

  #settled: Promise<ComputeInfo> | null = null;
  readonly #services: Services;
  readonly #shell: Shell;

  constructor(services: Services, shell: Shell) {
    this.#services = services;
    this.#shell = shell;
  }

  /** Reads the remembered choice; `override` is the address's. */
  async open(override: BackendChoice | null): Promise<void> {
    this.choice = override ?? (await this.#services.storage.settings.get('backend')) ?? 'auto';
  }

  /** Starts the trainer and the serving worker on a backend, at the first need. */
  ensure(): Promise<ComputeInfo> {
    this.#settled ??= this.#select().catch((error: unknown) => {
      this.#settled = null;
      throw error;
    });
    return this.#settled;
  }

  async use(choice: BackendChoice): Promise<ComputeInfo> {
    const before = this.choice;
    this.choice = choice;
    this.#settled = null;
    try {
      const info = await this.ensure();
      await this.#services.storage.settings.set('backend', choice);
      this.#shell.announce(`Models run on ${info.backend}`);
      return info;
    } catch (error) {
      this.choice = before;
      this.#settled = null;
      await this.ensure();
      throw error;
    }
  }

  /** A worker found another backend by itself, after losing its device. */
  changed(info: ComputeInfo): void {
    this.info = info;
    this.#settled = Promise.resolve(info);
    this.#shell.report({ code: 'device-lost' }, 'app');
  }

  /** The trainer died: the next need sets it up again. */
  forget(): void {
    this.#settled = null;
  }

  /** Sets the serving worker up again after its death. */
  async restoreServing(): Promise<void> {
    const { baseUrl, serving } = this.#services;
    await serving.call('compute', { choice: this.choice, remembered: this.info?.probe ?? null, baseUrl });
  }

  async #select(): Promise<ComputeInfo> {
    const { storage, trainer, serving, baseUrl } = this.#services;
    this.busy = true;
    try {
      const remembered = this.info?.probe ?? (await storage.settings.get('probe')) ?? null;
      const info = await trainer.call('compute', { choice: this.choice, remembered, baseUrl });
      await serving.call('compute', { choice: this.choice, remembered: info.probe, baseUrl });
      this.info = info;
      // What a full disk does not remember is measured again on the next visit.
      await storage.settings.set('probe', info.probe).catch(() => {});
      return info;
    } finally {
      this.busy = false;
    }
  }
}
