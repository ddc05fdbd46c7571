import { codeOf } from '../domain/common/errors.ts';
import type { Settings, StorageUsage } from '../storage/index.ts';
import type { DataState } from './data.svelte.ts';
import type { Line } from './line.svelte.ts';
import type { PhotoSets } from './photo-sets.svelte.ts';
import type { Registry } from './registry.svelte.ts';
import type { Search } from './search.svelte.ts';
import type { Services } from './services.ts';
import type { Shell } from './shell.svelte.ts';
import type { Training } from './training.svelte.ts';

/** What of the app is exchanged with the project. */
export interface ProjectHolder {
  readonly data: DataState;
  readonly registry: Registry;
  readonly training: Training;
  readonly line: Line;
  readonly search: Search;
  readonly sets: PhotoSets;
  /** Nothing has been made yet that a reset would take away. */
  readonly isEmpty: boolean;
  /** Reads everything again after the stored project was replaced. */
  reload(): Promise<void>;
  /** Begins as on a first visit, after the stored project was emptied. */
  startOver(): Promise<void>;
  readTheme(): Promise<void>;
}

/** What a reset took away, held in memory until the tab is closed. */
interface Kept { file: Blob; settings: Partial<Settings> }

/** How often what was exchanged is read while workers die of it or beside it. */
const MOST_READINGS = 4;

/** The whole project: as one file, out and in; what it takes of the browser's room; and gone, for whoever comes next. */
export class Project {
  progress = $state.raw<{ what: 'export' | 'import'; done: number; total: number; cancel: () => void } | null>(null);
  /** What the browser says of its room: the one source of every number that is shown of it. */
  room = $state.raw<StorageUsage | null>(null);
  /** A reset is being thought over. */
  asking = $state(false);
  #kept = $state.raw<Kept | null>(null);
  #resetting = $state.raw<Promise<void> | null>(null);
  /** A reset can be taken back: it is through, and what it took away is held. */
  canBringBack = $derived(this.#kept !== null && this.#resetting === null);

  readonly #services: Services;
  readonly #shell: Shell;
  readonly #app: ProjectHolder;

  constructor(services: Services, shell: Shell, app: ProjectHolder) {
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
   * Replaces everything by the file's content, when the file is whole and of a known version and what is live in it can predict here; else
   * nothing changes. What was there is gone for good, with what was put aside.
   */
  async import(file: Blob): Promise<void> {
    await this.#replaceBy(file, { firstVisitDone: true });
    this.#shell.announce('The project is open');
  }

  async #replaceBy(file: Blob, settings: Partial<Settings>): Promise<void> {
    const { readProject, replaceProject } = await import('../storage/project.ts');
    const project = await this.#during('import', (signal, onProgress) => readProject(file, { signal, onProgress }));
    await this.#exchange(async () => {
      if (project.live) await this.#app.registry.tryOut(project.live.version, project.live.artifact);
    }, () => replaceProject(this.#services.storage, project, settings), () => this.#app.reload());
  }

  /**
   * Has all that is stored exchanged by `write`, once `check` has found nothing against it and nothing of what is there is still being written.
   * What would change the data set meanwhile waits until it has been read anew.
   */
  async #exchange(check: () => Promise<void>, write: () => Promise<void>, readAnew: () => Promise<void>): Promise<void> {
    const { line, data } = this.#app;
    let goOn = (): void => {};
    try {
      await line.turn(() => line.still(async () => {
        await check();
        await this.#quiet();
        goOn = await data.turns.hold();
        await line.giveWay(write);
      }));
      await insisted(readAnew);
    } finally {
      goOn();
    }
  }

  /** Cancels what still writes, and waits until it has ended. */
  async #quiet(): Promise<void> {
    const { data, training, search, sets } = this.#app;
    await Promise.all([data.quiet(), training.quiet(), search.quiet(), sets.quiet()]);
  }

  async refreshRoom(): Promise<void> {
    this.room = await this.#services.storage.usage();
  }

  /** Removes everything, settings included, as for the next class. `bringBack` undoes it until the tab is closed. The same wish twice is one. */
  reset(): Promise<void> {
    this.#resetting ??= this.#reset().finally(() => { this.#resetting = null; });
    return this.#resetting;
  }

  async #reset(): Promise<void> {
    const { storage } = this.#services;
    let kept = this.#kept;
    await this.#exchange(async () => {
      // What is ready of it belongs to what can be brought back.
      await this.#quiet();
      // Where nothing is, nothing is taken away: what an earlier one took stays.
      if (kept && this.#app.isEmpty) return;
      kept = { file: await this.export(), settings: await storage.settings.all() };
    }, () => storage.clear(), () => {
      this.#kept = kept;
      return this.#app.startOver();
    });
    await this.refreshRoom();
    this.#shell.announce('Everything was removed. It can be brought back until this tab is closed.');
  }

  /** Takes the newest reset back. */
  async bringBack(): Promise<void> {
    const kept = this.#kept;
    if (!kept) return;
    await this.#replaceBy(kept.file, kept.settings);
    this.#kept = null;
    await this.#app.readTheme();
    this.#shell.announce('What the reset took away is back');
  }

  /** Lets go of what a reset took away. */
  forgetKept(): void {
    this.#kept = null;
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

/** What is written is written: it is read whoever dies meanwhile, since another takes that place at once. */
async function insisted(read: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await read();
    } catch (error) {
      if (codeOf(error) !== 'worker-died' || tries === MOST_READINGS) throw error;
    }
  }
}
