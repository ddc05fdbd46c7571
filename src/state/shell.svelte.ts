import { aboutOf, codeOf, type ErrorCode } from '../domain/common/errors.ts';
import { withNamesIsolated } from '../domain/common/isolated.ts';
import type { Place } from '../domain/common/project-place.ts';
import type { Hideable, Screen } from '../domain/world/share/address.ts';

export type Theme = 'auto' | 'light' | 'dark';

/** Something that can be taken back, shown in the dock until it is put away. */
interface Undo {
  id: number;
  text: string;
  /** A promise, so that what fails on the way back is heard: a callback that lets one float does not compile. */
  undo: () => Promise<unknown>;
}

/** Something that went wrong and has not been put away. */
interface Problem {
  id: number;
  code: ErrorCode;
  /** The fact that the code's sentence has a place for. */
  about?: string;
  /** The screen or part that it belongs to; `app` shows everywhere. */
  where: Screen | 'app' | 'camera' | 'welcome';
  retry: (() => Promise<unknown>) | null;
}

/** What frames every screen: where we are, the theme, undo, problems, and what is said to screen readers. */
export class Shell {
  screen = $state<Screen | 'welcome'>('welcome');
  /** What is stored will say which screen comes first. */
  arriving = $state(false);
  /** Of the terms: the one whose page is open. */
  term = $state<string | null>(null);
  hidden = $state.raw<readonly Hideable[]>([]);
  theme = $state<Theme>('auto');
  undo = $state.raw<Undo | null>(null);
  problems = $state.raw<readonly Problem[]>([]);
  announcement = $state('');
  /** False in a second tab: it looks on. */
  leading = $state(true);
  /** False in a private window without IndexedDB: nothing survives a reload. */
  persistent = $state(true);
  online = $state(true);
  /** Where the project is kept that is shown. */
  place = $state<Place>('stored');

  #nextId = 1;
  /** Told of every problem that is reported. */
  onproblem: (code: ErrorCode, where: Problem['where']) => void = () => {};

  isHidden(part: Hideable): boolean {
    return this.hidden.includes(part);
  }

  /** Says something to screen readers. Names of somebody's stand in “quotes”. */
  announce(text: string): void {
    this.announcement = withNamesIsolated(text);
  }

  /** Offers to take something back; an earlier offer ends. Names of somebody's stand in “quotes”. */
  offerUndo(text: string, undo: Undo['undo']): void {
    this.undo = { id: this.#nextId++, text: withNamesIsolated(text), undo };
    this.announce(`${text}. Undo is offered.`);
  }

  /** Puts the offer away. */
  forgetUndo(): void {
    this.undo = null;
  }

  async takeBack(): Promise<void> {
    const { undo } = this;
    this.undo = null;
    if (!undo) return;
    try {
      await undo.undo();
      this.announce(`Taken back: ${undo.text}`);
    } catch (error) {
      this.report(error, 'app');
    }
  }

  /** Shows an error in its place. A cancel is no error. One of each code in a place is enough. */
  report(error: unknown, where: Problem['where'], retry: Problem['retry'] = null): void {
    const code = codeOf(error);
    if (code === 'cancelled') return;
    this.onproblem(code, where);
    if (code === 'internal') console.error(error);
    const others = this.problems.filter((problem) => problem.code !== code || problem.where !== where);
    const about = aboutOf(error);
    this.problems = [...others, { id: this.#nextId++, code, ...(about === undefined ? {} : { about }), where, retry }];
  }

  /** Tries again what went wrong; when that fails too, it is said again. */
  async retry({ id, where, retry }: Problem): Promise<void> {
    this.dismiss(id);
    await retry?.().catch((error: unknown) => this.report(error, where, retry));
  }

  dismiss(id: number): void {
    this.problems = this.problems.filter((problem) => problem.id !== id);
  }

  /** Puts a problem away that is no more. */
  settle(code: ErrorCode): void {
    if (this.problems.some((problem) => problem.code === code)) this.problems = this.problems.filter((problem) => problem.code !== code);
  }

  /** Puts away what was said of a place, when it is tried again. */
  clear(where: Problem['where']): void {
    if (this.problems.some((problem) => problem.where === where)) this.problems = this.problems.filter((problem) => problem.where !== where);
  }
}
