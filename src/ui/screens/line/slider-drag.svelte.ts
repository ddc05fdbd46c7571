import type { Scenario } from '../../../domain/world/drift/scenario.ts';
import { parameterAt, readParameter } from '../../../domain/world/orchard/parameters.ts';
import type { App } from '../../../app/app.svelte.ts';

/** A drag reaches the line at most this often. */
const PAUSE_MS = 60;
/** Key presses on one slider that follow each other this closely are one drag: one drift, one undo. */
const SAME_DRAG_MS = 1200;

interface DragStart {
  /** Event at which the drag began. */
  from: number;
  before: Scenario;
}

/** A drag of one of the world's sliders: its value is shown at once, and reaches the line as one sudden drift. */
export class SliderDrag {
  /** The slider that is dragged, and its value. */
  held = $state.raw<{ path: string; value: number } | null>(null);

  readonly #app: App;
  #start: DragStart | null = null;
  #last: { path: string; start: DragStart; atMs: number } | null = null;
  #wanted: { path: string; value: number; start: DragStart } | null = null;
  #releasing: { start: DragStart; held: { path: string; value: number } } | null = null;
  #work: Promise<void> = Promise.resolve();
  #scheduled = false;

  constructor(app: App) {
    this.#app = app;
  }

  /** The value of a slider: as it is dragged, else as the world is now. */
  value(path: string): number {
    return this.held?.path === path ? this.held.value : readParameter(this.#app.line.world, path);
  }

  /** Its value in the base world, where its ring is drawn. */
  base(path: string): number {
    return readParameter(this.#app.line.scenario.world, path);
  }

  move(path: string, value: number): void {
    const { line } = this.#app;
    this.#start ??= this.#begin(path);
    this.held = { path, value };
    this.#wanted = { path, value, start: this.#start };
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#then(async () => {
      this.#scheduled = false;
      const wanted = this.#wanted;
      this.#wanted = null;
      if (!wanted) return;
      await line.edits.moveSlider(wanted.path, wanted.value, wanted.start);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    });
  }

  /** Ends the drag: the last position counts, is written into the event log, and can be taken back. */
  release(path: string, value: number): void {
    const { line, shell } = this.#app;
    const start = this.#start ?? this.#begin(path);
    const held = { path, value };
    this.#start = null;
    this.#last = { path, start, atMs: performance.now() };
    this.#wanted = null;
    this.held = held;
    const released = { start, held };
    // Of key presses that wait, only the last position counts.
    if (this.#releasing?.start === start) return void Object.assign(this.#releasing, released);
    this.#releasing = released;
    this.#then(async () => {
      if (this.#releasing === released) this.#releasing = null;
      const { held } = released;
      await this.#app.run('line.setWorld', path, held.value, { from: start.from });
      if (this.held === held) this.held = null;
      const parameter = parameterAt(path);
      shell.offerUndo(`${parameter?.label ?? path}: ${parameter?.format(held.value) ?? held.value}`, () => line.revise({ ...start.before, length: line.scenario.length }));
    });
  }

  #begin(path: string): DragStart {
    const last = this.#last;
    if (last?.path === path && performance.now() - last.atMs < SAME_DRAG_MS) return last.start;
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
