import { codeOf, OrchardError, type ErrorCode } from '../domain/common/errors.ts';
import type { Course } from './course.ts';
import type { Shell } from './shell.svelte.ts';

/** The workers that the line runs on. */
export type LineWorker = 'orchard' | 'serving' | 'monitor';

/** What of the line its recovery needs. */
export interface RecoveringLine {
  readonly course: Course;
  /** Runs when all acts before have ended. */
  turn<T>(act: () => Promise<T>): Promise<T>;
  /** Stands behind the newest durable event, with workers that `prepare` has set up; answers the event. */
  bringBack(prepare: () => Promise<void>, isLogLost: boolean): Promise<number>;
}

/** Recoveries at one event, after which the line stands until somebody asks for another. */
const MOST_TRIES = 8;
/** Waited after the first one that failed, and as much more after each further one: who died meanwhile is heard of a moment later, ms. */
const BACK_OFF_MS = 100;

/** What a recovery fails with when a worker dies in it. One that died between two calls is known by its heir, who was not told of the version that the first had prepared. */
const OF_A_DEATH: readonly ErrorCode[] = ['worker-died', 'superseded'];

/**
 * Brings the line back after deaths of its workers, in whatever order and number they come: it ends as it was, or stands with a message
 * whose button tries again.
 */
export class Recovery {
  readonly #shell: Shell;
  readonly #line: RecoveringLine;
  readonly #prepare: Readonly<Record<LineWorker, () => Promise<void>>>;
  /** Those that have died and are not set up again. */
  readonly #dead = new Set<LineWorker>();
  #busy = false;
  #tries = 0;
  /** The event at which the line was brought back last. */
  #at = -1;

  constructor(shell: Shell, line: RecoveringLine, prepare: Readonly<Record<LineWorker, () => Promise<void>>>) {
    this.#shell = shell;
    this.#line = line;
    this.#prepare = prepare;
  }

  /** A worker died, and a fresh one takes its place. */
  died(worker: LineWorker): void {
    this.#dead.add(worker);
    this.#shell.report({ code: 'worker-died' }, 'app');
    void this.#recover();
  }

  /** Tries once more, as often as at first. */
  async again(): Promise<void> {
    this.#tries = 0;
    await this.#recover();
  }

  async #recover(): Promise<void> {
    if (this.#busy) return;
    this.#busy = this.#line.course.recovering = true;
    try {
      while (this.#dead.size > 0) {
        this.#tries += 1;
        if (this.#tries > MOST_TRIES) return this.#standStill(new OrchardError('worker-lost'));
        let dead: LineWorker[] = [];
        try {
          await this.#line.turn(() => {
            dead = [...this.#dead];
            this.#dead.clear();
            return this.#setUp(dead);
          });
          await this.#line.course.goOn();
        } catch (error) {
          for (const worker of dead) this.#dead.add(worker);
          if (!OF_A_DEATH.includes(codeOf(error))) return this.#standStill(error);
          await new Promise((resolve) => setTimeout(resolve, this.#tries * BACK_OFF_MS));
        }
      }
    } finally {
      this.#busy = this.#line.course.recovering = false;
    }
    // It runs again, whoever it was that brought it back.
    this.#shell.settle('worker-lost');
    this.#line.course.settle();
  }

  async #setUp(dead: readonly LineWorker[]): Promise<void> {
    const index = await this.#line.bringBack(async () => {
      for (const worker of dead) await this.#prepare[worker]();
    }, dead.includes('monitor'));
    // What a line died of before it got here is not held against it.
    if (index !== this.#at) this.#tries = 1;
    this.#at = index;
  }

  #standStill(error: unknown): void {
    this.#shell.settle('worker-died');
    if (codeOf(error) !== 'worker-lost') this.#shell.report(error, 'app');
    this.#shell.report({ code: 'worker-lost' }, 'app', () => this.again());
    this.#line.course.lose();
  }
}
