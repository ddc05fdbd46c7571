import { scenarioAt } from '../../src/domain/world/drift/revisions.ts';
import { codeOf, OrchardError, type ErrorCode } from '../../src/domain/common/errors.ts';
import type { Revision, Scenario } from '../../src/domain/world/drift/scenario.ts';
import type { LineState, TimeLapse } from '../protocol/orchard.ts';
import { buffersOf, type Again, type ToOrchard, type ToServing } from '../protocol/stream.ts';
import type { Picture } from '../../src/domain/common/picture.ts';
import { isOnCamera } from '../../src/domain/world/stream/photo-event.ts';
import type { PhotoShelf } from '../pictures/photo-shelf.ts';
import { batchRows, dueEvents, photograph, type Due } from './batch.ts';

/** What the runner needs of its surroundings; a test passes its own. */
interface RunnerSurroundings {
  /** Real time, ms since the epoch, fractional. */
  nowMs(): number;
  /** Runs `task` after at least `delayMs`, letting messages in before it. */
  later(task: () => void, delayMs: number): void;
  notify(state: LineState): void;
  /** An event cannot be photographed. */
  failed(code: ErrorCode): void;
  /** Where photographs lie. */
  shelf: PhotoShelf;
}

/** Longest sleep between two looks at the clock, so that a change of speed is felt at once. */
const LONGEST_NAP_MS = 50;
/** At most ten snapshots a second go to the main thread. */
const NOTICE_INTERVAL_MS = 100;
/** A line that was held up runs on at its speed: it does not race to catch up on more than this. */
const CATCH_UP_MS = 250;
/** So that a fruit that is due to the very millisecond is not put off by a rounding error. */
const ROUNDING = 1e-6;
/** Frames of a camera that may wait for their turn; the model has fallen behind when more come. */
const MOST_FRAMES_WAITING = 2;
/** Weight of the newest batch in what drawing takes. */
const NEWEST = 0.1;

/**
 * The running line: photographs events in order, paced by belt speed and time lapse, never more than the receiver has given credit for.
 * Where the machine cannot follow the time lapse, credit comes late and the line is held: it is watched slower, and nothing else.
 */
export class LineRunner {
  #revisions: Revision[] = [];
  #port: MessagePort | null = null;
  #credit = 0;
  #generation = 0;
  #index = 0;
  #size = 48;
  #playing = false;
  #until: number | null = null;
  #lapse: TimeLapse = 1;
  #drawMs = 0;
  #owedSteps = 0;
  #paused = { playing: false, owedSteps: 0 };
  /** Paced by `#paceFromMs` + events since. */
  #paceFromMs = 0;
  #paceFromIndex = 0;
  #scheduled = false;
  /** Photographs are being decoded for the next batch. */
  #preparing = false;
  #lastNoticeMs = 0;
  /** When the newest frame came; null before the first since the line stood. */
  #frameAtMs: number | null = null;
  #rate: { atMs: number; index: number }[] = [];

  readonly #surroundings: RunnerSurroundings;

  constructor(surroundings: RunnerSurroundings) {
    this.#surroundings = surroundings;
  }

  connect(port: MessagePort): void {
    this.#port?.close();
    this.#port = port;
    this.#credit = 0;
    port.onmessage = ({ data }: MessageEvent<ToOrchard>) => {
      if (data.type === 'credit') this.#credit += data.rows;
      else if (data.generation === this.#generation) this.#again(data);
      this.#wake();
    };
    this.#send({ type: 'generation', generation: this.#generation });
  }

  load(revisions: Revision[], index: number, generation: number, size: number): LineState {
    this.#revisions = revisions;
    this.#index = index;
    this.#generation = generation;
    this.#size = size;
    this.#playing = false;
    this.#until = null;
    this.#owedSteps = 0;
    this.#frameAtMs = null;
    this.#rate = [];
    // Frames that come have the numbers from here on.
    this.#surroundings.shelf.forgetFrames(index);
    this.#send({ type: 'generation', generation });
    return this.#notice();
  }

  /** The scenario takes hold at the next photograph. */
  revise(scenario: Scenario): { from: number } {
    this.#mustBeLoaded();
    const from = this.#index;
    this.#revisions = [...this.#revisions.filter((revision) => revision.from < from), { from, scenario }];
    this.#repace();
    this.#wake();
    return { from };
  }

  resize(size: number): void {
    this.#size = size;
  }

  play(lapse: TimeLapse | undefined, until: number | null | undefined): LineState {
    this.#mustBeLoaded();
    if (lapse !== undefined) this.#lapse = lapse;
    if (until !== undefined) this.#until = until;
    if (!this.#ended()) this.#playing = true;
    this.#repace();
    this.#wake();
    return this.#notice();
  }

  pause(): LineState {
    this.#paused = { playing: this.#playing, owedSteps: this.#owedSteps };
    this.#frameAtMs = null;
    this.#playing = false;
    this.#owedSteps = 0;
    return this.#notice();
  }

  /** Goes on as it did when it was paused last: as far as it was to go, with the steps that it still owed. */
  resume(): LineState {
    this.#playing = this.#paused.playing && !this.#ended();
    this.#owedSteps = this.#paused.owedSteps;
    this.#repace();
    this.#wake();
    return this.#notice();
  }

  step(count: number): LineState {
    this.#mustBeLoaded();
    this.#playing = false;
    this.#owedSteps += count;
    this.#wake();
    return this.#notice();
  }

  /**
   * Takes a frame of the camera as the next event of a line that runs on one; answers which, or null where it is dropped: the line stands or has ended, is another kind of
   * line, or two frames wait already.
   */
  frame(frame: Picture): number | null {
    if (!this.#isOnCamera() || this.#ended() || (!this.#playing && this.#owedSteps === 0)) return null;
    const { roll } = this.#surroundings.shelf;
    const waiting = roll.following(this.#index);
    const wanted = Math.min(this.#owedSteps > 0 ? this.#owedSteps : Infinity, this.#end() - this.#index);
    if (waiting >= Math.min(wanted, MOST_FRAMES_WAITING)) return null;
    const nowMs = this.#surroundings.nowMs();
    const usualMs = 1000 / scenarioAt(this.#revisions, this.#index).beltSpeed;
    roll.put(this.#index + waiting, frame, this.#frameAtMs === null ? usualMs : nowMs - this.#frameAtMs);
    this.#frameAtMs = nowMs;
    this.#wake();
    return this.#index + waiting;
  }

  state(): LineState {
    return {
      generation: this.#generation,
      index: this.#index,
      playing: this.#playing || this.#owedSteps > 0,
      until: this.#until,
      lapse: this.#lapse,
      photographsPerSecond: this.#playing ? this.#photographsPerSecond() : 0,
      held: this.#playing && this.#credit <= 0,
      drawMs: this.#drawMs,
    };
  }

  /** What a version of another size got, or is about to get, is photographed anew for it, also where the line stands since. */
  #again({ from, size }: Again): void {
    this.#size = size;
    if (from < this.#index) {
      if (!this.#playing) this.#owedSteps += this.#index - from;
      this.#index = from;
      this.#repace();
    }
    this.#send({ type: 'again', generation: this.#generation, from, size });
  }

  /** Who has just been started in place of one that died stands nowhere, and has no history to go on with. */
  #mustBeLoaded(): void {
    if (this.#revisions.length === 0) throw new OrchardError('worker-died', 'no line is loaded');
  }

  #wake(): void {
    if (this.#scheduled || this.#preparing || (!this.#playing && this.#owedSteps === 0)) return;
    this.#scheduled = true;
    this.#surroundings.later(() => this.#run(), 0);
  }

  #run(): void {
    this.#scheduled = false;
    if (!this.#playing && this.#owedSteps === 0) return;
    const nowMs = this.#surroundings.nowMs();
    const isOnCamera = this.#isOnCamera();
    const wanted = Math.min(isOnCamera ? this.#framesDue() : this.#due(nowMs), batchRows(this.#size), this.#end() - this.#index);
    const count = Math.min(wanted, this.#credit);
    if (count > 0) {
      const due = dueEvents(this.#revisions, this.#index, count);
      const shown = due.map((each) => each.shown);
      if (!this.#surroundings.shelf.isReady(shown, this.#size)) return this.#prepare(due);
      this.#photograph(due);
    }
    if (this.#ended() || (!this.#playing && this.#owedSteps === 0)) {
      this.#playing = false;
      this.#owedSteps = 0;
      this.#notice();
      return;
    }
    if (nowMs - this.#lastNoticeMs >= NOTICE_INTERVAL_MS) this.#notice();
    if (wanted > 0 && count < wanted) {
      // Held: the next credit wakes the line. The clock it is paced by stands still meanwhile.
      this.#repace();
      if (this.#credit <= 0) return;
    }
    // The next frame wakes the line.
    if (isOnCamera && count === wanted && this.#framesDue() === 0) return;
    const napMs = isOnCamera ? 0 : this.#napMs();
    this.#scheduled = true;
    this.#surroundings.later(() => this.#run(), napMs);
  }

  /** Has the photographs of a batch decoded, and goes on; what cannot be photographed stops the line before it. */
  #prepare(due: readonly Due[]): void {
    this.#preparing = true;
    this.#surroundings.shelf.prepare(due.map(({ shown }) => shown), this.#size).then(() => true, (error: unknown) => {
      this.#playing = false;
      this.#owedSteps = 0;
      this.#notice();
      this.#surroundings.failed(codeOf(error));
      return false;
    }).finally(() => { this.#preparing = false; }).then((isReady) => { if (isReady) this.#wake(); }, () => {});
  }

  #photograph(due: readonly Due[]): void {
    const count = due.length;
    const beganMs = this.#surroundings.nowMs();
    const batch = photograph(due, this.#size, this.#generation, this.#surroundings.shelf);
    const atMs = this.#surroundings.nowMs();
    const drawMs = (atMs - beganMs) / count;
    this.#drawMs = this.#drawMs === 0 ? drawMs : this.#drawMs + NEWEST * (drawMs - this.#drawMs);
    this.#index += count;
    this.#credit -= count;
    if (this.#owedSteps > 0) this.#owedSteps = Math.max(0, this.#owedSteps - count);
    this.#send(batch, buffersOf([batch.pixels, ...Object.values(batch.columns)]));
    this.#rate.push({ atMs, index: this.#index });
    while (this.#rate.length > 2 && this.#rate[0]!.atMs < atMs - 1000) this.#rate.shift();
  }

  /** Events that ought to have been photographed by now and were not. */
  #due(nowMs: number): number {
    if (this.#owedSteps > 0) return this.#owedSteps;
    const watched = this.#watchedPerSecond();
    if (watched === Infinity) return Number.MAX_SAFE_INTEGER;
    if (nowMs - this.#paceFromMs > CATCH_UP_MS + ((this.#index - this.#paceFromIndex + 1) * 1000) / watched) this.#repace(CATCH_UP_MS);
    return Math.max(0, Math.floor(((nowMs - this.#paceFromMs) * watched) / 1000 + ROUNDING) - (this.#index - this.#paceFromIndex));
  }

  #isOnCamera(): boolean {
    return this.#revisions.length > 0 && isOnCamera(scenarioAt(this.#revisions, this.#index));
  }

  /** Frames that wait to be events. */
  #framesDue(): number {
    const waiting = this.#surroundings.shelf.roll.following(this.#index);
    return this.#owedSteps > 0 ? Math.min(this.#owedSteps, waiting) : waiting;
  }

  /** Fruits a second of real time. */
  #watchedPerSecond(): number {
    return this.#lapse === 'max' ? Infinity : this.#lapse * scenarioAt(this.#revisions, this.#index).beltSpeed;
  }

  #repace(behindMs = 0): void {
    this.#paceFromMs = this.#surroundings.nowMs() - behindMs;
    this.#paceFromIndex = this.#index;
  }

  #napMs(): number {
    if (this.#owedSteps > 0 || this.#lapse === 'max') return 0;
    const nextMs = this.#paceFromMs + ((this.#index - this.#paceFromIndex + 1) * 1000) / this.#watchedPerSecond();
    return Math.max(0, Math.min(LONGEST_NAP_MS, nextMs - this.#surroundings.nowMs()));
  }

  /** First event that will not be photographed. */
  #end(): number {
    const { length } = scenarioAt(this.#revisions, this.#index);
    return this.#until === null || this.#owedSteps > 0 ? length : Math.min(length, this.#until);
  }

  #ended(): boolean {
    return this.#revisions.length === 0 || this.#index >= this.#end();
  }

  #photographsPerSecond(): number {
    const first = this.#rate[0];
    const last = this.#rate.at(-1);
    if (!first || !last || last.atMs <= first.atMs) return 0;
    return ((last.index - first.index) * 1000) / (last.atMs - first.atMs);
  }

  #notice(): LineState {
    this.#lastNoticeMs = this.#surroundings.nowMs();
    const state = this.state();
    this.#surroundings.notify(state);
    return state;
  }

  #send(message: ToServing, transfer: Transferable[] = []): void {
    this.#port?.postMessage(message, transfer);
  }
}
