import type { Scenario } from '../../../domain/world/drift/scenario.ts';
import { parameterAt, readParameter } from '../../../domain/world/orchard/parameters.ts';
import type { App } from '../../../app/app.svelte.ts';

/** A drag reaches the line at most this often. */
const REST_MS = 60;
/** Key presses on one slider that follow each other this closely are one hand: one drift, one undo. */
const SAME_HAND_MS = 1200;

interface Grab {
  /** Event at which the hand took hold. */
  from: number;
  before: Scenario;
}

/** A hand on the world's sliders: what it holds is shown at once, and reaches the line as one sudden drift. */
export class Hand {
  /** The slider that is held, and where. */
  held = $state.raw<{ path: string; value: number } | null>(null);

  readonly #app: App;
  #grab: Grab | null = null;
  #last: { path: string; grab: Grab; atMs: number } | null = null;
  #wanted: { path: string; value: number; grab: Grab } | null = null;
  #lettingGo: { grab: Grab; held: { path: string; value: number } } | null = null;
  #work: Promise<void> = Promise.resolve();
  #scheduled = false;

  constructor(app: App) {
    this.#app = app;
  }

  /** Where a slider stands: under the hand, else where the world is now. */
  value(path: string): number {
    return this.held?.path === path ? this.held.value : readParameter(this.#app.line.world, path);
  }

  /** Where its ring stands. */
  base(path: string): number {
    return readParameter(this.#app.line.scenario.world, path);
  }

  move(path: string, value: number): void {
    const { line } = this.#app;
    this.#grab ??= this.#begin(path);
    this.held = { path, value };
    this.#wanted = { path, value, grab: this.#grab };
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#then(async () => {
      this.#scheduled = false;
      const wanted = this.#wanted;
      this.#wanted = null;
      if (!wanted) return;
      await line.edits.moveSlider(wanted.path, wanted.value, wanted.grab);
      await new Promise((resolve) => setTimeout(resolve, REST_MS));
    });
  }

  /** Lets go: the last position counts, is written into the event log, and can be taken back. */
  release(path: string, value: number): void {
    const { line, shell } = this.#app;
    const grab = this.#grab ?? this.#begin(path);
    const held = { path, value };
    this.#grab = null;
    this.#last = { path, grab, atMs: performance.now() };
    this.#wanted = null;
    this.held = held;
    const letGo = { grab, held };
    // Of key presses that wait, only the last position counts.
    if (this.#lettingGo?.grab === grab) return void Object.assign(this.#lettingGo, letGo);
    this.#lettingGo = letGo;
    this.#then(async () => {
      if (this.#lettingGo === letGo) this.#lettingGo = null;
      const { held } = letGo;
      await this.#app.run('line.setWorld', path, held.value, { from: grab.from });
      if (this.held === held) this.held = null;
      const parameter = parameterAt(path);
      shell.offerUndo(`${parameter?.label ?? path}: ${parameter?.format(held.value) ?? held.value}`, () => line.revise({ ...grab.before, length: line.scenario.length }));
    });
  }

  #begin(path: string): Grab {
    const last = this.#last;
    if (last?.path === path && performance.now() - last.atMs < SAME_HAND_MS) return last.grab;
    return { from: this.#app.line.now, before: this.#app.line.scenario };
  }

  #then(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error: unknown) => {
      this.#scheduled = false;
      this.held = null;
      this.#app.shell.report(error, 'line');
    });
  }
}
