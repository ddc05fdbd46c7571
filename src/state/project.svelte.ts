import { OrchardError } from '../domain/errors.ts';
import type { Settings, StorageUsage } from '../storage/index.ts';
import type { App } from './app.svelte.ts';
import type { Services } from './services.ts';
import type { Shell } from './shell.svelte.ts';

/** What a reset took away, held in memory until the tab is closed. */
interface Kept { file: Blob; settings: Partial<Settings> }

/** The whole project: as one file, out and in; what it takes of the browser's room; and gone, for whoever comes next. */
export class Project {
  progress = $state.raw<{ what: 'export' | 'import'; done: number; total: number; cancel: () => void } | null>(null);
  /** What the browser says of its room: the one source of every number that is shown of it. */
  room = $state.raw<StorageUsage | null>(null);
  /** A reset is being thought over. */
  asking = $state(false);
  #kept = $state.raw<Kept | null>(null);
  /** A reset can be taken back. */
  canBringBack = $derived(this.#kept !== null);

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

  async refreshRoom(): Promise<void> {
    this.room = await this.#services.storage.usage();
  }

  /** Removes everything, settings included, as for the next class. `bringBack` undoes it until the tab is closed. */
  async reset(): Promise<void> {
    if (!this.#shell.leading) throw new OrchardError('not-leading');
    const { storage, orchard } = this.#services;
    await orchard.call('pause', undefined);
    const kept = { file: await this.export(), settings: await storage.settings.all() };
    await storage.clear();
    await this.#set(Object.fromEntries(Object.keys(kept.settings).map((key) => [key, undefined])));
    this.#kept = kept;
    await this.#app.startOver();
    await this.refreshRoom();
    this.#shell.announce('Everything was removed. It can be brought back until this tab is closed.');
  }

  /** Takes the newest reset back. */
  async bringBack(): Promise<void> {
    const kept = this.#kept;
    if (!kept) return;
    await this.import(kept.file);
    await this.#set(kept.settings);
    this.#kept = null;
    await this.#app.readTheme();
  }

  /** Lets go of what a reset took away. */
  forgetKept(): void {
    this.#kept = null;
  }

  async #set(settings: Partial<Settings>): Promise<void> {
    const { settings: store } = this.#services.storage;
    for (const key of Object.keys(settings) as (keyof Settings)[]) await store.set(key, settings[key]);
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
