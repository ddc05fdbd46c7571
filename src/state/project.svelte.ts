import type { App } from './app.svelte.ts';
import type { Services } from './services.ts';
import type { Shell } from './shell.svelte.ts';

/** The whole project as one file, out and in. */
export class Project {
  progress = $state.raw<{ what: 'export' | 'import'; done: number; total: number; cancel: () => void } | null>(null);

  readonly #services: Services;
  readonly #shell: Shell;
  readonly #app: App;

  constructor(services: Services, shell: Shell, app: App) {
    this.#services = services;
    this.#shell = shell;
    this.#app = app;
  }

  async export(): Promise<Blob> {
    const { storage, monitor, appVersion, nowMs } = this.#services;
    await monitor.call('flush', undefined);
    // Zip code comes when it is needed: the first paint does without.
    const { exportProject } = await import('../storage/project.ts');
    return this.#during('export', (signal, onProgress) => exportProject(storage, { appVersion, nowMs: nowMs(), signal, onProgress }));
  }

  /**
   * Replaces everything by the file's content, when the file is whole and of a known version; else nothing changes. What was there is gone
   * for good, with what was put aside.
   */
  async import(file: Blob): Promise<void> {
    const { importProject } = await import('../storage/project.ts');
    const { line } = this.#app;
    await line.turn(async () => {
      await line.settle();
      await this.#during('import', (signal, onProgress) => importProject(this.#services.storage, file, { signal, onProgress }));
      this.#shell.forgetUndo();
      await this.#app.reload();
    });
    this.#shell.announce('The project is open');
  }

  async #during<T>(what: 'export' | 'import', work: (signal: AbortSignal, onProgress: (progress: { done: number; total: number }) => void) => Promise<T>): Promise<T> {
    const cancel = new AbortController();
    const show = ({ done, total }: { done: number; total: number }) => { this.progress = { what, done, total, cancel: () => cancel.abort() }; };
    show({ done: 0, total: 0 });
    try {
      return await work(cancel.signal, show);
    } finally {
      this.progress = null;
    }
  }
}
