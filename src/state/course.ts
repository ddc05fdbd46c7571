import type { Scenario } from '../domain/world/drift/scenario.ts';
import { OrchardError } from '../domain/common/errors.ts';
import type { LineState, TimeLapse } from '../../workers/protocol/orchard.ts';
import { Awaited, beyondEnd, type Unserved } from './awaited.ts';
import type { Services } from './services.ts';

/** What of the line its course needs. */
export interface CoursedLine {
  /** The event under the camera. */
  readonly now: number;
  readonly scenario: Scenario;
  readonly ended: boolean;
  readonly lapse: TimeLapse;
  status: LineState | null;
  /** Why no version predicts; null while one does. */
  readonly unserved: Unserved | null;
  /** Fails with `nothing-deployed`. */
  mustRun(): void;
  /** Runs when all acts before have ended. */
  turn<T>(act: () => Promise<T>): Promise<T>;
  extend(): Promise<void>;
}

/** Runs, as far as an event where one is given, or goes to it in steps. */
type Wish = { until: number | null; stepping: false } | { until: number; stepping: true };

/** Where the line is going: what it was asked to do, and who waits for it to get somewhere. */
export class Course {
  readonly #services: Pick<Services, 'orchard' | 'monitor'>;
  readonly #line: CoursedLine;
  readonly #awaited = new Awaited();
  /** What was asked of the line and is not answered yet: it stands still for a moment at most. */
  #asked = 0;
  /** What it was asked to do and has not done yet; null: it stands. */
  #wish: Wish | null = null;
  /** Given up after too many deaths: it stands, whatever is asked of it, until it is brought back or another line is opened. */
  lost = false;
  /** Set while the line is brought back after the death of a worker. */
  #recovery: { over: Promise<void>; end(): void } | null = null;

  constructor(services: Pick<Services, 'orchard' | 'monitor'>, line: CoursedLine) {
    this.#services = services;
    this.#line = line;
  }

  /** A worker died, and the line is being set up again: what is asked of it meanwhile waits. */
  get recovering(): boolean { return this.#recovery !== null; }
  set recovering(recovering: boolean) {
    if (recovering === this.recovering) return;
    this.#recovery?.end();
    this.#recovery = null;
    if (!recovering) return;
    this.lost = false;
    let end = (): void => {};
    const over = new Promise<void>((resolve) => { end = resolve; });
    this.#recovery = { over, end };
  }

  /** Runs, as far as event `until` where one is given: one that `mayPlay` lets pass. */
  async play(until: number | null): Promise<LineState> {
    await this.#recovery?.over;
    if (this.#line.ended && until === null) await this.#line.extend();
    // Who was live may be gone since.
    this.#line.mustRun();
    return this.#ask({ until, stepping: false });
  }

  /** Throws what `play` would fail with. */
  mayPlay(until: number | null): void {
    if (until === null) return;
    if (!(until >= 0)) throw new OrchardError('argument-invalid', 'until');
    if (until > this.#line.scenario.length) throw beyondEnd(until, this.#line.scenario.length);
  }

  /** Stops the camera; resolves when what it has photographed is predicted and stored. */
  async pause(): Promise<LineState> {
    const { orchard, monitor } = this.#services;
    this.#wish = null;
    await this.#recovery?.over;
    const status = (this.#line.status = await orchard.call('pause', undefined));
    // Whoever cannot predict them keeps nobody waiting.
    await this.reached(status.index).catch(() => {});
    await monitor.call('flush', undefined);
    return status;
  }

  /** Lets `count` more fruits past the camera; resolves when their predictions are stored. */
  async step(count: number): Promise<void> {
    await this.#recovery?.over;
    // Where the line stands is known once what was asked of it before is done.
    await this.#line.turn(() => Promise.resolve());
    if (this.#line.ended) await this.#line.extend();
    this.#line.mustRun();
    const until = Math.min(this.#line.scenario.length, (this.#line.status?.index ?? this.#line.now) + count);
    await this.#ask({ until, stepping: true });
    await this.reached(until);
    await this.#services.monitor.call('flush', undefined);
  }

  /**
   * Resolves once every event before `index` has been predicted. Rejects with `index-out-of-range` when the line ends before it, with `model-failed`
   * `nothing-deployed` or `worker-lost` when no version can predict it, and with `cancelled` when the line stands before it, or is made to stand elsewhere.
   */
  async reached(index: number): Promise<void> {
    if (!(index >= 0)) throw new OrchardError('argument-invalid', 'index');
    if (this.#line.now >= index) return;
    const reached = this.#awaited.wait(index);
    this.settle();
    await reached;
  }

  /** The line has got somewhere, or stands: whoever waits for that hears of it, and whoever waits for what will not come. */
  settle(): void {
    const { status, now, scenario, unserved } = this.#line;
    this.#awaited.reach(now);
    if (this.recovering || this.#asked > 0) return;
    const rests = status !== null && !status.playing && now >= status.index;
    if (rests) this.#wish = null;
    this.#awaited.settle({ now, end: scenario.length, rests, unserved });
  }

  /** It stands, all that came is predicted, and nothing is being asked of it. */
  get rests(): boolean {
    const { status, now } = this.#line;
    return !this.recovering && this.#asked === 0 && status !== null && !status.playing && now >= status.index;
  }

  /** The line is another, or stands elsewhere: nobody waits for what was, and nothing is to be done any more. */
  end(): void {
    this.#wish = null;
    this.#awaited.giveUp();
  }

  /** The line cannot be brought back by itself: whoever waits, and whoever will, hears so. */
  lose(): void {
    this.lost = true;
    this.#awaited.giveUp(new OrchardError('worker-lost'));
  }

  /** Does what it was asked to do before. */
  async goOn(): Promise<void> {
    if (this.#wish) await this.#ask(this.#wish);
  }

  /** An act for which the line may stand still, without having come to rest. */
  async during<T>(act: () => Promise<T>): Promise<T> {
    this.#asked += 1;
    try {
      return await act();
    } finally {
      this.#asked -= 1;
      this.settle();
    }
  }

  #ask(wish: Wish): Promise<LineState> {
    const { until, stepping } = wish;
    this.#wish = wish;
    return this.during(async () => {
      const { orchard } = this.#services;
      const line = this.#line;
      line.status = await (stepping ? orchard.call('step', { count: until - (line.status?.index ?? line.now) }) : orchard.call('play', { lapse: line.lapse, until }));
      return line.status;
    });
  }
}
